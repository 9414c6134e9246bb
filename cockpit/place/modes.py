"""Modes, owners and groups of files: read as they are, and put right without following anybody's link."""

from __future__ import annotations

import grp
import os
import pwd
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cockpit.record.errors import Unavailable

SETGID = stat.S_ISGID
STICKY = stat.S_ISVTX


class NoSuchGroup(ValueError):
    """Nobody made that group here. `str()` is a sentence."""


class Look(NamedTuple):
    """What a file is, as its folder tells."""

    mode: int
    """Permission bits with setgid and sticky, as in 0o2770."""
    uid: int
    gid: int
    is_folder: bool
    size: int

    @property
    def owner(self) -> str:
        return user_name(self.uid)

    @property
    def group(self) -> str:
        return group_name(self.gid)

    def __str__(self) -> str:
        """2770 alice:oncall"""
        return f"{self.mode:04o} {self.owner}:{self.group}"


def look(path: Path) -> Look | None:
    """What stands there, or None where nothing does. Raises OSError where it may not be looked at."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return _of(found)


def _of(found: os.stat_result) -> Look:
    is_folder = stat.S_ISDIR(found.st_mode)
    return Look(stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid, is_folder, found.st_size)


def settle(path: Path, gid: int, mode: int) -> tuple[Look, Look]:
    """Give a file or folder its group and mode, whatever the umask; what it was, and what it is now.

    Raises Unavailable where this user may not, or where it is a link: whoever may write a folder could
    otherwise have root change any file of the system.
    """
    with _held(path) as (handle, before):
        # By its handle: the name may lead elsewhere by now. Opened so, no lock of SQLite's is let go of.
        name = Path(f"/proc/self/fd/{handle}")
        try:
            if before.gid != gid:
                os.chown(name, -1, gid)
            if _of(name.stat()).mode != mode:
                name.chmod(mode)
        except PermissionError as error:
            raise Unavailable(_may_not(path, gid)) from error
        after = _of(name.stat())
    if (after.gid, after.mode) != (gid, mode):  # without a word the kernel drops what one may not set
        raise Unavailable(_may_not(path, gid))
    return before, after


def _may_not(path: Path, gid: int) -> str:
    return (
        f"You may not give {path} to the group {group_name(gid)}: have root do it, "
        "or its owner, who has to be in that group."
    )


@contextmanager
def _held(path: Path) -> Iterator[tuple[int, Look]]:
    try:
        handle = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise Unavailable(f"{path} cannot be looked at ({error.strerror}): have root do this.") from error
    try:
        found = os.fstat(handle)
        is_file = stat.S_ISREG(found.st_mode) and found.st_nlink == 1
        if not is_file and not stat.S_ISDIR(found.st_mode):
            raise Unavailable(f"{path} is a link or no plain file: remove it, then do this again.")
        yield handle, _of(found)
    finally:
        os.close(handle)


def group_id(name: str) -> int:
    """Raises NoSuchGroup."""
    try:
        return grp.getgrnam(name).gr_gid
    except (KeyError, ValueError, UnicodeError) as error:
        raise NoSuchGroup(
            f"There is no group {name} here: make it (groupadd {name}), then add people to it "
            f"(usermod -aG {name} NAME)."
        ) from error


def group_name(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return f"group {gid}"


def user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def in_group(uid: int, gid: int) -> bool:
    """Whether somebody belongs to a group, by now; nobody whom the system does not know does."""
    try:
        user = pwd.getpwuid(uid)
    except KeyError:
        return False
    return gid in os.getgrouplist(user.pw_name, user.pw_gid)


def members(gid: int) -> list[str]:
    """Everybody in the group as far as the system lists them, by name."""
    listed = set(grp.getgrgid(gid).gr_mem) | {user.pw_name for user in pwd.getpwall() if user.pw_gid == gid}
    return sorted(listed)
