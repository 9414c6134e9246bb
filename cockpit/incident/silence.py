"""How long a commander has been silent while something waits for them (S13)."""

from __future__ import annotations

from datetime import datetime, timedelta

from cockpit.incident.people import person_key
from cockpit.incident.state import Incident


def silent_since(incident: Incident) -> datetime | None:
    """Since when the commander has neither written nor spoken while a proposal waits, or None."""
    commander = incident.commander
    known = incident.people.get(person_key(commander)) if commander else None
    if known is None or not incident.waiting:
        return None
    return max(known.last_at, min(measure.proposed_at for measure in incident.waiting))


def too_silent(incident: Incident, now: datetime) -> bool:
    """Whether the deputy may take approving over: silent for the procedure's minutes."""
    since = silent_since(incident)
    return since is not None and now - since >= timedelta(minutes=incident.cadence.silent)
