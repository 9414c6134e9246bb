"""What rings a bell, for whom, and when: only what is theirs, once for each cause, and nobody's at night."""

from __future__ import annotations

from datetime import datetime, time, tzinfo

from cockpit.incident.duties import Duty, Rank, mine
from cockpit.incident.people import same_person
from cockpit.incident.state import Incident
from cockpit.incident.zones import BadTime, zone_from

SHOWN = 3
"""Duties that are told by name; the rest is a count."""
_NIGHT = (time(22), time(7))
TIMER = "timer "
"""How the cause of a timer begins that somebody set for themselves: it rings at night too."""


def rings(incident: Incident, person: str, now: datetime) -> list[Duty]:
    """The duties of `person` that have a bell by `now`; each cause is to be heard once."""
    found = [
        duty
        for duty in mine(incident, person, now)
        if (at := rings_at(duty, person)) is not None and at <= now
    ]
    if not is_silent(incident, person, now):
        return found
    return [duty for duty in found if duty.cause.startswith(TIMER)]


def rings_at(duty: Duty, person: str) -> datetime | None:
    """From when on a duty has a bell for `person`; None: never.

    Somebody who waits for me rings at once, my own measure when its box ends, a promise to a client when
    it returns. What everybody could do, and what only wants tidying, never rings.
    """
    if duty.rings_at is not None or duty.returns_at is not None:
        return duty.rings_at or duty.returns_at
    if duty.rank == Rank.BLOCKED and duty.whose:
        return duty.since
    if duty.rank == Rank.MEASURE and duty.whose and same_person(duty.whose[0], person):
        return duty.since
    return None


def is_silent(incident: Incident, person: str, now: datetime) -> bool:
    """Whether this severity rings nobody's bell at the hour it is where `person` is (S44)."""
    level = incident.procedure.severity(incident.severity) if incident.severity else None
    return level is not None and not level.at_night and is_night(incident, person, now)


def is_night(incident: Incident, person: str, now: datetime) -> bool:
    """Whether it is night where `person` is: in their own zone, else the project's, else that of `now`."""
    here = now.astimezone(_zone(incident, person) or now.tzinfo).time()
    begins, ends = _night(incident)
    return begins <= here or here < ends if begins > ends else begins <= here < ends


def _night(incident: Incident) -> tuple[time, time]:
    try:
        begins, ends = map(time.fromisoformat, incident.procedure.night)
    except ValueError:
        return _NIGHT
    return begins, ends


def _zone(incident: Incident, person: str) -> tzinfo | None:
    """Where somebody is, as far as anybody said it."""
    listed = (one.zone for one in incident.procedure.on_call if same_person(one.name, person))
    names = (incident.condition(person).zone, *listed, incident.procedure.zone)
    return next((zone for zone in map(_known, names) if zone), None)


def _known(name: str | None) -> tzinfo | None:
    try:
        return zone_from(name, None) if name else None
    except BadTime:
        return None
