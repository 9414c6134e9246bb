"""What a duty is, and the one order of urgency."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum

from msgspec import Struct

from cockpit.incident.moments import age, lasted
from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMANDER
from cockpit.incident.state import Incident


class Rank(IntEnum):
    """The one order of duties; the smaller the more urgent."""

    BLOCKED = 1
    """A person is blocked: approval, question, handoff."""
    MEASURE = 2
    """Over its box, or gone worse."""
    NO_COMMANDER = 3
    IMPACT = 4
    CHECK_IN = 5
    PROMISE = 6
    STAFFING = 7
    REST = 8


class Duty(Struct, frozen=True):
    """Something due, for whoever can mend it."""

    rule: str
    rank: Rank
    text: str
    since: datetime
    whose: tuple[str, ...] = ()
    """Names; empty means everybody here."""
    pane: str = ""
    """Where it is mended: the id of a pane."""
    target: str = ""
    """The measure it is about, if any."""
    cause: str = ""
    """Stable name of the cause: it speaks once, then only ages."""
    returns_at: datetime | None = None
    """A promise to a client: however it was put off, from then on it is due again."""
    rings_at: datetime | None = None
    """When it rings whose it is, once; None: as its rank says (see `quiet`)."""

    def is_for(self, person: str) -> bool:
        return not self.whose or any(same_person(person, name) for name in self.whose)


def ago(since: datetime, now: datetime) -> str:
    """How long ago, as people read it: 58s, 2m10, 31m, 1h09. Never negative."""
    return age(lasted(since, now))


def deciders(incident: Incident) -> tuple[str, ...]:
    """Who decides: the commander, while there is one."""
    return incident.holders(COMMANDER)


def approvers(incident: Incident) -> tuple[str, ...]:
    """Who approves: the commander, and the deputy to whom that is delegated (S13)."""
    names = deciders(incident)
    return (*names, incident.delegated_to) if names and incident.delegated_to else names


def hm(moment: datetime, now: datetime) -> str:
    """A clock time in the zone of `now`."""
    return f"{moment.astimezone(now.tzinfo):%H:%M}"
