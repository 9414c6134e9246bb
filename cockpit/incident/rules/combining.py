"""Doubts about what one person holds at once, and about how many report to one (S17, S25)."""

from __future__ import annotations

from collections.abc import Iterable

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.combined import Combined, combination, combined, unexplained
from cockpit.incident.crew import is_worst, span_cause, span_of_control
from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMANDER, INVESTIGATOR, TECHNICAL_LEAD
from cockpit.incident.rules.verdicts import (
    Accepted,
    Asking,
    Decision,
    Doubt,
    Refused,
    because_suffix,
    by_word_suffix,
    said,
    unanswered,
    with_reasons,
)
from cockpit.incident.state import Incident


def combines(incident: Incident, person: str, roles: Iterable[str]) -> Doubt | None:
    """S25: some roles are several people's where it is as bad as it gets; one person alone has no choice."""
    both = combination(incident, person, roles)
    if incident.alone or not is_worst(incident) or both is None:
        return None
    return _doubt(incident, both)


def _doubt(incident: Incident, both: Combined) -> Doubt:
    people = f"{both.told(incident)} are better {both.count} people"
    return Doubt("S25", f"at {incident.severity} {people}: why {both.person} alone", both.cause(incident))


def keep_roles(incident: Incident, command: cmd.KeepRoles, asking: Asking) -> Decision:
    """S25: the reason for roles that were one person's before it was so bad, or came with command."""
    known = incident.known(command.person) if command.person else None
    if command.person and known is None:
        return Refused("S25", f"nobody here is called {command.person}", usage=True)
    held = [one for one in combined(incident) if known is None or same_person(one.person, known)]
    if incident.alone or not is_worst(incident) or not held:
        who = f"{known} holds no roles" if known else "nobody holds roles"
        way_out = "a reason is asked for at the worst severity alone: cockpit mine says what is due"
        return Refused("S25", f"{who} that are better several people's now", way_out=way_out)
    found = [one for one in held if one in unexplained(incident)]
    if not found:
        return Accepted((), "the reason stands in the record already")
    doubts = [_doubt(incident, one) for one in found]
    asked = unanswered(incident, asking, *doubts)
    if asked:
        return asked
    return said(asking, *(_kept(incident, asking, *pair) for pair in zip(found, doubts, strict=True)))


def _kept(incident: Incident, asking: Asking, both: Combined, doubt: Doubt) -> ev.Fact:
    text = f"{both.person} stays {both.told(incident)}{by_word_suffix(asking)}{because_suffix(asking)}"
    return with_reasons(ev.RolesKept(person=both.person, roles=both.roles, text=text), asking, doubt)


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
