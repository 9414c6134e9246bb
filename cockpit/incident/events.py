"""Every fact that can enter the record: one frozen class per kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Literal, Self

import msgspec
from msgspec import Struct

from cockpit.incident.envelope import IMPACT_WINDOW_KINDS as IMPACT_WINDOW_KINDS
from cockpit.incident.envelope import Event as Event
from cockpit.incident.envelope import Origin as Origin
from cockpit.incident.envelope import Recorded as Recorded
from cockpit.incident.procedure import Procedure

Trend = Literal["worse", "better", "same", "new-symptom"]
MeasureKind = Literal["mitigation", "fix", "active", "passive"]
Outcome = Literal["worked", "no-effect", "worse", "rolled-back"]
Beforehand = Literal["already-done", "emergency"]
Source = Literal["alert", "user", "self"]
BadFact = msgspec.MsgspecError
"""A body that is no such fact; `str()` says which field and why."""


class Fact(Struct, frozen=True, kw_only=True):
    """What happened, without who and when. Fields are only ever added, with defaults.

    `kind` is what people see and filter by, `text` the sentence that stands in the timeline as it was
    first stored. Unknown fields, written by a newer cockpit, are ignored.
    """

    event: ClassVar[str]
    prose: ClassVar[frozenset[str]] = frozenset()
    """Fields that hold what somebody typed, blanked by a redaction (beside `text`, `raw` and `reasons`)."""
    main: ClassVar[str | None] = None
    """The field that a correction of the text corrects too."""
    automatic: ClassVar[bool] = True
    """The line only repeats what a pane already shows; the commander's timeline leaves it out."""

    kind: str
    text: str = ""
    raw: str | None = None
    """Base64 of the exact bytes, where they were not plain text."""
    star: bool = False
    reasons: Mapping[str, str] = {}
    """Why a soft rule was overridden: rule ("S6") to the typed reason."""
    causes: Mapping[str, str] = {}
    """What each reason was about: it holds until that changes."""
    alone: bool = False
    """Done while only one person was on the incident (marked "done alone")."""

    @property
    def is_act(self) -> bool:
        """Whether the fold reads it (an act) or only the timeline does (a note)."""
        return True

    def to_json(self) -> str:
        """The body as it is stored: every field that says something."""
        told = {name: value for name, value in msgspec.to_builtins(self).items() if value is not None}
        return msgspec.json.encode(told).decode()

    @classmethod
    def from_json(cls, body: str) -> Self:
        """The fact a stored body tells. Raises BadFact where the body does not fit."""
        return msgspec.json.decode(body, type=cls)


class Declared(Fact, frozen=True, kw_only=True):
    """The incident exists. Carries the whole resolved procedure (S4, S40)."""

    event: ClassVar[str] = "incident.declared"
    prose: ClassVar[frozenset[str]] = frozenset({"title", "channel", "first_message"})
    main: ClassVar[str | None] = "title"
    automatic: ClassVar[bool] = False
    kind: str = "declared"
    star: bool = True
    title: str
    procedure: Procedure
    severity: str | None = None
    noticed_at: datetime | None = None
    noticed_about: bool = False
    source: Source = "self"
    channel: str | None = None
    first_message: str | None = None


class Logged(Fact, frozen=True, kw_only=True):
    """An entry somebody wrote (S26, S35). `kind` is an open set."""

    event: ClassVar[str] = "entry.logged"
    automatic: ClassVar[bool] = False
    kind: str = "note"
    said_by: str | None = None
    """Who said it on the call, where the scribe wrote `NAME: …`."""

    @property
    def is_act(self) -> bool:
        return self.kind in IMPACT_WINDOW_KINDS


class Imported(Fact, frozen=True, kw_only=True):
    """A row of a file, kept as it was; changes no phase, role or measure."""

    event: ClassVar[str] = "entry.imported"
    automatic: ClassVar[bool] = False
    who: str = ""
    """The role or name the row carries; the actor is whoever imports."""
    extra: Mapping[str, Any] = {}
    """The row's further keys, verbatim."""
    prose: ClassVar[frozenset[str]] = frozenset({"extra"})

    @property
    def is_act(self) -> bool:
        return self.kind in IMPACT_WINDOW_KINDS


class Corrected(Fact, frozen=True, kw_only=True):
    """The entry numbered `target` should read otherwise; the last correction by number wins."""

    event: ClassVar[str] = "entry.corrected"
    prose: ClassVar[frozenset[str]] = frozenset({"value"})
    automatic: ClassVar[bool] = False
    kind: str = "correction"
    target: int
    field: str = "text"
    """`text`, `time`, or a field of the entry's body."""
    value: str


class Starred(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "entry.starred"
    kind: str = "star"
    target: int

    @property
    def is_act(self) -> bool:
        return False


class Unstarred(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "entry.unstarred"
    kind: str = "star"
    target: int

    @property
    def is_act(self) -> bool:
        return False


class Redacted(Fact, frozen=True, kw_only=True):
    """The bodies of `targets` were replaced by a tombstone."""

    event: ClassVar[str] = "entry.redacted"
    kind: str = "redaction"
    targets: tuple[int, ...]


class Joined(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "person.joined"
    kind: str = "join"
    person: str


class SeveritySet(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "severity.set"
    automatic: ClassVar[bool] = False
    kind: str = "severity"
    star: bool = True
    severity: str
    was: str | None = None


class ImpactChanged(Fact, frozen=True, kw_only=True):
    """Better, worse, same or a new symptom (S33), in the reporter's words."""

    event: ClassVar[str] = "impact.changed"
    prose: ClassVar[frozenset[str]] = frozenset({"impact", "share", "region", "cohort", "metrics"})
    main: ClassVar[str | None] = "impact"
    automatic: ClassVar[bool] = False
    kind: str = "impact"
    star: bool = True
    trend: Trend
    impact: str
    share: str | None = None
    region: str | None = None
    cohort: str | None = None
    metrics: Mapping[str, str] = {}


class RoleAssigned(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "role.assigned"
    kind: str = "role"
    star: bool = False
    role: str
    person: str
    how: Literal["assigned", "taken", "handoff", "joined", "acted"] = "assigned"


class RoleRelieved(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "role.relieved"
    kind: str = "role"
    role: str
    person: str
    how: Literal["relieved", "taken", "handoff", "closed"] = "relieved"


class HandoffOffered(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "handoff.offered"
    kind: str = "handoff"
    person: str
    """To whom command is offered."""


class HandoffAccepted(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "handoff.accepted"
    automatic: ClassVar[bool] = False
    kind: str = "handoff"
    star: bool = True
    person: str


class HandoffDeclined(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "handoff.declined"
    kind: str = "handoff"
    person: str


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


class PlanLine(Struct, frozen=True):
    """One line of the plan for the next 15–20 minutes (S70)."""

    text: str
    owner: str | None = None


class CheckinFinished(Fact, frozen=True, kw_only=True):
    """One turn of the loop (S66–S72). Outcomes, impact and approvals stand in the same commit."""

    event: ClassVar[str] = "checkin.finished"
    prose: ClassVar[frozenset[str]] = frozenset({"state"})
    automatic: ClassVar[bool] = False
    kind: str = "check-in"
    star: bool = True
    loop: int
    trend: Trend | None = None
    state: str = ""
    """What the lead or the investigators reported."""
    plan: tuple[PlanLine, ...] = ()


class Resolved(Fact, frozen=True, kw_only=True):
    """Impact is over; the watch period begins (S76)."""

    event: ClassVar[str] = "incident.resolved"
    automatic: ClassVar[bool] = False
    kind: str = "resolved"
    star: bool = True


class Relapsed(Fact, frozen=True, kw_only=True):
    """Back to active out of the watch (S77)."""

    event: ClassVar[str] = "incident.relapsed"
    automatic: ClassVar[bool] = False
    kind: str = "relapse"
    star: bool = True


class Closed(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "incident.closed"
    automatic: ClassVar[bool] = False
    kind: str = "closed"
    star: bool = True


class StoodDown(Fact, frozen=True, kw_only=True):
    """Not an incident after all; the record stays (S4)."""

    event: ClassVar[str] = "incident.stood_down"
    automatic: ClassVar[bool] = False
    kind: str = "closed"
    star: bool = True


class Reopened(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "incident.reopened"
    automatic: ClassVar[bool] = False
    kind: str = "reopened"
    star: bool = True


FACTS: Mapping[str, type[Fact]] = {
    fact.event: fact
    for fact in (
        Declared, Logged, Imported, Corrected, Starred, Unstarred, Redacted, Joined, SeveritySet,
        ImpactChanged, RoleAssigned, RoleRelieved, HandoffOffered, HandoffAccepted, HandoffDeclined,
        MeasureProposed, MeasureApproved, MeasureRefused, MeasureAsked, MeasureAnswered,
        MeasureWithdrawn, MeasureStarted, MeasureExtended, MeasureFinished, MeasureAcknowledged,
        CheckinFinished, Resolved, Relapsed, Closed, StoodDown, Reopened,
    )
}  # fmt: skip
