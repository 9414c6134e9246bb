"""Telling people: audiences and their clocks, statements, questions, the end (S20–S24, S41, S49, S80)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cockpit.incident import commands as cmd
from cockpit.incident.audiences import (
    end_owed,
    from_template,
    next_update,
    no_change,
    promised_in,
    standing,
)
from cockpit.incident.duties import Duty, Rank, duties, mine
from tests.incident.play import START, Play, declared


def crew(severity: str = "SEV1") -> Play:
    """alice commands, frank speaks, dave investigates; the team was notified."""
    play = Play()
    play.does("dave", cmd.Declare("Checkout returns 500s", severity=severity or None))
    play.does("alice", cmd.TakeCommand())
    play.does("frank", cmd.Join("communicator"))
    play.does("dave", cmd.Announce(link="https://chat/1"))
    return play


def due(play: Play, rule: str, who: str = "frank") -> list[Duty]:
    return [duty for duty in mine(play.incident, who, play.now) if duty.rule == rule]


def due_at(play: Play, name: str) -> timedelta | None:
    """When an audience is to be told, counted from the start."""
    found = standing(play.incident, name)
    assert found is not None
    return found.due_at - START if found.due_at else None


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def test_s41_the_clocks_of_the_audiences_start_when_severity_is_set() -> None:
    play = crew(severity="")
    assert due_at(play, "stakeholders") is None
    play.passes(minutes=10)
    play.does("alice", cmd.SetSeverity("SEV1"))
    assert due_at(play, "engineering") == minutes(10 + 15)
    assert due_at(play, "stakeholders") == minutes(10 + 30)
    play.passes(minutes=25)
    assert [duty.text for duty in due(play, "S41")] == [
        "engineering: never told, due 13:16, 10m late", "stakeholders: never told, due in 5m",
    ]  # fmt: skip


def test_s41_raising_starts_them_again_and_never_gives_more_time() -> None:
    play = crew("SEV2")
    play.passes(minutes=10)
    play.does("frank", cmd.Tell("engineering", "checkout is slow"))
    assert due_at(play, "engineering") == minutes(10 + 120)
    play.passes(minutes=45)
    play.does("alice", cmd.SetSeverity("SEV1"))
    assert due_at(play, "engineering") == minutes(55 + 15)
    assert due_at(play, "stakeholders") == minutes(60), "SEV2 gave them an hour from the start"


def test_lowering_starts_no_clock_and_holds_to_the_lesser_levels() -> None:
    play = crew("SEV1")
    play.passes(minutes=10)
    play.does("alice", cmd.SetSeverity("SEV2"), because="only one region")
    assert due_at(play, "stakeholders") == minutes(60)
    play.does("alice", cmd.SetSeverity("SEV3"), because="nobody is hit")
    assert due_at(play, "stakeholders") is None


def test_s21_engineering_is_an_audience_from_the_declaration_with_its_own_clock() -> None:
    play = crew(severity="")
    assert due_at(play, "engineering") == minutes(30)
    assert due(play, "S41") == []
    play.passes(minutes=26)
    assert [duty.text for duty in due(play, "S41")] == ["engineering: never told, due in 4m"]
    play.does("frank", cmd.Tell("engineering", "checkout returns 500s"))
    assert due(play, "S41") == []


def test_s22_last_told_next_due_and_never() -> None:
    play = crew()
    play.passes(minutes=9)
    play.does("frank", cmd.Tell("stake", "Some checkouts fail.", link="https://status/1"))
    told, never = standing(play.incident, "stakeholders"), standing(play.incident, "engineering")
    assert told and told.last and never
    assert (told.last.statement, told.last.by, told.last.link) == (
        "Some checkouts fail.", "frank", "https://status/1",
    )  # fmt: skip
    assert due_at(play, "stakeholders") == minutes(9 + 60)
    assert never.last is None
    play.passes(minutes=56)
    assert [duty.text for duty in due(play, "S22")] == ["stakeholders: update due in 4m"]


def test_a_promise_counts_instead_of_the_clock_and_is_read_out_of_the_statement() -> None:
    play = crew()
    play.does("frank", cmd.Tell("stakeholders", "Some checkouts fail. Next update by 13:20."))
    found = standing(play.incident, "stakeholders")
    assert found and found.promised and due_at(play, "stakeholders") == minutes(29)
    play.passes(minutes=24)
    (duty,) = due(play, "S22")
    assert duty.text == "stakeholders: update promised by 13:20"
    assert duty.rank == Rank.PROMISE
    play.passes(minutes=8)
    assert due(play, "S22")[0].text == "stakeholders: update promised by 13:20, 3m late"


def test_putting_a_promise_off_never_swallows_it() -> None:
    play = crew()
    play.does("frank", cmd.Tell("stakeholders", "Next update by 13:20."))
    play.passes(minutes=25)
    (duty,) = due(play, "S22")
    play.does("frank", cmd.Snooze(duty.cause))
    assert due(play, "S22") == []
    play.passes(minutes=5)
    assert due(play, "S22"), "13:20 has come"


def test_what_was_told_is_a_fact_whoever_says_it_and_needs_nobodys_approval() -> None:
    play = crew()
    play.does("erin", cmd.Tell("stakeholders", "All checkouts fail."), word="frank")
    assert play.log[-1].actor == "frank"
    note = play.does("erin", cmd.Tell("the bank", "Card payments fail.")).note
    assert "no audience of this procedure (engineering, stakeholders)" in note
    assert standing(play.incident, "the bank")
    play.does("erin", cmd.Tell("\tThe Press ", "Cards fail."))
    play.does("erin", cmd.Tell("the press", "They work again."))
    assert [one for one in play.incident.tellings if "ress" in one] == ["\tThe Press "], "as it was typed"


def test_a_promise_later_than_the_audiences_clock_is_said_so() -> None:
    play = crew()
    late = cmd.Tell("stakeholders", "More later.", next_by=START + minutes(90))
    assert play.does("frank", late).note == "stakeholders is due every 60 min; that promise is 30 min later"


def test_s20_the_communicator_drafts_others_suggest_and_the_commander_approves() -> None:
    play = crew()
    play.does("dave", cmd.DraftStatement("stakeholders", "Some checkouts fail."))
    assert play.log[-1].fact().text == "S1 suggested for stakeholders: Some checkouts fail."  # type: ignore[union-attr]
    assert [duty.text for duty in due(play, "S20", "alice")] == ["approve S1 for stakeholders, waiting 0s"]
    refusal = play.is_refused("frank", cmd.ApproveStatement("S1"))
    assert (refusal.rule, refusal.word_of) == ("S20", "alice")
    play.does("frank", cmd.ApproveStatement("s1"), word="alice")
    assert [duty.text for duty in due(play, "S20")] == ["send S1 to stakeholders"]
    play.does("frank", cmd.Tell("", draft="S1"))
    assert play.incident.statements["S1"].state == "sent"
    told = standing(play.incident, "stakeholders")
    assert told and told.last and told.last.statement == "Some checkouts fail."


def test_s20_sending_an_unapproved_statement_asks_why_and_engineering_needs_no_approval() -> None:
    play = crew()
    play.does("frank", cmd.DraftStatement("stakeholders", "Some checkouts fail."))
    play.does("frank", cmd.DraftStatement("engineering", "The pool is exhausted."))
    assert play.is_asked_why("frank", cmd.Tell("", draft="S1")).rules == "S20"
    play.does("frank", cmd.Tell("", draft="S1"), because="the client is on the phone")
    fact = play.log[-1].fact()
    assert fact and fact.reasons == {"S20": "the client is on the phone"}
    play.does("frank", cmd.Tell("", draft="S2"))


def test_s20_somebody_else_who_sends_a_draft_is_asked_why_once() -> None:
    play = crew()
    for number in (1, 2):
        play.does("frank", cmd.DraftStatement("engineering", f"Update {number}."))
    assert play.is_asked_why("dave", cmd.Tell("", draft="S1")).rules == "S20"
    play.does("dave", cmd.Tell("", draft="S1"), because="frank is on the phone")
    play.does("dave", cmd.Tell("", draft="S2"))


def test_the_commanders_own_statement_waits_for_nobody() -> None:
    play = crew()
    play.does("alice", cmd.DraftStatement("stakeholders", "Some checkouts fail."))
    assert play.incident.statements["S1"].state == "ready"


def test_alone_nobody_is_asked_about_a_statement() -> None:
    play = declared(commander=None, crew=())
    play.does("dave", cmd.DraftStatement("stakeholders", "Some checkouts fail."))
    play.does("dave", cmd.Tell("", draft="S1"))
    assert len(mine(play.incident, "dave", play.now)) == 1


@pytest.mark.parametrize(
    "act", [cmd.ApproveStatement("S1"), cmd.DropStatement("S1"), cmd.Tell("", draft="S1")]
)
def test_a_statement_that_is_sent_stays_sent(act: cmd.Command) -> None:
    play = crew()
    play.does("alice", cmd.DraftStatement("engineering", "The pool is exhausted."))
    play.does("frank", cmd.Tell("", draft="S1"))
    assert play.is_refused("alice", act).why == "S1 is sent already"


def test_a_new_wording_takes_the_place_of_the_old() -> None:
    play = crew()
    play.does("frank", cmd.DraftStatement("stakeholders", "Some checkouts fail."))
    play.does("frank", cmd.DraftStatement("stakeholders", "20% of checkouts fail.", instead_of="S1"))
    states = {one.id: one.state for one in play.incident.statements.values()}
    assert states == {"S1": "dropped", "S2": "waiting"}


def test_s23_a_question_goes_to_the_communicator_and_never_to_the_commander() -> None:
    play = crew()
    play.does("dave", cmd.AskQuestion("are invoices affected?", asker="the bank"))
    assert [duty.text for duty in due(play, "S23")] == ["answer the bank, waiting 0s: are invoices affected?"]
    assert not due(play, "S23", "alice") and not due(play, "S23", "dave")


def test_s23_without_a_communicator_it_still_is_not_the_commanders() -> None:
    play = declared(crew=("dave",))
    play.does("grace", cmd.Join("scribe"))
    play.does("dave", cmd.AskQuestion("are invoices affected?"))
    assert due(play, "S23", "grace") and not due(play, "S23", "alice")


def test_s24_one_forwarded_is_the_commanders_and_the_answer_goes_back() -> None:
    play = crew()
    play.does("dave", cmd.AskQuestion("are invoices affected?", asker="the bank"))
    assert play.is_asked_why("dave", cmd.ForwardQuestion("Q1")).rules == "S23"
    play.does("frank", cmd.ForwardQuestion("q1"))
    assert due(play, "S24", "alice")[0].text == "frank needs your word on Q1: are invoices affected?"
    assert not due(play, "S23")
    play.does("alice", cmd.AnswerQuestion("1", "no, only checkouts"))
    assert play.incident.open_questions == ()
    assert not due(play, "S24", "alice")
    assert play.log[-1].fact().text == "Q1 answered to the bank: no, only checkouts"  # type: ignore[union-attr]
    assert play.is_refused("frank", cmd.AnswerQuestion("Q1", "yes")).rule == "S24"


def test_s80_whoever_was_told_of_the_start_is_owed_the_end() -> None:
    play = crew()
    play.does("frank", cmd.Tell("stakeholders", "Some checkouts fail."))
    assert end_owed(play.incident) == ("stakeholders",), "engineering was never told"
    play.does("alice", cmd.Resolve())
    assert due(play, "S80") == []
    play.passes(minutes=15)
    assert [duty.text for duty in due(play, "S80")] == ["tell stakeholders that it is over, or waive it"]
    play.does("frank", cmd.Tell("stakeholders", "It is over.", ending=True))
    assert end_owed(play.incident) == () and due(play, "S80") == []
    assert due_at(play, "stakeholders") is None


def test_s80_the_duty_outlives_the_close_and_a_waiver_ends_it() -> None:
    play = crew()
    play.does("frank", cmd.Tell("stakeholders", "Some checkouts fail."))
    play.does("alice", cmd.Close(), because="a duplicate of another one")
    assert [duty.text for duty in due(play, "S80")] == ["tell stakeholders that it is over, or waive it"]
    play.does("alice", cmd.Waive("stakeholders"))
    assert due(play, "S80") == []
    assert "of the end" in play.log[-1].body


def test_what_is_told_after_the_close_is_told_of_the_end() -> None:
    play = crew()
    play.does("frank", cmd.Tell("stakeholders", "Some checkouts fail."))
    play.does("alice", cmd.Close(), because="over")
    play.does("frank", cmd.Tell("stakeholders", "It is over."))
    assert end_owed(play.incident) == ()


def test_a_relapse_after_the_end_is_news_to_whoever_heard_of_the_end() -> None:
    play = crew()
    play.does("frank", cmd.Tell("stakeholders", "It is over.", ending=True))
    play.passes(minutes=5)
    play.does("alice", cmd.Resolve())
    play.does("alice", cmd.Reopen())
    assert due_at(play, "stakeholders") == minutes(5 + 30)
    assert end_owed(play.incident) == ("stakeholders",)


def test_only_the_commander_waives_and_raising_the_severity_brings_the_clock_back() -> None:
    play = crew("SEV2")
    assert play.is_refused("frank", cmd.Waive("stakeholders")).rule == "S80"
    play.does("alice", cmd.Waive("stakeholders"))
    assert due_at(play, "stakeholders") is None
    play.passes(minutes=10)
    play.does("alice", cmd.SetSeverity("SEV1"))
    assert due_at(play, "stakeholders") == minutes(40)


def test_s49_the_team_is_to_be_notified_until_somebody_says_it_was() -> None:
    play = declared()
    assert [duty.text for duty in due(play, "S49", "alice")] == ["notify the team where it talks, and say so"]
    note = play.does("dave", cmd.Announce(channel="#inc-checkout")).note
    assert "cockpit announced --link URL" in note
    assert not due(play, "S49", "alice")
    play.does("dave", cmd.Announce(link="https://chat/1"))
    assert play.incident.first_message == "https://chat/1"
    assert play.incident.channel == "#inc-checkout"


def test_nobody_is_due_anything_while_only_a_log_is_kept_at_the_least_severity() -> None:
    play = crew("SEV3")
    play.passes(minutes=600)
    rules = {duty.rule for duty in duties(play.incident, play.now)}
    assert rules.isdisjoint({"S21", "S22", "S41", "S80"})


def test_a_template_is_filled_and_promises_a_round_time() -> None:
    play = crew()
    play.does("alice", cmd.ReportImpact("worse", "20% of checkouts fail"))
    play.passes(minutes=7)
    by = next_update(play.incident, "stakeholders", play.now)
    assert by == START + minutes(64), "12:58 and an hour, on five minutes"
    text = from_template(play.incident, by, play.now)
    assert text == "We are investigating: 20% of checkouts fail. Next update by 13:55 UTC."
    assert promised_in(text, play.now) == by
    assert from_template(play.incident, by, play.now, ending=True).startswith("This is resolved:")


def test_a_promise_for_another_day_names_the_day_and_is_read_back() -> None:
    play = crew()
    by = play.now + timedelta(hours=17)
    text = no_change(by, play.now)
    assert text == f"No change. Next update by {by:%Y-%m-%d %H:%M} UTC."
    assert promised_in(text, play.now) == by.replace(second=0, microsecond=0)
