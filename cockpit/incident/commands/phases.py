"""What a person can ask for about the incident as a whole, in the imperative."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field

from cockpit.incident.events import Source, Trend
from cockpit.incident.procedure import Procedure


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
    details: str = ""
    alert: str | None = None
    """The alert it comes from: its id at its source, "@", and when it began, where that is known (S48)."""
    impact: str = ""
    """Who is hit and how, where that is known already (S2)."""


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
    function: str | None = None
    since: datetime | None = None


class Announce(Struct, frozen=True):
    """The team was notified where it talks (S49); `link` is the first message (S85)."""

    link: str | None = None
    channel: str | None = None


class Amend(Struct, frozen=True):
    """Run by another procedure from here on; needs a reason."""

    procedure: Procedure


class Resolve(Struct, frozen=True):
    pass


class Reopen(Struct, frozen=True):
    """Back to active: out of the watch (a relapse, S77) or after the close."""


class Close(Struct, frozen=True):
    pass


class StandDown(Struct, frozen=True):
    """Close as "not an incident"; the record stays (S4)."""
