"""How the file is opened: the one writer and the one reader of a process, and what they find in it."""

from __future__ import annotations

import errno
import os
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from cockpit.record.engine import sqlite3
from cockpit.record.errors import (
    NO_ROOM_FOR_INDEX,
    NewerLayout,
    RecordError,
    Unavailable,
    held_up,
    primary_code,
    sentence_for,
)
from cockpit.record.guard import beside
from cockpit.record.layout import APPLICATION_ID, LAYOUT, MIB

RESERVE = 4 * MIB
"""Bytes kept ready in the database and in its log, so that a full disk still records."""

BUSY_SECONDS = 5.0
"""How long whoever opens the file waits for a program that does not queue."""

_AGAIN_SECONDS = 0.01

# Checkpoints are made by hand inside the queue; freed pages are zeroed, since the full text moves
# copies of words about that a redaction must be able to take away.
_WRITER = (
    "PRAGMA synchronous = FULL",
    "PRAGMA wal_autocheckpoint = 0",
    f"PRAGMA journal_size_limit = {RESERVE}",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = ON",
)


class Stamp(NamedTuple):
    """What a file's header says it is."""

    application: int
    layout: int
    empty: bool

    @property
    def foreign(self) -> bool:
        return self.application != APPLICATION_ID and not self.empty


def open_writer(path: Path) -> sqlite3.Connection:
    """The connection that appends; used by one thread at a time.

    Raises Unavailable for another program's database, which stays as it is, and NewerLayout.
    """
    had_a_log = beside(path, "-wal").exists()
    connection = _open(f"{path.as_uri()}?mode=rw")
    try:
        _refuse_unsuited(path, stamp(connection))
        _give_a_log(connection)
        for pragma in _WRITER:
            connection.execute(pragma).fetchall()
    except BaseException as error:
        if had_a_log and isinstance(error, RecordError):
            close_behind_a_reader(connection, path)
        else:
            _give_up(connection, error, path)
        raise
    return connection


def _give_a_log(connection: sqlite3.Connection) -> None:
    """A copy has none yet. Where several are about to give it one, SQLite tells all but one at once that the
    file is locked, however long they would wait."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(_AGAIN_SECONDS)
        else:
            return


def open_reader(path: Path, *, frozen: bool = False) -> sqlite3.Connection:
    """A connection that cannot write; `frozen` reads the bare file while no writer lives."""
    connection = _open(f"{path.as_uri()}?{'immutable=1' if frozen else 'mode=ro'}")
    try:
        connection.execute("PRAGMA query_only = ON").fetchall()
        stamp(connection)
    except BaseException as error:
        _give_up(connection, error, path)
        raise
    return connection


def close_behind_a_reader(writer: sqlite3.Connection, path: Path) -> None:
    """Whoever can write and goes last empties the log and takes it away; a reader leaves it in place."""
    with closing(_open(f"{path.as_uri()}?mode=ro")) as reader:
        with suppress(sqlite3.Error):
            reader.execute("SELECT 1 FROM sqlite_schema").fetchall()
        writer.close()


def _give_up(connection: sqlite3.Connection, error: BaseException, path: Path) -> None:
    """Close it; raises Unavailable with the name of whoever held it up, where somebody did."""
    told = held_up(error, path)
    connection.close()
    if told:
        raise Unavailable(told) from error


def _open(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS)


def open_reader_or_frozen(path: Path) -> tuple[sqlite3.Connection, bool]:
    """Somebody who may read the file but not its folder sees a frozen state while no writer lives.

    Only where the log is absent or empty: reading past a log that has content would show old facts.
    Nor does anybody open the file who could make the log but not write the record: a log of their own
    would shut out the very owner.
    """
    if _would_shut_out(path):
        return open_reader(path, frozen=True), True
    try:
        return open_reader(path), False
    except sqlite3.OperationalError as error:
        if not _has_no_index(error) or not log_is_empty(path):
            raise
    return open_reader(path, frozen=True), True


def _would_shut_out(path: Path) -> bool:
    makes_a_log = not beside(path, "-wal").exists() and os.access(path.parent, os.W_OK)
    return makes_a_log and not os.access(path, os.W_OK)


def _has_no_index(error: sqlite3.OperationalError) -> bool:
    """Nobody who writes has it open, and this user can make none; on a full disk nobody can."""
    return error.sqlite_errorname in {
        "SQLITE_READONLY_DIRECTORY",
        "SQLITE_CANTOPEN",
        "SQLITE_READONLY_CANTINIT",
        NO_ROOM_FOR_INDEX,
    }


def log_is_empty(path: Path) -> bool:
    try:
        return beside(path, "-wal").stat().st_size == 0
    except OSError:
        return True


def stamp(connection: sqlite3.Connection) -> Stamp:
    """What the header says; reading it makes SQLite look at the file and its log."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    layout = layout_of(connection)
    empty = application == 0 and not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()
    return Stamp(application, layout, empty)


def layout_of(connection: sqlite3.Connection) -> int:
    """The layout of the file as it is now: somebody's newer cockpit may change it at any time."""
    (layout,) = connection.execute("PRAGMA user_version").fetchone()
    return int(layout)


def refuse_no_file(path: Path) -> None:
    """Raises Unavailable where what bears the name is no file; whoever opened a pipe would wait."""
    if path.is_dir():
        raise Unavailable(f"{path} is a folder: name a file in it with --db.")
    if path.exists() and not path.is_file():
        raise Unavailable(f"{path} is no plain file: name the right file with --db.")


def refuse_empty(path: Path, found: Stamp) -> None:
    """Raises Unavailable where nothing is in the file; whoever writes makes a record of it."""
    if found.empty:
        raise Unavailable(
            f"{path} is empty: if it was a record, put a backup in its place; else cockpit declare TITLE "
            "begins one in it."
        )


def refuse_foreign(path: Path, found: Stamp) -> None:
    """Raises Unavailable where the file is some other program's database."""
    if found.foreign:
        raise Unavailable(f"{path} is another program's database: name the right file with --db.")


def _refuse_unsuited(path: Path, found: Stamp) -> None:
    refuse_foreign(path, found)
    refuse_newer(path, found.layout)


def refuse_newer(path: Path, layout: int) -> None:
    """Raises NewerLayout where only a newer cockpit knows how to write the file."""
    if layout > LAYOUT:
        raise NewerLayout(
            f"The record at {path} was made by a newer cockpit and is read only here: "
            "upgrade this one to write."
        )


def open_to_the_group(path: Path) -> bool:
    """Whether the mode had to be mended: side files of a 0644 database lock its own owner out."""
    with suppress(OSError):
        mode = path.stat().st_mode
        if mode & 0o060 != 0o060:
            path.chmod(mode & 0o777 | 0o660)
            return True
    return False


def may_write(path: Path) -> bool:
    """Whether this user may write the file and, for its side files, the folder."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def why_not(path: Path) -> str:
    """Why this user may not write the file that stands there, and what to do, in a sentence."""
    with suppress(OSError):
        if os.statvfs(path).f_flag & os.ST_RDONLY:
            return sentence_for(OSError(errno.EROFS, os.strerror(errno.EROFS)), path)
    return (
        f"You may read the record at {path} but not write it: "
        "ask its owner to let your group write the file and its folder."
    )
