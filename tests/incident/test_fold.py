"""The fold never raises on what the rules accepted, and a fold in parts equals the fold of the whole."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from cockpit.incident import commands as cmd
from cockpit.incident.duties import duties
from cockpit.incident.events import MeasureKind, Outcome, Trend, Verdict
from cockpit.incident.fold import fold
from cockpit.incident.rules import Accepted, Asking, NeedsReason, Refused, decide
from cockpit.incident.state import Incident
from tests.incident.play import Play, declared

people = st.sampled_from(["alice", "Alice", "bob", "dave", "érin"])
words = st.text(max_size=12)
roles = st.sampled_from(["commander", "deputy", "ic", "tech-lead", "investigator", "scribe", "cook"])
measures = st.sampled_from(["M1", "m2", "3", "M99", "", "x"])
kinds: st.SearchStrategy[MeasureKind] = st.sampled_from(["mitigation", "fix", "active", "passive"])
outcomes: st.SearchStrategy[Outcome] = st.sampled_from(["worked", "no-effect", "worse", "rolled-back"])
trends: st.SearchStrategy[Trend] = st.sampled_from(["worse", "better", "same", "new-symptom"])
verdicts: st.SearchStrategy[Verdict] = st.sampled_from(["ruled-out", "confirmed"])
under = st.none() | st.sampled_from(["A1", "a2", "A9"])
audiences = st.sampled_from(["engineering", "stake", "s", "the bank", "", "x"])
numbers = st.integers(0, 12)
commands: st.SearchStrategy[cmd.Command] = st.one_of(
    st.builds(cmd.Log, words, st.sampled_from(["note", "noticed", "resolved", "relapse", "recovered"])),
    st.builds(cmd.Correct, numbers, words, st.sampled_from(["text", "time", "trend", "measure", "nonsense"])),
    st.builds(cmd.Star, numbers),
    st.builds(cmd.Unstar, numbers),
    st.builds(cmd.Join, st.none() | roles),
    st.builds(cmd.TakeCommand),
    st.builds(cmd.AssignRole, roles, people),
    st.builds(cmd.RelieveRole, roles, st.none() | people),
    st.builds(cmd.OfferHandoff, people),
    st.builds(cmd.AcceptHandoff),
    st.builds(cmd.DeclineHandoff),
    st.builds(cmd.SetSeverity, st.sampled_from(["SEV1", "2", "sev3", "SEV9", ""])),
    st.builds(cmd.ReportImpact, trends, words),
    st.builds(
        cmd.Propose, kinds, words, owner=st.none() | people, box=st.none() | st.integers(1, 90), under=under
    ),
    st.builds(cmd.Approve, measures),
    st.builds(cmd.Refuse, measures),
    st.builds(cmd.AskBack, measures, words),
    st.builds(cmd.Answer, measures, words),
    st.builds(cmd.Withdraw, measures),
    st.builds(cmd.Start, measures, under),
    st.builds(cmd.RecordRun, measures, words, words, st.none() | numbers, st.floats(0, 9999)),
    st.builds(cmd.Decide, words, words | measures, st.none() | st.sampled_from(["O1", "o2", ""])),
    st.builds(cmd.AskObjections, words, st.none() | measures, st.none() | numbers),
    st.builds(cmd.Object, words, st.none() | measures | st.sampled_from(["O1", "D1", "d2"])),
    st.builds(cmd.Allow, words, people),
    st.builds(cmd.Disallow, st.sampled_from(["A1", "a2", ""])),
    st.builds(cmd.OpenHypothesis, words),
    st.builds(cmd.CloseHypothesis, st.sampled_from(["H1", "h2", ""]), verdicts, words),
    st.builds(cmd.Finish, measures, outcomes),
    st.builds(cmd.DoneAlready, kinds, words, st.none() | outcomes),
    st.builds(cmd.Acknowledge, measures),
    st.builds(cmd.CheckIn, st.none() | trends, words, st.none() | words),
    st.builds(
        cmd.Tell,
        audiences,
        words | st.just("Next update by 23:30"),
        ending=st.booleans(),
        draft=st.none() | st.sampled_from(["S1", "2", "x"]),
    ),
    st.builds(cmd.Waive, audiences),
    st.builds(cmd.DraftStatement, audiences, words, instead_of=st.none() | st.sampled_from(["S1", ""])),
    st.builds(cmd.ApproveStatement, st.sampled_from(["S1", "s2", "x"])),
    st.builds(cmd.DropStatement, st.sampled_from(["S1", "2"])),
    st.builds(cmd.AskQuestion, words, st.none() | people),
    st.builds(cmd.ForwardQuestion, st.sampled_from(["Q1", "q2", ""])),
    st.builds(cmd.AnswerQuestion, st.sampled_from(["Q1", "2"]), words),
    st.builds(cmd.Announce, st.none() | words, st.none() | words),
    st.builds(cmd.Resolve),
    st.builds(cmd.Reopen),
    st.builds(cmd.Close),
    st.builds(cmd.StandDown),
)
steps = st.lists(
    st.tuples(people, commands, st.none() | people, st.none() | st.just("because"), st.integers(-30, 40)),
    max_size=25,
)


def played(script: list[tuple[str, cmd.Command, str | None, str | None, int]]) -> Play:
    play = declared(commander=None, crew=())
    for who, command, word, because, minutes in script:
        play.passes(minutes=max(0, minutes))
        happened_at = play.now + timedelta(minutes=minutes) if minutes < 0 else None
        decision = play.ask(who, command, word=word, because=because, happened_at=happened_at)
        assert isinstance(decision, Accepted | Refused | NeedsReason)
    return play


@settings(max_examples=150, deadline=None)
@given(steps, st.integers(0, 60))
def test_a_split_fold_equals_the_whole_and_every_answer_is_a_decision(script: list, cut: int) -> None:  # type: ignore[type-arg]
    play = played(script)
    first, second = play.log[:cut], play.log[cut:]
    assert fold(fold(Incident(id=play.incident.id), first), second) == play.incident
    assert fold(Incident(id=play.incident.id), play.log) == play.incident
    assert len(play.incident.holders("commander")) <= 1
    duties(play.incident, play.now)


@settings(max_examples=80, deadline=None)
@given(steps)
def test_the_fold_of_the_acts_alone_gives_the_same_state(script: list) -> None:  # type: ignore[type-arg]
    play = played(script)
    acts = fold(Incident(id=play.incident.id), [entry for entry in play.log if entry.is_act])
    assert replace(acts, people=play.incident.people, number=play.incident.number) == play.incident


@settings(max_examples=80, deadline=None)
@given(steps)
def test_once_command_was_taken_there_is_a_commander_until_the_close(script: list) -> None:  # type: ignore[type-arg]
    play = declared(commander="alice", crew=("dave",))
    for who, command, _word, because, minutes in script:
        play.passes(minutes=max(0, minutes))
        play.ask(who, command, because=because)
        reopened = any(entry.event == "incident.reopened" for entry in play.log)
        assert play.incident.commander is not None or play.incident.phase == "closed" or reopened


def test_a_correction_changes_the_state_and_the_last_one_wins() -> None:
    play = declared()
    play.does("dave", cmd.ReportImpact("worse", "20% in us-west-1"))
    number = play.log[-1].number
    for text in ("20% in us-west-2", "30% in us-west-2"):
        play.does("grace", cmd.Correct(number, text, event="impact.changed", body=play.log[number - 1].body))
    play.does("grace", cmd.Correct(number, "2026-11-23T12:40:00+00:00", field="time"))
    assert play.incident.impact is not None
    assert play.incident.impact.text == "30% in us-west-2"
    assert f"{play.incident.impact.at:%H:%M}" == "12:40"
    assert f"{play.incident.window.started_at:%H:%M}" == "12:40"


def test_acts_of_a_newer_cockpit_leave_notes_possible_and_acts_refused() -> None:
    play = declared()
    newer = replace(
        play.log[-1],
        number=len(play.log) + 1,
        seq=99,
        event="incident.teleported",
        body='{"kind":"x","text":"y"}',
    )
    play.log.append(newer)
    play.incident = fold(play.incident, [newer])
    play.does("dave", cmd.Log("still here"))
    assert "upgrade" in play.is_refused("alice", cmd.Resolve()).way_out


def test_a_decision_is_never_an_exception_before_the_incident_exists() -> None:
    blank = Incident(id="x")
    assert isinstance(decide(blank, cmd.Resolve(), Asking("dave", Play().now)), Refused)
