"""The check-in: who fills it, what it asks, what its plan becomes, and what is put off (S66–S75)."""

from __future__ import annotations

from datetime import timedelta

from cockpit.incident import checkin
from cockpit.incident import commands as cmd
from cockpit.incident.duties import duties, mine
from cockpit.incident.events import PlanLine
from cockpit.incident.plan import plan_line
from tests.incident.play import Play, declared


def crewed(minutes: int = 0) -> Play:
    """alice has command, bob is deputy, grace scribe, carol leads dave; some minutes have passed."""
    play = declared(crew=("bob", "grace", "carol", "dave"))
    play.does("bob", cmd.AssignRole("deputy", "bob"))
    play.does("grace", cmd.Join("scribe"))
    play.does("carol", cmd.Join("technical lead"))
    play.does("dave", cmd.Join("investigator"))
    play.does("alice", cmd.ReportImpact("worse", "checkouts fail", region="us-west-2"))
    play.passes(minutes=minutes)
    return play


def last_text(play: Play) -> str:
    fact = play.log[-1].fact()
    assert fact is not None
    return fact.text


def texts(play: Play, who: str) -> list[str]:
    return [duty.text for duty in mine(play.incident, who, play.now)]


def test_s66_others_see_that_a_check_in_is_under_way_until_it_is_finished_or_left() -> None:
    play = crewed(16)
    play.does("grace", cmd.StartCheckIn())
    begun = checkin.under_way(play.incident)
    assert begun is not None and (begun.by, begun.loop) == ("grace", 1)
    assert play.log[-1].event == "checkin.started"
    play.does("grace", cmd.LeaveCheckIn())
    assert checkin.under_way(play.incident) is None
    play.does("alice", cmd.StartCheckIn())
    play.does("alice", cmd.CheckIn(trend="same"))
    assert checkin.under_way(play.incident) is None


def test_s66_the_commander_the_deputy_and_the_scribe_fill_it_and_nobody_else() -> None:
    play = crewed(16)
    assert play.is_refused("dave", cmd.StartCheckIn()).word_of == "alice"
    play.does("bob", cmd.StartCheckIn())
    assert "bob fills check-in 1" in str(play.is_asked_why("grace", cmd.StartCheckIn()))
    play.does("alice", cmd.StartCheckIn())
    begun = checkin.under_way(play.incident)
    assert begun is not None and begun.by == "alice"
    assert play.does("bob", cmd.LeaveCheckIn()).said == ()
    assert checkin.under_way(play.incident) is not None


def test_s66_one_whose_terminal_is_gone_is_taken_over_or_put_off_and_the_commander_never_waits() -> None:
    play = crewed(16)
    play.does("grace", cmd.StartCheckIn())
    assert play.is_asked_why("bob", cmd.StartCheckIn()).rules == "S66"
    assert play.does("bob", cmd.LeaveCheckIn()).note == "grace fills it in since 13:07 UTC: it stays open"
    play.passes(minutes=5)
    play.does("bob", cmd.StartCheckIn())
    assert last_text(play) == "check-in 1 goes on with what grace began"
    play.passes(minutes=5)
    play.does("grace", cmd.LeaveCheckIn())
    assert last_text(play) == "check-in 1, begun by bob, is put off"
    play.does("bob", cmd.StartCheckIn())
    play.does("alice", cmd.StartCheckIn())
    play.does("alice", cmd.CheckIn(trend="same"))
    assert len(play.incident.checkins) == 1


def test_s66_begun_twice_by_one_person_is_recorded_once() -> None:
    play = crewed(16)
    play.does("alice", cmd.StartCheckIn())
    assert play.does("alice", cmd.StartCheckIn()).said == ()


def test_s66_a_new_commander_starts_afresh() -> None:
    play = crewed(16)
    play.does("grace", cmd.StartCheckIn())
    play.does("bob", cmd.TakeCommand(), because="alice is gone")
    assert checkin.under_way(play.incident) is None
    assert checkin.left_by_command(play.incident) is not None
    play.does("bob", cmd.StartCheckIn())
    begun = checkin.under_way(play.incident)
    assert begun is not None and begun.by == "bob"


def test_s66_in_the_watch_no_check_in_is_due() -> None:
    play = crewed(16)
    play.does("alice", cmd.Resolve(), because="the graphs are flat")
    assert "watch" in play.is_refused("alice", cmd.StartCheckIn()).why
    play.passes(minutes=30)
    assert not [duty for duty in duties(play.incident, play.now) if duty.rule in {"S66", "S75"}]


def test_s73_starting_early_asks_why_once_for_the_start_and_the_finish() -> None:
    play = crewed(16)
    play.does("alice", cmd.CheckIn(trend="same"))
    play.passes(minutes=5)
    assert play.is_asked_why("alice", cmd.StartCheckIn()).rules == "S73"
    play.does("alice", cmd.StartCheckIn(), because="the vendor is on the line")
    play.does("alice", cmd.CheckIn(trend="same"))
    assert len(play.incident.checkins) == 2


def test_s73_after_a_new_symptom_nobody_is_asked() -> None:
    play = crewed(16)
    play.does("alice", cmd.CheckIn(trend="same"))
    play.passes(minutes=5)
    play.does("dave", cmd.ReportImpact("new-symptom", "baskets are empty"))
    play.does("alice", cmd.StartCheckIn())


def test_s67_the_lead_reports_and_without_one_the_investigators_by_name() -> None:
    play = crewed()
    assert checkin.report_question(play.incident).startswith("carol: how is the service")
    play.does("alice", cmd.RelieveRole("technical lead", "carol"))
    play.does("carol", cmd.Join("investigator"))
    assert checkin.report_question(play.incident).startswith("dave, carol: how")


def test_s17_the_technical_lead_is_the_one_who_is_asked_to_report() -> None:
    assert checkin.reporters(crewed().incident) == ("carol",)


def test_s68_new_users_are_kept_and_become_part_of_who_is_hit() -> None:
    play = crewed(16)
    play.does("alice", cmd.CheckIn(trend="same", users="guests, us-west-2"))
    last, impact = play.incident.checkins[-1], play.incident.impact
    assert last.users == "guests, us-west-2"
    assert impact is not None and (impact.cohort, impact.region) == ("guests", "us-west-2")
    assert "New: guests, us-west-2" in _line(play, "checkin.finished")


def test_s68_users_that_were_reported_in_between_are_not_reported_again() -> None:
    play = crewed(16)
    play.does("dave", cmd.ReportImpact("worse", "guests too", cohort="guests"))
    reports = len(play.incident.impact_history)
    play.does("alice", cmd.CheckIn(trend="same", users="guests"))
    assert len(play.incident.impact_history) == reports


def test_s69_still_running_until_a_time_moves_its_box() -> None:
    play = crewed()
    play.does("alice", cmd.Propose("mitigation", "fail over", owner="carol"))
    play.does("carol", cmd.Start("M1"))
    play.passes(minutes=16)
    play.does("alice", cmd.CheckIn(trend="same"))
    play.passes(minutes=16)
    assert play.is_refused("alice", cmd.CheckIn(trend="same")).rule == "S69"
    until = play.now + timedelta(minutes=7)
    play.does("alice", cmd.CheckIn(trend="same", outcomes={"M1": "running"}, until={"M1": until}))
    assert play.incident.measures["M1"].box_until == until


def test_s70_a_line_that_names_an_act_is_an_approved_measure_in_the_same_commit() -> None:
    play = crewed(16)
    known = play.incident.known
    lines = ("dave: mitigation: read-only mode", "fix: carol: roll back api", "grace: write to legal")
    play.does("alice", cmd.CheckIn(trend="same", plan=tuple(plan_line(text, known) for text in lines)))
    measures = play.incident.measures
    assert [(m.id, m.kind, m.state, m.owner) for m in measures.values()] == [
        ("M1", "mitigation", "approved", "dave"),
        ("M2", "fix", "approved", "carol"),
    ]
    assert [line.measure for line in play.incident.checkins[-1].plan] == ["M1", "M2", None]
    assert len({entry.commit for entry in play.log[-5:]}) == 1
    assert "read-only mode (dave, M1)" in _line(play, "checkin.finished")
    play.does("dave", cmd.Start("M1"))


def test_s70_the_commanders_own_line_and_one_that_is_nobodys_are_approved_too() -> None:
    play = crewed(16)
    plan = (
        PlanLine(text="flush the cache", owner="alice", kind="mitigation"),
        PlanLine(text="turn the flag off", kind="mitigation"),
        PlanLine(text="read the logs", owner="dave", kind="passive"),
    )
    play.does("alice", cmd.CheckIn(trend="same", plan=plan), because="nobody else is free")
    assert [m.state for m in play.incident.measures.values()] == ["approved"] * 3


def test_s70_a_line_that_is_nobodys_asks_why_and_alone_it_does_not() -> None:
    play = crewed(16)
    turn = cmd.CheckIn(trend="same", plan=(PlanLine(text="write to clients"),))
    asked = play.is_asked_why("alice", turn)
    assert asked.rules == "S70" and "write to clients" in str(asked)
    play.does("alice", turn, because="frank comes in ten minutes")
    alone = Play()
    alone.does("dave", cmd.Declare("it burns"))
    alone.does("dave", cmd.TakeCommand())
    alone.does("dave", turn)


def test_s70_whoever_gets_an_act_in_the_plan_and_has_no_role_investigates() -> None:
    play = crewed(16)
    play.does("erin", cmd.Join())
    plan = tuple(PlanLine(text=text, owner="erin", kind="mitigation") for text in ("drain it", "restart it"))
    play.does("alice", cmd.CheckIn(trend="same", plan=plan))
    assert play.incident.roles_of("erin") == ("investigator",)
    assert len([entry for entry in play.log if "erin is investigator" in entry.body]) == 1


def test_s71_an_act_planned_by_word_stands_under_the_commanders_name() -> None:
    play = crewed(16)
    plan = (PlanLine(text="drain it", owner="dave", kind="mitigation"),)
    play.does("grace", cmd.CheckIn(trend="same", plan=plan), word="alice")
    assert play.incident.measures["M1"].decided_by == "alice"


def test_s72_the_clock_restarts_and_everybody_has_their_own_line() -> None:
    play = crewed(16)
    play.does("alice", cmd.CheckIn(trend="same", plan=(PlanLine(text="watch the lag", owner="dave"),)))
    assert play.incident.task_of("dave") == "watch the lag"
    assert play.incident.band is not None
    assert play.incident.band.due_at == play.now + timedelta(minutes=15)


def test_s74_a_check_in_knows_how_long_it_took() -> None:
    play = crewed(16)
    play.does("grace", cmd.StartCheckIn())
    play.passes(minutes=4)
    play.does("alice", cmd.CheckIn(trend="same"))
    last = play.incident.checkins[-1]
    assert last.started_at is not None and last.at - last.started_at == timedelta(minutes=4)


def test_s6_is_asked_again_at_each_check_in_and_not_between() -> None:
    play = crewed()
    play.does("alice", cmd.AssignRole("investigator", "alice"), because="I know the database")
    play.passes(minutes=16)
    assert play.is_asked_why("alice", cmd.CheckIn(trend="same")).rules == "S6"
    play.does("alice", cmd.CheckIn(trend="same"), because="still the only one")
    play.does("alice", cmd.Propose("passive", "read the query log", owner="alice"))
    play.passes(minutes=16)
    assert play.is_asked_why("alice", cmd.CheckIn(trend="same")).rules == "S6"


def test_s45_worse_under_a_tripwire_asks_the_commander_to_reassess_until_the_next_check_in() -> None:
    play = crewed()
    play.does("alice", cmd.SetSeverity("SEV3"), because="no user is hit")
    assert not [text for text in texts(play, "alice") if "still SEV3?" in text]
    play.does("dave", cmd.ReportImpact("new-symptom", "one user calls"))
    asked = [text for text in texts(play, "alice") if "still SEV3?" in text]
    assert len(asked) == 1 and "a user is hit" in asked[0]
    assert not [text for text in texts(play, "dave") if "still SEV3?" in text]
    play.does("alice", cmd.CheckIn(trend="worse"))
    assert not [text for text in texts(play, "alice") if "still SEV3?" in text]


def test_s75_overdue_is_the_commanders_then_also_the_deputys() -> None:
    play = crewed(21)
    assert any("check-in 1 is overdue" in text for text in texts(play, "alice"))
    assert not any("check-in" in text for text in texts(play, "bob"))
    play.passes(minutes=4)
    assert any("hold it for alice" in text for text in texts(play, "bob"))


def test_s75_after_two_that_were_skipped_one_question_takes_the_place_of_every_reminder() -> None:
    play = crewed(41)
    found = [duty for duty in duties(play.incident, play.now) if duty.rule in {"S66", "S75", "S7"}]
    assert [duty.text for duty in found] == ["is somebody still running this? no check-in for 41m"]
    assert found[0].whose == ()
    play.does("alice", cmd.CheckIn(trend="same"))
    assert not [duty for duty in duties(play.incident, play.now) if duty.rule == "S75"]


def test_s7_an_impact_that_nobody_confirmed_for_long_is_asked_about() -> None:
    play = crewed(16)
    play.does("alice", cmd.CheckIn(trend="same"))
    play.passes(minutes=5)
    assert play.incident.impact_confirmed_at == play.now - timedelta(minutes=5)
    play.passes(minutes=21)
    assert "impact was last confirmed 26m ago: still so?" in texts(play, "alice")


def test_two_people_have_a_check_in_of_one_question() -> None:
    play = declared(crew=("dave",))
    assert checkin.is_brief(play.incident)
    assert not checkin.is_brief(crewed().incident)


def test_a_line_of_the_plan_is_read_in_either_order() -> None:
    known = {"dave": "Dave"}.get
    assert plan_line("dave: fix: roll back", known) == PlanLine(text="roll back", owner="Dave", kind="fix")
    assert plan_line("mitigate: dave: flag off", known).kind == "mitigation"
    assert plan_line("fix: dave:", known) == PlanLine(text="", owner="Dave", kind="fix")
    assert plan_line("who knows: nobody", known) == PlanLine(text="who knows: nobody")
    assert plan_line("dave: dave: twice", known).text == "dave: twice"


def test_a_timer_is_due_for_the_one_it_belongs_to_until_they_end_it() -> None:
    play = crewed()
    play.does("alice", cmd.SetTimer("back to dave", play.now + timedelta(minutes=5)))
    assert play.incident.timers["T1"].person == "alice"
    assert not [text for text in texts(play, "alice") if "T1" in text]
    play.passes(minutes=5)
    assert [text for text in texts(play, "alice") if "your timer T1" in text]
    assert not [text for text in texts(play, "dave") if "T1" in text]
    assert play.is_refused("dave", cmd.EndTimer("t1")).word_of == "alice"
    play.does("alice", cmd.EndTimer("1"))
    assert not play.incident.timers
    play.does("alice", cmd.SetTimer("again", play.now + timedelta(minutes=5)))
    assert list(play.incident.timers) == ["T2"]


def test_a_timer_lies_in_the_future_and_says_what_for() -> None:
    play = crewed()
    assert play.is_refused("alice", cmd.SetTimer("x", play.now)).usage
    assert play.is_refused("alice", cmd.SetTimer(" ", play.now + timedelta(minutes=1))).usage
    assert "there is no timer" in play.is_refused("alice", cmd.EndTimer("T9")).why


def test_a_duty_is_put_off_until_the_next_check_in_by_one_person_and_comes_back() -> None:
    play = crewed()
    cause = next(d.cause for d in mine(play.incident, "alice", play.now) if "communicator" in d.text)
    play.does("alice", cmd.Snooze(cause))
    assert not [text for text in texts(play, "alice") if "communicator" in text]
    assert "put off already" in play.does("alice", cmd.Snooze(cause)).note
    play.passes(minutes=16)
    play.does("alice", cmd.CheckIn(trend="same"))
    assert [text for text in texts(play, "alice") if "communicator" in text]
    play.does("alice", cmd.Snooze(cause, play.now + timedelta(minutes=10)))
    play.passes(minutes=10)
    assert [text for text in texts(play, "alice") if "communicator" in text]


def test_what_is_not_due_for_me_cannot_be_put_off() -> None:
    play = crewed()
    refused = play.is_refused("dave", cmd.Snooze("find a communicator"))
    assert "nothing of yours is due" in refused.why


def _line(play: Play, event: str) -> str:
    return next(entry.body for entry in reversed(play.log) if entry.event == event)


def test_what_was_promised_to_a_client_comes_back_however_it_was_put_off() -> None:
    play = crewed()
    play.does("frank", cmd.Join("communicator"))
    promised = play.now + timedelta(minutes=10)
    play.does("frank", cmd.Tell("stakeholders", "Some checkouts fail.", next_by=promised))
    play.passes(minutes=8)
    cause = next(d.cause for d in mine(play.incident, "frank", play.now) if "stakeholders" in d.text)
    assert "promised to a client" in play.does("frank", cmd.Snooze(cause)).note
    assert not [text for text in texts(play, "frank") if "stakeholders" in text]
    play.passes(minutes=2)
    assert [text for text in texts(play, "frank") if "stakeholders" in text]
