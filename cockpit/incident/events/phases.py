"""Facts about the incident as a whole: declared, how bad, who is hit, resolved, closed, amended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from cockpit.incident.events.base import Fact, Source, Trend
from cockpit.incident.procedure import Procedure


class Declared(Fact, frozen=True, kw_only=True):
    """The incident exists. Carries the whole resolved procedure (S4, S40)."""

    event: ClassVar[str] = "incident.declared"
    prose: ClassVar[frozenset[str]] = frozenset({"title", "channel", "first_message", "details"})
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
    details: str = ""
    """The body of the alert that declared it, as far as it says more than the title (S48)."""
    alert: str | None = None
    """The alert's own id at its source: the same alert declares no second incident."""


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
    prose: ClassVar[frozenset[str]] = frozenset(
        {"impact", "share", "region", "cohort", "function", "metrics"}
    )
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
    function: str | None = None
    """What no longer works: "POST /checkout" (S60)."""
    since: datetime | None = None
    """Since when, where that is known to be earlier than the report (S60)."""


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


class Amended(Fact, frozen=True, kw_only=True):
    """The procedure changes from here on (S40); carries the whole of it."""

    event: ClassVar[str] = "procedure.amended"
    automatic: ClassVar[bool] = False
    kind: str = "decision"
    star: bool = True
    procedure: Procedure
