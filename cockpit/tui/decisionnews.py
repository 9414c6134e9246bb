"""What somebody has to hear at once about decisions: objections are asked for, it is decided, one may act."""

from __future__ import annotations

from collections.abc import Iterator

from cockpit.incident import moments
from cockpit.incident.people import same_person
from cockpit.incident.state import Incident, Objection


def decision_news(before: Incident, after: Incident, me: str) -> Iterator[str]:
    """Sentences for `me` about decisions, objections and standing approvals since `before`."""
    for asked in after.rounds.values():
        if asked.id not in before.rounds and not same_person(asked.by, me):
            within = moments.age(asked.until - asked.at)
            yield f"{asked.by}: any strong objections? {asked.text} (within {within}; o objects)"
    for made in after.decisions[len(before.decisions) :]:
        if not same_person(made.by, me):
            yield f"{made.by} decided: {made.text} ({made.id})"
    for allowance in after.allowances.values():
        if allowance.id not in before.allowances and _is_new_to(me, allowance.person, allowance.by):
            yield f"Until the next check-in you may: {allowance.what} (under {allowance.id}, {allowance.by})"
        was = before.allowances.get(allowance.id)
        if was and allowance.ended and not was.ended and same_person(allowance.person, me):
            yield f"{allowance.id} has ended: what you do next is approved anew."
    for objection in after.objections[len(before.objections) :]:
        if not same_person(objection.by, me) and _concerns(after, objection, me):
            yield f"{objection.by} objects to {objection.about}: {objection.text}"


def _is_new_to(me: str, person: str, by: str) -> bool:
    return same_person(person, me) and not same_person(by, me)


def _concerns(incident: Incident, objection: Objection, me: str) -> bool:
    """Whoever decides, and whoever asked or proposed what is objected to."""
    asked = incident.rounds.get(objection.about)
    measure = incident.measures.get(objection.about)
    names = (*incident.deciders, asked.by if asked else "", measure.proposed_by if measure else "")
    return any(same_person(name, me) for name in names if name)
