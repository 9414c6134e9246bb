"""Bringing a record of an older layout up to this one, once it has been copied as it was."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cockpit.record.connect import stamp
from cockpit.record.engine import sqlite3
from cockpit.record.errors import OlderLayout, RecordError
from cockpit.record.folders import make_own
from cockpit.record.guard import beside
from cockpit.record.layout import LAYOUT
from cockpit.record.newfile import BadTarget
from cockpit.record.queue import turn

_ATTEMPTS = 100


def backups_beside(path: Path) -> Path:
    """Next to the record's folder, in which nothing else may be."""
    return beside(path.parent, ".backups")


def bring_up_to_date(connection: sqlite3.Connection, path: Path, folders: Sequence[Path]) -> Path | None:
    """Lay out an empty file, or migrate an older layout; the backup that was made before that, if one was.

    All of it happens in the queue, so that of many who start a newer cockpit at once one does it. The
    backup goes into the first of `folders` that takes it. Raises OlderLayout where none does.
    """
    if stamp(connection).layout >= LAYOUT:
        return None
    from cockpit.record.schema import migrate  # sqlite-utils is slow to import and rarely needed

    with turn(path):
        found = stamp(connection)
        if found.layout >= LAYOUT:
            return None
        copy = None if found.empty else _copied(path, found.layout, folders)
        migrate(connection)
        return copy


def _copied(path: Path, layout: int, folders: Sequence[Path]) -> Path:
    from cockpit.record.backup import backup

    why = "no folder was named"
    for folder in folders:
        try:
            target = _free(folder, path, layout)
            backup(path, target)
            return target
        except (RecordError, OSError, sqlite3.Error) as error:
            why = str(error).rstrip(".")
    raise OlderLayout(
        f"The record at {path} is of an older cockpit and is read only here until it can be backed up "
        f"({why}): make a folder {folders[0]} that you may write, and start again."
    )


def _free(folder: Path, path: Path, layout: int) -> Path:
    with suppress(FileExistsError):
        make_own(folder.parent)
        folder.mkdir(mode=0o700)
        if folder == backups_beside(path):  # for the same people as the record's own folder
            found = path.parent.stat()
            os.chown(folder, -1, found.st_gid)
            folder.chmod(found.st_mode & 0o7770)
    for number in range(1, _ATTEMPTS):
        again = f"-{number}" if number > 1 else ""
        target = folder / f"{path.stem}-layout-{layout}{again}{path.suffix}"
        if not target.exists():
            return target
    raise BadTarget(f"{folder} holds a hundred backups of this layout: remove some.")
