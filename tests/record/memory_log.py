"""A record in memory: proves that the contract is one, and serves other tests as a store."""

from __future__ import annotations

import asyncio
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple, cast
from uuid import UUID

from msgspec.structs import replace

from cockpit.incident.events import FACTS, FROM_OUTSIDE, Event, Recorded
from cockpit.incident.people import person_key, same_person
from cockpit.record.admit import admit
from cockpit.record.chain import FIRST, linked, new_salt, sealed
from cockpit.record.errors import CommitReused, Conflict, Unstorable
from cockpit.record.log import Filter, Flaw, Head, Health, Row, Summary, Verdict, Writer
from cockpit.record.redact import tombstone

_PHASES: dict[str, Literal["active", "watch", "closed"]] = {
    "incident.declared": "active",
    "incident.relapsed": "active",
    "incident.reopened": "active",
    "incident.resolved": "watch",
    "incident.closed": "closed",
    "incident.stood_down": "closed",
}
_NOBODY = {"entry.imported", *FROM_OUTSIDE}
"""What makes nobody a writer."""


class _Mark(NamedTuple):
    """What later entries make of one: None where they leave it as it was."""

    starred: bool | None = None
    text: str | None = None


class MemoryLog:
    """An EventLog and Reader that forgets everything when it goes."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._entries: dict[str, list[Recorded]] = {}
        self._salts: dict[int, bytes] = {}
        self._bell = asyncio.Event()
        self._redactions = 0
        self._marked: dict[str, tuple[tuple[int, int], dict[int, _Mark]]] = {}
        """What later entries make of earlier ones, and how much there was when it was found out."""

    def append(
        self, incident: str, events: Sequence[Event], *, expected: int | None, commit: UUID
    ) -> list[Recorded]:
        admit(events)
        sent = str(commit)
        before = [entry for entry in self._entries.get(incident, []) if entry.commit == sent]
        if before:
            if [_content(entry) for entry in before] != [_content(event) for event in events]:
                raise CommitReused(f"The commit {commit} already stands for other entries.")
            return before
        self._check(incident, expected)
        made = [self._placed(incident, event, position, commit) for position, event in enumerate(events)]
        self._bell.set()
        return made

    def _check(self, incident: str, expected: int | None) -> None:
        head = self.head(incident)
        if expected is None and head.number == 0:
            raise Unstorable(f"There is no incident {incident!r} in this record.")
        if expected is not None and (expected != head.last_act or (expected == 0 and head.number)):
            raise Conflict("Somebody else acted first: look at it and decide again.")

    def _placed(self, incident: str, event: Event, position: int, commit: UUID) -> Recorded:
        head = self.head(incident)
        seq = sum(map(len, self._entries.values())) + 1
        salt = self._salts[seq] = new_salt()
        digest = linked(head.digest, (incident, head.number + 1), sealed(salt, event.body))
        entry = Recorded(
            seq, incident, head.number + 1, str(commit), position, event.happened_at, event.about,
            self._now(), event.actor, event.by_word, event.origin, event.name, event.body, event.is_act,
            digest,
        )  # fmt: skip
        self._entries.setdefault(incident, []).append(entry)
        return entry

    def redact(self, incident: str, numbers: Sequence[int], event: Event, *, commit: UUID) -> list[Recorded]:
        entries = self._entries.get(incident, [])
        missing = [number for number in numbers if not 0 < number <= len(entries)]
        if missing or not set(numbers) <= set(json.loads(event.body)["targets"]):
            raise Unstorable("A redaction has to name every entry it takes away.")
        made = self.append(incident, [event], expected=None, commit=commit)
        for number in numbers:
            old = entries[number - 1]
            if salt := self._salts[old.seq]:
                seal = sealed(salt, old.body)
                body = tombstone(old.event, old.body, seal, made[0].actor, made[0].recorded_at)
                entries[number - 1] = replace(old, body=body)
                self._salts[old.seq] = b""
        self._redactions += 1
        return made

    def since(
        self, incident: str, number: int, *, acts_only: bool = False, limit: int | None = None
    ) -> list[Recorded]:
        found = [
            e for e in self._entries.get(incident, []) if e.number > number and (e.is_act or not acts_only)
        ]
        return found[:limit]

    def head(self, incident: str) -> Head:
        entries = self._entries.get(incident, [])
        last_act = next((entry.number for entry in reversed(entries) if entry.is_act), 0)
        return Head(len(entries), last_act, entries[-1].digest if entries else FIRST)

    def incidents(self) -> list[Summary]:
        first = sorted(self._entries.values(), key=lambda entries: -entries[0].seq)
        return [_summary(entries) for entries in first]

    async def changes(self, *, seldom: bool = False) -> AsyncIterator[None]:
        yield
        while True:
            await self._bell.wait()
            self._bell.clear()
            yield

    def health(self) -> Health:
        return Health("writable")

    def close(self) -> None:
        self._bell.set()

    def rows(
        self,
        incident: str,
        wanted: Filter,
        *,
        after: int | None = None,
        before: int | None = None,
        limit: int,
    ) -> list[Row]:
        found = [
            row
            for row in map(self._row, self._entries.get(incident, []))
            if (after is None or row.number > after) and (before is None or row.number < before)
            if _passes(row, wanted)
        ]
        return found[:limit] if after is not None else found[max(0, len(found) - limit) :]

    def numbers(self, incident: str, wanted: Filter, *, before: int, limit: int) -> list[int]:
        return [row.number for row in self.rows(incident, wanted, before=before, limit=limit)]

    def row(self, incident: str, number: int) -> Row | None:
        entries = self._entries.get(incident, [])
        return self._row(entries[number - 1]) if 0 < number <= len(entries) else None

    def starred_count(self, incident: str) -> int:
        return sum(self._row(entry).starred for entry in self._entries.get(incident, []))

    def writers(self, incident: str) -> list[Writer]:
        people: dict[str, Writer] = {}
        for entry in self._entries.get(incident, []):
            for name in (entry.actor, entry.by_word) if entry.event not in _NOBODY else ():
                if name:
                    first = people.get(person_key(name))
                    people[person_key(name)] = Writer(
                        name, first.first_number if first else entry.number, entry.number, entry.recorded_at
                    )
        return list(people.values())

    def logins(self, incident: str) -> dict[str, tuple[str, ...]]:
        found: dict[str, set[str]] = {}
        for entry in self._entries.get(incident, []):
            hand, login = entry.by_word or entry.actor, entry.origin.unix_name
            if entry.event != "entry.imported" and login and not same_person(hand, login):
                found.setdefault(person_key(hand), set()).add(login)
        return {key: tuple(sorted(names)) for key, names in found.items()}

    def quoting(self, incident: str, text: str) -> list[int]:
        entries = self._entries.get(incident, [])
        form = json.dumps(text, ensure_ascii=False)[1:-1]
        return [e.number for e in entries if form in json.dumps(json.loads(e.body), ensure_ascii=False)]

    def verify(self, incident: str) -> Verdict:
        entries = self._entries.get(incident, [])
        digest, flaw = FIRST, None
        redacted = []
        for entry in entries:
            body = json.loads(entry.body)
            if salt := self._salts[entry.seq]:
                seal = sealed(salt, entry.body)
            else:
                tomb = body["redacted"]
                seal = bytes.fromhex(tomb["sealed"])
                redacted.append((entry.number, tomb["by"], datetime.fromisoformat(tomb["at"])))
            if linked(digest, (incident, entry.number), seal) != entry.digest:
                flaw = flaw or Flaw(incident, entry.number, "it is not what was recorded")
            digest = entry.digest
        return Verdict(incident, len(entries), digest, flaw, tuple(redacted))

    def _row(self, entry: Recorded) -> Row:
        body = _parsed(entry.body)
        mark = self._marks(entry.incident).get(entry.number, _Mark())
        starred = bool(body.get("star")) if mark.starred is None else mark.starred
        return Row(
            entry.number, entry.happened_at, entry.about, entry.recorded_at, entry.actor, entry.by_word,
            entry.event, _as_text(body.get("kind")) or entry.event, _as_text(body.get("text")) or "", starred,
            body.get("target") if entry.event == "entry.corrected" else None, mark.text,
            _as_text(body.get("raw")),
            "redacted" in body, entry.origin.unix_name,
            (_as_text(body.get("who")) or None) if entry.event == "entry.imported" else None,
            json.dumps(body.get("extra")) if entry.event == "entry.imported" else None,
            _as_text(body.get("link")) if entry.event == "entry.logged" else None,
            body.get("target") if entry.event == "entry.commented" else None,
        )  # fmt: skip

    def _marks(self, incident: str) -> dict[int, _Mark]:
        entries = self._entries[incident]
        there = (len(entries), self._redactions)
        known = self._marked.get(incident)
        if known is None or known[0] != there:
            self._marked[incident] = known = (there, _marks_in(entries[: there[0]]))
        return known[1]


@lru_cache(maxsize=4096)
def _parsed(body: str) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", json.loads(body))


def _marks_in(entries: Sequence[Recorded]) -> dict[int, _Mark]:
    marks: dict[int, _Mark] = defaultdict(_Mark)
    for later in entries:
        told = _parsed(later.body)
        if later.event in ("entry.starred", "entry.unstarred"):
            number = told["target"]
            marks[number] = marks[number]._replace(starred=later.event == "entry.starred")
        elif later.event == "entry.corrected" and "target" in told and told.get("field", "text") == "text":
            number = told["target"]
            marks[number] = marks[number]._replace(text=told["value"])
        elif later.event == "entry.redacted":
            for number in told.get("targets", ()):
                marks[number] = marks[number]._replace(text=None)
    return marks


def _as_text(value: object) -> str | None:
    """What a column of text makes of it."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(int(value) if isinstance(value, bool) else value, separators=(",", ":"))


def _content(entry: Recorded | Event) -> tuple[object, ...]:
    name = entry.event if isinstance(entry, Recorded) else entry.name
    return name, entry.actor, entry.by_word, entry.is_act, entry.body


def _summary(entries: list[Recorded]) -> Summary:
    declared = entries[0]
    severity = title = None
    phase = _PHASES["incident.declared"]
    for entry in entries:
        body = json.loads(entry.body)
        phase = _PHASES.get(entry.event, phase)
        severity = body.get("severity", severity) if entry.event != "entry.corrected" else severity
        if entry.event == "entry.corrected" and body["target"] == 1 and body["field"] in ("text", "title"):
            title = body["value"]
    title = title or json.loads(declared.body)["title"]
    return Summary(declared.incident, title, severity, phase, declared.happened_at)


def _passes(row: Row, wanted: Filter) -> bool:
    fact = FACTS.get(row.event)
    texts = [row.text, row.corrected_text or ""]
    return (
        (row.starred or not wanted.starred)
        and (row.starred or not wanted.people_and_stars or not (fact and fact.automatic))
        and wanted.kind in (None, row.kind)
        and (wanted.by is None or any(same_person(wanted.by, name) for name in _names(row, wanted)))
        and any(all(_holds(text, word) for word in wanted.search.split()) for text in texts)
    )


def _names(row: Row, wanted: Filter) -> list[str]:
    return [row.actor, *([row.who] if wanted.or_who and row.who else [])]


def _holds(text: str, word: str) -> bool:
    sought = _tokens(word)
    if not sought or not word.isascii():
        return _plain(word) in _plain(text)
    found = _tokens(text)
    runs = [found[start : start + len(sought)] for start in range(len(found))]
    return any(
        run[:-1] == sought[:-1] and run[-1].startswith(sought[-1]) for run in runs if len(run) == len(sought)
    )


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", _plain(text))


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()
