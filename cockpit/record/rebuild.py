"""A record made of entries that were recorded before: their numbers, bytes and digests, gaps and all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Self

from cockpit.record.admit import read_time
from cockpit.record.chain import sealed
from cockpit.record.connect import open_writer
from cockpit.record.engine import sqlite3
from cockpit.record.redact import tombstone
from cockpit.record.salvage import Found

_COLUMNS = (
    'seq, incident, number, "commit", position, happened_at, about, recorded_at, actor, by_word, origin, '
    "event, is_act, body, salt, digest"
)
_INSERT = " ".join(
    ("INSERT INTO events (", _COLUMNS, ") VALUES (", ", ".join("?" * len(_COLUMNS.split(","))), ")")
)
_GUARDS = ("events_in_order", "events_only_redaction")
"""Triggers that refuse a gap, and a tombstone of old: they stand aside until the file is whole."""
_TARGET = "SELECT event, body, salt FROM events WHERE incident = ? AND number = ?"
_BURY = "UPDATE events SET body = ?, salt = x'' WHERE incident = ? AND number = ?"
_UNMARKED = (
    "UPDATE events SET body = body WHERE length(salt) = 0 "
    "AND NOT EXISTS (SELECT 1 FROM marks m WHERE m.seq = events.seq AND m.redacted)"
)
_LARGEST = 2**40
"""A place in the file above this one is damage, which no chain finds: it is not part of a digest."""


class Rebuilt:
    """A new record in an empty file; used in a `with`, at the end of which it is there as a whole."""

    def __init__(self, path: Path) -> None:
        self._connection = open_writer(path)
        self._displaced: list[Found] = []

    def __enter__(self) -> Self:
        from cockpit.record.schema import migrate

        migrate(self._connection)
        self._connection.execute("BEGIN IMMEDIATE")
        self._guards = [self._set_aside(name) for name in _GUARDS]
        return self

    def add(self, entry: Found) -> None:
        """The next entry of an incident, which is one the file can hold."""
        if entry.seq > _LARGEST or not self._insert(entry):
            self._displaced.append(entry)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._connection.close()

    def _insert(self, entry: Found) -> bool:
        """False where another entry has its place in the file already."""
        try:
            self._connection.execute(_INSERT, entry)
        except sqlite3.IntegrityError:
            return False
        if entry.event == "entry.redacted":
            self._redact(entry)
        return True

    def _redact(self, redaction: Found) -> None:
        """An older image of a page may still have held what was taken away."""
        targets = json.loads(redaction.body).get("targets") or ()
        for number in targets:
            row = self._connection.execute(_TARGET, (redaction.incident, number)).fetchone()
            if row is None:
                continue
            event, body, salt = row
            if salt:
                seal = sealed(salt, body)
                body = tombstone(event, body, seal, redaction.actor, read_time(redaction.recorded_at))
            self._connection.execute(_BURY, (body, redaction.incident, number))

    def _finish(self) -> None:
        (last,) = self._connection.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()
        for place, entry in enumerate(self._displaced, last + 1):
            self._insert(entry._replace(seq=place))
        self._connection.execute(_UNMARKED)
        for guard in self._guards:
            self._connection.execute(guard)
        self._connection.execute("COMMIT")
        # one file that anybody who may read it can open
        self._connection.execute("PRAGMA journal_mode = DELETE").fetchall()

    def _set_aside(self, name: str) -> str:
        (made_by,) = self._connection.execute(
            "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?", (name,)
        ).fetchone()
        self._connection.execute(f"DROP TRIGGER {name}")
        return str(made_by)
