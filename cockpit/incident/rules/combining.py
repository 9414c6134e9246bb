"""Doubts about what one person holds at once, and about how many report to one (S17, S25)."""

from __future__ import annotations

from collections.abc import Iterable

from cockpit.incident.combined import combination
from cockpit.incident.crew import is_worst, span_cause, span_of_control
from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMANDER, INVESTIGATOR, TECHNICAL_LEAD
from cockpit.incident.rules.verdicts import Asking, Doubt
from cockpit.incident.state import Incident


def combines(incident: Incident, person: str, roles: Iterable[str]) -> Doubt | None:
    """S25: some roles are several people's where it is as bad as it gets; one person alone has no choice."""
    both = combination(incident, person, roles)
    if incident.alone or not is_worst(incident) or both is None:
        return None
    people = f"{both.told(incident)} are better {both.count} people"
    return Doubt("S25", f"at {incident.severity} {people}: why {person} alone", both.cause(incident))


def commands_beside(incident: Incident, person: str) -> str:
    """A hint for whoever takes command and holds what is better somebody else's: command never waits."""
    doubt = combines(incident, person, (COMMANDER,))
    both = combination(incident, person, (COMMANDER,))
    if doubt is None or both is None:
        return ""
    others = " and ".join(incident.procedure.role_name(role) for role in both.roles if role != COMMANDER)
    return f"{person} is {others} as well: at {incident.severity} better somebody else (S25)"


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
