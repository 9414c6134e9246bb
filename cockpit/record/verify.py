"""Walking the chain of an incident: the first entry that does not fit, and every tombstone."""

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
_COLUMNS = (
    'incident, number, "commit", position, happened_at, about, recorded_at, actor, by_word, origin, event, '
    "is_act"
)
_WALK = " ".join(
    ("SELECT", _COLUMNS, ", body, salt, digest FROM events WHERE incident = ? AND number > ?",
     "ORDER BY number LIMIT", str(_PAGE))
)  # fmt: skip

Fetch = Callable[[str, Sequence[Any]], list[Any]]


class _Walk(Struct):
    """What is known after the entries walked so far."""

    incident: str
    number: int = 0
    digest: bytes = FIRST
    flaw: Flaw | None = None
    tombs: list[int] = field(default_factory=list)
    redactions: dict[int, tuple[str, datetime]] = field(default_factory=dict)

    def fault(self, number: int, why: str) -> None:
        if self.flaw is None or number < self.flaw.number:
            self.flaw = Flaw(self.incident, number, why)


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
    return Verdict(incident, entries, walk.digest, walk.flaw, tuple(named))


def _step(walk: _Walk, row: Sequence[Any]) -> None:
    *columns, body, salt, digest = row
    number = row[1]
    if number != walk.number + 1:
        walk.fault(walk.number + 1, "it is missing")
    seal = sealed(salt, body) if salt else _sealed_in(walk, number, body)
    if linked(walk.digest, columns, seal) != digest:
        walk.fault(number, "it is not what was recorded, or not in the place where it was recorded")
    if row[10] == "entry.redacted":
        for target in json.loads(body).get("targets", ()):
            walk.redactions.setdefault(target, (row[7], read_time(row[6])))
    walk.number, walk.digest = number, digest


def _sealed_in(walk: _Walk, number: int, body: str) -> bytes:
    walk.tombs.append(number)
    try:
        return bytes.fromhex(json.loads(body)["redacted"]["sealed"])
    except (ValueError, KeyError, TypeError):
        return b""
