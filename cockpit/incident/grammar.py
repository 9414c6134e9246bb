"""The scribe's line: what one typed line will store, and how it can be completed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from cockpit.incident.commands import (
    Command,
    Correct,
    Decide,
    Log,
    Object,
    OpenHypothesis,
    ReportImpact,
    Star,
)
from cockpit.incident.events import Trend
from cockpit.incident.moments import BadTime, Moment, clock_seconds, leading, parse, stamp
from cockpit.incident.people import LONGEST_NAME, person_key
from cockpit.incident.texts import stored
from cockpit.incident.toldline import is_told, promise, told

KINDS = (
    "impact", "decision", "objection", "hypothesis", "quote", "noticed", "trigger", "diagnosis", "update",
    "escalation", "recovered", "followup", "note",
)  # fmt: skip
"""Kinds a line may begin with, each with a colon. What changes the phase, a role or a measure is none."""

LONGEST_TEXT = 1024 * 1024
"""Bytes of text one entry holds."""

_TRENDS: Mapping[str, Trend] = {
    "worse": "worse", "better": "better", "same": "same",
    "new symptom": "new-symptom", "new-symptom": "new-symptom",
}  # fmt: skip
_TREND_WORDS = ("worse", "better", "same", "new symptom")

_LABEL = rf"(?s)([^\n:]{{1,{LONGEST_NAME}}}):(?:[ \t]+|\Z)(.*)"
_TREND = rf"(?si)({'|'.join(_TRENDS)})(?:[:,;.]?(?:[ \t]+|\Z))(.*)"
_FIX = r"(?si)fix(?:[ \t]+(\d{1,9}))?:(?:[ \t]+|\Z)(.*)"
_STAR = r"(?s)![ \t]*(.*)"
_NUMBER = r"(?a)\d{1,9}"
_LAST_WORD = r"(?s)(.*?)([^\s]*)\Z"


class Request(Struct, frozen=True):
    """One command for the desk, with what travels beside it."""

    command: Command
    moment: Moment | None = None
    """When it happened; None: now."""
    word: str | None = None
    """Whose spoken report it is, where the one at the terminal only typed it."""


class Empty(Struct, frozen=True):
    """Nothing has been typed."""

    requests: tuple[Request, ...] = ()

    def summary(self, now: datetime, zone: tzinfo) -> str:
        return ""


class Entry(Struct, frozen=True):
    """An entry, or with a `trend` a report of impact (S33, S35)."""

    text: str
    kind: str = "note"
    star: bool = False
    said_by: str | None = None
    moment: Moment | None = None
    trend: Trend | None = None
    question: str = ""
    """What its kind still lacks, to be asked once it is stored as a note."""
    answers: tuple[str, ...] = ()
    """Whole lines that would say it."""
    decided: bool = False
    """A decision of `said_by`; of whoever types it where that is None (S10)."""

    @property
    def requests(self) -> tuple[Request, ...]:
        kept = stored(self.text)
        if self.trend:
            return (Request(ReportImpact(self.trend, kept.text), self.moment, self.said_by),)
        act = None if kept.raw else self._act(kept.text)
        if act:
            return (Request(act, self.moment, self.said_by),)
        entry = Log(kept.text, kind=self.kind, star=self.star, raw=kept.raw, said_by=self.said_by)
        return (Request(entry, self.moment),)

    def _act(self, text: str) -> Command | None:
        """What is more than an entry: a decision, an objection, a hypothesis, what an audience was told."""
        if self.decided:
            return Decide(text)
        acts = {"objection": Object, "hypothesis": OpenHypothesis}
        return told(self.kind, text) or acts.get(self.kind, _nothing)(text)

    def summary(self, now: datetime, zone: tzinfo) -> str:
        """ "13:59 UTC · ★ · note · said by dave"."""
        parts = [_when(self.moment, now, zone)]
        # A report of impact is starred by itself.
        parts += ["★"] if self.star or self.trend or self.decided or is_told(self.kind) else []
        parts.append(self.kind)
        parts += [self.trend.replace("-", " ")] if self.trend else []
        parts += [f"{'by word of' if self.decided else 'said by'} {self.said_by}"] if self.said_by else []
        parts += promise(self.kind, self.text, (self.moment.at if self.moment else now).astimezone(zone))
        parts += [f"then asks {self.question}"] if self.question else []
        return " · ".join(parts)


def _nothing(text: str) -> None:
    """An entry and nothing more."""


class StarEntry(Struct, frozen=True):
    """`!` alone, or `! 207`: an entry that stands already is starred."""

    target: int

    @property
    def requests(self) -> tuple[Request, ...]:
        return (Request(Star(self.target)),)

    def summary(self, now: datetime, zone: tzinfo) -> str:
        return f"★ stars entry {self.target}"


class FixEntry(Struct, frozen=True):
    """`fix: …` says how my last entry should read, `fix 207: …` any; a time before it, when it was (S37)."""

    target: int
    text: str = ""
    """How it should read; empty where only the time is corrected."""
    moment: Moment | None = None

    @property
    def requests(self) -> tuple[Request, ...]:
        text = [Correct(self.target, stored(self.text).text)] if self.text else []
        at = self.moment.at.isoformat() if self.moment else ""
        time = [Correct(self.target, at, field="time")] if at else []
        return tuple(Request(correction) for correction in text + time)

    def summary(self, now: datetime, zone: tzinfo) -> str:
        parts = [f"corrects entry {self.target}"]
        parts += [f"it happened {_when(self.moment, now, zone)}"] if self.moment else []
        return " · ".join(parts)


class Bad(Struct, frozen=True):
    """Nothing can be stored. `why` is one sentence: what is wrong and how to mend it."""

    why: str
    requests: tuple[Request, ...] = ()

    def summary(self, now: datetime, zone: tzinfo) -> str:
        return self.why


Reading = Empty | Entry | StarEntry | FixEntry | Bad


def read(
    line: str,
    *,
    now: datetime,
    zone: tzinfo,
    people: Iterable[str] = (),
    kinds: Sequence[str] = KINDS,
    last_number: int = 0,
    my_last: int = 0,
    to_star: int | None = None,
    me: str = "",
    deciders: Sequence[str] = (),
) -> Reading:
    """What `line` would store. Never raises.

    It may begin with a time (`-4m`, `~14:30`), `!`, a kind and the NAME of one of `people`, the last two
    with a colon, in any order; the rest is kept exactly. One leading space makes everything after it plain.
    `last_number` is where the record ends, `my_last` the entry that `fix:` corrects and `to_star` the one
    that `!` alone stars (None: the last); 0: there is none. `deciders` are those whose decisions count, the
    commander first: a decision is `me`'s where I am one of them, else entered by the commander's word (S10).
    """
    if not line.strip():
        return Empty()
    if line[0] == " ":
        return _sized(Entry(line[1:]))
    latest = last_number if to_star is None else to_star
    mine = _decider(me, deciders)
    reader = _Reader(now, zone, _names(people), tuple(kinds), last_number, my_last, latest, mine, deciders)
    return reader.read(line)


def completions(line: str, *, people: Iterable[str] = (), kinds: Sequence[str] = KINDS) -> tuple[str, ...]:
    """The whole lines that `line` may become: its unfinished kind, name or trend completed."""
    names = _names(people)
    head = _Head(rest=line) if line[:1] == " " else _scan(line, names, kinds)
    done, rest = line[: len(line) - len(head.rest)], head.rest
    if head.kind == "impact" and (trends := _beginning(rest, _TREND_WORDS)):
        return tuple(f"{done}{word} " for word in trends)
    if line[:1] != " " and rest and (labels := _beginning(rest, _labels(head, names, kinds))):
        return tuple(f"{done}{label}: " for label in labels)
    before, word = cast("re.Match[str]", re.match(_LAST_WORD, rest)).groups()
    return tuple(f"{done}{before}{name} " for name in _beginning(word, names.values()) if word)


class _Head(Struct, frozen=True):
    """What a line begins with, taken off piece by piece; `rest` is what is left."""

    rest: str
    time: str | None = None
    star: bool = False
    kind: str | None = None
    said_by: str | None = None

    @property
    def only_star(self) -> bool:
        return self.star and not (self.time or self.kind or self.said_by)

    @property
    def only_time(self) -> bool:
        return not (self.star or self.kind or self.said_by)


class _Reader(Struct, frozen=True):
    """One line with everything it takes to read it."""

    now: datetime
    zone: tzinfo
    names: Mapping[str, str]
    kinds: tuple[str, ...]
    last_number: int
    my_last: int
    to_star: int
    me: str | None
    """My name where my decisions count."""
    deciders: Sequence[str]

    def read(self, line: str) -> Reading:
        head = _scan(line, self.names, self.kinds)
        try:
            moment = parse(head.time, now=self.now, zone=self.zone) if head.time else None
        except BadTime as error:
            return Bad(str(error))
        if head.only_star and (found := re.fullmatch(_NUMBER, head.rest.strip() or "0")):
            return self.star(int(found[0]))
        if head.only_time and (found := re.fullmatch(_FIX, head.rest)):
            return self.fix(found[1], found[2], moment)
        if not head.rest.strip():
            return Bad("Nothing is said yet: type what happened after that.")
        return _sized(self.entry(head, moment))

    def star(self, number: int) -> Reading:
        target = number or self.to_star
        if not target:
            return Bad("There is no entry to star yet: type what happened after the !.")
        return self.no_entry(target, "a leading space keeps the line as text") or StarEntry(target)

    def fix(self, number: str | None, text: str, moment: Moment | None) -> Reading:
        target = int(number) if number else self.my_last
        if not target:
            return Bad("There is no entry of yours to correct: fix 17: … corrects entry 17.")
        if not (text.strip() or moment):
            return Bad(f"Nothing is said yet: type how entry {target} should read.")
        return self.no_entry(target, "type another number") or _sized(FixEntry(target, text, moment))

    def no_entry(self, target: int, remedy: str) -> Bad | None:
        if 0 < target <= self.last_number:
            return None
        return Bad(f"There is no entry {target}, the last is {self.last_number}: {remedy}.")

    def entry(self, head: _Head, moment: Moment | None) -> Entry:
        entry = Entry(head.rest, head.kind or "note", head.star, head.said_by, moment)
        if head.kind == "impact":
            return self.impact(entry)
        if head.kind == "decision":
            return self.decision(entry)
        if head.kind == "quote" and not head.said_by:
            lines = (f"quote: {name}: {entry.text}" for name in self.names.values())
            return self.lacking(entry, "who said it", lines)
        return entry

    def impact(self, entry: Entry) -> Entry:
        """A report where it says the trend and what is hit; else a note, and the trend is asked for (S33)."""
        found = re.fullmatch(_TREND, entry.text)
        if found and found[2].strip():
            return replace(entry, text=found[2], trend=_TRENDS[found[1].casefold()])
        if found:
            return self.lacking(entry, "what is hit", (f"impact: {found[1]} ",))
        lines = (f"impact: {word} {entry.text}" for word in _TREND_WORDS)
        return self.lacking(entry, "worse, better, same or new symptom", lines)

    def decision(self, entry: Entry) -> Entry:
        """Mine or by the commander's word; somebody else's is a note, and whose it was is asked for (S10)."""
        if not self.deciders:
            return replace(entry, kind="note", text=f"reports a decision: {entry.text}")
        if entry.said_by is None:
            return replace(entry, decided=True, said_by=None if self.me else self.deciders[0])
        if _decider(entry.said_by, self.deciders):
            return replace(entry, decided=True)
        lines = (f"decision: {name}: {entry.text}" for name in self.deciders)
        return self.lacking(entry, f"whether {self.deciders[0]} decided so", lines)

    def lacking(self, entry: Entry, question: str, lines: Iterable[str]) -> Entry:
        """The note that stands for it, its kind still readable in the text, and the lines that say it all."""
        named = entry.kind in {"quote", "decision"}
        said = "" if named or not entry.said_by else f"{entry.said_by}: "
        start = f"{self.typed(entry.moment)} {'! ' if entry.star else ''}{said}"
        text = f"{entry.kind}: {entry.text}"
        answers = tuple(start + line for line in lines)
        return replace(entry, kind="note", text=text, question=question, answers=answers)

    def typed(self, moment: Moment | None) -> str:
        """The time as a line would begin with it: an answer given later is about the same moment."""
        at = moment.at if moment else self.now
        return f"{'~' if moment and moment.about else ''}{clock_seconds(at, self.zone)}"


def _scan(line: str, names: Mapping[str, str], kinds: Sequence[str]) -> _Head:
    head = _Head(line)
    while True:
        taken = _take_time(head) or _take_star(head) or _take_label(head, names, kinds)
        if taken is None:
            return head
        head = taken


def _take_time(head: _Head) -> _Head | None:
    typed, rest = (None, "") if head.time else leading(head.rest)
    return replace(head, time=typed, rest=rest) if typed else None


def _take_star(head: _Head) -> _Head | None:
    found = None if head.star else re.fullmatch(_STAR, head.rest)
    return replace(head, star=True, rest=found[1]) if found else None


def _take_label(head: _Head, names: Mapping[str, str], kinds: Sequence[str]) -> _Head | None:
    """A kind or a name: known, followed by a colon, and by a space (`db1:5432` is a place)."""
    found = re.match(_LABEL, head.rest)
    if not found:
        return None
    label = found[1].casefold()
    if not head.kind and label in kinds:
        return replace(head, kind=label, rest=found[2])
    name = None if head.said_by else names.get(person_key(found[1]))
    return replace(head, said_by=name, rest=found[2]) if name else None


def _labels(head: _Head, names: Mapping[str, str], kinds: Sequence[str]) -> Iterator[str]:
    """What could stand before a colon here."""
    yield from () if head.kind else kinds
    yield from () if head.said_by else names.values()
    yield from ("fix",) if head.only_time else ()


def _names(people: Iterable[str]) -> Mapping[str, str]:
    return {person_key(name): name for name in people}


def _decider(name: str, deciders: Sequence[str]) -> str | None:
    return next((one for one in deciders if person_key(one) == person_key(name)), None) if name else None


def _beginning(typed: str, words: Iterable[str]) -> list[str]:
    """The words that go on where `typed` ends."""
    start = typed.casefold()
    return [word for word in words if word.casefold().startswith(start) and word.casefold() != start]


def _sized(reading: Reading) -> Reading:
    text = reading.text if isinstance(reading, Entry | FixEntry) else ""
    size = len(text.encode(errors="surrogatepass")) if len(text) > LONGEST_TEXT // 4 else 0
    if size <= LONGEST_TEXT:
        return reading
    return Bad(
        f"One entry holds up to {LONGEST_TEXT:,} bytes and this one has {size:,}: split it, or keep the "
        "text elsewhere and write where it is."
    )


def _when(moment: Moment | None, now: datetime, zone: tzinfo) -> str:
    if moment is None:
        return stamp(now, zone, now=now)
    return ("~" if moment.about else "") + stamp(moment.at, zone, now=now)
