"""What a damaged log keeps from everybody: SQLite stops reading it there, and says nothing."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from cockpit.record.errors import RecordError
from cockpit.record.guard import beside
from cockpit.record.pages import first_frame_holds, passed_over
from cockpit.record.queue import turn

_HEADER = 56
"""Bytes before the first page in a log."""


def log_unread(path: Path) -> bool:
    """Whether there are entries in the log which SQLite passes over.

    The log is read as bytes: unlike the database, SQLite holds no lock on it that closing it would drop.
    """
    return _passes_over(path) and _passes_over(path)


def nothing_read(path: Path) -> str:
    """Of a record without an incident: that nothing could be read in its log, in a sentence; else empty."""
    with suppress(OSError), beside(path, "-wal").open("rb") as log:
        if not first_frame_holds(log.read(_HEADER + 2**16)):
            return (
                f"The log of the record, {path.name}-wal, is damaged, and nothing in it is read: write "
                "nothing, keep both files, take out what is intact with cockpit recover FILE, and go on in "
                "that one with --db."
            )
    return ""


def _passes_over(path: Path) -> bool:
    """Looked at between two writers, if this user may queue."""
    with suppress(OSError):
        try:
            with turn(path, wait=1):
                return passed_over(beside(path, "-wal").read_bytes())
        except RecordError:
            return passed_over(beside(path, "-wal").read_bytes())
    return False
