"""Measures over their time box, gone worse, or not yet acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cockpit.incident.duties.duty import Duty, Rank, ago, deciders
from cockpit.incident.people import same_person
from cockpit.incident.state import Incident, Measure


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


def acknowledgements(incident: Incident) -> Iterator[Duty]:
    """What was done without approval, or alone, and the commander has not acknowledged (S11)."""
    whose = deciders(incident)
    for measure in incident.measures.values():
        unseen = measure.unapproved or (measure.alone and not incident.alone and incident.commander)
        mine_anyway = measure.alone and same_person(measure.proposed_by, incident.commander or "")
        if unseen and not measure.acknowledged and not mine_anyway and measure.started_at:
            how = "done alone" if measure.alone else "done without approval"
            text = f"acknowledge {measure.id}, {how}"
            yield Duty(
                "S11", Rank.REST, text, measure.started_at, whose, "mitigations", measure.id,
                f"acknowledge {measure.id}",
            )  # fmt: skip
