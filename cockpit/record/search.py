"""How a filter becomes questions to the file, each answered along an index and from the newest on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from unicodedata import normalize

from msgspec import Struct, field

from cockpit.record.log import Filter
from cockpit.record.words import Words, words

_HITS = "(SELECT rowid FROM events_fts WHERE events_fts MATCH ?)"
_CORRECTED_HITS = "(SELECT rowid FROM marks_fts WHERE marks_fts MATCH ?)"
_IMPORTED = "e.event = 'entry.imported'"
_WHO = f"{_IMPORTED} AND json_extract(e.body, '$.who') COLLATE NOCASE"
_STARRED = "EXISTS (SELECT 1 FROM marks s WHERE s.seq = e.seq AND s.starred)"
MAY_HOLD = r"(instr(body, ?) OR (instr(body, '\') AND (instr(body, '\u') OR instr(body, '\/'))))"
"""Whether JSON may hold a text, given as `in_json` has it; an escape may hide it, so those pass too."""
_HOLDS = " ".join(
    (
        "(", MAY_HOLD, "AND instr(e.text, ?) > 0 OR e.seq IN",
        "(SELECT c.seq FROM marks c WHERE c.incident = ? AND instr(c.corrected_text, ?) > 0))",
    )
)  # fmt: skip
# Within an incident the file's order is the entries' order, so the full text keeps the bounds itself.
_FIRST_SEQ = "(SELECT seq FROM events WHERE incident = ? AND number > ? ORDER BY number LIMIT 1)"
_LAST_SEQ = "(SELECT seq FROM events WHERE incident = ? AND number < ? ORDER BY number DESC LIMIT 1)"


def in_json(text: str) -> str:
    """The text as a stored body holds it, where nothing is escaped without need."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


class Question(Struct):
    """One SELECT of entry numbers: where it starts from, and what has to hold."""

    source: str
    order: str
    conditions: list[str] = field(default_factory=list)
    parameters: list[Any] = field(default_factory=list)

    def need(self, condition: str, *parameters: object) -> None:
        self.conditions.append(condition)
        self.parameters.extend(parameters)

    def sql(self, *, ascending: bool) -> str:
        return " ".join(
            ("SELECT e.number FROM", self.source, "WHERE", " AND ".join(self.conditions),
             "ORDER BY", self.order, "ASC" if ascending else "DESC", "LIMIT ?")
        )  # fmt: skip


class Span(Struct, frozen=True):
    """Numbers above `after` and below `before` of one incident."""

    incident: str
    after: int
    before: int


def questions(wanted: Filter, span: Span, actors: Sequence[str]) -> list[Question]:
    """What to ask; the answers together, without doubles, are the entries that pass the filter.

    `actors` are the spellings in the record of the name the filter asks for.
    """
    if wanted.by is not None and not actors and not wanted.or_who:
        return []
    typed = words(wanted.search)
    asked = list(_starting_points(wanted, typed, span, actors))
    for question in asked:
        _narrow(question, wanted, typed, span.incident)
        if wanted.by is not None:
            _narrow_to_person(question, wanted, actors)
    return asked


def _starting_points(wanted: Filter, typed: Words, span: Span, actors: Sequence[str]) -> Iterable[Question]:
    if wanted.starred:
        question = Question("marks m CROSS JOIN events e ON e.seq = m.seq", "m.number")
        question.need("m.incident = ? AND m.starred", span.incident)
        question.need("m.number > ? AND m.number < ?", span.after, span.before)
        if typed.known:
            hits = f"(e.seq IN {_HITS} OR e.seq IN {_CORRECTED_HITS})"
            question.need(hits, typed.beginnings, typed.beginnings)
        yield question
    elif typed.known:
        yield _full_text("events_fts", *typed.spelled_out, span)
        yield _full_text("marks_fts", "?", (typed.beginnings,), span)
    else:
        yield from _along_an_index(wanted, span, actors)


def _along_an_index(wanted: Filter, span: Span, actors: Sequence[str]) -> Iterable[Question]:
    """One question for each spelling, each running along its index and stopping at the limit."""
    for actor in (None,) if wanted.by is None or wanted.or_who else actors:
        for imported in (None,) if actor is None or wanted.kind is not None else (0, 1):
            question = Question("events e", "e.number")
            question.need("e.incident = ?", span.incident)
            question.need("e.number > ? AND e.number < ?", span.after, span.before)
            if actor is not None:
                question.need("e.actor = ?", actor)
            if imported is not None:
                question.need("(e.event = 'entry.imported') = ?", imported)
            yield question


def _full_text(table: str, query: str, parameters: Sequence[object], span: Span) -> Question:
    question = Question(f"{table} f CROSS JOIN events e ON e.seq = f.rowid", "f.rowid")
    question.need(f"{table} MATCH {query}", *parameters)
    question.need(f"f.rowid >= {_FIRST_SEQ}", span.incident, span.after)
    question.need(f"f.rowid <= {_LAST_SEQ}", span.incident, span.before)
    question.need("e.incident = ?", span.incident)
    return question


def _narrow_to_person(question: Question, wanted: Filter, actors: Sequence[str]) -> None:
    by_them = f"e.actor IN ({_marks(actors)})"
    if not wanted.or_who:
        question.need(by_them, *actors)
        return
    names = _cased(wanted.by or "")
    question.need(f"({by_them} OR {_WHO} IN ({_marks(names)}))", *actors, *names)


def _cased(name: str) -> Sequence[str]:
    """How a row may spell a name; SQLite itself disregards case in plain letters alone."""
    name = normalize("NFC", name.strip())
    return sorted({name, name.lower(), name.upper(), name.title(), name.casefold()})


def _narrow(question: Question, wanted: Filter, typed: Words, incident: str) -> None:
    if wanted.kind is not None:
        question.need("e.kind = ?", wanted.kind)
    if wanted.people_and_stars:
        automatic = _automatic()
        question.need(f"(e.event NOT IN ({_marks(automatic)}) OR {_STARRED})", *automatic)
    for piece in typed.pieces:
        question.need(_HOLDS, in_json(piece), piece, incident, piece)


def _automatic() -> Sequence[str]:
    from cockpit.incident.events import FACTS  # whoever only appends starts faster without them

    return sorted(name for name, fact in FACTS.items() if fact.automatic)


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
