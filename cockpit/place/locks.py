"""Looks at who holds the locks of a record for so long that others cannot write or the log cannot shrink."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cockpit.place.finding import Finding, mend, well
from cockpit.record.guard import beside
from cockpit.record.holders import WRITE_LOCK_BYTE, described, locks_on

LOOKS = 10
BETWEEN_SECONDS = 0.1
"""A lock seen at every look has been held for a second: a commit takes some milliseconds."""
_LAST_BYTE = 127
"""Above the writer's lock SQLite has those of checkpoint and recovery, then five of readers."""


_WHOLE_HOST = 0xEFFFFFFC
"""The number the kernel gives the namespace of processes in which all of a host are seen."""


class _Held(NamedTuple):
    process: int
    stops_writers: bool


def locks(path: Path) -> Iterator[Finding]:
    """Those that are held for longer than any cockpit holds them, each with its holder."""
    held, written = _held(path), _last_written(path)
    for _ in range(LOOKS - 1):
        if not held:
            break
        time.sleep(BETWEEN_SECONDS)
        held &= _held(path)
    if _last_written(path) != written:  # whoever was seen each time had many short turns
        held = {one for one in held if not one.stops_writers}
    if not held:
        yield well("locks", f"nobody{_as_far_as_seen()} holds one for long")
    stopping = {one.process for one in held if one.stops_writers}
    for process in sorted(stopping):
        told = f"{described(process)}, keeps everybody from writing"
        yield mend("locks", told, _remedy(process))
    for process in sorted({one.process for one in held} - stopping):
        told = f"{described(process)}, reads on and on, so that the log beside the record only grows"
        yield mend("locks", told, _remedy(process))


def _held(path: Path) -> set[_Held]:
    """Locks that are meant to be held for moments; not the ones every open connection has."""
    found = {_Held(lock.process, True) for lock in locks_on(beside(path, ".queue"))}
    for lock in locks_on(beside(path, "-shm")):
        if lock.first <= _LAST_BYTE and lock.last >= WRITE_LOCK_BYTE:
            found.add(_Held(lock.process, lock.first <= WRITE_LOCK_BYTE))
    found |= {_Held(lock.process, True) for lock in locks_on(path) if not lock.shared}
    return {one for one in found if one.process != os.getpid()}


def _as_far_as_seen() -> str:
    """Inside a container the kernel tells of no lock that a process outside it holds."""
    try:
        contained = Path("/proc/self/ns/pid").stat().st_ino != _WHOLE_HOST
    except OSError:
        return ""
    return " who can be seen from this container" if contained else ""


def _last_written(path: Path) -> int:
    """Changes with every commit, since whoever commits touches the file."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _remedy(process: int) -> str:
    if process == 0:
        return "look for it on the host itself, and end it there"
    if "stopped" in described(process):
        return f"kill -CONT {process} lets it go on, kill -KILL {process} ends it"
    return f"ask whoever runs it, or have root end it: kill {process}"
