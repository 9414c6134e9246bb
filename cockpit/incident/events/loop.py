"""Facts about the loop: check-ins, timers, duties put off."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from cockpit.incident.events.base import Fact, Trend


class PlanLine(Struct, frozen=True):
    """One line of the plan for the next 15–20 minutes (S70)."""

    text: str
    owner: str | None = None
    kind: str | None = None
    """A kind of measure, where the line names an act: it becomes an approved measure with that owner."""
    measure: str | None = None
    """The id of that measure."""


class CheckinStarted(Fact, frozen=True, kw_only=True):
    """Somebody fills the form, so that the others see that it is under way (S66)."""

    event: ClassVar[str] = "checkin.started"
    kind: str = "check-in"
    loop: int


class CheckinLeft(Fact, frozen=True, kw_only=True):
    """The form was left without finishing the check-in."""

    event: ClassVar[str] = "checkin.left"
    kind: str = "check-in"
    loop: int


class CheckinFinished(Fact, frozen=True, kw_only=True):
    """One turn of the loop (S66–S72). Outcomes, impact and approvals stand in the same commit."""

    event: ClassVar[str] = "checkin.finished"
    prose: ClassVar[frozenset[str]] = frozenset({"state", "users", "plan"})
    automatic: ClassVar[bool] = False
    kind: str = "check-in"
    star: bool = True
    loop: int
    trend: Trend | None = None
    state: str = ""
    """What the lead or the investigators reported."""
    plan: tuple[PlanLine, ...] = ()
    users: str = ""
    """New users or regions since the last check-in (S68)."""


class TimerSet(Fact, frozen=True, kw_only=True):
    """ "Back to me in 5 min": somebody's own timer."""

    event: ClassVar[str] = "timer.set"
    prose: ClassVar[frozenset[str]] = frozenset({"what"})
    main: ClassVar[str | None] = "what"
    kind: str = "timer"
    timer: str
    """Its id within the incident: T1, T2 …"""
    what: str
    person: str
    """Whose it is: whom it rings."""
    until: datetime


class TimerEnded(Fact, frozen=True, kw_only=True):
    """It rang and was seen, or is no longer wanted."""

    event: ClassVar[str] = "timer.ended"
    kind: str = "timer"
    timer: str


class Snoozed(Fact, frozen=True, kw_only=True):
    """Somebody put a duty off until the next check-in, or until a time."""

    event: ClassVar[str] = "duty.snoozed"
    kind: str = "snooze"
    cause: str
    """The stable name of the duty's cause."""
    person: str
    until: datetime | None = None
    """None: until the next check-in, and where there is none for the length of a loop."""
