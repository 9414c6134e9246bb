"""The loop (S66–S73) and the end (S4, S76–S79)."""

from __future__ import annotations

from datetime import timedelta

from cockpit.incident import commands as cmd
from cockpit.incident.duties import duties, mine
from cockpit.incident.events import PlanLine
from tests.incident.play import START, Play, declared


def looping() -> Play:
    """One check-in is done and M1 runs since before it."""
    play = declared()
    play.does("dave", cmd.Propose("mitigation", "read-only mode"))
    play.does("alice", cmd.Approve("M1"))
    play.does("dave", cmd.Start("M1"))
    play.passes(minutes=16)
    plan = (PlanLine(text="watch", owner="dave"),)
    play.does("alice", cmd.CheckIn(trend="worse", state="errors rise", plan=plan))
    return play


def test_s66_the_clock_starts_when_command_is_first_taken() -> None:
    play = declared(commander=None)
    assert play.incident.band is None
    play.passes(minutes=3)
    play.does("alice", cmd.TakeCommand())
    band = play.incident.band
    assert band is not None
    assert (band.due_at, band.overdue_at) == (START + timedelta(minutes=18), START + timedelta(minutes=23))
    assert [band.state(START + timedelta(minutes=m)) for m in (17, 18, 23)] == ["early", "due", "overdue"]


def test_s68_a_check_in_says_the_trend() -> None:
    assert declared().is_refused("alice", cmd.CheckIn(state="fine")).rule == "S68"


def test_s69_every_measure_open_last_time_needs_a_word() -> None:
    play = looping()
    play.passes(minutes=15)
    refusal = play.is_refused("alice", cmd.CheckIn(trend="same"))
    assert (refusal.rule, "M1" in refusal.why) == ("S69", True)
    play.does("alice", cmd.CheckIn(trend="same", outcomes={"M1": "running"}))
    assert play.incident.measures["M1"].is_running
    play.passes(minutes=15)
    play.does("alice", cmd.CheckIn(trend="better", outcomes={"m1": "worked"}))
    assert play.incident.measures["M1"].state == "worked"


def test_s73_an_early_check_in_asks_why_but_not_after_a_change() -> None:
    play = looping()
    play.passes(minutes=5)
    early = cmd.CheckIn(trend="same", outcomes={"M1": "running"})
    assert play.is_asked_why("alice", early).rules == "S73"
    play.does("dave", cmd.SetSeverity("SEV2"), because="nobody is hit")
    play.does("alice", early)
    play.passes(minutes=2)
    play.does("alice", early, because="the vendor is on the line")


def test_only_the_commander_finishes_a_check_in_or_somebody_by_word() -> None:
    play = declared(crew=("dave", "grace"))
    assert play.is_refused("grace", cmd.CheckIn(trend="same")).rule == "S66"
    play.does("grace", cmd.CheckIn(trend="same"), word="alice")
    assert play.incident.loop == 2


def test_s76_closing_before_the_watch_has_passed_asks_why() -> None:
    play = declared()
    assert play.is_asked_why("alice", cmd.Close()).rules == "S76"
    play.does("alice", cmd.Resolve())
    assert play.incident.phase == "watch"
    assert play.incident.band is None
    play.passes(minutes=14)
    assert play.is_asked_why("alice", cmd.Close()).rules == "S76"
    play.passes(minutes=1)
    play.does("alice", cmd.Close())
    assert (play.incident.phase, play.incident.holdings) == ("closed", ())


def test_s76_in_the_watch_no_check_in_is_begun_finished_or_counted() -> None:
    play = declared()
    play.does("alice", cmd.Resolve())
    refused = [play.is_refused("alice", command) for command in (cmd.StartCheckIn(), cmd.CheckIn("same"))]
    assert [(one.rule, one.why) for one in refused] == [("S76", "in the watch no check-in is due")] * 2
    play.does("alice", cmd.ReportImpact("same", "nobody is hit"))
    assert (play.incident.loop, play.incident.checkins) == (1, ())
    play.does("alice", cmd.Reopen())
    play.does("alice", cmd.CheckIn("worse"))
    assert len(play.incident.checkins) == 1


def test_s77_back_to_active_is_a_relapse_and_the_clock_restarts() -> None:
    play = declared()
    play.does("alice", cmd.Resolve())
    play.passes(minutes=4)
    play.does("dave", cmd.ReportImpact("worse", "checkout fails again"))
    assert any(duty.rule == "S77" for duty in duties(play.incident, play.now))
    play.does("dave", cmd.Reopen())
    assert (play.incident.phase, play.incident.relapses) == ("active", 1)
    assert play.incident.band is not None
    assert play.incident.band.due_at == play.now + timedelta(minutes=15)


def test_s79_only_the_commander_closes() -> None:
    play = declared()
    play.does("alice", cmd.Resolve())
    assert play.is_refused("dave", cmd.Close()).rule == "S79"


def test_s4_standing_down_asks_why_and_keeps_the_record() -> None:
    play = declared()
    assert play.is_asked_why("alice", cmd.StandDown()).rules == "S4"
    play.does("alice", cmd.StandDown(), because="a test alert")
    assert (play.incident.phase, play.incident.stood_down, play.incident.title) == (
        "closed", True, "Checkout returns 500s",
    )  # fmt: skip


def test_facts_can_be_written_after_the_close_and_decisions_cannot() -> None:
    play = declared()
    play.does("alice", cmd.Close(), because="over")
    play.does("dave", cmd.Log("one more thing"))
    play.does("dave", cmd.ReportImpact("same", "none"))
    play.does("dave", cmd.DoneAlready("mitigation", "cleaned up"))
    assert play.is_refused("dave", cmd.Propose("fix", "x")).way_out.startswith("reopen")
    play.does("dave", cmd.Reopen())
    assert play.incident.phase == "active"


def test_s52_without_a_commander_is_counted_from_when_that_began() -> None:
    play = declared()
    assert play.incident.command_open_since == START
    play.does("alice", cmd.Close(), because="over")
    play.passes(minutes=600)
    play.does("dave", cmd.Reopen())
    play.passes(minutes=3)
    duty = next(duty for duty in duties(play.incident, play.now) if duty.rule == "S52")
    assert "for 3m" in duty.text and duty.since == play.now - timedelta(minutes=3)


def test_duties_come_in_one_order_and_alone_shows_one() -> None:
    play = Play()
    play.does("dave", cmd.Declare("Checkout returns 500s"))
    assert [duty.rule for duty in mine(play.incident, "dave", play.now)] == ["S52"]
    play.does("alice", cmd.TakeCommand())
    play.does("dave", cmd.Propose("mitigation", "drain the node"))
    play.passes(minutes=21)
    rules = [duty.rule for duty in mine(play.incident, "alice", play.now)]
    assert rules[:3] == ["S11", "S59", "S75"]
    assert rules.index("S75") < rules.index("S55") < rules.index("S38")


def test_the_impact_window_runs_from_the_first_sign_to_the_last_end() -> None:
    play = declared()
    play.passes(minutes=10)
    play.does("dave", cmd.ReportImpact("worse", "20% of checkouts"), happened_at=START - timedelta(minutes=4))
    play.does("alice", cmd.Resolve(), because="the graphs are flat")
    assert play.incident.window.minutes == 14
    play.does("alice", cmd.Reopen())
    assert play.incident.window.ended_at is None
    play.passes(minutes=10)
    play.does("alice", cmd.Resolve())
    assert play.incident.window.minutes == 24


def test_an_end_before_the_start_gives_none() -> None:
    play = declared()
    play.does("dave", cmd.Log("up", kind="resolved"), happened_at=START - timedelta(hours=1))
    play.does("dave", cmd.Log("down", kind="noticed"))
    assert play.incident.window.minutes is None


def test_s69_no_outcome_is_said_of_what_never_ran() -> None:
    play = declared()
    play.does("dave", cmd.Propose("mitigation", "drain the node"))
    play.does("dave", cmd.Withdraw("M1"))
    refusal = play.is_refused("alice", cmd.CheckIn(trend="same", outcomes={"M1": "worked"}))
    assert "never ran" in refusal.why


def test_s76_a_recovery_dated_before_the_last_trouble_asks_why() -> None:
    play = declared()
    play.passes(minutes=10)
    play.does("dave", cmd.ReportImpact("worse", "20% of checkouts"))
    before = play.now - timedelta(minutes=5)
    assert play.is_asked_why("alice", cmd.Resolve(), happened_at=before).rules == "S76"
    play.does("alice", cmd.Resolve(), happened_at=before, because="the report was late")


def test_a_role_that_somebody_holds_is_not_free_to_join() -> None:
    play = declared(crew=("dave", "grace"))
    play.does("grace", cmd.Join("scribe"))
    assert "grace is scribe" in play.is_refused("dave", cmd.Join("scribe")).why
    play.does("alice", cmd.AssignRole("scribe", "dave"))
    assert play.incident.holders("scribe") == ("grace", "dave")


def test_nothing_waits_once_the_incident_is_closed() -> None:
    play = declared()
    play.does("dave", cmd.Propose("mitigation", "drain the node"))
    play.does("alice", cmd.Close(), because="over")
    assert play.incident.waiting == ()
