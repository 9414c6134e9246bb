"""When somebody's next working morning begins; what is not urgent after the close sleeps until then (S78)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo

from cockpit.incident.people import same_person
from cockpit.incident.state import Incident
from cockpit.incident.zones import BadTime, readings, zone_from

_NINE = time(9)
_EVERY_DAY = range(7)


def morning_of(incident: Incident, person: str, after: datetime) -> datetime:
    """The first working morning of `person` later than `after`, in their own zone."""
    procedure = incident.procedure
    zone = zone_of(incident, person)
    return next_morning(after, zone, _clock(procedure.morning), procedure.workdays)


def zone_of(incident: Incident, person: str) -> tzinfo:
    """Where somebody is: as they said, as the on-call list has it, as the project has it, else UTC."""
    listed = (one.zone for one in incident.procedure.on_call if same_person(one.name, person))
    names = (incident.condition(person).zone, *listed, incident.procedure.zone)
    return next((zone for zone in map(_known, names) if zone), UTC)


def next_morning(after: datetime, zone: tzinfo, start: time, workdays: tuple[int, ...]) -> datetime:
    """The first time later than `after` at which clocks in `zone` show `start` on a working day.

    Monday is 0; where no day is a working day, every day is.
    """
    wanted = set(workdays) & set(_EVERY_DAY) or set(_EVERY_DAY)
    today = after.astimezone(zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(8))
    mornings = (readings(datetime.combine(day, start), zone)[0] for day in days if day.weekday() in wanted)
    return next(morning for morning in mornings if morning > after)


def _known(name: str | None) -> tzinfo | None:
    try:
        return zone_from(name, None) if name else None
    except BadTime:
        return None


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return _NINE
