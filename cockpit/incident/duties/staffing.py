"""Command, and the roles a response needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cockpit.incident.duties.duty import Duty, Rank, ago, deciders
from cockpit.incident.procedure import (
    COMMUNICATOR,
    DEPUTY,
    INVESTIGATOR,
    SCRIBE,
    TECHNICAL_LEAD,
)
from cockpit.incident.state import Incident


def command(incident: Incident, now: datetime) -> Iterator[Duty]:
    since = incident.command_open_since
    if incident.commander is None and since:
        text = f"nobody has command for {ago(since, now)}: take it or find somebody"
        yield Duty("S52", Rank.NO_COMMANDER, text, since, pane="roles", cause="no commander")


def staffing(incident: Incident, now: datetime) -> Iterator[Duty]:
    since = incident.command_taken_at
    if since is None or incident.alone or incident.phase != "active":
        return
    whose = deciders(incident)
    investigators = incident.holders(INVESTIGATOR)
    wanted = [
        ("S54", not investigators and not incident.holders(TECHNICAL_LEAD), "who leads the investigation?"),
        ("S16", len(investigators) > 2 and not incident.holders(TECHNICAL_LEAD), "name a technical lead"),
        ("S55", not incident.holders(SCRIBE), "find a scribe"),
        ("S55", not incident.holders(COMMUNICATOR), "find a communicator"),
        ("S13", _wants_deputy(incident) and not incident.holders(DEPUTY), "name a deputy"),
    ]
    for rule, missing, text in wanted:
        if missing:
            yield Duty(rule, Rank.STAFFING, text, since, whose, "roles", cause=text)


def _wants_deputy(incident: Incident) -> bool:
    level = incident.procedure.severity(incident.severity) if incident.severity else None
    return level is not None and level.deputy
