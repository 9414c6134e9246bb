"""What somebody has to hear at once because it is about them: told once, with a bell."""

from __future__ import annotations

from collections.abc import Iterator

from cockpit.incident.people import same_person
from cockpit.incident.state import Incident, Measure


def news(before: Incident, after: Incident, me: str) -> list[str]:
    """Sentences for `me` about what changed between two states of one incident."""
    if before.id != after.id or not before.exists:
        return []
    return [*_command(before, after, me), *_phase(before, after), *_measures(before, after, me)]


def _command(before: Incident, after: Incident, me: str) -> Iterator[str]:
    if before.is_commander(me) and not after.is_commander(me) and after.commander:
        yield f"{after.commander} has command now; yours has ended."
    offer = after.offer
    if offer and offer != before.offer and same_person(offer.person, me):
        yield f"{offer.by} offers you command: h accepts or declines."


def _phase(before: Incident, after: Incident) -> Iterator[str]:
    if before.phase == "watch" and after.phase == "active":
        yield "Back to active: it was no recovery yet."
    if before.phase == "active" and after.phase == "watch":
        yield "Resolved; the watch period begins."


def _measures(before: Incident, after: Incident, me: str) -> Iterator[str]:
    for measure in after.measures.values():
        was = before.measures.get(measure.id)
        if was is None or was.state == measure.state or not _is_mine(measure, me):
            continue
        if measure.state in {"approved", "refused"} and not same_person(measure.decided_by or "", me):
            yield f"{measure.id} is {measure.state} by {measure.decided_by}."
        if measure.state == "asked":
            yield f"{measure.asked_by} asks about {measure.id}: {measure.question}"


def _is_mine(measure: Measure, me: str) -> bool:
    return any(same_person(name, me) for name in (measure.proposed_by, measure.owner or ""))
