"""Which files a connection stands on, so that a replaced one is noticed before anything is lost."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

FileId = tuple[int, int]


class Ground(NamedTuple):
    """Device and inode of the database, its write-ahead log and the log's index; None where there is none."""

    database: FileId | None
    log: FileId | None
    shm: FileId | None

    def undercut(self, found: Ground) -> bool:
        """Whether the database is still there, while the log or its index went or is another."""
        return found.database is not None and found.database == self.database and found != self


def file_id(path: Path) -> FileId | None:
    """Device and inode, or None where there is no such file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def is_mapped(index: FileId | None) -> bool:
    """Whether this process still uses an index that is gone; False where the system does not tell."""
    with suppress(OSError, UnicodeError):
        maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines()
        return index is not None and str(index[1]) in {line.split()[4] for line in maps}
    return False


def is_open_here(path: Path) -> bool:
    """Whether this process has the file open: opened once more and closed, it would lose SQLite's locks."""
    found = file_id(path)
    handles = Path("/proc/self/fd").iterdir() if found else ()
    with suppress(OSError):
        return any(file_id(handle) == found for handle in handles)
    return False


def exists(path: Path) -> bool:
    """Whether there is such a file. Raises OSError where one may not look, on every version of Python."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


@lru_cache(maxsize=64)
def beside(path: Path, suffix: str) -> Path:
    """The file SQLite or the cockpit keeps next to the database, such as `incidents.db-wal`."""
    return path.parent / f"{path.name}{suffix}"


def ground(path: Path) -> Ground:
    """What stands under that name now.

    SQLite goes on acknowledging into a database or log that was unlinked, and on locking an index that
    nobody else looks at, so all three are compared before and after each append.
    """
    return Ground(file_id(path), file_id(beside(path, "-wal")), file_id(beside(path, "-shm")))
