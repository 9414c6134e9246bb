"""Making a record's file, and the space held ready in it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from cockpit.record.connect import RESERVE, log_is_empty, open_writer
from cockpit.record.engine import sqlite3
from cockpit.record.errors import Unavailable
from cockpit.record.folders import make_own
from cockpit.record.guard import beside, exists

_SIDE_FILES = ("", "-wal", "-shm", "-journal")


def create(path: Path) -> None:
    """Make the file whole under another name, then give it its own: nobody ever sees half of it.

    Its folder is made if missing. Somebody who was quicker wins. Raises Unavailable beside the log of a
    record that is gone.
    """
    _refuse_log_of_another(path)
    make_own(path.parent)
    fresh = beside(path, f".new.{os.getpid()}")
    _remove(fresh)
    try:
        _begin(fresh, path)
        _fill(fresh)
        _link(fresh, path)
    finally:
        _remove(fresh)


def _refuse_log_of_another(path: Path) -> None:
    """SQLite would take it for the log of the new file, and both would be lost."""
    if not log_is_empty(path) and not exists(path):  # in this order: somebody may be making the file just now
        raise Unavailable(
            f"There is no record at {path}, but its log is there: put the record back beside "
            f"{path.name}-wal, or move that file away to begin a new record."
        )


def _begin(fresh: Path, path: Path) -> None:
    """Raises Unavailable where the folder takes no file of this user, as /proc takes none of anybody."""
    try:
        _make_empty(fresh)
    except (FileNotFoundError, PermissionError) as error:
        raise Unavailable(
            f"There is no record at {path}, and none can be made there ({error.strerror}): "
            "name a file in a folder that you may write with --db."
        ) from error


def _make_empty(path: Path) -> None:
    """SQLite makes files 0644 whatever the umask, and its side files take their mode from the database."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o660)
    try:
        os.fchmod(handle, 0o660)
    finally:
        os.close(handle)


def _fill(path: Path) -> None:
    connection = open_writer(path)
    try:
        _lay_out(connection)
        reserve(connection, path)
    finally:
        connection.close()


def _link(fresh: Path, path: Path) -> None:
    """Some file systems know no links; there the file is made empty and laid out where it stands."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    except OSError:
        with suppress(FileExistsError):
            _make_empty(path)


def _remove(path: Path) -> None:
    for suffix in _SIDE_FILES:
        with suppress(FileNotFoundError):
            beside(path, suffix).unlink()


def _lay_out(connection: sqlite3.Connection) -> None:
    from cockpit.record.schema import migrate  # sqlite-utils is slow to import and rarely needed

    migrate(connection)


def reserve(connection: sqlite3.Connection, path: Path) -> None:
    """Hold space ready in the database and its log, so that entries are still recorded on a full disk.

    Call it inside the queue, or alone with the file. A row of zeros is written, which lets the log grow to
    its size, and given up, which leaves its pages free. Its table stays: with another schema every process
    would read all of it again, 2 ms each, while the others wait.
    """
    if not _has_room(path):
        return
    try:
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA secure_delete = OFF").fetchall()
            connection.execute("CREATE TABLE IF NOT EXISTS reserve (filler BLOB)")
            connection.execute("INSERT INTO reserve VALUES (zeroblob(?))", (RESERVE,))
        with suppress(sqlite3.OperationalError):
            connection.execute("DELETE FROM reserve")
    finally:
        connection.execute("PRAGMA secure_delete = ON").fetchall()
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def _has_room(path: Path) -> bool:
    """A reserve that fits into the log but not into the database would leave a log that never empties."""
    disk = os.statvfs(path.parent)
    return disk.f_bavail * disk.f_frsize > 3 * RESERVE


def reserve_is_low(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether less than half of the space is left in the database, or the log is not yet that large."""
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    return free * page < RESERVE // 2 or _size(beside(path, "-wal")) < RESERVE


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
