"""Folds what comes after the close: signed off, re-read, facilitated, ticketed."""

from __future__ import annotations

from msgspec.structs import replace

from cockpit.incident import events as ev
from cockpit.incident.fold.steps import step
from cockpit.incident.people import person_key
from cockpit.incident.state import Incident


@step(ev.SignedOff)
def _signed_off(incident: Incident, entry: ev.Recorded, fact: ev.SignedOff) -> Incident:
    signed = {**incident.signed_off, person_key(fact.person): entry.happened_at}
    return replace(incident, signed_off=signed)


@step(ev.Reread)
def _reread(incident: Incident, entry: ev.Recorded, fact: ev.Reread) -> Incident:
    walked = replace(incident, reread_through=fact.through)
    return replace(walked, reread_at=entry.happened_at) if fact.done else walked


@step(ev.FacilitatorChosen)
def _facilitated(incident: Incident, entry: ev.Recorded, fact: ev.FacilitatorChosen) -> Incident:
    return replace(incident, facilitator=fact.person)


@step(ev.Ticketed)
def _ticketed(incident: Incident, entry: ev.Recorded, fact: ev.Ticketed) -> Incident:
    return replace(incident, ticket=fact.link, ticket_for=fact.facilitator)
