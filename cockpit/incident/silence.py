"""How long a commander has been silent while something waits for them (S13)."""

from __future__ import annotations

from datetime import datetime, timedelta

from cockpit.incident.people import person_key
from cockpit.incident.procedure import DEPUTY
from cockpit.incident.state import Incident


def silent_since(incident: Incident) -> datetime | None:
    """Since when the commander has neither written nor spoken while a proposal waits, or None."""
    commander = incident.commander
    known = incident.people.get(person_key(commander)) if commander else None
    if known is None or not incident.waiting:
        return None
    first = min(measure.proposed_at for measure in incident.waiting)
    return max(known.last_at, incident.waits_since(first))


def too_silent(incident: Incident, now: datetime) -> bool:
    """Whether the deputy may take approving over: silent for the procedure's minutes."""
    since = silent_since(incident)
    return since is not None and now - since >= timedelta(minutes=incident.cadence.silent)


def may_take_over(incident: Incident, person: str, now: datetime) -> bool:
    """Whether `person` is the deputy, and approves from now on by one act of their own."""
    return incident.holds(person, DEPUTY) and incident.delegated_to is None and too_silent(incident, now)
