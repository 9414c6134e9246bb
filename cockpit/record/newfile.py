"""Making a file that did not exist: whole or not at all, and for the same people as the record."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cockpit.record.engine import sqlite3
from cockpit.record.errors import RecordError, primary_code
from cockpit.record.guard import beside

_SIDE_FILES = ("", "-wal", "-shm", "-journal", ".queue")


class BadTarget(RecordError):
    """Nothing was made: no new file may stand under that name. `str()` is a sentence."""


@contextmanager
def new_file(target: Path, like: Path) -> Iterator[Path]:
    """An empty file under another name, which is given its own once the block has ended well.

    Its mode and group are those of `like`, without what that grants to everybody; where the group cannot
    be given, it is the maker's alone. Raises BadTarget.
    """
    target = target.absolute()
    _refuse(target, like)
    fresh = target.with_name(f".{target.name}.new.{os.getpid()}")
    _remove(fresh)
    try:
        _begin(fresh, target)
        yield fresh
        _share(fresh, like)
        _synced(fresh)
        _give_name(fresh, target)
        _synced(target.parent)
    except (sqlite3.Error, OSError) as error:
        if not _has_no_room(error):
            raise
        raise BadTarget(
            f"{target} does not fit on its disk: free some space there, or name a file on another one."
        ) from error
    finally:
        _remove(fresh)


def _has_no_room(error: sqlite3.Error | OSError) -> bool:
    """Only what is written can find a disk full, and nothing but the new file is."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    return primary_code(error) == sqlite3.SQLITE_FULL


def _refuse(target: Path, like: Path) -> None:
    if target.parent.resolve() == like.parent.resolve():
        raise BadTarget(
            f"{target} is in the record's own folder, where nothing else may be: name another folder."
        )
    _refuse_existing(target)


def _refuse_existing(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise BadTarget(f"{target} exists: name a file that does not.")


def _begin(fresh: Path, target: Path) -> None:
    try:
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise BadTarget(f"{target} cannot be made ({error.strerror}): name another file.") from error


def _share(fresh: Path, like: Path) -> None:
    with suppress(OSError):
        found = like.stat()
        os.chown(fresh, -1, found.st_gid)
        fresh.chmod(stat.S_IMODE(found.st_mode) & 0o660 | 0o600)


def _give_name(fresh: Path, target: Path) -> None:
    try:
        os.link(fresh, target)
    except FileExistsError:
        _refuse_existing(target)
    except OSError:  # some file systems know no links
        _refuse_existing(target)
        fresh.rename(target)


def _synced(path: Path) -> None:
    """Only for files no SQLite connection of this process stands on: closing one drops its locks."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(fresh: Path) -> None:
    for suffix in _SIDE_FILES:
        with suppress(OSError):
            beside(fresh, suffix).unlink()
