"""The entries a scribe walks after the incident: what people wrote and nobody has starred (S82)."""

from __future__ import annotations

from collections.abc import Iterator

from cockpit.incident import events as ev
from cockpit.incident.state import Incident
from cockpit.record.log import Filter, Reader, Row
from cockpit.reports.choosing import PAGE

_ABOUT_OTHERS = frozenset(
    {
        ev.Corrected.event, ev.Commented.event, ev.SignedOff.event, ev.Reread.event,
        ev.FacilitatorChosen.event,
    }
)  # fmt: skip
"""What is no part of the response, or only stands beside an entry."""


def to_reread(reader: Reader, incident: Incident) -> Iterator[Row]:
    """The entries without a star that the last walk did not come to. Raises RecordError."""
    after = incident.reread_through
    while rows := reader.rows(incident.id, Filter(people_and_stars=True), after=after, limit=PAGE):
        yield from (row for row in rows if _is_wanted(row))
        after = rows[-1].number


def _is_wanted(row: Row) -> bool:
    return not (row.starred or row.redacted or row.event in _ABOUT_OTHERS)
