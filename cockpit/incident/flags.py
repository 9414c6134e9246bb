"""What the record shows to have gone otherwise than the procedure wants: about the work, never by person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from cockpit.incident.metrics import first_sign, metrics
from cockpit.incident.moments import age
from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMANDER, INVESTIGATOR, SCRIBE, TECHNICAL_LEAD
from cockpit.incident.state import Incident, Stint

_LATE = timedelta(minutes=15)
"""Between the first sign and the declaration: longer is worth a word (S4, S31)."""
_LEADERLESS = timedelta(minutes=10)


class Flag(Struct, frozen=True):
    """One thing worth a word in the retrospective."""

    rule: str
    text: str


def flags(incident: Incident, now: datetime) -> list[Flag]:
    """Everything worth a word, in the order of the incident; of what was none, nothing (S4)."""
    if incident.stood_down:
        return []
    found = [
        *_beginning(incident, now),
        *_command(incident, now),
        *_measures(incident),
        *_loop(incident, now),
        *_end(incident),
    ]
    return [Flag(rule, text) for rule, text in found]


Found = Iterator[tuple[str, str]]


def _beginning(incident: Incident, now: datetime) -> Found:
    start = first_sign(incident)
    if start and incident.declared_at and incident.declared_at - start > _LATE:
        yield "S4", f"declared {age(incident.declared_at - start)} after it was first noticed"
    if incident.noticed_at is None and incident.window.started_at in {None, incident.declared_at}:
        yield "S31", "nobody said when it was first noticed"
    if incident.impact is None:
        yield "S59", "nobody said who was hit and how badly"
    if incident.severity is None:
        yield "S38", "the severity was never set"


def _command(incident: Incident, now: datetime) -> Found:
    taken = incident.command_taken_at
    if not incident.checkins and taken is None and len(incident.people) < 2:
        return
    without = metrics(incident, now).without_commander
    if without > _LEADERLESS:
        yield "S52", f"{age(without)} without a commander"
    early = [m.id for m in incident.measures.values() if m.started_at and (not taken or m.started_at < taken)]
    early = [
        one for one in early if not incident.measures[one].alone and incident.measures[one].needs_approval
    ]
    if early:
        yield "S11", f"{_counted(len(early), 'measure')} before anybody had command: {', '.join(early)}"
    for role in (SCRIBE, INVESTIGATOR, TECHNICAL_LEAD):
        if any(
            _at_once(stint, other)
            for stint in _stints(incident, COMMANDER)
            for other in _stints(incident, role)
        ):
            yield ("S25" if role == SCRIBE else "S6"), f"the commander was also {role}"
    for before, stint in zip(_stints(incident, COMMANDER), _stints(incident, COMMANDER)[1:], strict=False):
        if stint.how in {"handoff", "taken"} and not stint.briefed and before.until == stint.since:
            yield "S5", f"command changed hands at {_hm(stint.since, now)} without a brief"


def _measures(incident: Incident) -> Found:
    unapproved = [m.id for m in incident.measures.values() if m.unapproved]
    if unapproved:
        told = f"{_counted(len(unapproved), 'measure')} without approval beforehand: {', '.join(unapproved)}"
        yield "S11", told
    open_ended = [m.id for m in incident.measures.values() if m.state in {"running", "done"}]
    if open_ended and not incident.is_open:
        yield "S69", f"no outcome was ever said of {', '.join(open_ended)}"


def _loop(incident: Incident, now: datetime) -> Found:
    told = metrics(incident, now)
    if told.checkins_overdue:
        yield "S75", f"{told.checkins_overdue} of {_counted(told.checkins, 'check-in')} held overdue"
    longest = timedelta(minutes=incident.cadence.escalate)
    gap = told.checkin_gap_longest
    if gap is not None and gap > longest:
        yield "S75", f"up to {age(gap)} without a check-in"


def _end(incident: Incident) -> Found:
    for change, after in zip(incident.phases, incident.phases[1:], strict=False):
        watched, wanted = after.at - change.at, timedelta(minutes=incident.cadence.watch)
        if change.value == "watch" and after.value == "closed" and watched < wanted:
            yield "S76", f"watched for {age(watched)} of {age(wanted)} before it was closed"
        if change.value == "active" and after.value == "closed" and not incident.stood_down:
            yield "S76", "closed without being called resolved, so nothing was watched"
    if incident.relapses:
        yield "S77", f"{_counted(incident.relapses, 'relapse')} out of the watch"
    if incident.is_open:
        return
    for audience in incident.procedure.audiences:
        tellings = incident.tellings.get(audience.name, ())
        if tellings and not any(one.ending for one in tellings):
            yield "S80", f"{audience.name} was never told that it is over"
    if not incident.first_message:
        yield "S85", "there is no link to the first message"


def _stints(incident: Incident, role: str) -> list[Stint]:
    return [stint for stint in incident.stints if stint.role == role]


def _at_once(one: Stint, other: Stint) -> bool:
    if not same_person(one.person, other.person):
        return False
    ended = one.until is not None and one.until <= other.since
    return not ended and not (other.until is not None and other.until <= one.since)


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _hm(moment: datetime, now: datetime) -> str:
    return f"{moment.astimezone(now.tzinfo):%H:%M %Z}"
