"""Measures over their time box, gone worse, or not yet acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cockpit.incident.duties.duty import Duty, Rank, ago, deciders
from cockpit.incident.people import same_person
from cockpit.incident.state import Incident, Measure

ACKNOWLEDGE = "acknowledge"
"""How the cause of the duty begins that ends when the commander has seen what was done."""
SEEN_KEY = "(!)"
"""The key that ends it, as its text says; whoever reads it without a screen is told the verb instead."""


def measures(incident: Incident, now: datetime) -> Iterator[Duty]:
    for measure in incident.measures.values():
        whose = _of(measure) + deciders(incident)
        over = measure.over_box(now)
        if over and measure.box_until:
            text = f"{measure.id} is {ago(now - over, now)} over its time box"
            yield Duty(
                "S8", Rank.MEASURE, text, measure.box_until, whose, "mitigations", measure.id,
                f"box {measure.id}",
            )  # fmt: skip
        if measure.state == "worse" and measure.ended_at and now - measure.ended_at < timedelta(minutes=30):
            text = f"{measure.id} made it worse: roll it back?"
            yield Duty(
                "S8", Rank.MEASURE, text, measure.ended_at, whose, "mitigations", measure.id,
                f"worse {measure.id}",
            )  # fmt: skip


def _of(measure: Measure) -> tuple[str, ...]:
    return (measure.owner,) if measure.owner else (measure.proposed_by,)


def unseen(incident: Incident) -> list[Measure]:
    """What was done without approval, or alone, red until the commander acknowledges it (S11)."""
    return [one for one in incident.measures.values() if one.started_at and _is_unseen(incident, one)]


def _is_unseen(incident: Incident, measure: Measure) -> bool:
    if measure.acknowledged or not (measure.unapproved or measure.alone):
        return False
    own = measure.alone and same_person(measure.proposed_by, incident.commander or "")
    commanded = not incident.alone and incident.commander is not None
    return not own and (bool(measure.unapproved) or commanded)


def acknowledgements(incident: Incident) -> Iterator[Duty]:
    """One duty for all of them, met with one key (S11); it speaks again when there is another."""
    found = unseen(incident)
    if not found:
        return
    since = min(one.started_at for one in found if one.started_at)
    hows = dict.fromkeys("alone" if one.alone else "without approval" for one in found)
    ids = [one.id for one in found]
    text = f"acknowledge {', '.join(ids)}, done {' or '.join(hows)} {SEEN_KEY}"
    cause = f"{ACKNOWLEDGE} {' '.join(ids)}"
    target = ids[0] if len(ids) == 1 else ""
    yield Duty("S11", Rank.STAFFING, text, since, deciders(incident), "mitigations", target, cause)
