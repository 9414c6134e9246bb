"""A host's clock that was set while an incident ran: its acts as they read on the clock as it goes now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from cockpit.incident.corrections import fact_of
from cockpit.incident.envelope import Recorded
from cockpit.incident.fold import fold
from cockpit.incident.moments import age
from cockpit.incident.state import Incident

_ENDS = ("until", "box_until")
LEAST = timedelta(seconds=10)
"""A clock that is off by less has been put right in passing; nothing is counted anew for it."""


class ClockStep(Struct, frozen=True):
    """The clock was set at once, not little by little."""

    through: int
    """The last entry that was recorded by the clock as it went before."""
    by: timedelta
    """How far it was set; negative: back."""

    @property
    def words(self) -> str:
        """ "set back by 1h00" """
        return f"set {'back' if self.by < timedelta() else 'forward'} by {age(abs(self.by))}"


def on_one_clock(incident: Incident, steps: Sequence[ClockStep]) -> Incident:
    """`incident` as if all its acts had been recorded by the clock as it goes now.

    Only for what is counted from them, so that a clock set back silences nothing and one set forward makes
    nothing due at once: the record keeps the times it was given, and the order is that of the numbers.
    """
    if not any(step.by for step in steps):
        return incident
    moved = fold(Incident(id=incident.id), [_moved(act, steps) for act in incident.acts])
    return replace(moved, people=incident.people, number=incident.number, acts=incident.acts)


def _moved(act: Recorded, steps: Sequence[ClockStep]) -> Recorded:
    by = sum((step.by for step in steps if act.number <= step.through), timedelta())
    if not by:
        return act
    body = _body_moved(act, by)
    return replace(act, happened_at=act.happened_at + by, recorded_at=act.recorded_at + by, body=body)


def _body_moved(act: Recorded, by: timedelta) -> str:
    """With the ends of time boxes, timers and rounds, which were reckoned from the same clock."""
    fact = fact_of(act)
    ends = {name: getattr(fact, name, None) for name in _ENDS}
    moved = {name: end + by for name, end in ends.items() if isinstance(end, datetime)}
    return replace(fact, **moved).to_json() if fact is not None and moved else act.body


def ahead_of(incident: Incident, now: datetime) -> ClockStep | None:
    """The step that explains acts recorded at times that have not come yet; None where there are none.

    Such an act happened at the latest when the next one was recorded, or just now.
    """
    future = [act for act in incident.acts if act.recorded_at > now + LEAST]
    if not future:
        return None
    last = max(future, key=lambda act: act.number)
    later = next(_after(incident, last.number), None)
    latest = max(act.recorded_at for act in future)
    return ClockStep(last.number, (later.recorded_at if later else now) - latest)


def _after(incident: Incident, number: int) -> Iterator[Recorded]:
    return (act for act in incident.acts if act.number > number)
