"""Folds plain entries: only those that say when users were hit change anything."""

from __future__ import annotations

from msgspec.structs import replace

from cockpit.incident import events as ev
from cockpit.incident.fold.steps import step
from cockpit.incident.state import Incident


@step(ev.Logged)
def _logged(incident: Incident, entry: ev.Recorded, fact: ev.Logged) -> Incident:
    if fact.kind == "noticed" and (incident.noticed_at is None or entry.happened_at < incident.noticed_at):
        return replace(incident, noticed_at=entry.happened_at, noticed_about=entry.about)
    return incident
