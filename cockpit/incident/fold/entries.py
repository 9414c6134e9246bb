"""Folds plain entries: only those that say when users were hit change anything."""

from __future__ import annotations

from msgspec.structs import replace

from cockpit.incident import events as ev
from cockpit.incident.fold.steps import step
from cockpit.incident.state import Incident


@step(ev.Logged)
def _logged(incident: Incident, entry: ev.Recorded, fact: ev.Logged) -> Incident:
    if fact.check:
        to_check = (*incident.to_check, entry.number)
        incident = replace(incident, to_check=to_check, context_at=incident.context_at or entry.recorded_at)
    if fact.kind == "noticed" and (incident.noticed_at is None or entry.happened_at < incident.noticed_at):
        return replace(incident, noticed_at=entry.happened_at, noticed_about=entry.about)
    return incident


@step(ev.Checked)
def _checked(incident: Incident, entry: ev.Recorded, fact: ev.Checked) -> Incident:
    return _without(incident, fact.targets)


@step(ev.Corrected)
def _corrected(incident: Incident, entry: ev.Recorded, fact: ev.Corrected) -> Incident:
    """Whoever corrects it has checked it."""
    return _without(incident, (fact.target,))


def _without(incident: Incident, numbers: tuple[int, ...]) -> Incident:
    left = tuple(number for number in incident.to_check if number not in numbers)
    return replace(incident, to_check=left) if len(left) < len(incident.to_check) else incident
