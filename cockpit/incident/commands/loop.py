"""What a person can ask for about check-ins, timers and duties, in the imperative."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from cockpit.incident.events import Outcome, PlanLine, Trend


class StartCheckIn(Struct, frozen=True):
    """The form is open; the others see that it is under way."""


class LeaveCheckIn(Struct, frozen=True):
    """The form was left without finishing it."""


class CheckIn(Struct, frozen=True):
    """One turn of the loop. `outcomes` maps measure ids to an outcome, or "running" (see `until`)."""

    trend: Trend | None = None
    state: str = ""
    impact: str | None = None
    plan: tuple[PlanLine, ...] = ()
    outcomes: Mapping[str, Outcome | Literal["running"]] = field(default_factory=dict)
    until: Mapping[str, datetime] = field(default_factory=dict)
    """For measures still running: until when; without, until the next check-in is overdue."""
    users: str = ""
    """New users or regions since the last one (S68)."""


class SetTimer(Struct, frozen=True):
    """Ring me, or somebody, at a time."""

    text: str
    until: datetime
    person: str | None = None


class EndTimer(Struct, frozen=True):
    timer: str


class Snooze(Struct, frozen=True):
    """Put one of my duties off; `until` None: until the next check-in."""

    cause: str
    until: datetime | None = None
