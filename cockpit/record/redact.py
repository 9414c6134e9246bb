"""How a body is taken away for good while the fold can still read what stays of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cockpit.incident.events import FACTS, Corrected, Recorded
from cockpit.record.append import Placing, place
from cockpit.record.chain import sealed
from cockpit.record.engine import sqlite3
from cockpit.record.errors import Unstorable

BLANK = "[redacted]"

_TARGET = "SELECT event, body, salt FROM events WHERE incident = ? AND number = ?"
_REPLACE = "UPDATE events SET body = ?, salt = x'' WHERE incident = ? AND number = ?"
_KEPT_OF_UNKNOWN = frozenset({"kind"})


def redact(connection: sqlite3.Connection, placing: Placing, numbers: Sequence[int]) -> list[Recorded]:
    """Append the redaction and replace each body, inside the open transaction.

    Raises Unstorable where an entry is missing or the redaction does not name it.
    """
    _check_targets(placing, numbers)
    made = place(connection, placing)
    for number in numbers:
        _take_away(connection, made[0], number)
    return made


def _check_targets(placing: Placing, numbers: Sequence[int]) -> None:
    targets = json.loads(placing.events[0].body).get("targets")
    if placing.events[0].event != "entry.redacted" or not set(numbers) <= set(targets or ()):
        raise Unstorable("A redaction has to name every entry it takes away; nothing was written.")


def _take_away(connection: sqlite3.Connection, redaction: Recorded, number: int) -> None:
    row = connection.execute(_TARGET, (redaction.incident, number)).fetchone()
    if row is None or number >= redaction.number:
        raise Unstorable(f"There is no entry {number} that could be redacted; nothing was written.")
    event, body, salt = row
    if salt:
        tomb = tombstone(event, body, sealed(salt, body), redaction.actor, redaction.recorded_at)
        connection.execute(_REPLACE, (tomb, redaction.incident, number))


def tombstone(event: str, body: str, seal: bytes, by: str, at: datetime) -> str:
    """The same JSON without what anybody typed, and with what the chain needs of it."""
    fields = json.loads(body)
    fact = FACTS.get(event)
    if fact is None:
        blank = {key: value if key in _KEPT_OF_UNKNOWN else _blanked(value) for key, value in fields.items()}
    else:
        prose = {"text", "reasons"} | fact.prose
        blank = {key: _blanked(value) if key in prose else value for key, value in fields.items()}
        if event == Corrected.event and fields.get("field") == "time":
            blank["value"] = fields.get("value")  # a time is no secret, and the clocks need it
    blank.pop("raw", None)
    blank["redacted"] = {"sealed": seal.hex(), "by": by, "at": at.isoformat()}
    return json.dumps(blank, ensure_ascii=False)


def _blanked(value: Any) -> Any:
    if isinstance(value, str):
        return BLANK
    if isinstance(value, dict):
        return {key: _blanked(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_blanked(inner) for inner in value]
    return value
