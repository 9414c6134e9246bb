"""What a person can ask for: one frozen class for each act, in the imperative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct, field

from cockpit.incident.events import MeasureKind, Outcome, PlanLine, Source, Trend


class Declare(Struct, frozen=True):
    """Start an incident; a title is enough (S3, S4)."""

    title: str
    severity: str | None = None
    noticed_at: datetime | None = None
    noticed_about: bool = False
    source: Source = "self"
    channel: str | None = None
    first_message: str | None = None
    commander: str | None = None


class Log(Struct, frozen=True):
    """Write an entry (S26). `raw` is base64 of the exact bytes where they were not plain text."""

    text: str
    kind: str = "note"
    star: bool = False
    raw: str | None = None
    said_by: str | None = None


class ImportRow(Struct, frozen=True):
    """One row of a file, kept as it was."""

    text: str
    kind: str
    who: str
    happened_at: datetime
    about: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    raw: str | None = None
    """Base64 of the exact bytes, where they were not plain text."""


class Import(Struct, frozen=True):
    rows: Sequence[ImportRow]


class Correct(Struct, frozen=True):
    """Say how entry `target` should read; the original stays."""

    target: int
    value: str
    field: str = "text"
    event: str = ""
    """The dotted event of the entry, as the record holds it."""
    body: str = "{}"


class Star(Struct, frozen=True):
    target: int


class Unstar(Struct, frozen=True):
    target: int


class Redact(Struct, frozen=True):
    """Replace the bodies of these entries by tombstones; needs a reason."""

    targets: tuple[int, ...]


class Join(Struct, frozen=True):
    """Say that I am here; with a role, take a free one."""

    role: str | None = None


class TakeCommand(Struct, frozen=True):
    """Take command, also from a commander who is gone (S5)."""


class AssignRole(Struct, frozen=True):
    role: str
    person: str


class RelieveRole(Struct, frozen=True):
    role: str
    person: str | None = None


class OfferHandoff(Struct, frozen=True):
    person: str


class AcceptHandoff(Struct, frozen=True):
    pass


class DeclineHandoff(Struct, frozen=True):
    pass


class SetSeverity(Struct, frozen=True):
    severity: str


class ReportImpact(Struct, frozen=True):
    """Say whether it got worse or better, stayed the same, or shows a new symptom (S33)."""

    trend: Trend
    text: str
    share: str | None = None
    region: str | None = None
    cohort: str | None = None
    metrics: Mapping[str, str] = field(default_factory=dict)


class Propose(Struct, frozen=True):
    """Put a measure into the queue. `box` is its time box in minutes."""

    kind: MeasureKind
    text: str
    component: str | None = None
    risk: str | None = None
    undo: str | None = None
    box: int | None = None
    owner: str | None = None


class Approve(Struct, frozen=True):
    measure: str


class Refuse(Struct, frozen=True):
    measure: str


class AskBack(Struct, frozen=True):
    """Send a proposal back with a question."""

    measure: str
    question: str


class Answer(Struct, frozen=True):
    """Answer the question; the proposal waits again."""

    measure: str
    answer: str


class Withdraw(Struct, frozen=True):
    measure: str


class Start(Struct, frozen=True):
    measure: str


class Finish(Struct, frozen=True):
    measure: str
    outcome: Outcome


class DoneAlready(Struct, frozen=True):
    """Record what was done without approval beforehand (S11)."""

    kind: MeasureKind
    text: str
    outcome: Outcome | None = None


class Acknowledge(Struct, frozen=True):
    """The commander has seen what was done without approval."""

    measure: str


class CheckIn(Struct, frozen=True):
    """One turn of the loop. `outcomes` maps measure ids to an outcome, or "running" (see `until`)."""

    trend: Trend | None = None
    state: str = ""
    impact: str | None = None
    plan: tuple[PlanLine, ...] = ()
    outcomes: Mapping[str, Outcome | Literal["running"]] = field(default_factory=dict)
    until: Mapping[str, datetime] = field(default_factory=dict)
    """For measures still running: until when; without, until the next check-in is overdue."""


class Resolve(Struct, frozen=True):
    pass


class Reopen(Struct, frozen=True):
    """Back to active: out of the watch (a relapse, S77) or after the close."""


class Close(Struct, frozen=True):
    pass


class StandDown(Struct, frozen=True):
    """Close as "not an incident"; the record stays (S4)."""


Command = (
    Declare | Log | Import | Correct | Star | Unstar | Redact | Join | TakeCommand | AssignRole
    | RelieveRole | OfferHandoff | AcceptHandoff | DeclineHandoff | SetSeverity | ReportImpact
    | Propose | Approve | Refuse | AskBack | Answer | Withdraw | Start | Finish | DoneAlready
    | Acknowledge | CheckIn | Resolve | Reopen | Close | StandDown
)  # fmt: skip
