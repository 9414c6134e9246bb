"""Inside the write lock: the same commit is found again, or each event gets its place in the chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from cockpit.incident.envelope import Recorded
from cockpit.record.admit import Admitted, read_origin, read_time
from cockpit.record.chain import FIRST, linked, new_salt, sealed
from cockpit.record.engine import sqlite3
from cockpit.record.errors import CommitReused, Conflict, Unstorable
from cockpit.record.log import Head
from cockpit.record.reading import HEAD, RECORDED_COLUMNS, recorded

_LAST_SEQ = "SELECT coalesce(max(seq), 0) FROM events"
_OF_COMMIT = " ".join(
    ("SELECT", RECORDED_COLUMNS, ', salt FROM events WHERE incident = ? AND "commit" = ? ORDER BY position')
)
_COLUMNS = (
    'seq, incident, number, "commit", position, happened_at, about, recorded_at, actor, '
    "by_word, origin, event, is_act, body, salt, digest"
)
_AT_ONCE = 250
"""Rows in one statement: the full text writes itself out after each, which costs more than a row does."""


class Placing(NamedTuple):
    """What is to be appended, and on which understanding."""

    incident: str
    events: Sequence[Admitted]
    expected: int | None
    commit: UUID
    recorded_at: datetime


def place(connection: sqlite3.Connection, placing: Placing) -> list[Recorded]:
    """Append inside the open transaction, or return what the commit recorded before.

    Raises Conflict, CommitReused or Unstorable; the caller then rolls back.
    """
    before = _of_commit(connection, placing)
    if before:
        return before
    head = read_head(connection, placing.incident)
    _check_expected(placing, head)
    rows = list(_rows(connection, placing, head))
    for start in range(0, len(rows), _AT_ONCE):
        piece = [stored for stored, _ in rows[start : start + _AT_ONCE]]
        connection.execute(_insertion(len(piece)), tuple(chain.from_iterable(piece)))
    return [made for _, made in rows]


@lru_cache(maxsize=_AT_ONCE)
def _insertion(rows: int) -> str:
    marks = f"({', '.join('?' * len(_COLUMNS.split(',')))})"
    return " ".join(("INSERT INTO events (", _COLUMNS, ") VALUES", ", ".join([marks] * rows)))


def read_head(connection: sqlite3.Connection, incident: str) -> Head:
    """Where the incident's record ends."""
    number, last_act, digest = connection.execute(HEAD, (incident,) * 3).fetchone()
    return Head(number or 0, last_act or 0, digest or FIRST)


def _of_commit(connection: sqlite3.Connection, placing: Placing) -> list[Recorded]:
    rows = connection.execute(_OF_COMMIT, (placing.incident, str(placing.commit))).fetchall()
    if not rows:
        return []
    fits = len(rows) == len(placing.events) and all(
        _same(recorded(row[:-1]), event, is_redacted=not row[-1])
        for row, event in zip(rows, placing.events, strict=True)
    )
    if not fits:
        raise CommitReused(
            f"The commit {placing.commit} already stands for other entries: "
            f"send the new ones under a new commit; nothing was written."
        )
    return [recorded(row[:-1]) for row in rows]


def _same(stored: Recorded, event: Admitted, *, is_redacted: bool) -> bool:
    """Where and when it was sent from may differ in a second attempt, and a redacted body is gone."""
    return (
        (stored.event, stored.actor, stored.by_word) == (event.event, event.actor, event.by_word)
        and stored.is_act == bool(event.is_act)
        and (is_redacted or stored.body == event.body)
    )


def _check_expected(placing: Placing, head: Head) -> None:
    if placing.expected is None:
        if head.number == 0:
            raise Unstorable(
                f"There is no incident {placing.incident!r} in this record; nothing was written."
            )
    elif placing.expected == 0 and head.number > 0:
        raise Conflict(f"The incident {placing.incident!r} was declared already; nothing was written.")
    elif placing.expected != head.last_act:
        raise Conflict(
            f"Somebody else acted first (entry {head.last_act}): look at it and decide again; "
            "nothing was written."
        )


Stored = tuple[int | str | bytes | None, ...]


def _rows(connection: sqlite3.Connection, placing: Placing, head: Head) -> Iterator[tuple[Stored, Recorded]]:
    (seq,) = connection.execute(_LAST_SEQ).fetchone()
    recorded_at = placing.recorded_at.isoformat()
    commit = str(placing.commit)
    digest = head.digest
    for position, event in enumerate(placing.events):
        number = head.number + 1 + position
        facts = (
            placing.incident, number, commit, position, event.happened_at, event.about, recorded_at,
            event.actor, event.by_word, event.origin, event.event, event.is_act,
        )  # fmt: skip
        salt = new_salt()
        digest = linked(digest, facts, sealed(salt, event.body))
        made = Recorded(
            seq + 1 + position, placing.incident, number, commit, position, read_time(event.happened_at),
            bool(event.about), read_time(recorded_at), event.actor, event.by_word, read_origin(event.origin),
            event.event, event.body, bool(event.is_act), digest,
        )  # fmt: skip
        yield (made.seq, *facts, event.body, salt, digest), made
