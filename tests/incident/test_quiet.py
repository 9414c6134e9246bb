"""What rings a bell and what does not: one voice for each cause, nobody's at night where it can wait."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from cockpit.incident import commands as cmd
from cockpit.incident.quiet import SHOWN, rings
from tests.incident.play import Play, declared

NIGHT = timedelta(hours=11)
"""From the play's 12:51 to just before midnight."""


def heard(play: Play, who: str) -> list[str]:
    """The causes of the loop and of measures that ring; updates to audiences have tests of their own."""
    causes = [duty.cause for duty in rings(play.incident, who, play.now)]
    return [cause for cause in causes if cause.startswith(("approval", "box", "check-in", "timer", "given"))]


def test_a_proposal_rings_the_commander_and_nobody_else() -> None:
    play = declared(crew=("dave", "bob"))
    play.does("dave", cmd.Propose("mitigation", "drain the node"))
    assert heard(play, "alice") == ["approval M1"]
    assert heard(play, "dave") == heard(play, "bob") == []


def test_a_measure_over_its_box_rings_its_owner_alone() -> None:
    play = declared(crew=("dave", "bob"))
    play.does("alice", cmd.Propose("mitigation", "drain the node", owner="dave", box=5))
    play.does("dave", cmd.Start("M1"))
    play.passes(minutes=6)
    assert heard(play, "dave") == ["box M1"]
    assert heard(play, "alice") == []


def test_s75_overdue_rings_the_commander_once_then_the_deputy_and_after_two_nobody() -> None:
    play = declared(crew=("dave", "bob"))
    play.does("alice", cmd.AssignRole("deputy", "bob"))
    play.passes(minutes=19)
    assert heard(play, "alice") == []
    play.passes(minutes=1)
    assert (heard(play, "alice"), heard(play, "bob")) == (["check-in 1"], [])
    play.passes(minutes=5)
    assert (heard(play, "alice"), heard(play, "bob")) == (["check-in 1"], ["check-in 1 deputy"])
    play.passes(minutes=15)
    assert heard(play, "alice") == heard(play, "bob") == heard(play, "dave") == []


def test_s66_a_check_in_that_is_under_way_rings_nobody() -> None:
    play = declared(crew=("dave", "bob"))
    play.passes(minutes=18)
    play.does("alice", cmd.StartCheckIn())
    play.passes(minutes=3)
    assert heard(play, "alice") == []
    play.passes(minutes=13)
    assert heard(play, "alice") == ["check-in 1"]


def test_s44_what_can_wait_for_the_morning_rings_nobody_at_night() -> None:
    play = declared(crew=("dave", "bob"))
    play.does("alice", cmd.SetSeverity("SEV3"), because="no user is hit")
    play.now += NIGHT
    play.does("dave", cmd.Propose("mitigation", "drain the node"))
    assert heard(play, "alice") == []
    play.now += timedelta(hours=8)
    assert "approval M1" in heard(play, "alice")


def test_s44_night_is_where_the_person_is() -> None:
    play = declared(crew=("dave", "bob"))
    play.does("alice", cmd.SetSeverity("SEV3"), because="no user is hit")
    play.incident = replace(
        play.incident, procedure=replace(play.incident.procedure, zone="America/Los_Angeles")
    )
    play.now += NIGHT
    play.does("dave", cmd.Propose("mitigation", "drain the node"))
    assert heard(play, "alice") == ["approval M1"]


def test_s44_ones_own_timer_rings_at_night_too_and_a_worse_severity_does() -> None:
    play = declared(crew=("dave", "bob"))
    play.does("alice", cmd.SetSeverity("SEV3"), because="no user is hit")
    play.now += NIGHT
    play.does("alice", cmd.SetTimer("look again", play.now + timedelta(minutes=5)))
    play.does("dave", cmd.Propose("mitigation", "drain the node"))
    play.passes(minutes=5)
    assert heard(play, "alice") == ["timer T1"]
    play.does("alice", cmd.SetSeverity("SEV2"))
    assert heard(play, "alice") == ["approval M1", "timer T1"]


def test_a_duty_that_was_put_off_has_no_bell() -> None:
    play = declared(crew=("dave", "bob"))
    play.does("dave", cmd.Propose("mitigation", "drain the node"))
    play.does("alice", cmd.Snooze("approval M1"))
    assert heard(play, "alice") == []


def test_a_team_that_only_logs_hears_no_bell_for_two_hours() -> None:
    play = Play()
    play.does("dave", cmd.Declare("Checkout returns 500s"))
    end: datetime = play.now + timedelta(hours=2)
    while play.now < end:
        for who in ("dave", "erin", "frank"):
            play.does(who, cmd.Log("looking at graphs"))
        play.passes(minutes=1)
        assert [rings(play.incident, who, play.now) for who in ("dave", "erin", "frank")] == [[], [], []]
    assert SHOWN == 3
