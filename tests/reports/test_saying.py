"""What to say: six to ten sentences that can be read out as they stand, at every moment of a response."""

from __future__ import annotations

import re
from typing import Any
from unicodedata import category

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cockpit.incident import commands as cmd
from cockpit.incident.events import PlanLine
from cockpit.incident.procedure import Procedure
from cockpit.reports.saying import MOMENTS, moment_of, sentences
from tests.incident.play import Play, declared
from tests.incident.test_fold import played, steps

_ODD = re.compile(r"[:;,] ?[:.;,]|\.[:;,]|→|⚠|…")


def said(play: Play, me: str = "alice", moment: Any = None) -> list[str]:
    return sentences(play.incident, play.now, me, moment)


def whole() -> Play:
    """Alice commands, carol leads, a mitigation runs, a fix waits, and a check-in was held."""
    play = declared(crew=("dave", "carol", "grace"))
    play.does("alice", cmd.SetSeverity("SEV1"))
    play.does("alice", cmd.ReportImpact("worse", "checkouts fail", share="8%", region="us-west-2"))
    play.does("alice", cmd.AssignRole("technical lead", "carol"))
    play.does("grace", cmd.Join("scribe"))
    play.does("dave", cmd.Propose("mitigation", "drain node 14", box=25))
    play.does("alice", cmd.Approve("M1"))
    play.does("dave", cmd.Start("M1"))
    play.passes(minutes=16)
    plan = (PlanLine("reading replica lag 0 → 340 s", "carol"), PlanLine("look whether M1 helps", "grace"))
    play.does("alice", cmd.CheckIn(trend="same", outcomes={"M1": "running"}, plan=plan))
    play.does("dave", cmd.ReportImpact("worse", "checkouts fail", share="20%", region="us-west-2"))
    play.does("dave", cmd.Propose("fix", "roll back api"))
    return play


def states() -> dict[str, Play]:
    """A response at every turn it can take."""
    plays = {name: whole() for name in ("whole", "offered", "watch", "relapsed", "closed", "late")}
    plays["offered"].does("alice", cmd.OfferHandoff("carol"))
    for name in ("watch", "relapsed", "closed"):
        plays[name].does("dave", cmd.ReportImpact("better", "checkouts fail", share="1%"))
        plays[name].does("alice", cmd.Resolve())
    plays["relapsed"].does("alice", cmd.Reopen())
    plays["closed"].does("alice", cmd.Close(), because="a drill")
    plays["late"].passes(minutes=40)
    plays["first"] = declared(commander=None, crew=())
    plays["taken"] = declared(crew=())
    return plays


@pytest.mark.parametrize("moment", [None, *MOMENTS])
@pytest.mark.parametrize("state", states())
def test_it_is_six_to_ten_short_sentences_that_can_be_read_out(state: str, moment: Any) -> None:
    told = said(states()[state], moment=moment)
    assert 6 <= len(told) <= 10
    for sentence in told:
        assert sentence.endswith((".", "?")) and not sentence.endswith((" .", ".."))
        assert not [char for char in sentence if category(char) in {"So", "Co", "Cc"} or char in "→★▲…"]
        assert not re.search(r"\bM\d+\b|\d{4}-\d\d-\d\d-\d", sentence), "an id without its words"
        assert len(sentence.split()) <= 40


def test_they_come_in_speaking_order() -> None:
    play = whole()
    assert said(play, moment="now") == [
        "It is 13:07 UTC, and this is SEV1, critical: Checkout returns 500s.",
        "Impact: checkouts fail, 20%, us-west-2.",
        "It is getting worse, and at 12:51 UTC it was 8%.",
        "Running: drain node 14, by dave, until 13:27 UTC.",
        "To be decided: roll back api.",
        "Nothing was decided since 13:07 UTC.",
        "alice has command; carol is technical lead; dave is investigator; grace is scribe.",
        'Beside that: carol, reading replica lag 0 to 340 s; grace, look whether "drain node 14" helps.',
        "We meet again between 13:22 and 13:27 UTC.",
    ]


@pytest.mark.parametrize(
    ("state", "moment", "begins"),
    [
        ("taken", "command", "alice has command since 12:51 UTC."),
        ("offered", "handoff", "alice hands command to carol, and has it until carol says yes."),
        ("watch", "resolve", "It counts as resolved since 13:07 UTC, and nobody leaves yet."),
        ("relapsed", "relapse", "It is back: we are active again since 13:07 UTC."),
        ("late", "checkin", "This is check-in 2: first the report, then impact, measures and the plan."),
        ("closed", "now", "It is 13:07 UTC, and this was SEV1, critical: Checkout returns 500s."),
    ],
)
def test_it_begins_as_the_moment_wants(state: str, moment: str, begins: str) -> None:
    play = states()[state]
    assert moment_of(play.incident, play.now) == moment
    assert said(play, me="dave")[0] == begins


def test_a_moment_can_be_named_before_it_is_there() -> None:
    play = states()["first"]
    assert said(play, moment="command")[0] == "Nobody has command: who takes it?"
    play = whole()
    assert said(play, moment="resolve")[0].startswith("We are about to call it resolved: does anybody")
    assert said(play, moment="relapse")[0].startswith("It looks as if it is back")
    assert said(play, moment="handoff")[0] == "Command is about to change hands."
    assert said(play, moment="command")[0] == "This is alice, and I have command since 12:51 UTC."


def test_after_a_handoff_the_new_commander_is_announced() -> None:
    play = states()["offered"]
    play.passes(minutes=1)
    play.does("carol", cmd.AcceptHandoff())
    assert moment_of(play.incident, play.now) == "handoff"
    assert said(play)[0] == "carol has command from 13:08 UTC on."


def test_what_was_decided_is_said() -> None:
    play = whole()
    play.does("alice", cmd.Approve("M2"))
    assert "Approved: roll back api." in said(play)
    play.does("alice", cmd.Decide("no deploys before noon"))
    assert "Decided: no deploys before noon; and approved: roll back api." in said(play)


def test_s10_every_decision_since_the_last_check_in_is_said_and_what_was_approved_beside_them() -> None:
    play = whole()
    for text in ("switch off basket", "no deploys before noon", "keep the freeze", "call the vendor"):
        play.does("alice", cmd.Decide(text))
    play.does("alice", cmd.Approve("M2"))
    decided = "Decided: switch off basket; no deploys before noon; keep the freeze; call the vendor"
    assert f"{decided}; and approved: roll back api." in said(play)
    play.passes(minutes=16)
    play.does("alice", cmd.CheckIn(trend="same", outcomes={"M1": "running"}))
    assert "Approved: roll back api." in said(play), "it waits for its start, whenever it was approved"


def test_impact_nobody_confirmed_for_long_is_said_so() -> None:
    assert "Nobody has confirmed that since 13:07 UTC." in said(states()["late"])


def test_a_new_symptom_and_its_getting_better_are_said() -> None:
    play = whole()
    play.does("dave", cmd.ReportImpact("new-symptom", "logins fail too ⚠"))
    assert "That is a new symptom, and at 13:07 UTC it was checkouts fail." in said(play)
    play.does("dave", cmd.ReportImpact("better", "checkouts fail", share="2%"))
    told = "It is getting better, and at 13:07 UTC it was 20%; new since 13:07 UTC: logins fail too."
    assert told in said(play)


def test_roles_are_called_as_the_project_calls_them() -> None:
    play = whole()
    play.does("alice", cmd.Amend(Procedure(roles={"scribe": "chronicler"})), because="ours")
    assert any("grace is chronicler" in sentence for sentence in said(play))


def test_words_that_only_look_like_ids_stay_and_long_ones_end_at_a_word() -> None:
    play = declared()
    play.does("dave", cmd.ReportImpact("worse", "the S3 bucket M9 and " + "endlessly " * 200))
    impact = next(sentence for sentence in said(play) if sentence.startswith("Impact"))
    assert impact.startswith("Impact: the S3 bucket M9 and endlessly") and impact.endswith(" endlessly.")


def test_after_the_end_nothing_is_told_as_if_it_went_on() -> None:
    watch = said(states()["watch"])
    assert "Impact was: checkouts fail, 1%." in watch
    assert "It counts as over since 13:07 UTC." in watch
    closed = said(states()["closed"])
    assert "Left running when it was closed: drain node 14, by dave." in closed
    for told in (watch, closed):
        assert not [sentence for sentence in told if "is getting" in sentence]
    play = whole()
    play.does("alice", cmd.StandDown(), because="a drill")
    assert "It turned out to be no incident." in said(play)


def test_what_was_called_resolved_while_impact_stood_is_said_with_the_last_word_on_it() -> None:
    play = whole()
    play.does("alice", cmd.Resolve(), because="the graphs are flat")
    last = "the last word on it, at 13:07 UTC, was that it was getting worse"
    assert f"It counts as over since 13:07 UTC; {last}." in said(play)


def test_worse_in_the_watch_is_told_as_it_stands() -> None:
    play = states()["watch"]
    play.passes(minutes=5)
    play.does("dave", cmd.ReportImpact("worse", "checkouts fail again"))
    told = said(play, moment="resolve")
    assert told[0] == "We called it resolved at 13:07 UTC, and it got worse since: nobody leaves."
    assert told[2:4] == [
        "Impact: checkouts fail again.",
        "That came in the watch, at 13:12 UTC: do we go back to active?",
    ]


def test_what_came_of_measures_since_the_last_check_in_is_said() -> None:
    play = whole()
    play.does("alice", cmd.Approve("M2"))
    play.does("dave", cmd.Start("M2"))
    play.does("dave", cmd.Finish("M1", "no-effect"))
    play.does("dave", cmd.Finish("M2", "worked"))
    told = said(play)
    assert "Results: drain node 14 had no effect; roll back api worked." in told
    assert not [one for one in told if one.startswith(("Approved", "Nothing was decided"))]


def test_how_the_severity_changed_since_the_last_check_in_is_said() -> None:
    play = whole()
    play.does("alice", cmd.SetSeverity("SEV2"), because="the half is back")
    title = "Checkout returns 500s"
    lowered = f"It is 13:07 UTC, and this is SEV2, high, lowered from SEV1 at 13:07 UTC: {title}."
    assert said(play, moment="now")[0] == lowered
    play.passes(minutes=16)
    play.does("alice", cmd.CheckIn(trend="same", outcomes={"M1": "running"}))
    assert said(play, moment="now")[0] == f"It is 13:23 UTC, and this is SEV2, high: {title}."


@given(st.text(alphabet=".,:;0M1 a→⚠…\n", max_size=12))
@example("M…1")
def test_odd_punctuation_is_read_as_one_pause_and_no_id_stands_alone(text: str) -> None:
    play = declared()
    play.does("dave", cmd.Propose("mitigation", "drain node 14"))
    play.does("dave", cmd.ReportImpact("worse", text))
    impact = next(sentence for sentence in said(play) if sentence.startswith("Impact"))
    assert not _ODD.search(impact), impact
    assert not re.search(r"\bM1\b", impact), impact


@settings(max_examples=40, deadline=None)
@given(steps)
def test_whatever_happened_there_is_something_to_say(script: list) -> None:  # type: ignore[type-arg]
    play = played(script)
    for moment in (None, *MOMENTS):
        told = said(play, moment=moment)
        assert 6 <= len(told) <= 10
        assert not [sentence for sentence in told if _ODD.search(sentence)]
