"""What the record of the response still lacks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cockpit.incident.duties.duty import Duty, Rank, deciders
from cockpit.incident.procedure import SCRIBE
from cockpit.incident.state import Incident


def record(incident: Incident, now: datetime) -> Iterator[Duty]:
    """When it was first noticed, asked for once the first loop is over (S31)."""
    declared = incident.declared_at
    if declared is None or incident.noticed_at is not None:
        return
    since = declared + timedelta(minutes=incident.cadence.due_until)
    if now >= since:
        whose = incident.holders(SCRIBE) or deciders(incident)
        text = "when was it first noticed? write it down (noticed: …)"
        yield Duty("S31", Rank.REST, text, since, whose, "timeline", cause="noticed")
