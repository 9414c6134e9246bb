"""Folds facts about people: here, in a role, handed over, how they are, what they do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from cockpit.incident import events as ev
from cockpit.incident.fold.steps import step
from cockpit.incident.fold.takeovers import heard, taken_from, taken_over
from cockpit.incident.people import person_key, same_person
from cockpit.incident.procedure import COMMANDER, DEPUTY
from cockpit.incident.state import Holding, Incident, Offer, Stint


@step(ev.Joined)
def _joined(incident: Incident, entry: ev.Recorded, fact: ev.Joined) -> Incident:
    incident = _on_duty(incident, fact.person, entry)
    return _condition(incident, fact.person, zone=fact.zone) if fact.zone else incident


@step(ev.RoleAssigned)
def _assigned(incident: Incident, entry: ev.Recorded, fact: ev.RoleAssigned) -> Incident:
    held = tuple(
        h for h in incident.holdings if not (h.role == fact.role and same_person(h.person, fact.person))
    )
    whose = taken_from(incident, entry) if fact.role == COMMANDER else ""
    stint = Stint(fact.role, fact.person, entry.happened_at, None, fact.how, fact.briefed, whose)
    incident = replace(
        _on_duty(incident, fact.person, entry),
        holdings=(*held, Holding(fact.role, fact.person, entry.happened_at)),
        stints=(*incident.stints, stint),
    )
    if fact.role != COMMANDER:
        return incident
    return replace(
        heard(incident, entry, fact.person),
        command_taken_at=incident.command_taken_at or entry.happened_at,
        clock_from=incident.clock_from or entry.happened_at,
        commander_number=entry.number,
        last_commander=fact.person,
        offer=None,
    )


@step(ev.RoleRelieved)
def _relieved(incident: Incident, entry: ev.Recorded, fact: ev.RoleRelieved) -> Incident:
    left = tuple(
        h for h in incident.holdings if not (h.role == fact.role and same_person(h.person, fact.person))
    )
    if fact.role == COMMANDER and fact.how == "taken":
        incident = taken_over(incident, entry, fact.person)
    lost = incident.delegated_to
    if fact.role == DEPUTY and lost and same_person(lost, fact.person):
        lost = None
    return replace(
        incident, holdings=left, stints=_over(incident, fact, entry.happened_at), delegated_to=lost
    )


def _over(incident: Incident, fact: ev.RoleRelieved, at: datetime) -> tuple[Stint, ...]:
    return tuple(
        replace(one, until=at)
        if one.until is None and one.role == fact.role and same_person(one.person, fact.person)
        else one
        for one in incident.stints
    )


@step(ev.HandoffOffered)
def _offered(incident: Incident, entry: ev.Recorded, fact: ev.HandoffOffered) -> Incident:
    return replace(incident, offer=Offer(fact.person, entry.actor, entry.happened_at))


@step(ev.HandoffAccepted)
def _accepted(incident: Incident, entry: ev.Recorded, fact: ev.HandoffAccepted) -> Incident:
    return replace(incident, offer=None)


@step(ev.HandoffDeclined)
def _declined(incident: Incident, entry: ev.Recorded, fact: ev.HandoffDeclined) -> Incident:
    return replace(heard(incident, entry, entry.actor), offer=None)


@step(ev.TakeoverAcknowledged)
def _acknowledged(incident: Incident, entry: ev.Recorded, fact: ev.TakeoverAcknowledged) -> Incident:
    return heard(incident, entry, fact.person)


@step(ev.Felt)
def _felt(incident: Incident, entry: ev.Recorded, fact: ev.Felt) -> Incident:
    return _condition(incident, fact.person, feeling=fact.feeling, felt_at=entry.happened_at)


@step(ev.Released)
def _released(incident: Incident, entry: ev.Recorded, fact: ev.Released) -> Incident:
    incident = heard(incident, entry, fact.person)
    return _condition(incident, fact.person, released_at=entry.happened_at, task="", task_at=None)


@step(ev.TaskSet)
def _task(incident: Incident, entry: ev.Recorded, fact: ev.TaskSet) -> Incident:
    return _condition(incident, fact.person, task=fact.task, task_at=entry.happened_at)


@step(ev.Delegated)
def _delegated(incident: Incident, entry: ev.Recorded, fact: ev.Delegated) -> Incident:
    return replace(incident, delegated_to=fact.person, delegated_in_silence=fact.silent)


@step(ev.DelegationEnded)
def _undelegated(incident: Incident, entry: ev.Recorded, fact: ev.DelegationEnded) -> Incident:
    return replace(incident, delegated_to=None, delegated_in_silence=False)


def _condition(incident: Incident, person: str, **changes: Any) -> Incident:
    condition = replace(incident.condition(person), **changes)
    return replace(incident, conditions={**incident.conditions, person_key(person): condition})


def _on_duty(incident: Incident, person: str, entry: ev.Recorded) -> Incident:
    """Whoever was free to go and is given something again is back, as fresh as they say."""
    if incident.condition(person).released_at is None:
        return incident
    return _condition(incident, person, released_at=None, back_at=entry.happened_at, feeling=None)
