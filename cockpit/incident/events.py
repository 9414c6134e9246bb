"""Every fact that can enter the record: one frozen class per kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

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


class Fact(BaseModel):
    """What happened, without who and when. Fields are only ever added, with defaults.

    `kind` is what people see and filter by, `text` the sentence that stands in the timeline as it was
    first stored. Unknown fields, written by a newer cockpit, are ignored.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

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


class Declared(Fact):
    """The incident exists. Carries the whole resolved procedure (S4, S40)."""

    event = "incident.declared"
    prose = frozenset({"title", "channel", "first_message"})
    main = "title"
    automatic = False
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


class Logged(Fact):
    """An entry somebody wrote (S26, S35). `kind` is an open set."""

    event = "entry.logged"
    automatic = False
    kind: str = "note"
    said_by: str | None = None
    """Who said it on the call, where the scribe wrote `NAME: …`."""

    @property
    def is_act(self) -> bool:
        return self.kind in IMPACT_WINDOW_KINDS


class Imported(Fact):
    """A row of a file, kept as it was; changes no phase, role or measure."""

    event = "entry.imported"
    automatic = False
    who: str = ""
    """The role or name the row carries; the actor is whoever imports."""
    extra: Mapping[str, Any] = {}
    """The row's further keys, verbatim."""
    prose = frozenset({"extra"})

    @property
    def is_act(self) -> bool:
        return self.kind in IMPACT_WINDOW_KINDS


class Corrected(Fact):
    """The entry numbered `target` should read otherwise; the last correction by number wins."""

    event = "entry.corrected"
    prose = frozenset({"value"})
    automatic = False
    kind: str = "correction"
    target: int
    field: str = "text"
    """`text`, `time`, or a field of the entry's body."""
    value: str


class Starred(Fact):
    event = "entry.starred"
    kind: str = "star"
    target: int

    @property
    def is_act(self) -> bool:
        return False


class Unstarred(Fact):
    event = "entry.unstarred"
    kind: str = "star"
    target: int

    @property
    def is_act(self) -> bool:
        return False


class Redacted(Fact):
    """The bodies of `targets` were replaced by a tombstone."""

    event = "entry.redacted"
    kind: str = "redaction"
    targets: tuple[int, ...]


class Joined(Fact):
    event = "person.joined"
    kind: str = "join"
    person: str


class SeveritySet(Fact):
    event = "severity.set"
    automatic = False
    kind: str = "severity"
    star: bool = True
    severity: str
    was: str | None = None


class ImpactChanged(Fact):
    """Better, worse, same or a new symptom (S33), in the reporter's words."""

    event = "impact.changed"
    prose = frozenset({"impact", "share", "region", "cohort", "metrics"})
    main = "impact"
    automatic = False
    kind: str = "impact"
    star: bool = True
    trend: Trend
    impact: str
    share: str | None = None
    region: str | None = None
    cohort: str | None = None
    metrics: Mapping[str, str] = {}


class RoleAssigned(Fact):
    event = "role.assigned"
    kind: str = "role"
    star: bool = False
    role: str
    person: str
    how: Literal["assigned", "taken", "handoff", "joined", "acted"] = "assigned"


class RoleRelieved(Fact):
    event = "role.relieved"
    kind: str = "role"
    role: str
    person: str
    how: Literal["relieved", "taken", "handoff", "closed"] = "relieved"


class HandoffOffered(Fact):
    event = "handoff.offered"
    kind: str = "handoff"
    person: str
    """To whom command is offered."""


class HandoffAccepted(Fact):
    event = "handoff.accepted"
    automatic = False
    kind: str = "handoff"
    star: bool = True
    person: str


class HandoffDeclined(Fact):
    event = "handoff.declined"
    kind: str = "handoff"
    person: str


class MeasureProposed(Fact):
    """A measure enters the queue (S11, S19, S60–S64)."""

    event = "measure.proposed"
    prose = frozenset({"what", "component", "risk", "undo"})
    main = "what"
    automatic = False
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


class MeasureApproved(Fact):
    event = "measure.approved"
    automatic = False
    kind: str = "approval"
    measure: str
    order: bool = False
    """Proposed by the commander for somebody: born approved."""


class MeasureRefused(Fact):
    event = "measure.refused"
    automatic = False
    kind: str = "approval"
    measure: str


class MeasureAsked(Fact):
    """The proposal goes back to its proposer with a question."""

    event = "measure.asked"
    prose = frozenset({"question"})
    automatic = False
    kind: str = "approval"
    measure: str
    question: str


class MeasureAnswered(Fact):
    event = "measure.answered"
    prose = frozenset({"answer"})
    automatic = False
    kind: str = "approval"
    measure: str
    answer: str


class MeasureWithdrawn(Fact):
    event = "measure.withdrawn"
    kind: str = "measure"
    measure: str


class MeasureStarted(Fact):
    event = "measure.started"
    kind: str = "measure"
    measure: str
    owner: str
    box_until: datetime | None = None
    unapproved: Beforehand | None = None
    """Set where nobody had approved it beforehand (S11): marked for good."""


class MeasureExtended(Fact):
    """Still running: its box now ends at `until` (S69)."""

    event = "measure.extended"
    kind: str = "measure"
    measure: str
    until: datetime


class MeasureFinished(Fact):
    event = "measure.finished"
    kind: str = "measure"
    star: bool = True
    measure: str
    outcome: Outcome


class MeasureAcknowledged(Fact):
    """The commander has seen what was done without approval beforehand (S11)."""

    event = "measure.acknowledged"
    kind: str = "approval"
    measure: str


class PlanLine(BaseModel):
    """One line of the plan for the next 15–20 minutes (S70)."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    text: str
    owner: str | None = None


class CheckinFinished(Fact):
    """One turn of the loop (S66–S72). Outcomes, impact and approvals stand in the same commit."""

    event = "checkin.finished"
    prose = frozenset({"state"})
    automatic = False
    kind: str = "check-in"
    star: bool = True
    loop: int
    trend: Trend | None = None
    state: str = ""
    """What the lead or the investigators reported."""
    plan: tuple[PlanLine, ...] = ()


class Resolved(Fact):
    """Impact is over; the watch period begins (S76)."""

    event = "incident.resolved"
    automatic = False
    kind: str = "resolved"
    star: bool = True


class Relapsed(Fact):
    """Back to active out of the watch (S77)."""

    event = "incident.relapsed"
    automatic = False
    kind: str = "relapse"
    star: bool = True


class Closed(Fact):
    event = "incident.closed"
    automatic = False
    kind: str = "closed"
    star: bool = True


class StoodDown(Fact):
    """Not an incident after all; the record stays (S4)."""

    event = "incident.stood_down"
    automatic = False
    kind: str = "closed"
    star: bool = True


class Reopened(Fact):
    event = "incident.reopened"
    automatic = False
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
