"""Facts about measures: proposed, decided, started, run, finished."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from cockpit.incident.events.base import Beforehand, Fact, MeasureKind, Outcome


class MeasureProposed(Fact, frozen=True, kw_only=True):
    """A measure enters the queue (S11, S19, S60–S64)."""

    event: ClassVar[str] = "measure.proposed"
    prose: ClassVar[frozenset[str]] = frozenset({"what", "component", "risk", "undo"})
    main: ClassVar[str | None] = "what"
    automatic: ClassVar[bool] = False
    kind: str = "measure"
    measure: str
    """Its id within the incident: M1, M2 …"""
    measure_kind: MeasureKind
    what: str
    component: str | None = None
    risk: str | None = None
    undo: str | None = None
    box_minutes: int | None = None
    """Time box in minutes from its start; None: until the next check-in."""
    owner: str | None = None


class MeasureApproved(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "measure.approved"
    automatic: ClassVar[bool] = False
    kind: str = "approval"
    measure: str
    order: bool = False
    """Proposed by the commander for somebody: born approved."""
    standing: str | None = None
    """The standing approval that covers it, such as A1."""


class MeasureRefused(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "measure.refused"
    automatic: ClassVar[bool] = False
    kind: str = "approval"
    measure: str


class MeasureAsked(Fact, frozen=True, kw_only=True):
    """The proposal goes back to its proposer with a question."""

    event: ClassVar[str] = "measure.asked"
    prose: ClassVar[frozenset[str]] = frozenset({"question"})
    automatic: ClassVar[bool] = False
    kind: str = "approval"
    measure: str
    question: str


class MeasureAnswered(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "measure.answered"
    prose: ClassVar[frozenset[str]] = frozenset({"answer"})
    automatic: ClassVar[bool] = False
    kind: str = "approval"
    measure: str
    answer: str


class MeasureWithdrawn(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "measure.withdrawn"
    kind: str = "measure"
    measure: str


class MeasureStarted(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "measure.started"
    kind: str = "measure"
    measure: str
    owner: str
    box_until: datetime | None = None
    unapproved: Beforehand | None = None
    """Set where nobody had approved it beforehand (S11): marked for good."""
    done: bool = False
    """It was over when it was written down; what came of it may follow."""
    standing: str | None = None
    """The standing approval it was started under, such as A1."""


class MeasureExtended(Fact, frozen=True, kw_only=True):
    """Still running: its box now ends at `until` (S69)."""

    event: ClassVar[str] = "measure.extended"
    kind: str = "measure"
    measure: str
    until: datetime


class MeasureFinished(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "measure.finished"
    kind: str = "measure"
    star: bool = True
    measure: str
    outcome: Outcome


class MeasureAcknowledged(Fact, frozen=True, kw_only=True):
    """The commander has seen what was done without approval beforehand (S11)."""

    event: ClassVar[str] = "measure.acknowledged"
    kind: str = "approval"
    measure: str


class MeasureRan(Fact, frozen=True, kw_only=True):
    """A command was run for a measure: which, where, and how it ended; never its output unless asked for."""

    event: ClassVar[str] = "measure.ran"
    prose: ClassVar[frozenset[str]] = frozenset({"command", "output"})
    kind: str = "measure"
    measure: str
    command: str
    """As typed, quoted for a shell."""
    host: str
    exit_code: int | None = None
    """None while nobody knows: the terminal that ran it went away."""
    seconds: float = 0
    output: str | None = None
    """Its last bytes as text, where somebody asked to keep them."""
