"""Somebody waits for somebody: approvals, questions, a handoff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cockpit.incident.duties.duty import Duty, Rank, ago, approvers
from cockpit.incident.people import same_person
from cockpit.incident.state import Incident
from cockpit.incident.takeovers import unacknowledged

KNOW_KEY = "h says that you know"
TAKEN_OVER = "taken over by "
"""How the cause of a duty begins that is about command taken from its holder."""


def blocked(incident: Incident, now: datetime) -> Iterator[Duty]:
    for measure in incident.waiting:
        waits = ago(incident.waits_since(measure.proposed_at), now)
        text = f"approve or refuse {measure.id}, waiting {waits}"
        if incident.commander is None:
            text = f"{measure.id} waits {waits} for a commander"
        yield Duty(
            "S11", Rank.BLOCKED, text, measure.proposed_at, approvers(incident), "approvals", measure.id,
            f"approval {measure.id}",
        )  # fmt: skip
    for measure in incident.measures.values():
        if measure.state == "asked":
            yield Duty(
                "S11", Rank.BLOCKED, f"{measure.asked_by} asks about {measure.id}: {measure.question}",
                measure.proposed_at, (measure.proposed_by,), "approvals", measure.id,
                f"question {measure.id}",
            )  # fmt: skip
    if incident.offer:
        offer = incident.offer
        text = f"{offer.by} offers you command: accept or decline"
        yield Duty("S5", Rank.BLOCKED, text, offer.at, (offer.person,), "roles", cause="handoff")
    yield from _taken_over(incident)


def _taken_over(incident: Incident) -> Iterator[Duty]:
    """Whoever command was taken from says that they know: until then two may think they have it (S5)."""
    for person in dict.fromkeys(one.person for one in unacknowledged(incident)):
        last = unacknowledged(incident, person)[-1]
        now_has = incident.commander or last.by
        has = "" if same_person(now_has, last.by) else f", {now_has} has it now"
        text = f"{last.by} took command from you{has}: {KNOW_KEY}"
        yield Duty("S5", Rank.BLOCKED, text, last.at, (person,), "roles", cause=f"{TAKEN_OVER}{last.by}")
