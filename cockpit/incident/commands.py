"""What a person can ask for: one frozen class for each act, in the imperative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from cockpit.incident.events import MeasureKind, Outcome, PlanLine, Source, Trend


@dataclass(frozen=True, slots=True)
class Declare:
    """Start an incident; a title is enough (S3, S4)."""

    title: str
    severity: str | None = None
    noticed_at: datetime | None = None
    noticed_about: bool = False
    source: Source = "self"
    channel: str | None = None
    first_message: str | None = None
    commander: str | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """Write an entry (S26). `raw` is base64 of the exact bytes where they were not plain text."""

    text: str
    kind: str = "note"
    star: bool = False
    raw: str | None = None
    said_by: str | None = None


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row of a file, kept as it was."""

    text: str
    kind: str
    who: str
    happened_at: datetime
    about: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    raw: str | None = None
    """Base64 of the exact bytes, where they were not plain text."""


@dataclass(frozen=True, slots=True)
class Import:
    rows: Sequence[ImportRow]


@dataclass(frozen=True, slots=True)
class Correct:
    """Say how entry `target` should read; the original stays."""

    target: int
    value: str
    field: str = "text"
    event: str = ""
    """The dotted event of the entry, as the record holds it."""
    body: str = "{}"


@dataclass(frozen=True, slots=True)
class Star:
    target: int


@dataclass(frozen=True, slots=True)
class Unstar:
    target: int


@dataclass(frozen=True, slots=True)
class Redact:
    """Replace the bodies of these entries by tombstones; needs a reason."""

    targets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Join:
    """Say that I am here; with a role, take a free one."""

    role: str | None = None


@dataclass(frozen=True, slots=True)
class TakeCommand:
    """Take command, also from a commander who is gone (S5)."""


@dataclass(frozen=True, slots=True)
class AssignRole:
    role: str
    person: str


@dataclass(frozen=True, slots=True)
class RelieveRole:
    role: str
    person: str | None = None


@dataclass(frozen=True, slots=True)
class OfferHandoff:
    person: str


@dataclass(frozen=True, slots=True)
class AcceptHandoff:
    pass


@dataclass(frozen=True, slots=True)
class DeclineHandoff:
    pass


@dataclass(frozen=True, slots=True)
class SetSeverity:
    severity: str


@dataclass(frozen=True, slots=True)
class ReportImpact:
    """Say whether it got worse or better, stayed the same, or shows a new symptom (S33)."""

    trend: Trend
    text: str
    share: str | None = None
    region: str | None = None
    cohort: str | None = None
    metrics: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Propose:
    """Put a measure into the queue. `box` is its time box in minutes."""

    kind: MeasureKind
    text: str
    component: str | None = None
    risk: str | None = None
    undo: str | None = None
    box: int | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Approve:
    measure: str


@dataclass(frozen=True, slots=True)
class Refuse:
    measure: str


@dataclass(frozen=True, slots=True)
class AskBack:
    """Send a proposal back with a question."""

    measure: str
    question: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer the question; the proposal waits again."""

    measure: str
    answer: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    measure: str


@dataclass(frozen=True, slots=True)
class Start:
    measure: str


@dataclass(frozen=True, slots=True)
class Finish:
    measure: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class DoneAlready:
    """Record what was done without approval beforehand (S11)."""

    kind: MeasureKind
    text: str
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """The commander has seen what was done without approval."""

    measure: str


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One turn of the loop. `outcomes` maps measure ids to an outcome, or "running" (see `until`)."""

    trend: Trend | None = None
    state: str = ""
    impact: str | None = None
    plan: tuple[PlanLine, ...] = ()
    outcomes: Mapping[str, Outcome | Literal["running"]] = field(default_factory=dict)
    until: Mapping[str, datetime] = field(default_factory=dict)
    """For measures still running: until when; without, until the next check-in is overdue."""


@dataclass(frozen=True, slots=True)
class Resolve:
    pass


@dataclass(frozen=True, slots=True)
class Reopen:
    """Back to active: out of the watch (a relapse, S77) or after the close."""


@dataclass(frozen=True, slots=True)
class Close:
    pass


@dataclass(frozen=True, slots=True)
class StandDown:
    """Close as "not an incident"; the record stays (S4)."""


Command = (
    Declare | Log | Import | Correct | Star | Unstar | Redact | Join | TakeCommand | AssignRole
    | RelieveRole | OfferHandoff | AcceptHandoff | DeclineHandoff | SetSeverity | ReportImpact
    | Propose | Approve | Refuse | AskBack | Answer | Withdraw | Start | Finish | DoneAlready
    | Acknowledge | CheckIn | Resolve | Reopen | Close | StandDown
)  # fmt: skip
