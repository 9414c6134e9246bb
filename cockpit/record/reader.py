"""How a process reads, apart from its writer: everything is fetched at once, then let go."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cockpit.record.connect import (
    layout_of,
    log_is_empty,
    open_reader_or_frozen,
    refuse_empty,
    refuse_foreign,
    stamp,
)
from cockpit.record.engine import sqlite3
from cockpit.record.errors import Unavailable, translated
from cockpit.record.guard import Ground, exists, ground
from cockpit.record.words import hold_vocabulary

Version = tuple[int, int]
"""Changes whenever somebody committed: how often the file was opened, and SQLite's own count."""


class ReadDoor:
    """One connection, for any thread; opens the file anew when another one stands under its name.

    Not `at_once`, it is opened by whoever reads first.
    """

    def __init__(
        self, path: Path, *, at_once: bool = True, before: Callable[[], None] = lambda: None
    ) -> None:
        """`before` is called ahead of every read."""
        self._path = path
        self._before = before
        self._lock = threading.Lock()
        self._opened = 0
        self._connection: sqlite3.Connection | None = None
        self._last: Version = (0, 0)
        self.layout = 0
        """Of the file, as `version` last found it."""
        self._frozen = False
        if at_once:
            with translated(path):
                self._open()

    @property
    def frozen(self) -> bool:
        """Whether this is a bare file without a living writer, which cannot be followed."""
        return self._frozen

    def fetch(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """All rows. A cursor left open would keep the log from ever being reset. Raises Unavailable."""
        self._before()
        with self._lock, translated(self._path):
            return self._current().execute(sql, parameters).fetchall()

    @property
    def last(self) -> Version:
        """What `version` last found."""
        return self._last

    def version(self) -> Version:
        """Differs from the last answer if anything may have been committed. Raises Unavailable.

        While another thread reads the answer is the last one: nobody waits for a long search.
        """
        self._before()
        if not self._lock.acquire(blocking=False):
            return self._last
        try:
            with translated(self._path):
                connection = self._current()
                (count,) = connection.execute("PRAGMA data_version").fetchone()
                self.layout = layout_of(connection)
            self._last = (self._opened, count)
            return self._last
        finally:
            self._lock.release()

    def close(self) -> None:
        """Let go, until somebody reads again.

        Close after the writer: the last to go must be a reader, which leaves the log in place.
        """
        with self._lock:
            self._close()

    def undercut(self, found: Ground) -> bool:
        """Whether it stands on a log or an index that went, and there are others by now."""
        if self._connection is None or self._frozen or None in found:
            return False
        return self._ground.undercut(found)

    def hold(self) -> None:
        """Be open, so that a writer that closes is not the last of the process."""
        with self._lock, translated(self._path):
            if self._connection is None:
                self._open()

    @contextmanager
    def shut(self) -> Iterator[None]:
        """Closed meanwhile; whoever wants to read waits."""
        with self._lock:
            self._close()
            yield

    def _current(self) -> sqlite3.Connection:
        if self._connection is None or self._stale():
            self._close()
            self._open()
        assert self._connection is not None
        if not os.access(self._path, os.R_OK):  # what is open stays readable to whoever may no longer look
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return self._connection

    def _open(self) -> None:
        if not exists(self._path):
            raise Unavailable(self._gone())
        self._sight = self._look(frozen=False), self._look(frozen=True)
        connection, self._frozen = open_reader_or_frozen(self._path)
        self._opened += 1
        self._connection = connection
        found = stamp(connection)
        refuse_foreign(self._path, found)
        refuse_empty(self._path, found)
        hold_vocabulary(connection)
        self._ground = ground(self._path)

    def _gone(self) -> str:
        if self._opened:
            return (
                f"There is no record at {self._path} any more: put it back and this cockpit goes on, "
                "or name the right file with --db."
            )
        return f"There is no record at {self._path}: name the right file with --db."

    def _stale(self) -> bool:
        """A frozen file is looked at anew as soon as anybody wrote to it."""
        if self._frozen and not log_is_empty(self._path):
            return True
        return self._sight[self._frozen] != self._look(frozen=self._frozen)

    def _look(self, *, frozen: bool) -> tuple[int, ...]:
        with suppress(FileNotFoundError):
            found = self._path.stat()
            same = (found.st_dev, found.st_ino)
            return (*same, found.st_mtime_ns, found.st_size) if frozen else same
        return ()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
