"""Walking the chain of an incident: the entries that do not fit, and every tombstone."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct, field

from cockpit.record.admit import read_time
from cockpit.record.chain import FIRST, linked, sealed
from cockpit.record.log import Flaw, Verdict

_PAGE = 5000
_MOST = 1000
"""Flaws kept after the first: a file that was tampered with must not fill the memory."""
_COLUMNS = (
    'incident, number, "commit", position, happened_at, about, recorded_at, actor, by_word, origin, event, '
    "is_act"
)
_WALK = " ".join(
    ("SELECT", _COLUMNS, ", body, salt, digest FROM events WHERE incident = ? AND number > ?",
     "ORDER BY number LIMIT", str(_PAGE))
)  # fmt: skip

_NEXT_CHAIN = "SELECT incident FROM events WHERE incident > ? ORDER BY incident LIMIT 1"
_COUNT = "SELECT count(*), coalesce(max(seq), 0) FROM events"
_GAPS = (
    "SELECT before + 1, seq - 1 FROM (SELECT seq, lag(seq, 1, 0) OVER (ORDER BY seq) AS before FROM events) "
    "WHERE seq > before + 1 ORDER BY seq LIMIT 1000"
)
_PAGES = "PRAGMA quick_check(3)"
_NO_FINDING = ("*** ", "unable to validate ")
"""A heading, and what some SQLite say of their own index where they may not write."""
_HOLDING = "SELECT incident, number FROM events WHERE substr(hex(digest), 1, ?) = ? ORDER BY seq LIMIT 20"

Fetch = Callable[[str, Sequence[Any]], list[Any]]


class _Walk(Struct):
    """What is known after the entries walked so far."""

    incident: str
    number: int = 0
    digest: bytes = FIRST
    flaws: list[Flaw] = field(default_factory=list)
    tombs: list[int] = field(default_factory=list)
    redactions: dict[int, tuple[str, datetime]] = field(default_factory=dict)

    def fault(self, number: int, why: str) -> None:
        if len(self.flaws) <= _MOST:
            self.flaws.append(Flaw(self.incident, number, why))


def verify(fetch: Fetch, incident: str) -> Verdict:
    """Walk the chain from the first entry on; memory stays flat at any length."""
    walk = _Walk(incident)
    entries = 0
    after = 0
    while rows := fetch(_WALK, (incident, after)):
        for row in rows:
            _step(walk, row)
        entries += len(rows)
        after = rows[-1][1]
    for number in walk.tombs:
        if number not in walk.redactions:
            walk.fault(number, "its text was taken away, and no redaction says so")
    named = [(number, *walk.redactions[number]) for number in walk.tombs if number in walk.redactions]
    flaws = sorted(walk.flaws, key=lambda flaw: flaw.number)
    first = flaws[0] if flaws else None
    return Verdict(incident, entries, walk.digest, first, tuple(named), tuple(flaws[1:]))


def chains(fetch: Fetch) -> list[str]:
    """The id of every incident under which any entry stands: one may have lost its first."""
    found = [""]
    while rows := fetch(_NEXT_CHAIN, (found[-1],)):
        found.append(rows[0][0])
    return found[1:]


def holding(fetch: Fetch, digits: str) -> list[tuple[str, int]]:
    """Incident and number of each entry whose digest begins with these hexadecimal digits."""
    return [(incident, number) for incident, number in fetch(_HOLDING, (len(digits), digits.upper()))]


def missing(fetch: Fetch) -> list[tuple[int, int]]:
    """Gaps in the file's own order: where an incident or its end was cut off before others went on."""
    ((count, last),) = fetch(_COUNT, ())
    return [] if count == last else [(first, until) for first, until in fetch(_GAPS, ())]


def damage(fetch: Fetch) -> list[str]:
    """What SQLite finds wrong with the pages of the file, three lines at most.

    The digests are of what can be read: a page that went may have held an entry's copy or its places alone.
    """
    told = [line for (answer,) in fetch(_PAGES, ()) for line in str(answer).splitlines() if line != "ok"]
    return [line for line in told if not line.startswith(_NO_FINDING)][:3]


def _step(walk: _Walk, row: Sequence[Any]) -> None:
    *columns, body, salt, digest = row
    number = row[1]
    seal = sealed(salt, body) if salt else _sealed_in(walk, number, body)
    if number != walk.number + 1:  # its own place cannot be proved without the one before it
        walk.fault(walk.number + 1, _missing(walk.number + 1, number - 1))
    elif linked(walk.digest, columns, seal) != digest:
        walk.fault(number, "it is not what was recorded, or not in the place where it was recorded")
    if row[10] == "entry.redacted":
        for target in _targets(body):
            walk.redactions.setdefault(target, (row[7], read_time(row[6])))
    walk.number, walk.digest = number, digest


def _missing(first: int, last: int) -> str:
    return "it is missing" if first == last else f"it and all up to {last} are missing"


def _targets(body: str) -> list[int]:
    """What a redaction names; one that was tampered with may name nothing."""
    fields = json.loads(body)
    named = fields.get("targets") if isinstance(fields, dict) else None
    return [one for one in named if isinstance(one, int)] if isinstance(named, list) else []


def _sealed_in(walk: _Walk, number: int, body: str) -> bytes:
    walk.tombs.append(number)
    try:
        return bytes.fromhex(json.loads(body)["redacted"]["sealed"])
    except (ValueError, KeyError, TypeError):
        return b""
