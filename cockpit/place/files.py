"""Looks at the folder of a record and its files: may everybody do there what they shall, and no more?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from cockpit.place.finding import Finding, advice, mend, well
from cockpit.place.making import QUEUE_MODE, SIDE_FILES
from cockpit.place.modes import SETGID, STICKY, Look, in_group, look, members, user_name
from cockpit.place.private import ROOM, is_private, private_ids, private_path
from cockpit.record.guard import beside

_OTHERS = 0o007


def files(path: Path) -> Iterator[Finding]:
    """The folder, the record, what SQLite and the queue keep beside it, this user, and private incidents."""
    try:
        folder, record = look(path.parent), look(path)
    except OSError as error:
        yield mend("folder", f"{path.parent} does not let you in ({error.strerror})", _ASK)
        return
    if folder is None:
        yield advice("folder", f"there is no folder {path.parent}", _MAKE.format(quote(str(path.parent))))
        return
    yield _folder(path.parent, folder)
    yield from _above(path.parent)
    yield _you(path, folder, record)
    if record is None:
        yield advice("record", f"there is no record at {path} yet", "cockpit declare TITLE makes it")
        yield from _private(path, folder)
        return
    wanted = _wanted(record, folder)
    like = folder if _is_shared(folder) else record
    yield _record(path, record, folder, _as_wanted("record", path, record, like, wanted))
    for suffix in SIDE_FILES:
        yield _side_file(beside(path, suffix), suffix, like, wanted)
    yield _queue(beside(path, ".queue"), folder)
    yield from _private(path, folder)


_ASK = "ask its owner to let your group read it and its folder, or name another record with --db"
_MAKE = (
    "for a group: sudo cockpit init {} --group GROUP; alone: cockpit declare TITLE makes your own, "
    "without --db and COCKPIT_DB"
)


def _is_shared(folder: Look) -> bool:
    return folder.mode & 0o070 == 0o070


def _folder(path: Path, folder: Look) -> Finding:
    name = quote(str(path))
    if folder.mode & 0o002:
        return mend(
            "folder", f"{path} is {folder}: anybody may replace the record", f"chmod o-w {name}{_by(folder)}"
        )
    if not _is_shared(folder):
        return well("folder", f"{path} is {folder}: only {folder.owner} writes here")
    if _is_strangers(folder, folder):
        told = f"{path} is {folder}: {folder.owner}, who may change that, is not in {folder.group}"
        return mend("folder", told, f"chown root {name}{_by(folder)}")
    if not folder.mode & SETGID:
        found = f"{path} is {folder} without setgid: files made in it shut out the rest of {folder.group}"
        return mend("folder", found, f"chmod g+s {name}{_by(folder)}")
    others = folder.mode & _OTHERS
    if others not in {0, 0o005}:
        found = f"{path} is {folder}: others may do half of what following takes"
        return advice("folder", found, f"chmod o=rx {name} (they may read) or chmod o= {name} (they may not)")
    who = "everybody else may look" if others else "nobody else"
    return well("folder", f"{path} is {folder}: {folder.group} reads and writes, {who}")


def _above(folder: Path) -> Iterator[Finding]:
    """Only what is wrong: whoever may write a folder may put another one in the place of one in it."""
    for place in folder.resolve().parents:
        found = look(place)
        if found and found.mode & 0o002 and not found.mode & STICKY:
            told = f"{place} is {found}: anybody may put another folder in the place of {folder}"
            yield mend("folder", told, f"chmod o-w {quote(str(place))}")


def _you(path: Path, folder: Look, record: Look | None) -> Finding:
    me = user_name(os.geteuid())
    if folder.gid not in os.getgroups() and me != "root" and me in members(folder.gid):
        told = f"{me} was added to {folder.group} after this login"
        return mend("you", told, f"log in again, or: newgrp {folder.group}")
    target = path if record else path.parent
    if not os.access(target, os.R_OK):
        return mend("you", f"{me} may not read {target}", _ASK)
    if os.access(target, os.W_OK) and os.access(path.parent, os.W_OK):
        return well("you", f"{me} may read and write")
    if folder.gid in os.getgroups() and _is_shared(folder):
        told = f"{me} may read, not write, though in {folder.group}"
        return mend("you", told, "have the record's own mode mended, see below; cockpit observe reads along")
    told = f"{me} may read, not write"
    return advice("you", told, f"cockpit observe; to write, have root add you to {folder.group}")


def _wanted(record: Look, folder: Look) -> int:
    """The mode the record should have, and with it what SQLite keeps beside it."""
    if not _is_shared(folder):
        return record.mode
    return 0o660 | (0o004 if folder.mode & 0o005 == 0o005 and record.mode & 0o004 else 0)


def _record(path: Path, record: Look, folder: Look, found: Finding) -> Finding:
    """A folder that lets everybody look holds a record that everybody may read, or is too open."""
    if found.remedy or not _is_shared(folder) or folder.mode & 0o005 != 0o005 or record.mode & 0o004:
        return found
    name, place = quote(str(path)), quote(str(path.parent))
    to_do = f"chmod o+r {name} {name}-wal {name}-shm (they may read) or chmod o= {place} (they may not)"
    return advice("record", f"{path.name} is {record}: others may see that it is there, not read it", to_do)


def _side_file(path: Path, check: str, like: Look, wanted: int) -> Finding:
    """They have to be as open as the record: one that is not shuts out its very owner."""
    found = look(path)
    if found is None:
        return well(check, "not there: nobody has the record open")
    return _as_wanted(check, path, found, like, wanted)


def _queue(path: Path, folder: Look) -> Finding:
    found = look(path)
    if found is None:
        return well("queue", "not there: the first who writes makes it")
    if found.mode & _OTHERS:
        told = f"{_shown(path)} is {found}: anybody may hold it, and nobody could write"
        return mend("queue", told, f"chmod o= {quote(str(path))}")
    wanted = QUEUE_MODE if _is_shared(folder) else found.mode
    return _as_wanted("queue", path, found, folder, wanted)


def _as_wanted(check: str, path: Path, found: Look, like: Look, mode: int) -> Finding:
    """Of the same group as `like`, of that mode, and of an owner who is in that group."""
    name, to_do, wanted = quote(str(path)), [], [f"{mode:04o} and of the group {like.group}"]
    if found.gid != like.gid:
        to_do.append(f"chgrp {like.group} {name}")
    if found.mode != mode:
        to_do.append(f"chmod {mode:04o} {name}")
    if _is_strangers(found, like):
        to_do.append(f"chown root {name}")
        wanted.append(f"{found.owner}, who may change that, is not in {like.group}")
    if to_do:
        told = f"{_shown(path)} is {found}; it has to be {'; '.join(wanted)}"
        return mend(check, told, "; ".join(to_do) + _by(found))
    return well(check, f"{_shown(path)} is {found}")


def _shown(path: Path) -> str:
    """The folder stands in a line of its own; of the files of private incidents each has another."""
    return f"{path.parent.name}/{path.name}" if is_private(path) else path.name


def _is_strangers(found: Look, like: Look) -> bool:
    """Whether it belongs to somebody outside the group: whoever owns a file may open it to anybody."""
    return found.uid != 0 and not in_group(found.uid, like.gid)


def _by(found: Look) -> str:
    """Who may mend it, where that is not whoever looks."""
    names = " or ".join(dict.fromkeys((found.owner, "root")))
    return "" if os.geteuid() in {0, found.uid} else f"  # as {names}"


def _private(path: Path, folder: Look) -> Iterator[Finding]:
    room = path.parent / ROOM
    found = look(room)
    if found is None:
        return
    if _is_shared(folder) and not found.mode & STICKY:
        told = f"{room} is {found} without the sticky bit: anybody of {found.group} may hide one"
        yield mend("private", told, f"chmod +t {quote(str(room))}")
    ids = private_ids(path)
    for incident in ids:
        yield from _private_one(private_path(path, incident))
    of = {1: "one incident", 0: "no incident"}.get(len(ids), f"{len(ids)} incidents")
    yield well("private", f"{of} that you may read")


def _private_one(path: Path) -> Iterator[Finding]:
    """Only what is wrong with it."""
    folder, record = look(path.parent), look(path)
    if folder is None or record is None:
        return
    inside = [_as_wanted("private", path.parent, folder, record, 0o2770)]
    inside.append(_as_wanted("private", path, record, folder, 0o660))
    inside += [_side_file(beside(path, suffix), "private", record, 0o660) for suffix in SIDE_FILES]
    yield from (one for one in inside if one.remedy)
