"""Who holds a lock on a file, as far as the kernel tells everybody."""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from typing import NamedTuple

from cockpit.record.guard import beside
from cockpit.record.mounts import device

_LOCKS = Path("/proc/locks")
WRITE_LOCK_BYTE = 120
"""The byte of the `-shm` file that SQLite locks while somebody writes."""
_RECOVERY_BYTE = 122
"""Up to it nobody but a writer, a checkpoint or a recovery has anything to lock."""


class Lock(NamedTuple):
    """A lock that is held now."""

    process: int
    """0 where the kernel hides the process: it runs outside this container."""
    shared: bool
    """Whether others may hold the same lock beside it."""
    first: int
    last: int
    """The bytes of the file it covers."""


def holder_of(path: Path, byte: int | None = None) -> str:
    """ "alice, process 12805, stopped", or "a process that cannot be named"."""
    for lock in locks_on(path, byte):
        return described(lock.process)
    return "a process that cannot be named"


def intruder(path: Path) -> str:
    """Who keeps every writer of the record at `path` from writing without having queued; else empty.

    Whoever may read the `-shm` file can do that, on purpose or stopped in the middle; whoever may write the
    record can keep all of it, and then nobody can even read.
    """
    in_turn = {lock.process for lock in locks_on(beside(path, ".queue"))}
    index = [lock for lock in locks_on(beside(path, "-shm")) if _stops_writers(lock)]
    whole = [lock for lock in locks_on(path) if not lock.shared]
    for lock in (*index, *whole):
        if lock.process not in in_turn:
            return described(lock.process)
    return ""


def _stops_writers(lock: Lock) -> bool:
    return lock.first <= _RECOVERY_BYTE and lock.last >= WRITE_LOCK_BYTE


def locks_on(path: Path, byte: int | None = None) -> list[Lock]:
    """The locks held on a file, or on one byte of it; who only waits for one is left out."""
    try:
        names = _names_of(path)
        lines = _LOCKS.read_text().splitlines()
    except OSError:
        return []
    held = [lock for line in lines if (lock := _lock(line, names)) is not None]
    return [lock for lock in held if byte is None or lock.first <= byte <= lock.last]


def _names_of(path: Path) -> set[str]:
    """How the kernel may name a file: another disk has files of the same number, held by other people."""
    found = path.stat()
    disks = {(os.major(found.st_dev), os.minor(found.st_dev)), device(path.parent)}
    return {f"{major:02x}:{minor:02x}:{found.st_ino}" for major, minor in filter(None, disks)}


def _lock(line: str, names: set[str]) -> Lock | None:
    """One line of /proc/locks, if it is a lock on that file by a process the kernel counts."""
    fields = line.split()
    if "->" in fields or len(fields) < 8 or fields[5] not in names:
        return None
    if not fields[4].isdigit() or not fields[6].isdigit():
        return None
    return Lock(int(fields[4]), fields[3] == "READ", int(fields[6]), _last(fields[7]))


def _last(field: str) -> int:
    return int(field) if field.isdigit() else 2**63


def described(process: int) -> str:
    """ "alice, process 12805", with "stopped" where it is; its command is nobody's business here."""
    folder = Path(f"/proc/{process}")
    if process == 0:
        return "a process outside this container"
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
