"""What is due now: the ordered list of things somebody must do. Pure; asks and refuses nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from cockpit.incident.duties.blocked import blocked
from cockpit.incident.duties.duty import Duty, Rank, ago
from cockpit.incident.duties.ending import ending
from cockpit.incident.duties.impact import impact, severity
from cockpit.incident.duties.late import late_approvals, rounds
from cockpit.incident.duties.loop import loop, reassess, timers
from cockpit.incident.duties.measures import acknowledgements, measures
from cockpit.incident.duties.order import order
from cockpit.incident.duties.people import people
from cockpit.incident.duties.record import record
from cockpit.incident.duties.staffing import command, staffing
from cockpit.incident.duties.telling import telling, untold
from cockpit.incident.people import same_person
from cockpit.incident.state import Incident, Snooze


def duties(incident: Incident, now: datetime) -> list[Duty]:
    """Everything due at `now`, the most urgent first, the oldest first within a rank; an offer leads."""
    if incident.phase == "closed":
        found = [*untold(incident, incident.closed_at or now), *ending(incident, now)]
        return sorted(found, key=_urgency)
    if not incident.exists:
        return []
    found = [
        *blocked(incident, now),
        *late_approvals(incident, now),
        *rounds(incident, now),
        *order(incident),
        *measures(incident, now),
        *command(incident, now),
        *impact(incident, now),
        *loop(incident, now),
        *timers(incident, now),
        *reassess(incident, now),
        *staffing(incident, now),
        *people(incident, now),
        *severity(incident, now),
        *acknowledgements(incident),
        *record(incident, now),
        *telling(incident, now),
    ]
    return sorted(found, key=_urgency)


def _urgency(duty: Duty) -> tuple[Rank, bool, datetime]:
    return duty.rank, duty.cause != "handoff", duty.since


def mine(incident: Incident, person: str, now: datetime) -> list[Duty]:
    """What `person` must do and has not put off: at most one while alone, the rest counted by the caller."""
    own = [
        duty
        for duty in duties(incident, now)
        if duty.is_for(person) and not put_off(incident, person, duty, now)
    ]
    return own[:1] if incident.alone else own


def put_off(incident: Incident, person: str, duty: Duty, now: datetime) -> bool:
    """Whether `person` has snoozed this duty and the snooze still holds."""
    if duty.returns_at is not None and now >= duty.returns_at:
        return False
    return any(
        snooze.cause == duty.cause and same_person(snooze.person, person) and _holds(incident, snooze, now)
        for snooze in incident.snoozes
    )


def _holds(incident: Incident, snooze: Snooze, now: datetime) -> bool:
    """Until its time, else until the next check-in, else for the length of a loop."""
    if snooze.until is not None:
        return now < snooze.until
    if incident.band is not None:
        return incident.loop == snooze.loop
    return now < snooze.at + timedelta(minutes=incident.cadence.due_until)


__all__ = ["Duty", "Rank", "ago", "duties", "mine", "put_off"]
