"""What an incident's facts add up to: one frozen value, compared by ==, and questions one can ask of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from cockpit.incident.events import (
    Beforehand,
    MeasureKind,
    Outcome,
    PlanLine,
    Recorded,
    Source,
    Trend,
)
from cockpit.incident.people import person_key, same_person
from cockpit.incident.procedure import COMMANDER, Procedure

Phase = Literal["active", "watch", "closed"]
MeasureState = Literal[
    "waiting", "asked", "approved", "refused", "withdrawn", "running", "done",
    "worked", "no-effect", "worse", "rolled-back",
]  # fmt: skip
OUTCOMES: tuple[Outcome, ...] = ("worked", "no-effect", "worse", "rolled-back")


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


class Checkin(Struct, frozen=True):
    """One finished turn of the loop (S66)."""

    loop: int
    at: datetime
    by: str
    number: int
    trend: Trend | None
    state: str
    plan: tuple[PlanLine, ...]


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


class Incident(Struct, frozen=True, eq=False):
    """Everything true about one incident now. Made by `fold`, never changed in place."""

    id: str
    title: str = ""
    procedure: Procedure = field(default_factory=Procedure)
    declared_at: datetime | None = None
    declared_by: str = ""
    noticed_at: datetime | None = None
    noticed_about: bool = False
    source: Source = "self"
    channel: str | None = None
    first_message: str | None = None
    severity: str | None = None
    severity_number: int = 0
    phase: Phase = "active"
    stood_down: bool = False
    number: int = 0
    """The last fact folded."""
    last_act: int = 0
    holdings: tuple[Holding, ...] = ()
    command_open_since: datetime | None = None
    """Since when nobody had command, the last time that was so: declared, or reopened (S52)."""
    command_taken_at: datetime | None = None
    """When command was first taken; the check-in clock starts there."""
    commander_number: int = 0
    last_commander: str | None = None
    offer: Offer | None = None
    people: Mapping[str, Person] = field(default_factory=dict)
    """By `person_key`."""
    impact: Impact | None = None
    impact_history: tuple[Impact, ...] = ()
    impact_confirmed_at: datetime | None = None
    measures: Mapping[str, Measure] = field(default_factory=dict)
    checkins: tuple[Checkin, ...] = ()
    clock_from: datetime | None = None
    """Where the running check-in clock started."""
    resolved_at: datetime | None = None
    watch_number: int = 0
    relapses: int = 0
    relapse_number: int = 0
    relapsed_at: datetime | None = None
    closed_at: datetime | None = None
    window: ImpactWindow = ImpactWindow()
    given: frozenset[tuple[str, str]] = frozenset()
    """(rule, cause) of every reason already given."""
    unknown_acts: int = 0
    """Facts of a newer cockpit seen: acts are refused while there are any."""
    acts: tuple[Recorded, ...] = ()
    """Every act folded, for folding anew after a correction; two equal incidents may differ in it."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Incident):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _COMPARED)

    __hash__ = None  # type: ignore[assignment]

    @property
    def exists(self) -> bool:
        return self.declared_at is not None

    @property
    def is_open(self) -> bool:
        return self.exists and self.phase != "closed"

    @property
    def commander(self) -> str | None:
        return next((h.person for h in self.holdings if h.role == COMMANDER), None)

    @property
    def commander_since(self) -> datetime | None:
        return next((h.since for h in self.holdings if h.role == COMMANDER), None)

    def holders(self, role: str) -> tuple[str, ...]:
        return tuple(h.person for h in self.holdings if h.role == role)

    def roles_of(self, person: str) -> tuple[str, ...]:
        return tuple(h.role for h in self.holdings if same_person(h.person, person))

    def holds(self, person: str, *roles: str) -> bool:
        return any(role in roles for role in self.roles_of(person))

    def is_commander(self, person: str) -> bool:
        return self.holds(person, COMMANDER)

    def known(self, name: str) -> str | None:
        """The spelling under which somebody is already on the incident, or None."""
        person = self.people.get(person_key(name))
        return person.name if person else None

    @property
    def alone(self) -> bool:
        """Only one person has written or holds a role."""
        return len(self.people) <= 1

    @property
    def waiting(self) -> tuple[Measure, ...]:
        """The approval queue, the longest-waiting first; nothing waits once the incident is closed."""
        if self.phase == "closed":
            return ()
        return tuple(m for m in self.measures.values() if m.is_waiting)

    @property
    def running(self) -> tuple[Measure, ...]:
        return tuple(m for m in self.measures.values() if m.is_running)

    @property
    def band(self) -> Band | None:
        """The next check-in's band; None before command was taken, in the watch, and after."""
        if self.clock_from is None or self.phase != "active":
            return None
        cadence = self.procedure.cadence
        return Band(
            *(
                self.clock_from + timedelta(minutes=minutes)
                for minutes in (cadence.due_from, cadence.due_until, cadence.escalate)
            )
        )

    @property
    def loop(self) -> int:
        """The number of the check-in that comes next."""
        return len(self.checkins) + 1

    @property
    def watch_until(self) -> datetime | None:
        if self.phase != "watch" or self.resolved_at is None:
            return None
        return self.resolved_at + timedelta(minutes=self.procedure.cadence.watch)

    def open_at_last_checkin(self) -> tuple[Measure, ...]:
        """Running measures that the last check-in already saw: each needs an outcome at the next (S69)."""
        if not self.checkins:
            return ()
        last = self.checkins[-1].number
        return tuple(m for m in self.running if m.started_number < last)

    def measure(self, text: str) -> Measure | None:
        """The measure a person means by "M7", "m7" or "7"."""
        digits = text.strip().casefold().removeprefix("m").lstrip("0")
        return self.measures.get(f"M{digits}")

    def task_of(self, person: str) -> str:
        """One line of what somebody is doing: their running measure, else their line of the plan."""
        for measure in reversed(self.running):
            if measure.owner and same_person(measure.owner, person):
                return f"{measure.id} {measure.text}"
        plan = self.checkins[-1].plan if self.checkins else ()
        return next((line.text for line in plan if line.owner and same_person(line.owner, person)), "")


_COMPARED = tuple(name for name in Incident.__struct_fields__ if name != "acts")


def merged_people(known: Mapping[str, Person], seen: Iterable[Person]) -> Mapping[str, Person]:
    """`known` with every person of `seen` added: the first spelling stays, the span widens."""
    merged = dict(known)
    for person in seen:
        key = person_key(person.name)
        before = merged.get(key)
        merged[key] = (
            replace(
                before,
                since=min(before.since, person.since),
                last_at=max(before.last_at, person.last_at),
            )
            if before
            else person
        )
    return merged
