"""Every storage failure by its own name; each says why and what to do in one sentence."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cockpit.record.engine import sqlite3
from cockpit.record.holders import intruder


class RecordError(Exception):
    """The record cannot be read or written. `str()` is a sentence for people."""


class Conflict(RecordError):
    """Nothing was written: another act came since the decision was made."""


class CommitReused(RecordError):
    """Nothing was written: the commit id already stands for other content."""


class Unstorable(RecordError):
    """Nothing was written: what was given is nothing the record can hold."""


class TooLong(Unstorable):
    """Nothing was written: one entry holds up to 1 MiB."""


class Unavailable(RecordError):
    """Nothing was written or read, known for sure."""


class Indeterminate(RecordError):
    """The answer was lost: look for the commit before trying again."""


class NewerLayout(Unavailable):
    """The file was made by a newer cockpit and is read only here."""


class OlderLayout(Unavailable):
    """The file was made by an older cockpit and is read only until it can be backed up."""


_LOCKED = "The record at {path} is locked by another program: try again, or end that program."
_FULL = "The disk that holds {path} is full: free some space there, then try again."
_FORBIDDEN = (
    "You may not use the record at {path}: ask its owner to let your group use the file and its folder."
)
_NO_FOLDER = "The folder of {path} is not a folder: name the right file with --db."
_SQLITE_SENTENCES = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_PROTOCOL: _LOCKED,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_PERM: _FORBIDDEN,
    sqlite3.SQLITE_READONLY: "The record at {path} may not be written by you: `cockpit doctor` says what "
    "its owner has to mend, and `cockpit observe` reads along.",
    sqlite3.SQLITE_CORRUPT: "The record at {path} is damaged: keep it and its -wal file, and take what is "
    "intact into a new one with `cockpit recover FILE`.",
    sqlite3.SQLITE_NOTADB: "{path} is not a record of incidents: name the right file with --db, or, if it "
    "was one, take what is intact out of it with `cockpit recover FILE`.",
    sqlite3.SQLITE_CANTOPEN: "The record at {path} cannot be opened: look whether the file and its folder "
    "exist and let you in; `cockpit doctor` says what to mend.",
    sqlite3.SQLITE_IOERR: "The disk that holds {path} fails ({why}): look at the system's log, and go on in "
    "another file with --db.",
}
_MAY_NOT_GROW = (
    "The record at {path} could not grow ({why}): free some space where your quota on its disk is used up, "
    "or lift the largest size of a file (ulimit -f); where it is neither, look at the system's log for a "
    "failing disk."
)
_CANNOT_WRITE = frozenset({"SQLITE_IOERR_WRITE", "SQLITE_IOERR_TRUNCATE"})
NO_ROOM_FOR_INDEX = "SQLITE_IOERR_SHMSIZE"
"""By its name, for its code is one of broken disks: there is no room for the index of the log."""
_HELD_UP = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
_OS_SENTENCES = {
    errno.ENOENT: "There is no record at {path}: name the right file with --db.",
    errno.ENOTDIR: _NO_FOLDER,
    errno.EEXIST: _NO_FOLDER,
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.ENOSPC: _FULL,
    errno.EDQUOT: "Your quota on the disk that holds {path} is used up: free some space, then try again.",
    errno.ELOOP: "A link lies where a file of the record at {path} belongs ({why}): see with ls -l whose it "
    "is, then remove it.",
    errno.EROFS: "The disk that holds {path} is mounted read-only: look at the system's log, have it mounted "
    "for writing, or go on in another file with --db.",
    errno.EMFILE: "Too many files are open for this user: close some programs, then try again.",
}
_OTHER = "The record at {path} cannot be used ({why}): look whether its disk is healthy, then try again."


def sentence_for(error: Exception, path: Path) -> str:
    """What to tell a person about a failure of SQLite or of the system."""
    if told := held_up(error, path):
        return told
    if isinstance(error, OSError):
        template = _OS_SENTENCES.get(error.errno or 0, _OTHER)
    else:
        template = _sqlite_sentence(error)
    return template.format(path=path, why=error)


def _sqlite_sentence(error: Exception) -> str:
    name, code = getattr(error, "sqlite_errorname", ""), primary_code(error)
    if name == NO_ROOM_FOR_INDEX:
        return _FULL
    if name in _CANNOT_WRITE:
        return _MAY_NOT_GROW
    if code == sqlite3.SQLITE_CANTOPEN and _too_many_files():
        return _OS_SENTENCES[errno.EMFILE]
    return _SQLITE_SENTENCES.get(code, _OTHER)


def _too_many_files() -> bool:
    """SQLite does not tell why it could not open a file."""
    try:
        os.close(os.dup(2))
    except OSError as error:
        return error.errno == errno.EMFILE
    return False


def held_up(error: BaseException, path: Path) -> str:
    """What to tell a person where somebody who does not queue holds the record; else empty.

    Ask before the connection is closed: the last one takes the locked file along.
    """
    outside = intruder(path) if primary_code(error) in _HELD_UP else ""
    return locked_by(outside, path) if outside else ""


def locked_by(holder: str, path: Path) -> str:
    """What to tell a person whom a program that does not queue keeps from the record."""
    return (
        f"Another program ({holder}) has locked the record at {path} for too long: "
        "let it go on or end it, then try again; nothing was written."
    )


def filling(path: Path) -> str:
    """What to tell a person while the disk has no room left, and only the reserve takes entries."""
    return (
        f"The disk that holds {path} is full: free some space there; "
        "entries go into the space kept ready for them until that is used up."
    )


def disk_hangs(path: Path) -> str:
    """What to tell a person while nothing at the file comes to an end."""
    return (
        f"The disk that holds {path} does not answer: look at the system's log. What is typed stays here, "
        "and all goes on by itself when the disk does."
    )


def primary_code(error: BaseException) -> int:
    """SQLite's result code without its extension; -1 where there is none."""
    code: int = getattr(error, "sqlite_errorcode", -1)
    return code & 0xFF if code >= 0 else -1


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turns every failure of SQLite and of the system into one of this module's."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise Unstorable(f"The record at {path} refused the entry: {error}.") from error
    except (sqlite3.Error, OSError) as error:
        raise Unavailable(sentence_for(error, path)) from error
