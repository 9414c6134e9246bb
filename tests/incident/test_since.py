"""What changed since the last check-in (S12, S68)."""

from __future__ import annotations

from cockpit.incident import commands as cmd
from cockpit.incident.events import PlanLine
from cockpit.incident.since import lines, new_users, since_last_checkin
from cockpit.incident.state import Incident
from tests.incident.play import Play, declared


def checked_in() -> Play:
    """alice has command, M1 runs and M2 is done in the check-in that was just held."""
    play = declared(crew=("dave", "carol"))
    play.does("alice", cmd.ReportImpact("worse", "checkouts fail", region="us-west-2"))
    for text in ("fail over", "pause deploys"):
        play.does("alice", cmd.Propose("mitigation", text, owner="carol"))
    play.does("carol", cmd.Start("M1"))
    play.does("carol", cmd.Start("M2"))
    play.passes(minutes=16)
    turn = cmd.CheckIn(
        trend="better",
        impact="fewer checkouts fail",
        plan=(PlanLine(text="watch", owner="dave"),),
        outcomes={"M1": "running", "M2": "worked"},
    )
    play.does("alice", turn)
    play.passes(minutes=1)
    return play


def test_s68_what_the_check_in_itself_said_is_no_change_since_it() -> None:
    changes = since_last_checkin(checked_in().incident)
    assert (changes.loop, lines(changes), new_users(changes)) == (1, [], "")
    assert changes.before is not None and changes.before.text == "fewer checkouts fail"


def test_s68_everything_that_came_after_it_is_told_the_weightiest_first() -> None:
    play = checked_in()
    play.does("erin", cmd.Join("investigator"))
    play.does("erin", cmd.Propose("fix", "roll back api"))
    play.does("carol", cmd.Finish("M1", "worse"))
    play.does("alice", cmd.Propose("mitigation", "read-only mode", owner="carol"))
    play.does("carol", cmd.Start("M4"))
    play.does("dave", cmd.ReportImpact("new-symptom", "baskets empty", region="eu-west-1", cohort="guests"))
    play.does("alice", cmd.SetSeverity("SEV2"), because="half of it is back")
    changes = since_last_checkin(play.incident)
    assert lines(changes) == [
        "severity is SEV2",
        "impact a new symptom: baskets empty",
        "M1 made it worse: fail over",
        "M4 started: read-only mode",
        "M3 waiting: roll back api",
        "here since: erin",
    ]
    assert new_users(changes) == "guests, eu-west-1"


def test_s12_before_the_first_check_in_it_is_counted_from_the_declaration() -> None:
    play = declared(crew=("dave",))
    play.passes(minutes=2)
    play.does("dave", cmd.DoneAlready("mitigation", "paused deploys"))
    changes = since_last_checkin(play.incident)
    assert (changes.loop, changes.at) == (0, play.incident.declared_at)
    assert "M1 was done: paused deploys" in lines(changes)
    assert changes.severities == () and changes.before is None


def test_an_incident_without_anything_has_no_changes() -> None:
    changes = since_last_checkin(Incident(id="x"))
    assert (lines(changes), changes.came, changes.went) == ([], (), ())
