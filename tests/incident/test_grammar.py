"""The scribe's line: what is read from it, and that nothing typed is lost or misread."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cockpit.incident.commands import Correct, Log, ReportImpact, Star, Tell
from cockpit.incident.grammar import (
    KINDS,
    LONGEST_TEXT,
    Bad,
    Empty,
    Entry,
    FixEntry,
    Reading,
    StarEntry,
    completions,
    read,
)

NOW = datetime(2026, 11, 23, 14, 3, 20, tzinfo=UTC)
PEOPLE = ("alice", "dave", "Anna Lee")


def reading(line: str, **known: Any) -> Reading:
    given: dict[str, Any] = {"people": PEOPLE, "last_number": 211, "my_last": 207, **known}
    return read(line, now=NOW, zone=UTC, **given)


def entry(line: str, **known: Any) -> Entry:
    found = reading(line, **known)
    assert isinstance(found, Entry), found
    return found


def said(line: str) -> str:
    return reading(line).summary(NOW, UTC)


TELLING = {"kinds": (*KINDS, "told engineering", "told stakeholders")}


def test_s22_told_and_an_audience_records_what_it_was_told() -> None:
    line = "-4m frank: told stakeholders: Some checkouts fail. Next update by 15:20."
    (request,) = entry(line, people=("frank",), **TELLING).requests
    assert request.command == Tell("stakeholders", "Some checkouts fail. Next update by 15:20.")
    assert (request.word, request.moment and request.moment.at) == ("frank", NOW - timedelta(minutes=4))
    summary = reading(line, people=("frank",), **TELLING).summary(NOW, UTC)
    assert summary == "13:59 UTC · ★ · told stakeholders · said by frank · next by 15:20 UTC"


def test_told_somebody_who_is_no_audience_is_a_sentence() -> None:
    assert entry("told them: no", **TELLING) == Entry("told them: no")
    assert completions("told st", **TELLING) == ("told stakeholders: ",)


def test_a_plain_line_is_a_note_of_now() -> None:
    line = "no deploys since 12:40  "
    assert entry(line) == Entry(line)
    assert said(line) == "14:03 UTC · note"
    (request,) = entry(line).requests
    assert request.command == Log(line) and request.moment is None


@pytest.mark.parametrize(
    "line",
    [
        "-4m ! dave: read-only flag is on",
        "! -4m dave: read-only flag is on",
        "dave: ! -4m read-only flag is on",
        "DAVE: -4m !read-only flag is on",
    ],
)
def test_time_star_and_name_come_in_any_order(line: str) -> None:
    found = entry(line)
    assert found.moment and found.moment.at == NOW - timedelta(minutes=4)
    assert (found.star, found.said_by, found.text) == (True, "dave", "read-only flag is on")
    assert found.summary(NOW, UTC) == "13:59 UTC · ★ · note · said by dave"
    (request,) = found.requests
    assert request.command == Log("read-only flag is on", star=True, said_by="dave")


def test_a_time_may_be_about_and_of_yesterday() -> None:
    assert said("~13:57 charges doubled") == "~13:57 UTC · note"
    assert said("23:58 charges doubled") == "2026-11-22 23:58 UTC · note"


def test_a_kind_counts_only_with_a_colon() -> None:
    assert entry("diagnosis: a full disk").kind == "diagnosis"
    assert entry("Diagnosis: a full disk").kind == "diagnosis"
    assert entry("decision to roll back").text == "decision to roll back"
    assert entry("mood: good").text == "mood: good"
    assert entry("impact:8080 is closed").kind == "note"


@pytest.mark.parametrize(
    "line",
    ["alice has gone", "bob: hello", "alice:8080 is down", "https://example.org/x", "14 users, dave: 3"],
)
def test_a_sentence_stays_a_sentence(line: str) -> None:
    assert entry(line) == Entry(line)


def test_the_second_of_a_kind_is_text() -> None:
    assert entry("dave: alice: is away") == Entry("alice: is away", said_by="dave")
    assert entry("!! now") == Entry("! now", star=True)
    assert entry("-4m -5m drift") == Entry("-5m drift", moment=entry("-4m x").moment)


def test_a_name_may_hold_a_space_and_another_case() -> None:
    assert entry("anna lee: lag is gone") == Entry("lag is gone", said_by="Anna Lee")


@pytest.mark.parametrize(
    ("typed", "trend"),
    [("worse", "worse"), ("Better:", "better"), ("same,", "same"), ("new symptom", "new-symptom")],
)
def test_impact_with_its_trend_is_a_report(typed: str, trend: Any) -> None:
    (request,) = reading(f"dave: impact: {typed} basket fails too").requests
    assert request.command == ReportImpact(trend, "basket fails too")
    assert request.word == "dave"


def test_impact_says_its_trend_in_the_summary() -> None:
    assert said("impact: new symptom basket") == "14:03 UTC · ★ · impact · new symptom"


def test_impact_without_a_trend_is_a_note_and_asks_after() -> None:
    found = entry("-4m dave: impact: 20% of checkouts fail")
    assert (found.kind, found.text, found.said_by) == ("note", "impact: 20% of checkouts fail", "dave")
    assert found.question == "worse, better, same or new symptom"
    answer = reading(found.answers[0])
    assert isinstance(answer, Entry) and answer.trend == "worse" and answer.said_by == "dave"
    assert answer.text == "20% of checkouts fail" and answer.moment == found.moment


def test_impact_with_nothing_but_a_trend_is_a_note_and_asks_what_is_hit() -> None:
    found = entry("impact: worse")
    assert (found.kind, found.text, found.question) == ("note", "impact: worse", "what is hit")


def test_worsening_is_no_trend() -> None:
    assert entry("impact: worsening latency").trend is None


def test_a_quote_without_a_name_is_a_note_and_asks_who_said_it() -> None:
    assert entry("dave: quote: never again").kind == "quote"
    found = entry("! ~13:57 quote: never again")
    assert (found.kind, found.text, found.question) == ("note", "quote: never again", "who said it")
    answer = entry(found.answers[1])
    assert (answer.kind, answer.said_by, answer.text) == ("quote", "dave", "never again")
    assert answer.star and answer.moment and answer.moment.about


def test_an_exclamation_mark_alone_stars_the_last_entry_or_the_one_named() -> None:
    assert reading("!") == reading("! ") == StarEntry(211)
    assert reading("! 207") == reading("!207") == StarEntry(207)
    assert reading("!").requests[0].command == Star(211)
    assert said("! 207") == "★ stars entry 207"
    assert reading("! 207 users") == Entry("207 users", star=True)


def test_what_cannot_be_starred_says_why() -> None:
    assert isinstance(reading("! 212"), Bad) and "the last is 211" in said("! 212")
    assert isinstance(reading("!", last_number=0), Bad)


def test_fix_corrects_my_last_entry_or_the_one_named() -> None:
    assert reading("fix: us-west-2 ") == FixEntry(207, "us-west-2 ")
    assert reading("Fix 198: dave: us-west-2").requests[0].command == Correct(198, "dave: us-west-2")
    assert said("fix: us-west-2") == "corrects entry 207"
    assert reading("fix: 14:30 as planned") == FixEntry(207, "14:30 as planned")


def test_fix_after_a_time_corrects_the_time() -> None:
    found = reading("13:57 fix 198:")
    at = datetime(2026, 11, 23, 13, 57, tzinfo=UTC)
    assert [request.command for request in found.requests] == [Correct(198, at.isoformat(), field="time")]
    assert found.summary(NOW, UTC) == "corrects entry 198 · it happened 13:57 UTC"
    both = reading("13:57 fix 198: us-west-2")
    assert [type(request.command) for request in both.requests] == [Correct, Correct]


def test_what_cannot_be_corrected_says_why() -> None:
    assert isinstance(reading("fix: x", my_last=0), Bad)
    assert isinstance(reading("fix 999: x"), Bad)
    assert isinstance(reading("fix:"), Bad)


def test_fix_is_text_behind_a_name() -> None:
    assert entry("dave: fix: restart the pool") == Entry("fix: restart the pool", said_by="dave")


@pytest.mark.parametrize("line", ["-4m", "dave: ", "! dave:", "impact:", "-4m ! "])
def test_a_line_that_only_begins_says_what_is_missing(line: str) -> None:
    found = reading(line)
    assert isinstance(found, Bad) and found.requests == ()
    assert found.why == "Nothing is said yet: type what happened after that."


def test_a_time_that_came_twice_says_what_to_type() -> None:
    now = datetime(2026, 10, 25, 4, 0, tzinfo=UTC)
    found = read("02:30 pods gone", now=now, zone=ZoneInfo("Europe/Berlin"))
    assert isinstance(found, Bad) and "+02:00" in found.why


def test_a_line_of_a_mebibyte_is_stored_and_a_longer_one_is_refused() -> None:
    longest = "é" * (LONGEST_TEXT // 2)
    assert entry(longest).text == longest
    assert isinstance(reading(longest + "x"), Bad)


def test_half_a_surrogate_pair_keeps_its_bytes() -> None:
    (request,) = reading("broken \udcff byte").requests
    assert isinstance(request.command, Log) and request.command.raw


@given(st.text())
@example("")
@example("impact: worse impact: worse")
def test_after_a_leading_space_everything_is_plain(text: str) -> None:
    found = reading(" " + text)
    if text.strip():
        assert found == Entry(text)
    else:
        assert found == Empty()


pieces = st.sampled_from(
    [
        "-4m ",
        "~14:30 ",
        "! ",
        "!",
        "fix: ",
        "fix 3: ",
        "dave: ",
        "impact: ",
        "worse ",
        "quote: ",
        ":",
        " ",
        "x",
    ]
)


@given(st.lists(pieces | st.text(max_size=5), max_size=6).map("".join))
def test_any_line_is_read_and_its_end_is_kept(line: str) -> None:
    found = reading(line)
    found.summary(NOW, UTC)
    assert bool(found.requests) == isinstance(found, Entry | StarEntry | FixEntry)
    if isinstance(found, Entry):
        assert line.endswith(found.text) or found.question
    for answer in getattr(found, "answers", ()):
        reading(answer)


@given(st.lists(pieces | st.text(max_size=5), max_size=6).map("".join))
def test_completions_only_add(line: str) -> None:
    for longer in completions(line, people=PEOPLE):
        assert longer.casefold().startswith(line.casefold())


def test_tab_completes_kinds_names_and_trends() -> None:
    assert completions("-4m ! da", people=PEOPLE) == ("-4m ! dave: ",)
    assert completions("im", people=PEOPLE) == ("impact: ",)
    assert completions("impact: wo", people=PEOPLE) == ("impact: worse ",)
    assert completions("a", people=PEOPLE) == ("alice: ", "Anna Lee: ")
    assert completions("anna l", people=PEOPLE) == ("Anna Lee: ",)
    assert completions("asked da", people=PEOPLE) == ("asked dave ",)
    assert completions(" da", people=PEOPLE) == (" dave ",)
    assert completions("fi", people=PEOPLE) == ("fix: ",)
    assert completions("", people=PEOPLE) == completions("done ", people=PEOPLE) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_makes_an_entry(kind: str) -> None:
    assert entry(f"{kind}: it happened").requests
