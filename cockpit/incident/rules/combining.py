"""Doubts about what one person holds at once, and about how many report to one (S17, S25)."""

from __future__ import annotations

from collections.abc import Iterable

from cockpit.incident.crew import combined_cause, is_worst, span_cause, span_of_control
from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMUNICATOR, INVESTIGATOR, SCRIBE, TECHNICAL_LEAD
from cockpit.incident.rules.verdicts import Asking, Doubt
from cockpit.incident.state import Incident

_BOTH = frozenset({SCRIBE, COMMUNICATOR})


def combines(incident: Incident, person: str, roles: Iterable[str]) -> Doubt | None:
    """S25: scribe and communicator are two people where it is as bad as it gets."""
    held = {*incident.roles_of(person), *roles}
    if incident.alone or not is_worst(incident) or not held >= _BOTH:
        return None
    question = f"at {incident.severity} scribe and communicator are better two people: why {person} alone"
    return Doubt("S25", question, combined_cause(incident, person))


def widens(incident: Incident, person: str, roles: Iterable[str], asking: Asking) -> Doubt | None:
    """More people than one can follow; asked of the commander alone, who can name a lead between."""
    limit = incident.cadence.span_of_control
    now = span_of_control(incident)
    through_lead = incident.holders(TECHNICAL_LEAD) and set(roles) <= {INVESTIGATOR}
    here = any(same_person(name, person) for name in now)
    if through_lead or here or not incident.is_commander(asking.actor) or len(now) < limit:
        return None
    lead = "a technical lead" if not incident.holders(TECHNICAL_LEAD) else "leads between"
    question = (
        f"{len(now) + 1} people would report to {incident.commander}, more than {limit}: why not {lead}"
    )
    return Doubt("span", question, span_cause(incident))
