"""Looks at what the host gives a record: file system, space, watches, SQLite, the clock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from cockpit.place.finding import Finding, advice, mend, well
from cockpit.record.connect import RESERVE
from cockpit.record.engine import sqlite3
from cockpit.record.errors import RecordError
from cockpit.record.layout import MIB
from cockpit.record.mounts import file_system, network_file_system

_SOUND_SQLITE = (3, 51, 3)
_SCARCE = 128 * MIB
_WATCHES_LEFT = 8
_CLOCK_SECONDS = 2.0


def host(folder: Path) -> Iterator[Finding]:
    """What does not depend on the record's content."""
    yield _system(folder)
    yield from _space(folder)
    yield _inotify()
    yield _sqlite()


def clock(path: Path, now: datetime) -> Finding:
    """Opens the record to read, and compares this host's clock with its last entry."""
    from cockpit.record.sqlite import SqliteLog

    try:
        log = SqliteLog(path, read_only=True)
    except RecordError as error:
        return mend("opening", "the record cannot be read", str(error))
    try:
        ends = [(one.incident, log.head(one.incident).number) for one in log.incidents()]
        last = [entry.recorded_at for one, end in ends for entry in log.since(one, end - 1, limit=1)]
    except RecordError as error:
        return mend("opening", "the record cannot be read", str(error))
    finally:
        log.close()
    if not last:
        return well("clock", "there is no entry yet to compare it with")
    ahead = (now - max(last)).total_seconds()
    if ahead < -_CLOCK_SECONDS:
        told = f"the clock is {_spoken(-ahead)} behind the last entry"
        return mend(
            "clock", told, "set it (timedatectl set-ntp true); numbers keep the entries' order meanwhile"
        )
    return well("clock", f"{_spoken(ahead)} ahead of the last entry")


def _spoken(seconds: float) -> str:
    whole = max(0, round(seconds))
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if whole >= 2 * size:
            return f"{whole // size} {unit}"
    return f"{whole} s"


def _system(folder: Path) -> Finding:
    kind = file_system(folder) or "of a kind the system does not tell"
    if network_file_system(folder):
        return mend(
            "file system",
            f"{kind}, over a network: changes are looked for many times a second, and terminals of two hosts "
            "would damage the record",
            "keep it on a local disk of this host, and name that file with --db",
        )
    if kind in {"tmpfs", "ramfs"}:
        return advice("file system", f"{kind}: the record is gone after a restart", "keep it on a disk")
    return well("file system", kind)


def _space(folder: Path) -> Iterator[Finding]:
    try:
        disk = os.statvfs(folder)
    except OSError as error:
        yield mend("space", f"the disk does not answer ({error.strerror})", "look at the system's log")
        return
    free = disk.f_bavail * disk.f_frsize
    told = f"{free // MIB:,} MiB free"
    if free <= 3 * RESERVE or (disk.f_files and not disk.f_favail):
        what = told if free <= 3 * RESERVE else "no more files can be made"
        yield mend(
            "space", what, f"free some on the disk of {folder}; a reserve keeps entries coming for now"
        )
    elif free < _SCARCE:
        yield advice("space", told, f"free some on the disk of {folder}")
    else:
        yield well("space", told)


def _inotify() -> Finding:
    """One watch for each screen and each --follow; all programs of one user share a number of them."""
    try:
        most = int(Path("/proc/sys/fs/inotify/max_user_instances").read_text())
    except (OSError, ValueError):
        return advice("watches", "this system has none", "changes are looked for many times a second instead")
    used = _instances()
    told = f"{used} of {most} inotify instances used by you"
    if most - used < _WATCHES_LEFT:
        return advice(
            "watches",
            f"{told}: further screens look for changes many times a second instead",
            "have root raise it: sysctl fs.inotify.max_user_instances=1024",
        )
    return well("watches", told)


def _instances() -> int:
    """Of the processes of this user; those of others cannot be looked into."""
    found = 0
    for process in Path("/proc").iterdir():
        try:
            if not process.name.isdigit() or process.stat().st_uid != os.geteuid():
                continue
            found += sum("inotify" in str(handle.readlink()) for handle in (process / "fd").iterdir())
        except OSError:
            continue  # it ended, or is somebody else's now
    return found


def _sqlite() -> Finding:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < _SOUND_SQLITE:
        return advice(
            "sqlite",
            f"{version}: before 3.51.3 two programs that write without queueing can damage a file",
            "cockpits queue, so leave writing to them; a newer one comes with your system or with Python",
        )
    return well("sqlite", version)
