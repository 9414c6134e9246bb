"""Measures: nothing active without the commander's word (S8, S11, S15, S19, S63, S64)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cockpit.incident import commands as cmd
from cockpit.incident.events import MeasureKind
from tests.incident.play import Play, declared


def proposed(kind: MeasureKind = "mitigation", **fields: str) -> Play:
    play = declared(crew=("dave", "grace"))
    play.does("dave", cmd.Propose(kind, "put checkout in read-only mode", **fields))  # type: ignore[arg-type]
    return play


def test_a_measure_goes_from_proposed_to_worked() -> None:
    play = proposed()
    assert [m.id for m in play.incident.waiting] == ["M1"]
    play.does("alice", cmd.Approve("m1"))
    play.does("dave", cmd.Start("1"))
    play.passes(minutes=5)
    play.does("dave", cmd.Finish("M1", "worked"))
    measure = play.incident.measures["M1"]
    assert (measure.state, measure.decided_by, measure.unapproved) == ("worked", "alice", None)


def test_s11_only_the_commander_approves_and_the_refusal_says_who() -> None:
    refusal = proposed().is_refused("dave", cmd.Approve("M1"))
    assert refusal.rule == "S11"
    assert refusal.who_may == "alice (commander)"
    assert "--word alice" in str(refusal)


def test_s11_a_second_approval_says_by_whom_and_when_it_was_approved() -> None:
    play = proposed()
    play.does("alice", cmd.Approve("M1"))
    why = play.is_refused("alice", cmd.Approve("M1")).why
    assert why == "M1 was already approved by alice at 12:51:00 UTC"


@pytest.mark.parametrize(("kind", "rule"), [("mitigation", "S11"), ("active", "S63"), ("fix", "S64")])
def test_an_unapproved_start_needs_a_reason_and_is_marked_for_good(kind: MeasureKind, rule: str) -> None:
    play = proposed(kind)
    assert play.is_asked_why("dave", cmd.Start("M1")).rules == rule
    play.does("dave", cmd.Start("M1"), because="the disk fills in a minute")
    play.does("alice", cmd.Acknowledge("M1"))
    play.does("dave", cmd.Finish("M1", "worked"))
    assert play.incident.measures["M1"].unapproved == "emergency"


def test_s62_passive_diagnosis_is_free() -> None:
    play = proposed("passive")
    assert play.incident.waiting == ()
    play.does("dave", cmd.Start("M1"))


def test_what_was_done_without_approval_is_written_down_and_never_refused() -> None:
    play = declared()
    play.does("dave", cmd.DoneAlready("mitigation", "paused deploys", "worked"))
    measure = play.incident.measures["M1"]
    assert (measure.state, measure.unapproved, measure.acknowledged) == ("worked", "already-done", False)


def test_proposing_makes_somebody_without_a_role_an_investigator() -> None:
    play = proposed()
    assert play.incident.roles_of("dave") == ("investigator",)


def test_s15_a_scribe_who_would_own_a_measure_is_asked_why() -> None:
    play = declared(crew=("dave", "grace"))
    play.does("alice", cmd.AssignRole("scribe", "grace"))
    assert play.is_asked_why("grace", cmd.Propose("mitigation", "drain the node")).rules == "S15"
    play.does("grace", cmd.Propose("mitigation", "drain the node", owner="dave"))
    play.does("grace", cmd.Propose("mitigation", "drain another"), because="I am at its console")


def test_the_commanders_order_is_born_approved() -> None:
    play = declared()
    play.does("alice", cmd.Propose("fix", "roll back api", owner="dave"))
    assert play.incident.measures["M1"].state == "approved"
    assert play.incident.roles_of("dave") == ("investigator",)


def test_by_word_the_approval_of_ones_own_measure_is_asked_about() -> None:
    play = proposed()
    assert play.is_asked_why("dave", cmd.Approve("M1"), word="alice").rules == "S11"
    play.does("grace", cmd.Approve("M1"), word="alice")
    assert (play.log[-1].actor, play.log[-1].by_word) == ("alice", "grace")


def test_a_question_sends_it_back_and_the_answer_puts_it_in_the_queue_again() -> None:
    play = proposed()
    play.does("alice", cmd.AskBack("M1", "what if the flag is stuck?"))
    assert not play.incident.waiting
    play.does("dave", cmd.Answer("M1", "then we roll back"))
    waiting = play.incident.waiting
    assert [measure.id for measure in waiting] == ["M1"]


def test_refused_and_withdrawn_measures_leave_the_queue() -> None:
    play = proposed()
    play.does("dave", cmd.Propose("fix", "roll back api"))
    play.does("alice", cmd.Refuse("M1"), because="loses the price hotfix")
    assert play.is_refused("grace", cmd.Withdraw("M2")).who_may == "dave, alice (commander)"
    play.does("dave", cmd.Withdraw("M2"))
    assert play.incident.waiting == ()


def test_without_a_box_it_gets_the_next_check_in_as_its_box() -> None:
    play = proposed()
    play.does("alice", cmd.Approve("M1"))
    play.does("dave", cmd.Start("M1"))
    band = play.incident.band
    assert band is not None
    assert play.incident.measures["M1"].box_until == band.overdue_at


def test_nobody_approves_while_nobody_has_command() -> None:
    play = declared(commander=None, crew=("erin",))
    play.does("dave", cmd.Propose("mitigation", "drain the node"))
    assert "take" in play.is_refused("erin", cmd.Approve("M1")).way_out


def test_a_measure_nobody_knows_is_answered_with_those_there_are() -> None:
    assert "M1" in proposed().is_refused("alice", cmd.Approve("M9")).way_out


def test_the_second_persons_first_act_is_no_longer_alone() -> None:
    play = Play()
    play.does("alice", cmd.Declare("Checkout returns 500s"))
    play.does("alice", cmd.TakeCommand())
    play.does("bob", cmd.Propose("fix", "drop the table"))
    measure = play.incident.measures["M1"]
    assert (measure.state, measure.alone) == ("waiting", False)


def test_s11_a_start_dated_before_its_approval_was_not_approved() -> None:
    play = proposed()
    play.passes(minutes=10)
    play.does("alice", cmd.Approve("M1"))
    before = play.now - timedelta(minutes=5)
    assert play.is_asked_why("dave", cmd.Start("M1"), happened_at=before).rules == "S11"
    play.does("dave", cmd.Start("M1"), happened_at=before, because="it burned")
    assert play.incident.measures["M1"].unapproved == "emergency"


def test_an_outcome_is_said_once_and_rolled_back_can_still_follow() -> None:
    play = proposed()
    play.does("alice", cmd.Approve("M1"))
    play.does("dave", cmd.Start("M1"))
    early = play.now - timedelta(minutes=30)
    assert "cannot have ended" in play.is_refused("dave", cmd.Finish("M1", "worked"), happened_at=early).why
    play.does("dave", cmd.Finish("M1", "worked"))
    assert "already" in play.is_refused("dave", cmd.Finish("M1", "no-effect")).why
    play.does("dave", cmd.Finish("M1", "rolled-back"))
    assert play.incident.measures["M1"].state == "rolled-back"


def test_s11_a_commander_who_starts_their_own_waiting_measure_is_told_to_approve_it() -> None:
    play = declared(crew=("dave",))
    play.does("alice", cmd.Propose("fix", "roll back"))
    asked = play.is_asked_why("alice", cmd.Start("M1"))
    assert "M1 waits for your own approval: approve it (cockpit measure approve M1)" in str(asked)
    assert "not approved by alice" in str(play.is_asked_why("dave", cmd.Start("M1")))


def test_s11_what_is_done_already_names_its_component() -> None:
    play = declared(crew=("dave",))
    play.does("dave", cmd.DoneAlready("mitigation", "paused deploys", component="deploys"))
    assert play.incident.measures["M1"].component == "deploys"
