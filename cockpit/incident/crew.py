"""Who is on the incident and how each of them holds up (S9): one value for each person, for every face."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from cockpit.incident.events import Feeling
from cockpit.incident.moments import age
from cockpit.incident.people import person_key, same_person
from cockpit.incident.procedure import COMMANDER, INVESTIGATOR, ROLES, TECHNICAL_LEAD
from cockpit.incident.state import Incident
from cockpit.incident.zones import BadTime, zone_from

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
OK_HOLDS = timedelta(hours=1)
"""How long somebody's own "ok" stands against a suggestion of relief."""


class Member(Struct, frozen=True):
    """One person on the incident, at a moment."""

    name: str
    roles: tuple[str, ...]
    task: str
    since: datetime
    """On duty since then; coming back begins anew."""
    last_at: datetime
    """When they last wrote, or spoke by somebody's hand."""
    zone: str | None
    """IANA name of their zone: their own word, else the on-call list's."""
    feeling: Feeling | None
    released_at: datetime | None
    relief: str
    """Why relief is suggested ("4h10 on duty", "asks for relief"), or empty."""

    def local(self, now: datetime) -> str:
        """The hour where they are, as 03:06; empty where nobody said where that is."""
        try:
            return f"{now.astimezone(zone_from(self.zone, None)):%H:%M}" if self.zone else ""
        except BadTime:
            return ""


def crew(incident: Incident, now: datetime) -> tuple[Member, ...]:
    """Everybody here: whoever holds a role in the roles' order, then the rest, then whoever was let go."""
    members = [_member(incident, person.name, now) for person in incident.people.values()]
    return tuple(sorted(members, key=_place))


def _place(member: Member) -> tuple[bool, int, datetime]:
    first = min((ROLES.index(role) for role in member.roles if role in ROLES), default=len(ROLES))
    return member.released_at is not None, first, member.since


def _member(incident: Incident, name: str, now: datetime) -> Member:
    condition = incident.condition(name)
    since = on_duty_since(incident, name)
    return Member(
        name=name,
        roles=incident.roles_of(name),
        task="" if condition.released_at else incident.task_of(name),
        since=since,
        last_at=incident.people[person_key(name)].last_at,
        zone=condition.zone or _on_call_zone(incident, name),
        feeling=condition.feeling,
        released_at=condition.released_at,
        relief=_relief(incident, name, now),
    )


def on_duty_since(incident: Incident, name: str) -> datetime:
    """Since they came, or came back; a role that was dated earlier counts from there."""
    condition, person = incident.condition(name), incident.people.get(person_key(name))
    stints = [one.since for one in incident.stints if same_person(one.person, name)]
    if condition.back_at is not None:
        return condition.back_at
    return min([*stints, *([person.since] if person else [])], default=condition.felt_at or BEGINNING)


def _on_call_zone(incident: Incident, name: str) -> str | None:
    return next((one.zone for one in incident.procedure.on_call if same_person(one.name, name)), None)


def _relief(incident: Incident, name: str, now: datetime) -> str:
    """Their own word first; time on duty counts for whoever holds a role (S9)."""
    condition = incident.condition(name)
    if not incident.is_open or condition.released_at is not None:
        return ""
    if condition.feeling == "relief":
        return "asks for relief"
    worked = now - on_duty_since(incident, name)
    limit = timedelta(minutes=incident.cadence.relief_after)
    said_ok = condition.feeling == "ok" and condition.felt_at is not None
    if worked < limit or not incident.roles_of(name):
        return ""
    if said_ok and condition.felt_at is not None and now - condition.felt_at < OK_HOLDS:
        return ""
    return f"{age(worked)} on duty"


def reliefs(incident: Incident, now: datetime) -> tuple[Member, ...]:
    """Everybody for whom relief is suggested now."""
    return tuple(member for member in crew(incident, now) if member.relief)


def arrivals(incident: Incident) -> tuple[str, ...]:
    """Whoever is here and never had a role, a task or leave to go, in the order they came (S55)."""
    if incident.alone or incident.commander is None or incident.phase != "active":
        return ()
    here = sorted(incident.people.values(), key=lambda person: person.since)
    return tuple(person.name for person in here if _has_come(incident, person.name))


def idle(incident: Incident, name: str) -> bool:
    """Whether somebody is here without a role and without leave to go."""
    return incident.condition(name).released_at is None and not incident.roles_of(name)


def _has_come(incident: Incident, name: str) -> bool:
    """Here and given nothing yet; whose role has ended is no arrival, until they come back."""
    back = incident.condition(name).back_at or BEGINNING
    ended = (one.until for one in incident.stints if one.until and same_person(one.person, name))
    had = any(until > back for until in ended)
    return idle(incident, name) and not had and not incident.task_of(name)


def returned(incident: Incident) -> tuple[str, ...]:
    """Whoever was free to go and is here again by a measure of theirs (S15, S55).

    Until the next check-in, another role or a task of their own: then everybody knows.
    """
    return tuple(one.name for one in incident.people.values() if _has_returned(incident, one.name))


def _has_returned(incident: Incident, name: str) -> bool:
    back_at = incident.condition(name).back_at
    if back_at is None or incident.condition(name).task or incident.roles_of(name) != (INVESTIGATOR,):
        return False
    if incident.checkins and incident.checkins[-1].at >= back_at:
        return False
    acted = (one for one in incident.stints if one.how == "acted" and same_person(one.person, name))
    return any(one.since == back_at for one in acted)


def span_of_control(incident: Incident) -> tuple[str, ...]:
    """Who reports to the commander: everybody with a role, the investigators through their lead (S17)."""
    through_lead = bool(incident.holders(TECHNICAL_LEAD))
    names = {
        person_key(one.person): one.person
        for one in incident.holdings
        if one.role != COMMANDER and not (through_lead and one.role == INVESTIGATOR)
    }
    commander = incident.commander
    return tuple(name for key, name in names.items() if not commander or key != person_key(commander))


def too_wide(incident: Incident) -> bool:
    """Whether more people report to the commander than one person can follow."""
    return len(span_of_control(incident)) > incident.cadence.span_of_control


def span_cause(incident: Incident) -> str:
    """What a reason for a wide span is about."""
    return f"more than {incident.cadence.span_of_control} people report to {incident.commander}"


def is_worst(incident: Incident) -> bool:
    """Whether it has the worst severity of the scale (S39)."""
    return incident.severity is not None and incident.procedure.rank(incident.severity) == 0


def investigating_since(incident: Incident) -> datetime | None:
    """Since when the commander investigates as well, by a role or a measure that runs (S6); None alone."""
    name = incident.commander
    if name is None or incident.alone:
        return None
    roles = [h.since for h in incident.holdings if same_person(h.person, name) and h.role in _INVESTIGATE]
    running = (one for one in incident.running if same_person(one.owner or "", name))
    return min([*roles, *(one.started_at for one in running if one.started_at)], default=None)


_INVESTIGATE = frozenset({INVESTIGATOR, TECHNICAL_LEAD})
