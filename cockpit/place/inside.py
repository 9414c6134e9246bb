"""Looks into the record itself: can it be read, do its triggers stand, and does the clock agree with it?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cockpit.place.finding import Finding, mend, well
from cockpit.record.errors import RecordError

if TYPE_CHECKING:
    from cockpit.record.sqlite import SqliteLog

_CLOCK_SECONDS = 2.0


def inside(path: Path, now: datetime) -> Iterator[Finding]:
    """Opens the record to read: can it be, do its triggers stand, is this host's clock behind its end?"""
    from cockpit.record.sqlite import SqliteLog

    try:
        with closing(SqliteLog(path, read_only=True)) as log:
            yield from [*_triggers(log), _clock(log, now)]
    except RecordError as error:
        yield mend("opening", "the record cannot be read", str(error))


def _triggers(log: SqliteLog) -> Iterator[Finding]:
    """Whoever may write the file can drop them, and then change entries until somebody looks."""
    odd = log.unguarded()
    for told in odd:
        to_do = "cockpit verify says whether entries fit; cockpit recover FILE makes a record that has them"
        yield mend("triggers", told, to_do)
    if not odd:
        yield well("triggers", "those that refuse changes stand")


def _clock(log: SqliteLog, now: datetime) -> Finding:
    """This host's clock, compared with the last entry."""
    ends = [(one.incident, log.head(one.incident).number) for one in log.incidents()]
    last = [entry.recorded_at for one, end in ends for entry in log.since(one, end - 1, limit=1)]
    if not last:
        return well("clock", "there is no entry yet to compare it with")
    ahead = (now - max(last)).total_seconds()
    if ahead < -_CLOCK_SECONDS:
        told = f"the clock is {_spoken(-ahead)} behind the last entry"
        return mend(
            "clock", told, "set it (timedatectl set-ntp true); numbers keep the entries' order meanwhile"
        )
    return well("clock", f"by this clock the last entry was recorded {_spoken(ahead)} ago")


def _spoken(seconds: float) -> str:
    whole = max(0, round(seconds))
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if whole >= 2 * size:
            return f"{whole // size} {unit}"
    return f"{whole} s"
