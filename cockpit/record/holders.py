"""Who holds a lock on a file, as far as the kernel tells everybody."""

from __future__ import annotations

import pwd
from pathlib import Path

_LOCKS = Path("/proc/locks")
WRITE_LOCK_BYTE = 120
"""The byte of the `-shm` file that SQLite locks while somebody writes."""


def holder_of(path: Path, byte: int | None = None) -> str:
    """ "alice, process 12805, stopped", or "a process that cannot be named"."""
    for process in _lockers(path, byte):
        return _described(process)
    return "a process that cannot be named"


def _lockers(path: Path, byte: int | None) -> list[int]:
    try:
        inode = str(path.stat().st_ino)
        lines = _LOCKS.read_text().splitlines()
    except OSError:
        return []
    return [process for line in lines if (process := _locker(line, inode, byte)) is not None]


def _locker(line: str, inode: str, byte: int | None) -> int | None:
    """The process of one line of /proc/locks, if it holds (and does not wait for) that lock."""
    fields = line.split()
    if "->" in fields or len(fields) < 8 or fields[5].rpartition(":")[2] != inode:
        return None
    covers = byte is None or (fields[6].isdigit() and int(fields[6]) <= byte <= _last(fields[7]))
    return int(fields[4]) if covers and fields[4].isdigit() else None


def _last(field: str) -> int:
    return int(field) if field.isdigit() else 2**63


def _described(process: int) -> str:
    folder = Path(f"/proc/{process}")
    try:
        user = _user(folder.stat().st_uid)
        state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return f"process {process}"
    return f"{user}, process {process}{', stopped' if state in 'tT' else ''}"


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
