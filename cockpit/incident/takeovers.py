"""Command that was taken from a commander in place: whether they know it, and who had it before (S5)."""

from __future__ import annotations

from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMANDER
from cockpit.incident.state import Incident, Takeover


def unacknowledged(incident: Incident, person: str | None = None) -> tuple[Takeover, ...]:
    """What was taken, from anybody or from `person` alone, and is not known to them yet; red until then."""
    return tuple(
        one
        for one in incident.takeovers
        if one.acknowledged_at is None and (person is None or same_person(one.person, person))
    )


def taken_from(incident: Incident) -> str:
    """From whom whoever has command now took it, for good; empty: from nobody."""
    held = (one for one in incident.stints if one.role == COMMANDER and one.until is None)
    return next((one.taken_from for one in held), "")


def is_taken(incident: Incident) -> bool:
    """Whether whoever has command now took it from somebody who does not know it yet."""
    whose = taken_from(incident)
    return bool(whose and unacknowledged(incident, whose))


def told(incident: Incident, taken: Takeover) -> str:
    """From whom, and by whom where that is not whoever has command now."""
    by = "" if same_person(taken.by, incident.commander or "") else f" by {taken.by}"
    return f"taken from {taken.person}{by}"
