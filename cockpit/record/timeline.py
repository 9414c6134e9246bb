"""Pages of the timeline, and the other questions screens and reports ask besides the fold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cockpit.incident.envelope import FROM_OUTSIDE
from cockpit.incident.people import person_key, same_person
from cockpit.record.admit import read_origin, read_time
from cockpit.record.log import Filter, Row, Writer
from cockpit.record.reading import ROW_COLUMNS, ROW_SOURCE, line
from cockpit.record.search import MAY_HOLD, Span, in_json, questions

Fetch = Callable[[str, Sequence[Any]], list[Any]]

_END = 2**62
_CHUNK = 500
_LINE = " ".join(("SELECT", ROW_COLUMNS, "FROM", ROW_SOURCE, "WHERE e.incident = ? AND e.number"))
_NEXT_ACTOR = "SELECT actor FROM events WHERE incident = ? AND actor > ? ORDER BY actor LIMIT 1"
_BY_HAND = "by_word IS NOT NULL AND event <> 'entry.imported'"
_NEXT_HAND = " ".join(
    (
        "SELECT by_word FROM events WHERE",
        _BY_HAND,
        "AND incident = ? AND by_word > ? ORDER BY by_word LIMIT 1",
    )
)
_OF_ACTOR = "SELECT number, recorded_at FROM events WHERE incident = ? AND actor = ?"
_OUTSIDE = ", ".join(f"'{name}'" for name in sorted(FROM_OUTSIDE))
_INSIDE = f"event NOT IN ({_OUTSIDE}) ORDER BY number"
# Written as the indices have it, which lead to both ends at once; the few from outside are stepped over.
_ENTRIES = {
    _NEXT_ACTOR: f"{_OF_ACTOR} AND (event = 'entry.imported') = 0 AND {_INSIDE}",
    _NEXT_HAND: f"{_OF_ACTOR.replace('actor', 'by_word')} AND {_BY_HAND} AND {_INSIDE}",
}
"""How to find the next name, and the entries under it that count."""
_HANDS = (
    "SELECT DISTINCT coalesce(by_word, actor), origin FROM events "
    "WHERE incident = ? AND event <> 'entry.imported'"
)
_MAY_QUOTE = " ".join(
    (
        "SELECT number, body FROM events WHERE incident = ? AND number > ? AND",
        MAY_HOLD,
        "ORDER BY number LIMIT ?",
    )
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
    for next_name, entries in _ENTRIES.items():
        for name in _names(fetch, next_name, incident):
            for first, _ in fetch(f"{entries} LIMIT 1", (incident, name)):
                ((last, at),) = fetch(f"{entries} DESC LIMIT 1", (incident, name))
                found = Writer(name, first, last, read_time(at))
                known = people.get(person_key(name))
                people[person_key(name)] = _together(known, found) if known else found
    return sorted(people.values(), key=lambda person: person.first_number)


def logins(fetch: Fetch, incident: str) -> dict[str, tuple[str, ...]]:
    """By `person_key`: the logins, each once, that are others than the name they wrote under."""
    found: dict[str, dict[str, None]] = {}
    for name, origin in fetch(_HANDS, (incident,)):
        login = read_origin(origin).unix_name
        if login and not same_person(name, login):
            found.setdefault(person_key(name), {})[login] = None
    return {key: tuple(sorted(names)) for key, names in found.items()}


def _together(one: Writer, other: Writer) -> Writer:
    later = max(one, other, key=lambda writer: writer.last_number)
    return Writer(later.name, min(one.first_number, other.first_number), later.last_number, later.last_at)


def _names(fetch: Fetch, next_name: str, incident: str) -> Iterator[str]:
    """Every spelling of every name, by leaps along the index."""
    name = ""
    while found := fetch(next_name, (incident, name)):
        ((name,),) = found
        yield name


def _spellings(fetch: Fetch, incident: str, name: str | None) -> list[str]:
    if name is None:
        return []
    return [actor for actor in _names(fetch, _NEXT_ACTOR, incident) if same_person(actor, name)]


def quoting(fetch: Fetch, incident: str, text: str) -> list[int]:
    """Numbers of the entries in which `text` stands, in whatever field."""
    found: list[int] = []
    after = 0
    while bodies := fetch(_MAY_QUOTE, (incident, after, in_json(text), _CHUNK)):
        found += [number for number, body in bodies if _stands_in(text, json.loads(body))]
        after = bodies[-1][0]
    return found


def _stands_in(text: str, value: Any) -> bool:
    if isinstance(value, str):
        return text in value
    if isinstance(value, dict):
        return any(text in key or _stands_in(text, inner) for key, inner in value.items())
    return isinstance(value, list) and any(_stands_in(text, inner) for inner in value)
