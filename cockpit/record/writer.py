"""The one connection of a process that appends: queue, guard, transaction, checkpoint, doorbell."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from cockpit.incident.envelope import Recorded
from cockpit.record.connect import (
    RESERVE,
    close_behind_a_reader,
    layout_of,
    log_is_empty,
    may_write,
    open_to_the_group,
    open_writer,
    refuse_newer,
    why_not,
)
from cockpit.record.create import reserve, reserve_is_low
from cockpit.record.engine import sqlite3
from cockpit.record.errors import (
    Conflict,
    Indeterminate,
    RecordError,
    Unavailable,
    filling,
    locked_by,
    primary_code,
    sentence_for,
    translated,
)
from cockpit.record.guard import Ground, beside, ground, is_mapped
from cockpit.record.holders import WRITE_LOCK_BYTE, holder_of
from cockpit.record.layout import MIB
from cockpit.record.queue import WAIT_SECONDS as QUEUE_SECONDS
from cockpit.record.queue import turn, waits_for
from cockpit.record.upgrade import bring_up_to_date

CHECKPOINT_EVERY = 64
"""Entries, counted over all processes, so that writers of one entry each bound the log too; about 2.5 MiB."""
_LARGE = MIB // 16
"""Bytes in one append that call for a checkpoint of their own."""
_MERGE_PAGES = -1000
"""How much of the full text is merged in one turn of the queue; below zero: until there is one segment."""
_SCRUB_WAIT_MS = 500
_MEND_SECONDS = 1.0
"""Of waiting for the queue; whoever reads next tries again."""
_TOLD_AFTER_SECONDS = 0.25
"""Of waiting, from when on it is said for whom."""
_HARDLY_ROOM = MIB // 8
"""Bytes; a disk with less than that is full, though entries still go into the reserve."""
_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR})
BUSY_MS = 5000
"""How long SQLite waits for a program that does not queue, in milliseconds."""

Work = Callable[[sqlite3.Connection], list[Recorded]]


class Writer:
    """Appends, one transaction at a time, from any thread."""

    def __init__(self, path: Path, backups: Sequence[Path] = ()) -> None:
        self._path = path
        self._backups = backups
        self._lock = threading.Lock()
        self._scrub_owed = False
        self._waits_since: float | None = None
        """When (`time.monotonic`) the append under way began; None: there is none."""
        self._let_go = False
        """Whether the connection is closed, because another one could not be opened yet."""
        self._broken = ""
        """That the file or its disk is damaged, in a sentence, until an append succeeds."""
        self._open()

    def run(self, work: Work) -> list[Recorded]:
        """What `work` appended, durable. Raises what `work` raises, Unavailable or Indeterminate."""
        with self._lock, translated(self._path), self._noted():
            if trouble := self.stopped():
                raise Unavailable(trouble)
            self._move_to_the_new_file()
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

    def undercut(self, found: Ground) -> bool:
        """Whether it stands on a log, or an index of the log, that was taken away or replaced."""
        return self._ground.undercut(found)

    def mend(self, shut: Callable[[], AbstractContextManager[object]]) -> None:
        """Where the log or its index was taken away: save what stands in it, and go on with new ones.

        While `shut` lasts no reader of the process is open, since all that are share one index. Raises
        Unavailable where somebody reads without end, or the disk fails: try again later.
        """
        with self._lock, translated(self._path), turn(self._path, wait=_MEND_SECONDS):
            found = ground(self._path)
            if not self.undercut(found):
                return
            if not self._let_go and self._has_the_only_log(found):
                self._save_log(found)
            self._connection.close()
            self._let_go = True
            with shut():
                if found.shm != self._ground.shm and is_mapped(self._ground.shm):
                    raise Unavailable(
                        self._taken_away()
                    )  # whoever opens now would share the one that is gone
                self._open()
                reserve(self._connection, self._path)

    def _taken_away(self) -> str:
        then = (
            "what stood in it is saved; if this stays, close this cockpit and start it again."
            if self._let_go
            else "leave the cockpits open until what stood in it is saved, which is tried every second."
        )
        return (
            f"The -wal or -shm file of the record at {self._path} was taken away while it was open, "
            f"and nothing is written: {then}"
        )

    def _has_the_only_log(self, found: Ground) -> bool:
        """Nobody has written to another log: what the index tells of is in ours, and nowhere else.

        Where the log is still there, it is read anew with a new index: others may have written to it.
        """
        return found.log != self._ground.log and log_is_empty(self._path)

    def _save_log(self, found: Ground) -> None:
        """Bring it into the database and empty it: whoever else stands on it, or on none, sees the same."""
        ((_, pages, _),) = self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        self._empty_log(_SCRUB_WAIT_MS, reserved=False)
        if self._scrub_owed:
            raise Unavailable(self.stopped())
        if pages and found.shm not in (None, self._ground.shm):
            # Whoever came meanwhile has an index that does not know of this, and pages from before.
            for suffix in ("-wal", "-shm"):
                beside(self._path, suffix).unlink(missing_ok=True)

    def stopped(self) -> str:
        """Why nothing can be written now, in a sentence that says what to do; else empty."""
        found = ground(self._path)
        if found.database is None:
            return (
                f"There is no record at {self._path} any more: put it back and try again, "
                "or go on in another file with --db; nothing was written."
            )
        if self._ground.undercut(found):
            return self._taken_away()
        if found != self._ground and not self._is_whole_other(found):
            return (
                f"The record at {self._path} was replaced or moved while it was open, and the -wal and -shm "
                "files beside it are of the old one: put the old file back, or remove these two to go on "
                "with the new one; nothing was written."
            )
        return "" if may_write(self._path) else why_not(self._path)

    def hindered(self) -> str:
        """What keeps writers waiting, or soon will, in a sentence that says what to do; else empty."""
        if self._broken:
            return self._broken
        since = self._waits_since
        if since is not None and time.monotonic() - since > _TOLD_AFTER_SECONDS:
            return waits_for(self._path)
        with suppress(OSError):
            disk = os.statvfs(self._path.parent)
            return filling(self._path) if disk.f_bavail * disk.f_frsize < _HARDLY_ROOM else ""
        return ""

    def close(self) -> None:
        """Close the connection; the reader of the process has to be closed after it."""
        with self._lock:
            if self._scrub_owed and ground(self._path) == self._ground:
                with suppress(sqlite3.Error, RecordError, OSError), turn(self._path, wait=0):
                    self._empty_log(0)
            self._connection.close()

    def _open(self) -> None:
        """Stand on the file that bears the name now."""
        before = ground(self._path)
        connection = open_writer(self._path)
        if open_to_the_group(self._path):
            connection.close()
            connection = open_writer(self._path)  # its side files take the new mode
        try:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}").fetchall()
            self.backup = bring_up_to_date(connection, self._path, self._backups)
            self._reserve_now_or_later(connection)
        except RecordError:
            close_behind_a_reader(connection, self._path)
            raise
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        self._ground = ground(self._path)
        self._let_go = False
        if before.database == self._ground.database and before.log not in (None, self._ground.log):
            raise Unavailable(f"The log of {self._path} was replaced just now: try again.")

    def _is_whole_other(self, found: Ground) -> bool:
        """Another record was put in the place of ours, and neither log nor index of ours is beside it."""
        ours = self._ground
        others = (found.log is None or found.log != ours.log) and (found.shm is None or found.shm != ours.shm)
        return found.database != ours.database and others

    def _move_to_the_new_file(self) -> None:
        """Raises Conflict where there was one: what was decided on the old file is decided on the new one."""
        if ground(self._path) == self._ground:
            return
        before = self._connection
        self._open()
        before.close()  # SQLite leaves the new file's log alone: it sees that the old file has moved
        raise Conflict(
            f"The record at {self._path} was replaced by another: look again; nothing was written."
        )

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """Note for `hindered` how long an append takes, and what it found broken."""
        self._waits_since = time.monotonic()
        try:
            yield
            self._broken = ""
        except sqlite3.Error as error:
            if primary_code(error) in _BROKEN:
                self._broken = sentence_for(error, self._path)
            raise
        finally:
            self._waits_since = None

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
        if ground(self._path) != self._ground:
            raise Unavailable(
                f"The record at {self._path} was replaced just now: try again; nothing was written."
            )
        self._begin()
        try:
            # A newer cockpit may have brought it up to date since: what it holds now only that one knows.
            refuse_newer(self._path, layout_of(self._connection))
            made = work(self._connection)
        except BaseException:
            self._roll_back()
            raise
        self._commit()
        if ground(self._path) != self._ground:
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

    def _empty_log(self, wait_ms: int, *, reserved: bool = True) -> None:
        """Cut the log to nothing if no reader stands on it; else it is owed until it can be done."""
        self._connection.execute(f"PRAGMA busy_timeout = {wait_ms}").fetchall()
        try:
            ((busy, _, _),) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}").fetchall()
        self._scrub_owed = bool(busy)
        if reserved and not busy:
            reserve(self._connection, self._path)

    def _reserve_now_or_later(self, connection: sqlite3.Connection) -> None:
        """Nobody waits for the reserve: whoever finds the queue free fills it."""
        if reserve_is_low(connection, self._path):
            with suppress(Unavailable), turn(self._path, wait=0):
                reserve(connection, self._path)

    def _ring(self) -> None:
        """Wake everybody: the event of the write came before the commit could be seen."""
        with suppress(OSError):
            os.utime(self._path)
