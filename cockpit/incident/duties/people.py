"""People: who has come, who needs relief, who does the same twice, and a commander who is silent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cockpit.incident.collisions import collisions
from cockpit.incident.combined import unexplained
from cockpit.incident.crew import (
    Member,
    arrivals,
    is_worst,
    reliefs,
    returned,
    span_cause,
    span_of_control,
    too_wide,
)
from cockpit.incident.duties.duty import Duty, Rank, ago, deciders
from cockpit.incident.people import person_key
from cockpit.incident.procedure import DEPUTY, INVESTIGATOR, SCRIBE, TECHNICAL_LEAD
from cockpit.incident.silence import silent_since, too_silent
from cockpit.incident.state import Incident

ROLE_KEYS = "g gives a role"
BACK_KEYS = "g, then k task or x free to go"
"""Keys that do so wherever the duty is shown; on a bare line their verbs are told instead."""
COMBINED = "combined roles"
"""Cause of the duty about roles that are better several people's."""


def people(incident: Incident, now: datetime) -> Iterator[Duty]:
    """Everything about the people themselves; nothing while one is alone."""
    if incident.alone:
        return
    yield from _silent(incident, now)
    yield from _arrived(incident)
    yield from _returned(incident)
    yield from _relief(incident, now)
    yield from _twice(incident)
    yield from _combined(incident)
    yield from _wide(incident)
    yield from _context(incident, now)


def _silent(incident: Incident, now: datetime) -> Iterator[Duty]:
    """S13: the deputy may take approving over while the commander says nothing."""
    since, deputies = silent_since(incident), incident.holders(DEPUTY)
    if since is None or not deputies or incident.delegated_to or not too_silent(incident, now):
        return
    waiting = incident.waiting[0]
    text = f"{incident.commander} is silent for {ago(since, now)} while {waiting.id} waits: approve instead?"
    cause = f"silent while {waiting.id}"
    yield Duty("S13", Rank.BLOCKED, text, since, deputies, "people", cause=cause)


def _arrived(incident: Incident) -> Iterator[Duty]:
    """S55: one line however many have come."""
    names = arrivals(incident)
    if not names:
        return
    verb = "is" if len(names) == 1 else "are"
    text = f"{_listed(names)} {verb} here: {ROLE_KEYS}"
    since = max(incident.people[person_key(name)].since for name in names)
    cause = f"arrivals {', '.join(names)}"
    yield Duty("S55", Rank.STAFFING, text, since, deciders(incident), "people", cause=cause)


def _returned(incident: Incident) -> Iterator[Duty]:
    """S55: whoever was let go and has begun something again; one line however many they are."""
    names = returned(incident)
    if incident.commander is None or not names:
        return
    called = incident.procedure.role_name(INVESTIGATOR)
    whom = f"{_listed(names)} {'is' if len(names) == 1 else 'are'} here again as {called}"
    since = max(incident.condition(name).back_at or incident.people[person_key(name)].since for name in names)
    cause = f"back {', '.join(names)}"
    text = f"{whom}: {BACK_KEYS}"
    yield Duty("S55", Rank.STAFFING, text, since, deciders(incident), "people", cause=cause)


def _relief(incident: Incident, now: datetime) -> Iterator[Duty]:
    """S9: one line however many are tired; the commander's own relief is a handoff."""
    found = reliefs(incident, now)
    if not found:
        return
    names = ", ".join(f"{_called(incident, one)} {one.relief}" for one in found)
    since = min(_relief_since(incident, one) for one in found)
    cause = f"relief {', '.join(one.name for one in found)}"
    yield Duty("S9", Rank.STAFFING, f"relief: {names}", since, deciders(incident), "people", cause=cause)


def _relief_since(incident: Incident, member: Member) -> datetime:
    """When they asked, else when the procedure's hours were over."""
    asked = incident.condition(member.name).felt_at if member.feeling == "relief" else None
    return asked or member.since + timedelta(minutes=incident.cadence.relief_after)


def _called(incident: Incident, member: Member) -> str:
    return f"{member.name} (commander)" if incident.is_commander(member.name) else member.name


def _twice(incident: Incident) -> Iterator[Duty]:
    """S18: for whoever coordinates the work, and for the two who do it."""
    for found in collisions(incident):
        leads = incident.holders(TECHNICAL_LEAD) or deciders(incident)
        people = (*leads, found.first.person, found.second.person)
        whose = tuple({person_key(name): name for name in reversed(people)}.values())[::-1]
        cause = f"twice {found.first.person} {found.second.person} {found.about}"
        text = f"{found}: one of them?"
        yield Duty("S18", Rank.STAFFING, text, found.since, whose, "people", cause=cause)


def _combined(incident: Incident) -> Iterator[Duty]:
    """S25: several roles at once are fine until it is as bad as it gets, or for a reason."""
    if not is_worst(incident):
        return
    found = unexplained(incident)
    if not found:
        return
    names = [one.person for one in found]
    since = max(one.since for one in incident.holdings if one.person in names)
    told = ", ".join(f"{one.person} is {one.told(incident)}" for one in found)
    count = found[0].count if len(found) == 1 else "more"
    text = f"{told}: {count} people at {incident.severity}?"
    yield Duty("S25", Rank.REST, text, since, deciders(incident), "people", cause=COMBINED)


def _wide(incident: Incident) -> Iterator[Duty]:
    """More people report to the commander than one person can follow."""
    if not too_wide(incident) or ("span", span_cause(incident)) in incident.given:
        return
    names, since = span_of_control(incident), max(one.since for one in incident.holdings)
    text = f"{len(names)} people report to {incident.commander or 'nobody'}: name leads between"
    yield Duty("S17", Rank.STAFFING, text, since, deciders(incident), "people", cause="span of control")


def _context(incident: Incident, now: datetime) -> Iterator[Duty]:
    """S57: the first responder tells the scribe what was so far; the scribe checks it."""
    scribes = incident.holders(SCRIBE)
    first = incident.known(incident.declared_by)
    if scribes and first and not incident.holds(first, SCRIBE):
        since = min(one.since for one in incident.holdings if one.role == SCRIBE)
        late = now - since > timedelta(minutes=incident.cadence.due_until)
        if not (late or incident.context_at or incident.condition(first).released_at):
            text = "tell the scribe what was so far"
            yield Duty("S57", Rank.REST, text, since, (first,), "context", cause="context")
    if scribes and incident.to_check and incident.context_at:
        numbers = ", ".join(map(str, incident.to_check[:3])) + (" …" if len(incident.to_check) > 3 else "")
        text = f"check what {first or 'the first responder'} wrote down: {numbers}"
        yield Duty("S57", Rank.REST, text, incident.context_at, scribes, "timeline", cause="context to check")


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
