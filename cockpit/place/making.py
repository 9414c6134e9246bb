"""Making the folder and the file that people of one group share, and mending both."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

from cockpit.place.modes import STICKY, Look, group_id, look, settle
from cockpit.place.private import ROOM
from cockpit.record.create import create
from cockpit.record.errors import Unavailable, translated
from cockpit.record.guard import beside, exists

RECORD = "incidents.db"
"""The name of the file in a folder made here."""
FOLDER_MODE = 0o2770
"""Setgid: whatever is made in it belongs to the group, whoever makes it."""
FILE_MODE = 0o660
QUEUE_MODE = 0o660
"""For nobody else even to read: who may open the queue can hold it."""
OTHERS_FOLDER, OTHERS_FILE = 0o005, 0o004
SIDE_FILES = ("-wal", "-shm")

Observers = Literal["all", "group", "none"]
OBSERVERS: tuple[Observers, ...] = ("all", "group", "none")


def make_shared(folder: Path, group: str, observers: Observers | None = None) -> Iterator[str]:
    """Make or mend the place; what was done, a line for each step.

    With `all` everybody on the host may read; with `group` and `none` nobody outside the group; None
    leaves that as it is, and is `group` for a new place. The folder is opened to the group last, so
    that nobody sees a half-made place.
    Raises NoSuchGroup, and Unavailable where this user may not.
    """
    gid, path = group_id(group), folder / RECORD
    _refuse_outsiders(folder, group, gid)
    with translated(path):
        made = _make_folder(folder)
        to_all = observers == "all" or (observers is None and not made and may_all_read(path))
        if not made:
            yield f"{folder}: is there"
        room = folder / ROOM
        mode = FOLDER_MODE | (OTHERS_FOLDER if to_all else 0)
        if made:
            settle(folder, gid, FOLDER_MODE & ~0o070)
        yield from _files(path, gid, FILE_MODE | (OTHERS_FILE if to_all else 0))
        with suppress(FileExistsError):
            room.mkdir(mode=0o700)
        yield _told(room, settle(room, gid, mode | STICKY), made=made)
        yield _told(folder, settle(folder, gid, mode), made=made)


def _refuse_outsiders(folder: Path, group: str, gid: int) -> None:
    """Before anything is touched: the system does not let them give a file to that group."""
    if os.geteuid() and gid not in {os.getegid(), *os.getgroups()}:
        raise Unavailable(
            f"You are not in the group {group}, so you may neither make nor mend {folder} for it: "
            "have root do it, or somebody of that group; nothing was changed."
        )


def _make_folder(folder: Path) -> bool:
    """Whether it was made; one that holds anything but a record is somebody else's and stays as it is."""
    found = look(folder)
    if found is None:
        _mkdir(folder)
        return True
    if not found.is_folder:
        raise Unavailable(f"{folder} is a file: name the folder that shall hold the record.")
    foreign = sorted(name.name for name in folder.iterdir() if not _ours(name.name))
    if foreign:
        raise Unavailable(
            f"{folder} holds other things ({', '.join(foreign[:3])}): name a folder for the record alone."
        )
    return False


def may_all_read(path: Path) -> bool:
    """Whether everybody on the host may read the record."""
    folder, record = look(path.parent), look(path)
    if folder is None or record is None:
        return False
    return folder.mode & OTHERS_FOLDER == OTHERS_FOLDER and bool(record.mode & OTHERS_FILE)


def _mkdir(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700)
    except FileNotFoundError as error:
        raise Unavailable(f"There is no folder {folder.parent}: make it first.") from error
    except PermissionError as error:
        raise Unavailable(
            f"You may not make {folder}: have root do it (sudo cockpit init …), or name a folder of yours."
        ) from error


def _ours(name: str) -> bool:
    return name == ROOM or name.startswith(RECORD)


def _files(path: Path, gid: int, mode: int) -> Iterator[str]:
    """The record and the files beside it; SQLite gives those the mode the record has when it makes them."""
    fresh = not exists(path)
    if fresh:
        create(path)
    before, after = settle(path, gid, mode)
    yield _told(path, (before, after), made=fresh)
    if fresh:
        _leave_the_log(path)
    for suffix in SIDE_FILES:
        side = beside(path, suffix)
        if exists(side):
            yield _told(side, settle(side, gid, mode))
    queue = beside(path, ".queue")
    os.close(os.open(queue, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, QUEUE_MODE))
    yield _told(queue, settle(queue, gid, QUEUE_MODE))


def _leave_the_log(path: Path) -> None:
    """Opened and closed once: then the log stays, and who may only read follows from the start."""
    from cockpit.record.sqlite import SqliteLog

    SqliteLog(path).close()


def _told(path: Path, change: tuple[Look, Look], *, made: bool = False) -> str:
    before, after = change
    if made:
        return f"{path}: made {after}"
    return f"{path}: {after}" if before == after else f"{path}: {after} (was {before})"
