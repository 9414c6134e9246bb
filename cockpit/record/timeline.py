"""Pages of the timeline, and the other questions screens and reports ask besides the fold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cockpit.record.admit import read_time
from cockpit.record.log import Filter, Row, Writer
from cockpit.record.reading import ROW_COLUMNS, ROW_SOURCE, line
from cockpit.record.search import Span, questions

Fetch = Callable[[str, Sequence[Any]], list[Any]]

_END = 2**62
_CHUNK = 500
_LINE = " ".join(("SELECT", ROW_COLUMNS, "FROM", ROW_SOURCE, "WHERE e.incident = ? AND e.number"))
_NEXT_ACTOR = "SELECT actor FROM events WHERE incident = ? AND actor > ? ORDER BY actor LIMIT 1"
_FIRST_OF = "SELECT number FROM events WHERE incident = ? AND actor = ? ORDER BY number LIMIT 1"
_LAST_OF = (
    "SELECT number, recorded_at FROM events WHERE incident = ? AND actor = ? ORDER BY number DESC LIMIT 1"
)
# An escaped character may hide the text from a plain comparison, so such bodies are looked into too.
_MAY_QUOTE = (
    "SELECT number, body FROM events WHERE incident = ? AND number > ? "
    r"AND (instr(body, ?) OR instr(body, ?) OR instr(body, '\u') OR instr(body, '\/')) "
    "ORDER BY number LIMIT ?"
)


def rows(
    fetch: Fetch, incident: str, wanted: Filter, after: int | None, before: int | None, limit: int
) -> list[Row]:
    """Lines ascending by number: the first `limit` above `after`, else the last `limit` below `before`."""
    if wanted.everything:
        return _every_row(fetch, incident, after, before, limit)
    found = numbers(fetch, incident, wanted, after, before, limit)
    lines: list[Row] = []
    for start in range(0, len(found), _CHUNK):
        chunk = found[start : start + _CHUNK]
        marks = ", ".join("?" * len(chunk))
        lines += map(line, fetch(f"{_LINE} IN ({marks}) ORDER BY e.number", (incident, *chunk)))
    return lines


def _every_row(fetch: Fetch, incident: str, after: int | None, before: int | None, limit: int) -> list[Row]:
    end = _END if before is None else before
    if after is not None:
        sql = f"{_LINE} > ? AND e.number < ? ORDER BY e.number LIMIT ?"
        return [line(row) for row in fetch(sql, (incident, after, end, limit))]
    sql = f"{_LINE} < ? ORDER BY e.number DESC LIMIT ?"
    return [line(row) for row in reversed(fetch(sql, (incident, end, limit)))]


def numbers(
    fetch: Fetch, incident: str, wanted: Filter, after: int | None, before: int | None, limit: int
) -> list[int]:
    """As `rows`, but only the numbers."""
    span = Span(incident, after or 0, _END if before is None else before)
    spellings = _spellings(fetch, incident, wanted.by)
    ascending = after is not None
    found: set[int] = set()
    for question in questions(wanted, span, spellings):
        answers = fetch(question.sql(ascending=ascending), (*question.parameters, limit))
        found.update(number for (number,) in answers)
    ordered = sorted(found)
    return ordered[:limit] if ascending else ordered[max(0, len(ordered) - limit) :]


def row(fetch: Fetch, incident: str, number: int) -> Row | None:
    """One line, or None where there is no such entry."""
    found = fetch(f"{_LINE} = ?", (incident, number))
    return line(found[0]) if found else None


def starred_count(fetch: Fetch, incident: str) -> int:
    """How many entries are starred now."""
    ((count,),) = fetch("SELECT count(*) FROM marks WHERE incident = ? AND starred", (incident,))
    return int(count)


def writers(fetch: Fetch, incident: str) -> list[Writer]:
    """One for each person, under the spelling used last; flat in the number of entries."""
    people: dict[str, Writer] = {}
    for actor in _actors(fetch, incident):
        ((first,),) = fetch(_FIRST_OF, (incident, actor))
        ((last, at),) = fetch(_LAST_OF, (incident, actor))
        found = Writer(actor, first, last, read_time(at))
        known = people.get(actor.casefold())
        people[actor.casefold()] = _together(known, found) if known else found
    return sorted(people.values(), key=lambda person: person.first_number)


def _together(one: Writer, other: Writer) -> Writer:
    later = max(one, other, key=lambda writer: writer.last_number)
    return Writer(later.name, min(one.first_number, other.first_number), later.last_number, later.last_at)


def _actors(fetch: Fetch, incident: str) -> Iterator[str]:
    """Every spelling of every name, by leaps along the index."""
    actor = ""
    while found := fetch(_NEXT_ACTOR, (incident, actor)):
        ((actor,),) = found
        yield actor


def _spellings(fetch: Fetch, incident: str, name: str | None) -> list[str]:
    if name is None:
        return []
    return [actor for actor in _actors(fetch, incident) if actor.casefold() == name.casefold()]


def quoting(fetch: Fetch, incident: str, text: str) -> list[int]:
    """Numbers of the entries in which `text` stands, in whatever field."""
    forms = [json.dumps(text, ensure_ascii=ascii_only)[1:-1] for ascii_only in (False, True)]
    found: list[int] = []
    after = 0
    while bodies := fetch(_MAY_QUOTE, (incident, after, *forms, _CHUNK)):
        found += [number for number, body in bodies if _stands_in(text, json.loads(body))]
        after = bodies[-1][0]
    return found


def _stands_in(text: str, value: Any) -> bool:
    if isinstance(value, str):
        return text in value
    if isinstance(value, dict):
        return any(text in key or _stands_in(text, inner) for key, inner in value.items())
    return isinstance(value, list) and any(_stands_in(text, inner) for inner in value)
