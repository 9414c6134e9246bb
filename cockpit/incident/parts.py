"""The values an incident's state is made of: people, measures, statements, questions, check-ins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct, field

from cockpit.incident.events import (
    Beforehand,
    Feeling,
    MeasureKind,
    Outcome,
    PlanLine,
    Trend,
    Verdict,
)
from cockpit.incident.people import same_person

Phase = Literal["active", "watch", "closed"]
MeasureState = Literal[
    "waiting", "asked", "approved", "refused", "withdrawn", "running", "done",
    "worked", "no-effect", "worse", "rolled-back",
]  # fmt: skip
OUTCOMES: tuple[Outcome, ...] = ("worked", "no-effect", "worse", "rolled-back")
StatementState = Literal["waiting", "ready", "sent", "dropped"]


class Stint(Struct, frozen=True):
    """Somebody held a role from a moment to another; `until` is None while they do."""

    role: str
    person: str
    since: datetime
    until: datetime | None = None
    how: str = ""
    """How they came by it: assigned, taken, handoff, joined, acted."""
    briefed: bool = False
    """A commander who had the brief before them when they took over."""
    taken_from: str = ""
    """The commander in place from whom command was taken, for good; empty: from nobody (S5)."""


class Takeover(Struct, frozen=True):
    """Command was taken while somebody else had it (S5)."""

    person: str
    """From whom."""
    by: str
    at: datetime
    commit: str
    """The act it was done in."""
    acknowledged_at: datetime | None = None
    """Since when they know, or everybody has heard it; None: it still stands in red."""


class Holding(Struct, frozen=True):
    """Somebody holds a role since a moment."""

    role: str
    person: str
    since: datetime


class Person(Struct, frozen=True):
    """Somebody who has written here, was assigned something, or joined."""

    name: str
    since: datetime
    last_at: datetime
    """When they last wrote, by the appender's clock."""


class Condition(Struct, frozen=True):
    """What somebody said of themselves, or was told: as far as acts say it."""

    zone: str | None = None
    """IANA name of the zone they said they are in."""
    feeling: Feeling | None = None
    """Their own word about how they hold up (S9), and when it was said."""
    felt_at: datetime | None = None
    task: str = ""
    """The one thing they said they are doing (S18)."""
    task_at: datetime | None = None
    released_at: datetime | None = None
    """When they were told that they are free to go; None while on duty."""
    back_at: datetime | None = None
    """When they came back after that; their time on duty begins anew."""


class Impact(Struct, frozen=True):
    """Who is hit and how badly, as somebody last said it (S7, S60)."""

    trend: Trend
    text: str
    at: datetime
    by: str
    number: int
    share: str | None = None
    region: str | None = None
    cohort: str | None = None
    metrics: Mapping[str, str] = field(default_factory=dict)
    function: str | None = None
    since: datetime | None = None
    """Since when users are hit so, where that was said."""


class Run(Struct, frozen=True):
    """A command that was run for a measure."""

    command: str
    host: str
    by: str
    at: datetime
    exit_code: int | None
    seconds: float


class Measure(Struct, frozen=True):
    """A mitigation, fix or diagnostic and where it stands (S8, S11)."""

    id: str
    kind: MeasureKind
    text: str
    state: MeasureState
    proposed_by: str
    proposed_at: datetime
    number: int
    """The entry that brought it in."""
    owner: str | None = None
    component: str | None = None
    risk: str | None = None
    undo: str | None = None
    box_minutes: int | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    started_at: datetime | None = None
    started_number: int = 0
    box_until: datetime | None = None
    ended_at: datetime | None = None
    unapproved: Beforehand | None = None
    acknowledged: bool = False
    alone: bool = False
    question: str | None = None
    asked_by: str | None = None
    answer: str | None = None
    standing: str | None = None
    """The standing approval it was approved or started under, such as A1."""
    runs: tuple[Run, ...] = ()

    @property
    def is_waiting(self) -> bool:
        return self.state == "waiting"

    @property
    def is_running(self) -> bool:
        return self.state == "running"

    @property
    def is_over(self) -> bool:
        """It has an outcome, or will never run."""
        return self.state in {*OUTCOMES, "refused", "withdrawn"}

    @property
    def needs_approval(self) -> bool:
        return self.kind != "passive"

    def over_box(self, now: datetime) -> timedelta:
        """How long it has run past its time box; zero while inside it."""
        if not self.is_running or self.box_until is None or now <= self.box_until:
            return timedelta()
        return now - self.box_until


class Decision(Struct, frozen=True):
    """What was decided, and what it answered (S10)."""

    id: str
    text: str
    answers: str
    by: str
    at: datetime
    number: int
    round: str | None = None


class Objection(Struct, frozen=True):
    """Kept beside what it is about: a round, a decision or a measure."""

    about: str
    text: str
    by: str
    at: datetime
    number: int


class Round(Struct, frozen=True):
    """ "Any strong objections?" was asked; it stands until decided."""

    id: str
    text: str
    by: str
    at: datetime
    until: datetime
    measure: str | None = None
    decision: str | None = None
    """The decision that ended it."""


class Allowance(Struct, frozen=True):
    """A standing approval for one person, until the next check-in."""

    id: str
    what: str
    person: str
    by: str
    at: datetime
    ended: bool = False


class Hypothesis(Struct, frozen=True):
    """What may be the cause; open until ruled out or confirmed."""

    id: str
    text: str
    by: str
    at: datetime
    verdict: Verdict | None = None
    why: str = ""
    closed_by: str = ""
    closed_at: datetime | None = None


class Timer(Struct, frozen=True):
    """Somebody's own timer; it is gone from the state once ended."""

    id: str
    text: str
    person: str
    until: datetime


class Snooze(Struct, frozen=True):
    """A duty put off by one person. `until` None: until the next check-in."""

    person: str
    cause: str
    at: datetime
    loop: int
    until: datetime | None = None


class Telling(Struct, frozen=True):
    """An audience was told, or need not be (S21, S80)."""

    at: datetime
    by: str
    number: int
    statement: str = ""
    link: str | None = None
    next_by: datetime | None = None
    ending: bool = False
    waived: bool = False


class Statement(Struct, frozen=True):
    """What an audience is to be told, before it is (S20)."""

    id: str
    audience: str
    text: str
    by: str
    at: datetime
    state: StatementState
    next_by: datetime | None = None
    decided_by: str | None = None


class Question(Struct, frozen=True):
    """Somebody outside wants to know (S23); closed by its answer."""

    id: str
    text: str
    asker: str
    at: datetime
    by: str
    """Who entered it."""
    forwarded_by: str | None = None
    forwarded_at: datetime | None = None
    answer: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None


class UnderWay(Struct, frozen=True):
    """A check-in is being filled in."""

    loop: int
    by: str
    at: datetime
    commander: str | None
    """Who had command when it was begun: a new one starts afresh."""
    entered_by: str = ""
    """Who has the form open, where that is somebody else's check-in, begun by word."""

    def is_filled_by(self, person: str) -> bool:
        """Whether `person` began it, or has its form open."""
        return any(same_person(person, name) for name in (self.by, self.entered_by) if name)


class Change(Struct, frozen=True):
    """A value that held from a moment on: a severity, a phase."""

    value: str
    at: datetime
    number: int


class Checkin(Struct, frozen=True):
    """One finished turn of the loop (S66)."""

    loop: int
    at: datetime
    by: str
    number: int
    trend: Trend | None
    state: str
    plan: tuple[PlanLine, ...]
    users: str = ""
    started_at: datetime | None = None
    """When its form was opened; None where it was entered at once."""
    due_at: datetime | None = None
    overdue_at: datetime | None = None
    """The band it was held against; None for one that had none."""


class Offer(Struct, frozen=True):
    """Command is offered to somebody and not yet accepted."""

    person: str
    by: str
    at: datetime


class ImpactWindow(Struct, frozen=True):
    """From the first sign to the last recovery; None while unknown."""

    started_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def minutes(self) -> float | None:
        if self.started_at is None or self.ended_at is None:
            return None
        minutes = (self.ended_at - self.started_at).total_seconds() / 60
        return int(minutes) if minutes == int(minutes) else round(minutes, 1)


class Band(Struct, frozen=True):
    """When the next check-in is early, due and overdue (S66)."""

    due_at: datetime
    overdue_at: datetime
    escalates_at: datetime

    def state(self, now: datetime) -> Literal["early", "due", "overdue"]:
        if now < self.due_at:
            return "early"
        return "due" if now < self.overdue_at else "overdue"
