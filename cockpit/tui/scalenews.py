"""What somebody has to hear about how bad it is, and about the procedure the incident is run by."""

from __future__ import annotations

from collections.abc import Iterator

from cockpit.incident import events as ev
from cockpit.incident.people import same_person
from cockpit.incident.state import Incident


def scale_news(before: Incident, after: Incident, me: str) -> Iterator[str]:
    """A severity somebody else has set, for the commander (S38); another procedure, for everybody (S40)."""
    for entry in after.acts:
        if entry.number <= before.number or _is_mine(entry, me):
            continue
        if entry.event == ev.Amended.event:
            yield f"{entry.actor} has changed the procedure of this incident: numbers and names may differ."
        if entry.event == ev.SeveritySet.event and after.is_commander(me):
            yield f"{entry.actor} has set the severity: it is {after.severity}."


def _is_mine(entry: ev.Recorded, me: str) -> bool:
    return any(same_person(name, me) for name in (entry.actor, entry.by_word or ""))
