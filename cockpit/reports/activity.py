"""One person's activity log after ICS form 214: roles with their times, then what they did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from cockpit.incident.metrics import took_part
from cockpit.incident.people import person_key, same_person
from cockpit.incident.state import Incident
from cockpit.incident.texts import harmless
from cockpit.record.log import Row
from cockpit.reports.setting import padded, wrapped
from cockpit.reports.timeline import row_json
from cockpit.reports.words import stamp


def people_of(incident: Incident) -> list[str]:
    """Everybody who took part, as first spelled, by when they came."""
    known = sorted(incident.people.values(), key=lambda person: person.since)
    names = {person_key(person.name): person.name for person in known}
    for stint in incident.stints:
        names.setdefault(person_key(stint.person), stint.person)
    part = took_part(incident)
    return [name for key, name in names.items() if key in part]


def activity_lines(incident: Incident, person: str, rows: Iterable[Row], now: datetime) -> Iterator[str]:
    """Set for 80 columns; times in the zone of `now`, the operational period first."""
    yield harmless(f"{person}   {incident.id}   {incident.title}")
    begun = stamp(incident.declared_at, now) if incident.declared_at else "—"
    ended = f" to {stamp(incident.closed_at, now)}" if incident.closed_at else ", still open"
    yield f"  operational period  {begun}{ended}"
    for stint in incident.stints:
        if same_person(stint.person, person):
            until = f" to {stamp(stint.until, now)}" if stint.until else " until now"
            yield f"  {padded(stint.role, 18)}  {stamp(stint.since, now)}{until}"
    for row in rows:
        text = row.text if row.corrected_text is None else row.corrected_text
        when = f"  {row.happened_at.astimezone(now.tzinfo):%m-%d %H:%M}  "
        start = f"{when}{row.number:>4}  {'declared: ' if row.kind == 'declared' else ''}"
        yield from wrapped(text, first=start, rest=" " * 21)


def activity_json(incident: Incident, person: str, rows: Iterable[Row]) -> dict[str, Any]:
    """Roles with their times, and every entry of the person with the keys of `timeline --json`."""
    return {
        "incident": incident.id,
        "person": person,
        "roles": [
            {
                "role": stint.role,
                "since": stint.since.isoformat(),
                "until": stint.until.isoformat() if stint.until else None,
            }
            for stint in incident.stints
            if same_person(stint.person, person)
        ],
        "entries": [row_json(row) for row in rows],
    }
