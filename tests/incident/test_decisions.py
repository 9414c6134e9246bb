"""Decisions and objections, standing approvals, hypotheses, and what waits too long (S10–S12, S65)."""

from __future__ import annotations

from datetime import UTC

import pytest

from cockpit.incident import commands as cmd
from cockpit.incident import grammar
from cockpit.incident.duties import mine
from cockpit.incident.events import MeasureKind
from tests.incident.play import Play, declared


def crew() -> Play:
    """alice commands; dave and grace are there."""
    return declared(crew=("dave", "grace"))


def proposed(kind: MeasureKind = "fix", component: str | None = "api") -> Play:
    play = crew()
    play.does("dave", cmd.Propose(kind, "roll back api", component=component))
    return play


def last_text(play: Play) -> str:
    fact = play.log[-1].fact()
    assert fact is not None
    return fact.text


def due(play: Play, who: str) -> list[str]:
    return [duty.text for duty in mine(play.incident, who, play.now)]


def test_s10_the_commander_decides_and_the_entry_shows_what_it_answers() -> None:
    play = proposed()
    play.does("alice", cmd.Decide("yes, roll back", answers="m1"))
    decision = play.incident.decisions[0]
    assert (decision.id, decision.by, decision.answers) == ("D1", "alice", "M1")
    assert last_text(play) == "D1 decided: yes, roll back (answers M1 roll back api)"
    assert play.log[-1].fact().star  # type: ignore[union-attr]


def test_s10_nobody_else_decides_but_anybody_enters_it_by_the_commanders_word() -> None:
    play = crew()
    refused = play.is_refused("dave", cmd.Decide("fail over"))
    assert (refused.rule, refused.word_of) == ("S10", "alice")
    play.does("dave", cmd.Decide("fail over"), word="alice")
    assert (play.log[-1].actor, play.log[-1].by_word) == ("alice", "dave")


def test_s10_the_deputy_decides_too() -> None:
    play = crew()
    play.does("alice", cmd.AssignRole("deputy", "grace"))
    play.does("grace", cmd.Decide("fail over"))
    assert play.incident.decisions[0].by == "grace"


def test_s10_while_nobody_has_command_a_decision_is_refused_and_can_be_reported() -> None:
    play = declared(commander=None, crew=("dave", "grace"))
    assert "nobody has command" in play.is_refused("dave", cmd.Decide("fail over")).why
    accepted = play.does("dave", cmd.Log("fail over", kind="decision"))
    assert "nobody has command" in accepted.note


def test_s10_a_decision_logged_by_somebody_else_is_a_note_that_says_so() -> None:
    play = crew()
    accepted = play.does("dave", cmd.Log("we fail over", kind="decision", star=True))
    fact = play.log[-1].fact()
    assert fact is not None
    assert (fact.kind, fact.star, fact.text) == ("note", False, "reports a decision: we fail over")
    assert "cockpit decide TEXT --word alice" in accepted.note
    play.does("alice", cmd.Log("we fail over", kind="decision"))
    assert play.log[-1].fact().kind == "decision"  # type: ignore[union-attr]


def test_s10_objections_are_kept_beside_the_decision() -> None:
    play = proposed()
    play.does("alice", cmd.AskObjections("", measure="M1"))
    play.does("grace", cmd.Object("it loses the price hotfix"))
    play.does("dave", cmd.Object("the flag is quicker", about="m1"))
    play.does("alice", cmd.Decide("go", round="o1"))
    assert "grace: it loses the price hotfix; dave: the flag is quicker" in last_text(play)
    play.does("grace", cmd.Object("still against it", about="D1"))
    assert [one.text for one in play.incident.objections_to("D1")] == ["still against it"]
    assert not play.incident.open_rounds


def test_an_objection_that_nothing_stands_for_is_an_entry_and_never_refused() -> None:
    play = crew()
    play.does("grace", cmd.Object("too risky at this hour"))
    fact = play.log[-1].fact()
    assert fact is not None and (fact.kind, fact.star) == ("objection", True)
    assert "D7" in play.is_refused("grace", cmd.Object("no", about="D7")).why


@pytest.mark.parametrize("command", [cmd.Decide("go", round="O3"), cmd.AskObjections("", measure="M9")])
def test_what_does_not_exist_is_named(command: cmd.Command) -> None:
    assert "there is no" in crew().is_refused("alice", command).why


def test_a_round_is_decided_once() -> None:
    play = crew()
    play.does("dave", cmd.AskObjections("fail over now"))
    play.does("alice", cmd.Decide("go", answers="O1"))
    assert "D1" in play.is_refused("alice", cmd.Decide("stop", round="O1")).why


def test_s10_when_the_short_clock_has_run_out_the_commander_must_decide() -> None:
    play = crew()
    play.does("dave", cmd.AskObjections("fail over now"))
    assert not any("decide" in text for text in due(play, "alice"))
    play.passes(minutes=1, seconds=1)
    assert due(play, "alice")[0] == "decide O1, no objection: fail over now"
    play.does("grace", cmd.Object("the replica lags"))
    assert due(play, "alice")[0] == "decide O1, 1 objection: fail over now"
    assert not any("decide" in text for text in due(play, "grace"))
    play.does("alice", cmd.Decide("go", round="O1"))
    assert not any("decide" in text for text in due(play, "alice"))


def test_an_approval_answers_the_round_about_its_measure() -> None:
    play = proposed()
    play.does("dave", cmd.AskObjections("", measure="M1", minutes=2))
    play.passes(minutes=3)
    play.does("alice", cmd.Approve("M1"))
    assert not play.incident.open_rounds


def test_a_decision_in_words_says_that_the_measure_still_waits() -> None:
    play = proposed()
    play.does("dave", cmd.AskObjections("", measure="M1"))
    assert "M1 still waits" in play.does("alice", cmd.Decide("go", round="O1")).note


def allowed() -> Play:
    play = crew()
    play.does("alice", cmd.Allow("restart any pod", "dave"))
    return play


def test_s11_a_measure_started_under_a_standing_approval_names_it() -> None:
    play = allowed()
    play.does("dave", cmd.Propose("mitigation", "restart pod 7", under="a1"))
    play.does("dave", cmd.Start("M1"))
    measure = play.incident.measures["M1"]
    assert (measure.state, measure.standing, measure.decided_by) == ("running", "A1", "alice")
    assert measure.unapproved is None
    assert last_text(play) == "M1 started under A1: restart pod 7"


def test_s11_a_proposal_that_waits_may_be_started_under_one() -> None:
    play = allowed()
    play.does("dave", cmd.Propose("mitigation", "restart pod 7"))
    play.does("dave", cmd.Start("M1", under="A1"))
    measure = play.incident.measures["M1"]
    assert (measure.state, measure.standing, measure.unapproved) == ("running", "A1", None)


def test_s11_a_standing_approval_ends_at_the_next_check_in() -> None:
    play = allowed()
    play.passes(minutes=16)
    play.does("alice", cmd.CheckIn("same"))
    assert play.incident.standing("dave") == ()
    refused = play.is_refused("dave", cmd.Propose("mitigation", "restart pod 7", under="A1"))
    assert "A1 has ended" in refused.why


def test_s11_it_is_one_persons_and_the_commander_can_end_it() -> None:
    play = allowed()
    assert "dave's" in play.is_refused("grace", cmd.Propose("fix", "x", under="A1")).why
    assert play.is_refused("dave", cmd.Disallow("A1")).word_of == "alice"
    assert play.is_refused("dave", cmd.Allow("anything", "dave")).word_of == "alice"
    play.does("alice", cmd.Disallow("a1"))
    assert play.incident.standing("dave") == ()
    assert "there is no standing approval" in play.is_refused("dave", cmd.Propose("fix", "x", under="A7")).why


def test_s12_a_second_measure_at_one_component_is_asked_about_where_nobody_saw_both() -> None:
    play = proposed(component="api")
    play.does("grace", cmd.Propose("mitigation", "drain api", component=" API "))
    play.does("alice", cmd.Approve("M2"))
    play.does("alice", cmd.Approve("M1"))
    play.passes(seconds=5)
    play.does("dave", cmd.Start("M1"))
    question = play.is_asked_why("grace", cmd.Start("M2"))
    assert question.rules == "S12"
    assert "M1 (roll back api, dave) runs on" in str(question)
    play.does("grace", cmd.Start("M2"), because="other half of the pool")


def test_s12_whoever_approved_it_beside_the_other_has_seen_both() -> None:
    play = proposed(component="api")
    play.does("alice", cmd.Approve("M1"))
    play.does("dave", cmd.Start("M1"))
    play.does("grace", cmd.Propose("mitigation", "drain api", component="api"))
    play.passes(seconds=5)
    play.does("alice", cmd.Approve("M2"))
    play.does("grace", cmd.Start("M2"))


def test_s12_passive_diagnosis_crosses_nothing() -> None:
    play = proposed(component="api")
    play.does("alice", cmd.Approve("M1"))
    play.does("dave", cmd.Start("M1"))
    play.does("grace", cmd.Propose("passive", "read the api's graphs", component="api"))
    play.does("grace", cmd.Start("M2"))


def test_s62_a_hypothesis_is_open_until_somebody_rules_it_out_and_says_why() -> None:
    play = crew()
    play.does("dave", cmd.OpenHypothesis("the resolver is slow"))
    assert "H1 says that already" in play.does("grace", cmd.OpenHypothesis("The resolver is slow")).note
    assert "why" in play.is_refused("grace", cmd.CloseHypothesis("H1", "ruled-out", " ")).why
    play.does("grace", cmd.CloseHypothesis("h1", "ruled-out", "2 ms everywhere"))
    found = play.incident.hypotheses["H1"]
    assert (found.verdict, found.closed_by, found.why) == ("ruled-out", "grace", "2 ms everywhere")
    assert (
        "ruled out already, by grace"
        in play.is_refused("dave", cmd.CloseHypothesis("H1", "ruled-out", "again")).why
    )
    play.does("dave", cmd.CloseHypothesis("H1", "confirmed", "in us-west-2 it is slow"))
    assert play.incident.hypotheses["H1"].verdict == "confirmed"
    assert "H1" in str(play.is_refused("dave", cmd.CloseHypothesis("H9", "confirmed", "x")))


def test_s34_a_run_is_kept_with_its_measure() -> None:
    play = proposed()
    play.does("dave", cmd.RecordRun("M1", "kubectl rollout undo", "bastion", 1, 72.4))
    run = play.incident.measures["M1"].runs[0]
    assert (run.command, run.host, run.exit_code, run.seconds, run.by) == (
        "kubectl rollout undo", "bastion", 1, 72.4, "dave",
    )  # fmt: skip
    assert last_text(play) == "M1 ran on bastion: kubectl rollout undo — exit 1 after 1m12"
    play.is_refused("dave", cmd.RecordRun("M9", "true", "bastion", 0, 1))


def test_s11_an_approval_that_waits_three_minutes_is_the_deputys_too_and_is_said_on_the_call() -> None:
    play = proposed()
    play.does("alice", cmd.AssignRole("deputy", "grace"))
    assert not any("M1" in text for text in [*due(play, "grace"), *due(play, "dave")])
    play.passes(minutes=3)
    assert due(play, "alice")[0].startswith("approve or refuse M1")
    assert "M1 waits 3m for alice: ask on the call, and enter it by word" in due(play, "grace")
    assert "M1 still waits, 3m: say it on the call" in due(play, "dave")


def test_s65_a_fix_before_any_mitigation_is_hinted_at_and_not_refused() -> None:
    play = proposed("fix")
    play.does("alice", cmd.ReportImpact("worse", "checkouts fail"))
    hint = "M1 is a fix and no mitigation was considered: one first?"
    assert hint in due(play, "alice")
    assert hint not in due(play, "dave")
    play.does("dave", cmd.Propose("mitigation", "read-only mode"))
    assert hint not in due(play, "alice")


def test_s65_while_impact_is_empty_that_alone_is_the_duty() -> None:
    play = proposed("active")
    texts = due(play, "alice")
    assert "say who is hit and how badly" in texts
    assert not any("considered" in text for text in texts)


def read(line: str, me: str = "grace", deciders: tuple[str, ...] = ("alice", "bob")) -> grammar.Entry:
    now = Play().now
    people = ("alice", "bob", "dave", "grace")
    found = grammar.read(line, now=now, zone=UTC, people=people, me=me, deciders=deciders)
    assert isinstance(found, grammar.Entry)
    return found


@pytest.mark.parametrize(
    ("line", "me", "word"),
    [
        ("decision: fail over", "grace", "alice"),
        ("decision: fail over", "alice", None),
        ("decision: bob: fail over", "grace", "bob"),
        ("alice: decision: fail over", "grace", "alice"),
    ],
)
def test_s10_in_the_scribes_line_a_decision_is_the_commanders_by_word(
    line: str, me: str, word: str | None
) -> None:
    found = read(line, me)
    assert found.requests == (grammar.Request(cmd.Decide("fail over"), None, word),)
    assert found.summary(Play().now, UTC) == "12:51 UTC · ★ · decision" + (
        f" · by word of {word}" if word else ""
    )


def test_s10_in_the_scribes_line_somebody_elses_decision_is_a_note_and_asked_about() -> None:
    found = read("decision: dave: fail over")
    (request,) = found.requests
    assert request.command == cmd.Log("decision: fail over", said_by="dave")
    assert found.question == "whether alice decided so"
    assert read(found.answers[0]).requests[0].word == "alice"


def test_s10_in_the_scribes_line_a_decision_without_a_commander_is_reported() -> None:
    (request,) = read("decision: fail over", deciders=()).requests
    assert request.command == cmd.Log("reports a decision: fail over")


def test_objections_and_hypotheses_have_their_words_in_the_scribes_line() -> None:
    assert read("objection: dave: the replica lags").requests == (
        grammar.Request(cmd.Object("the replica lags"), None, "dave"),
    )
    assert read("hypothesis: a full disk").requests == (grammar.Request(cmd.OpenHypothesis("a full disk")),)


def test_s60_impact_says_what_no_longer_works_and_since_when() -> None:
    play = crew()
    since = play.now.replace(hour=12, minute=40)
    report = cmd.ReportImpact("worse", "checkouts fail", share="20%", function="POST /checkout", since=since)
    play.does("alice", report)
    impact = play.incident.impact
    assert impact is not None
    assert (impact.share, impact.function, impact.since) == ("20%", "POST /checkout", since)
    assert last_text(play) == "worse: checkouts fail (20%, POST /checkout; since 12:40 UTC)"
    assert play.incident.window.started_at == since


def test_a_correction_gives_a_round_neither_a_time_without_an_offset_nor_another_id() -> None:
    play = crew()
    play.does("dave", cmd.AskObjections("fail over now"))
    asked = play.log[-1]
    wrong = cmd.Correct(asked.number, "2026-11-23T12:55", "until", asked.event, asked.body)
    assert "until cannot be" in play.is_refused("dave", wrong).why
    assert (
        "no field 'round'"
        in play.is_refused("dave", cmd.Correct(asked.number, "O9", "round", asked.event, asked.body)).why
    )


@pytest.mark.parametrize(
    "decided", [cmd.Decide("Switch off  basket."), cmd.Decide("no", answers="switch off basket")]
)
def test_s10_a_decision_in_the_words_of_an_open_round_ends_it_with_its_objections(
    decided: cmd.Decide,
) -> None:
    play = crew()
    play.does("alice", cmd.AskObjections("switch off basket"))
    play.does("dave", cmd.Object("the orders in it are lost"))
    play.does("alice", decided)
    assert play.incident.decisions[0].round == "O1" and not play.incident.open_rounds
    assert "(objections: dave: the orders in it are lost)" in last_text(play)


def test_s10_a_decision_about_the_measure_of_an_open_round_ends_it() -> None:
    play = proposed()
    play.does("alice", cmd.AskObjections("", "M1"))
    play.does("dave", cmd.Object("loses the hotfix"))
    play.does("alice", cmd.Decide("go ahead", answers="M1"))
    assert play.incident.decisions[0].round == "O1"
    assert "(objections: dave: loses the hotfix)" in last_text(play)


def test_s10_a_decision_about_something_else_says_which_round_is_open() -> None:
    play = crew()
    play.does("alice", cmd.AskObjections("switch off basket"))
    done = play.does("alice", cmd.Decide("no deploys"))
    assert play.incident.open_rounds[0].id == "O1"
    assert "cockpit decide TEXT --round O1" in done.note
