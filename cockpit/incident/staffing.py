"""The staffing checklist: which roles a response wants, who holds them, and since when one is missing."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from cockpit.incident.procedure import (
    COMMANDER,
    COMMUNICATOR,
    DEPUTY,
    INVESTIGATOR,
    ROLES,
    SCRIBE,
    TECHNICAL_LEAD,
)
from cockpit.incident.state import Incident

LEADLESS = 2
"""Investigators who need no technical lead (S16)."""


class Post(Struct, frozen=True):
    """One line of the checklist (S13, S16, S52, S54, S55)."""

    role: str
    holders: tuple[str, ...]
    rule: str = ""
    ask: str = ""
    """What to do about it, as a duty says it; empty where nothing is missing."""
    since: datetime | None = None
    """Since when it is missing."""

    @property
    def missing(self) -> bool:
        return self.since is not None


def checklist(incident: Incident) -> tuple[Post, ...]:
    """Every role in the order of the screens; what is missing says since when. Nothing is while alone."""
    return tuple(_post(incident, role) for role in ROLES)


def _post(incident: Incident, role: str) -> Post:
    holders = incident.holders(role)
    rule, ask, since = _wanted(incident, role) if incident.is_open and not holders else ("", "", None)
    if since is None:
        return Post(role, holders)
    return Post(role, holders, rule, ask, max(since, _left_at(incident, role) or since))


def _wanted(incident: Incident, role: str) -> tuple[str, str, datetime | None]:
    """(rule, what to do, since when) for a role nobody holds."""
    if role == COMMANDER:
        return "S52", "find a commander", incident.command_open_since
    since = incident.command_taken_at
    if since is None or incident.alone or incident.phase != "active":
        return "", "", None
    leads = incident.holders(TECHNICAL_LEAD)
    wanted = {
        SCRIBE: ("S55", "find a scribe", since),
        COMMUNICATOR: ("S55", "find a communicator", since),
        INVESTIGATOR: ("S54", "who leads the investigation?", None if leads else since),
        TECHNICAL_LEAD: ("S16", "name a technical lead", _third_investigator(incident)),
        DEPUTY: ("S13", "name a deputy", _deputy_wanted(incident, since)),
    }
    return wanted[role]


def _left_at(incident: Incident, role: str) -> datetime | None:
    """When somebody last left it."""
    return max((one.until for one in incident.stints if one.role == role and one.until), default=None)


def _third_investigator(incident: Incident) -> datetime | None:
    came = sorted(one.since for one in incident.holdings if one.role == INVESTIGATOR)
    return came[LEADLESS] if len(came) > LEADLESS else None


def _deputy_wanted(incident: Incident, since: datetime) -> datetime | None:
    level = incident.procedure.severity(incident.severity) if incident.severity else None
    if level is None or not level.deputy:
        return None
    return max(since, incident.severities[-1].at) if incident.severities else since
