"""Looks at what the host gives a record: file system, space, watches, SQLite."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from cockpit.place.finding import Finding, advice, mend, well
from cockpit.record.connect import RESERVE
from cockpit.record.engine import sqlite3
from cockpit.record.layout import MIB
from cockpit.record.mounts import file_system, network_file_system

_SOUND_SQLITE = (3, 51, 3)
_SCARCE = 128 * MIB
_LEFT = 8
_INOTIFY = Path("/proc/sys/fs/inotify")
_LIMITS = ("instances", "watches")


def host(folder: Path) -> Iterator[Finding]:
    """What does not depend on the record's content."""
    yield from _system(folder)
    yield from _space(folder)
    yield _inotify()
    yield _sqlite()


def _system(folder: Path) -> Iterator[Finding]:
    kind = file_system(folder) or "of a kind the system does not tell"
    if network_file_system(folder):
        yield mend(
            "file system",
            f"{kind}, over a network: changes are looked for many times a second, and terminals of two hosts "
            "would damage the record",
            "keep it on a local disk of this host, and name that file with --db",
        )
    elif kind in {"tmpfs", "ramfs"}:
        yield advice("file system", f"{kind}: the record is gone after a restart", "keep it on a disk")
    elif kind in {"btrfs", "zfs", "bcachefs"}:
        told = f"{kind}: it writes anew what is changed, so no reserve holds on a full disk"
        yield advice("file system", told, "leave space free on it, or keep the record on ext4 or xfs")
    else:
        yield well("file system", kind)


def _space(folder: Path) -> Iterator[Finding]:
    try:
        disk = os.statvfs(folder)
    except OSError as error:
        yield mend("space", f"the disk does not answer ({error.strerror})", "look at the system's log")
        return
    if disk.f_flag & os.ST_RDONLY:
        told = "mounted read-only: the record can be read, and nothing can be written"
        yield mend("space", told, "look in the system's log (dmesg) why, then have root mount it writable")
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
    """One instance with one watch for each screen and each --follow; all programs of a user share both."""
    try:
        instances, watches = (int((_INOTIFY / f"max_user_{what}").read_text()) for what in _LIMITS)
    except (OSError, ValueError):
        return advice("watches", "this system has none", "changes are looked for many times a second instead")
    held, looked_at = _held()
    told = f"{held} of {instances:,} inotify instances, {looked_at:,} of {watches:,} watches used by you"
    scarce = {"instances": (instances - held, 1024), "watches": (watches - looked_at, 524_288)}
    raised = [f"fs.inotify.max_user_{what}={to}" for what, (left, to) in scarce.items() if left < _LEFT]
    if raised:
        return advice(
            "watches",
            f"{told}: further screens look for changes many times a second instead",
            f"have root raise it: sysctl {' '.join(raised)}",
        )
    return well("watches", told)


def _held() -> tuple[int, int]:
    """Instances and watches of the processes of this user; those of others cannot be looked into."""
    found = watches = 0
    for process in Path("/proc").iterdir():
        try:
            if not process.name.isdigit() or process.stat().st_uid != os.geteuid():
                continue
            for handle in (process / "fd").iterdir():
                if "inotify" in str(handle.readlink()):
                    found += 1
                    watches += (process / "fdinfo" / handle.name).read_text().count("inotify wd:")
        except OSError:
            continue  # it ended, or is somebody else's now
    return found, watches


def _sqlite() -> Finding:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < _SOUND_SQLITE:
        return advice(
            "sqlite",
            f"{version}: before 3.51.3 two programs that write without queueing can damage a file",
            "cockpits queue, so leave writing to them; a newer one comes with your system or with Python",
        )
    return well("sqlite", version)
