"""What is still open at the close: audiences not told of the end, measures that run or never ran."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from cockpit.incident.audiences import end_owed
from cockpit.incident.state import Impact, Incident, Measure


def is_worse_again(incident: Incident) -> bool:
    """In the watch, and it was said since that it got worse or shows a new symptom (S77)."""
    impact = incident.impact
    if incident.phase != "watch" or impact is None or impact.number <= incident.watch_number:
        return False
    return impact.trend in {"worse", "new-symptom"}


def standing_impact(incident: Incident) -> Impact | None:
    """Impact that nobody has said got better: "same" says nothing of its own (S33)."""
    told = next((one for one in reversed(incident.impact_history) if one.trend != "same"), incident.impact)
    return None if told is None or told.trend == "better" else told


def is_impact_over(incident: Incident) -> bool:
    """It was called resolved, and nobody has said since how users are hit (S76)."""
    impact = incident.impact
    if incident.phase == "active" or incident.resolved_at is None or impact is None:
        return False
    return impact.number < incident.watch_number


class OpenEnds(Struct, frozen=True):
    """What the close asks about, all in one question (S76, S78, S80)."""

    left: timedelta | None
    """Of the watch; zero once it is over, None where nothing was called resolved."""
    untold: tuple[str, ...]
    """Audiences that were told of it, and neither told of its end nor waived."""
    running: tuple[Measure, ...]
    unstarted: tuple[Measure, ...]
    """Approved or still waiting, and never started: the close names them and asks nothing."""

    @property
    def none(self) -> bool:
        return self.left == timedelta() and not self.untold and not self.running


def open_ends(incident: Incident, at: datetime) -> OpenEnds:
    """What would be left open by closing at that time."""
    until = incident.watch_until
    left = None if until is None else max(until - at, timedelta())
    unstarted = tuple(m for m in incident.measures.values() if m.state in NEVER_STARTED)
    return OpenEnds(left, end_owed(incident), incident.running, unstarted)


NEVER_STARTED = {
    "approved": "approved and never started",
    "waiting": "proposed and never decided on",
    "asked": "sent back with a question nobody answered",
}
"""What is said of a measure that never ran, by its state."""
