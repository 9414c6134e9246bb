"""Which entries belong to the record that is handed on, and how they are walked page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cockpit.record.log import Filter, Reader, Row

PAGE = 500
"""Entries fetched at a time."""
_RAW = frozenset(
    {
        "entry.logged", "entry.imported", "entry.commented", "entry.starred", "entry.unstarred",
        "duty.snoozed", "timer.set", "timer.ended", "checkin.started", "checkin.left",
    }
)  # fmt: skip
"""Events of the raw log: they belong to the record only where somebody starred them (S30)."""


def walk(reader: Reader, incident: str, wanted: Filter | None = None) -> Iterator[Row]:
    """Every entry, ascending by number; read page by page. Raises RecordError."""
    after = 0
    while rows := reader.rows(incident, wanted or Filter(), after=after, limit=PAGE):
        yield from rows
        after = rows[-1].number


def of_record(rows: Iterable[Row]) -> Iterator[Row]:
    """The starred layer: what is starred, and what the cockpit itself wrote down of acts (S30)."""
    return (row for row in rows if row.starred or row.event not in _RAW)
