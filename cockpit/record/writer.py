"""The one connection of a process that appends: queue, guard, transaction, checkpoint, doorbell."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from cockpit.incident.envelope import Recorded
from cockpit.record.connect import RESERVE, open_to_the_group, open_writer
from cockpit.record.create import reserve, reserve_is_low
from cockpit.record.engine import sqlite3
from cockpit.record.errors import (
    Indeterminate,
    RecordError,
    Unavailable,
    locked_by,
    primary_code,
    sentence_for,
    translated,
)
from cockpit.record.guard import beside, ground
from cockpit.record.holders import WRITE_LOCK_BYTE, holder_of
from cockpit.record.layout import MIB
from cockpit.record.queue import WAIT_SECONDS as QUEUE_SECONDS
from cockpit.record.queue import turn
from cockpit.record.upgrade import bring_up_to_date

CHECKPOINT_EVERY = 64
"""Entries, counted over all processes, so that writers of one entry each bound the log too; about 2.5 MiB."""
_LARGE = MIB // 16
"""Bytes in one append that call for a checkpoint of their own."""
_MERGE_PAGES = -1000
"""How much of the full text is merged in one turn of the queue; below zero: until there is one segment."""
_SCRUB_WAIT_MS = 500
BUSY_MS = 5000
"""How long SQLite waits for a program that does not queue, in milliseconds."""

Work = Callable[[sqlite3.Connection], list[Recorded]]


class Writer:
    """Appends, one transaction at a time, from any thread."""

    def __init__(self, path: Path, backups: Sequence[Path] = ()) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._scrub_owed = False
        self._connection = open_writer(path)
        if open_to_the_group(path):
            self._connection.close()
            self._connection = open_writer(path)  # its side files take the new mode
        try:
            self._connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}").fetchall()
            self.backup = bring_up_to_date(self._connection, path, backups)
            self._reserve_now_or_later()
        except BaseException:
            self._connection.close()
            raise
        self._ground = ground(path)

    def run(self, work: Work) -> list[Recorded]:
        """What `work` appended, durable. Raises what `work` raises, Unavailable or Indeterminate."""
        with self._lock, translated(self._path):
            with turn(self._path, wait=QUEUE_SECONDS):
                made = self._transaction_with_room(work)
                self._checkpoint_if_due(made)
            self._ring()
            return made

    def scrub(self) -> None:
        """Take the bytes of redacted bodies out of the full text and the log, as far as SQLite can."""
        self._scrub_owed = True
        with self._lock, suppress(sqlite3.Error, RecordError):
            for table in ("events_fts", "marks_fts"):
                self._merge(table)
            with turn(self._path, wait=QUEUE_SECONDS):
                self._empty_log(_SCRUB_WAIT_MS)

    def replaced(self) -> str:
        """A sentence where another file stands under our name now, else nothing."""
        if ground(self._path) == self._ground:
            return ""
        return (
            f"The record at {self._path} was replaced or moved while it was open: "
            "close every cockpit on it and start again; what came last may be in the file that was moved."
        )

    def close(self) -> None:
        """Close the connection; the reader of the process has to be closed after it."""
        with self._lock:
            if self._scrub_owed and not self.replaced():
                with suppress(sqlite3.Error, RecordError, OSError), turn(self._path, wait=0):
                    self._empty_log(0)
            self._connection.close()

    def _transaction_with_room(self, work: Work) -> list[Recorded]:
        """On a full disk the log is emptied into the reserved pages once, which makes room in it."""
        try:
            return self._transaction(work)
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_FULL:
                raise
        self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        return self._transaction(work)

    def _transaction(self, work: Work) -> list[Recorded]:
        if trouble := self.replaced():
            raise Unavailable(trouble)
        self._begin()
        try:
            made = work(self._connection)
        except BaseException:
            self._roll_back()
            raise
        self._commit()
        if self.replaced():
            raise Indeterminate(
                f"The record at {self._path} was replaced while the entry was written: "
                "close every cockpit on it, start again and look whether the entry is there."
            )
        return made

    def _begin(self) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_BUSY:
                raise
            holder = holder_of(beside(self._path, "-shm"), WRITE_LOCK_BYTE)
            raise Unavailable(locked_by(holder, self._path)) from error

    def _commit(self) -> None:
        try:
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            # A log that could not be synced may still hold the commit, and come back after a crash.
            if primary_code(error) == sqlite3.SQLITE_IOERR:
                raise Indeterminate(sentence_for(error, self._path)) from error
            raise

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _checkpoint_if_due(self, made: list[Recorded]) -> None:
        """What is recorded is safe already, so a checkpoint that fails is left to the next one."""
        with suppress(sqlite3.Error):
            if self._scrub_owed:
                self._empty_log(0)
            elif made and self._is_due(made):
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                if reserve_is_low(self._connection, self._path):
                    reserve(self._connection, self._path)

    def _is_due(self, made: list[Recorded]) -> bool:
        return (
            made[-1].seq // CHECKPOINT_EVERY != (made[0].seq - 1) // CHECKPOINT_EVERY
            or sum(len(entry.body) for entry in made) > _LARGE
            or beside(self._path, "-wal").stat().st_size > RESERVE + MIB
        )

    def _merge(self, table: str) -> None:
        """Deleted words stay in old segments until these are merged into one; others write in between."""
        statement = " ".join(("INSERT INTO", table, "(", table, ", rank) VALUES ('merge', ?)"))
        changed = 2
        while changed >= 2:
            before = self._connection.total_changes
            with turn(self._path, wait=QUEUE_SECONDS):
                self._connection.execute(statement, (_MERGE_PAGES,))
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            changed = self._connection.total_changes - before

    def _empty_log(self, wait_ms: int) -> None:
        """Cut the log to nothing if no reader stands on it; else it is owed until it can be done."""
        self._connection.execute(f"PRAGMA busy_timeout = {wait_ms}").fetchall()
        try:
            ((busy, _, _),) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}").fetchall()
        self._scrub_owed = bool(busy)
        if not busy:
            reserve(self._connection, self._path)

    def _reserve_now_or_later(self) -> None:
        """Nobody waits for the reserve: whoever finds the queue free fills it."""
        if reserve_is_low(self._connection, self._path):
            with suppress(Unavailable), turn(self._path, wait=0):
                reserve(self._connection, self._path)

    def _ring(self) -> None:
        """Wake everybody: the event of the write came before the commit could be seen."""
        with suppress(OSError):
            os.utime(self._path)
