"""The rule that two measures at one place are not at cross purposes unseen (S12)."""

from __future__ import annotations

from cockpit.incident.rules.verdicts import Doubt
from cockpit.incident.state import Incident, Measure


def crosses(incident: Incident, measure: Measure) -> Doubt | None:
    """Why start it while another runs on the same component: asked unless its approval came after that began.

    Whoever approved it later saw the other in the queue's warning. Looking only never crosses anything.
    """
    if incident.alone or not measure.needs_approval:
        return None
    other = next((one for one in incident.running if _same_place(one, measure)), None)
    if other is None or _approved_knowing(measure, other):
        return None
    question = f"{other.id} ({other.text}, {other.owner}) runs on {measure.component} too: why both at once"
    return Doubt("S12", question, f"{measure.id} beside {other.id}")


def _same_place(one: Measure, other: Measure) -> bool:
    here, there = ((m.component or "").strip().casefold() for m in (one, other))
    return bool(here) and here == there and one.id != other.id and one.needs_approval


def _approved_knowing(measure: Measure, other: Measure) -> bool:
    if measure.state != "approved" or measure.decided_at is None or measure.standing:
        return False
    return other.started_at is not None and other.started_at <= measure.decided_at
