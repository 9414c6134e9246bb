"""Where private incidents are kept: each in a file of its own, under a name that says nothing of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cockpit.place.modes import STICKY, group_id, group_name, look, members, settle
from cockpit.record.errors import Unavailable

ROOM = "private"
"""The folder beside the shared record that holds one folder for each private incident."""
_RECORD = "incidents.db"
_MODE = 0o2770
_LETTERS = "bcdfghjkmnpqrstvwxyz23456789"
"""No vowels, and nothing that is mistaken for something else when it is read aloud."""
_ID = re.compile(rf"\d{{4}}-\d\d-\d\d-[a-z][{_LETTERS}]{{2}}")
"""Everybody's incidents of a day are numbered; a private one has a letter there."""


def private_ids(shared: Path) -> list[str]:
    """The private incidents beside the shared record that this user may read, by id."""
    try:
        names = [folder.name for folder in (shared.parent / ROOM).iterdir()]
    except OSError:
        return []
    found = [name for name in sorted(names) if _ID.fullmatch(name)]
    return [name for name in found if os.access(private_path(shared, name), os.R_OK)]


def private_path(shared: Path, incident: str) -> Path:
    """The file of one of them."""
    return shared.parent / ROOM / incident / _RECORD


def is_private(path: Path) -> bool:
    """Whether that file holds one private incident, and so takes no second."""
    return path.parent.parent.name == ROOM and bool(_ID.fullmatch(path.parent.name))


def group_of(path: Path) -> str:
    """The group whose incident it is."""
    found = look(path)
    return found.group if found else ""


@contextmanager
def private_place(shared: Path, group: str, day: str) -> Iterator[Path]:
    """The file, not yet made, of a new private incident, whose id is its folder's name.

    It is opened to the group when the block ends, and removed if the block fails. Raises NoSuchGroup,
    and Unavailable where this user may make none there or is not in the group.
    """
    gid = group_id(group)
    folder = _made(shared, day)
    try:
        _give(folder, gid, _MODE & ~0o070)
        yield folder / _RECORD
        _give(folder, gid, _MODE)
    except BaseException:
        from shutil import rmtree

        rmtree(folder, ignore_errors=True)
        raise


def kept_out(shared: Path, group: str) -> list[str]:
    """Who is in the group and yet cannot get there: the shared folder lets them not pass."""
    found = look(shared.parent)
    if found is None or found.mode & 0o001:
        return []
    may = {found.owner, "root"} | (set(members(found.gid)) if found.mode & 0o010 else set())
    return [name for name in members(group_id(group)) if name not in may]


def _made(shared: Path, day: str) -> Path:
    import secrets  # slow to import, and every command that writes comes by here

    room = shared.parent / ROOM
    try:
        _see_to(room)
        while True:
            token = "".join(secrets.choice(signs) for signs in (_LETTERS[:20], _LETTERS, _LETTERS))
            with suppress(FileExistsError):
                folder = room / f"{day}-{token}"
                folder.mkdir(mode=0o700)
                return folder
    except OSError as error:
        raise Unavailable(
            f"No private incident can be made in {room} ({error.strerror}): "
            "ask the owner of the folder, or declare it in a folder of your own with --db."
        ) from error


def _see_to(room: Path) -> None:
    """Made as open as the folder it is in, but what is in it only its owner may rename or remove."""
    around = look(room.parent)
    if room.is_dir() or around is None:
        return
    with suppress(FileExistsError):
        room.mkdir(mode=0o700)
        settle(room, around.gid, around.mode | STICKY)


def _give(folder: Path, gid: int, mode: int) -> None:
    try:
        settle(folder, gid, mode)
    except Unavailable as error:
        group = group_name(gid)
        raise Unavailable(
            f"You are not in the group {group}, so you may not declare an incident of its own: "
            "name a group of yours with --group, or log in again if you were added just now."
        ) from error
