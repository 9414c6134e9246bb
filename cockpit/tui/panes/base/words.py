"""Words and signs the panes share: each state has a sign and a word, and a colour is never alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from cockpit.incident import moments
from cockpit.incident.events import MeasureKind, Trend
from cockpit.incident.procedure import TECHNICAL_LEAD, Procedure
from cockpit.incident.queue import collision as collision
from cockpit.incident.state import Incident, Measure, MeasureState
from cockpit.tui.panes.base.lines import Ink

STEP = 10
"""Seconds between two changes of an age that shows seconds: a board that stands still sends little."""

TRENDS: Mapping[Trend, tuple[str, str, Ink]] = {
    "worse": ("▲", "WORSE", "bad"),
    "same": ("■", "SAME", "head"),
    "better": ("▼", "BETTER", "good"),
    "new-symptom": ("✦", "NEW SYMPTOM", "warn"),
}
URGENCY: Mapping[Literal["none", "early", "due", "overdue"], Ink] = {
    "none": "dim", "early": "head", "due": "warn", "overdue": "bad",
}  # fmt: skip
"""How what the clock counts is drawn."""
STATES: Mapping[MeasureState, tuple[str, str, Ink]] = {
    "waiting": ("◌", "waiting", "plain"),
    "asked": ("?", "asked", "dim"),
    "approved": ("●", "approved", "plain"),
    "refused": ("⊘", "refused", "dim"),
    "withdrawn": ("⊘", "withdrawn", "dim"),
    "running": ("▶", "running", "plain"),
    "done": ("✔", "done", "dim"),
    "worked": ("✔", "worked", "dim"),
    "no-effect": ("✘", "no effect", "dim"),
    "worse": ("↯", "worse", "bad"),
    "rolled-back": ("↶", "rolled back", "dim"),
}
KINDS: Mapping[MeasureKind, str] = {
    "mitigation": "mitigation",
    "fix": "fix",
    "active": "active diagnostic",
    "passive": "passive diagnostic",
}
_SEVERITY_SIGNS = "▲△▽◇▫"
"""Of three to five levels, the worst first."""


def severity(incident: Incident, *, label: bool = True) -> tuple[str, Ink]:
    """ "▲ SEV1 CRITICAL": sign, code and word of how bad it is (S39)."""
    level = incident.procedure.severity(incident.severity) if incident.severity else None
    if level is None:
        return "? SEV not set", "warn"
    rank = incident.procedure.rank(level.code)
    sign = _SEVERITY_SIGNS[min(rank, len(_SEVERITY_SIGNS) - 1)]
    return f"{sign} {level.code} {level.label if label else ''}".rstrip(), "head" if rank else "alarm"


def role(name: str, procedure: Procedure) -> str:
    """What the project calls a role; the technical lead by a shorter name."""
    return procedure.roles.get(name) or ("tech lead" if name == TECHNICAL_LEAD else name)


def coarse(now: datetime) -> datetime:
    """`now` as ages are counted to it: in steps of ten seconds."""
    return now.replace(second=now.second - now.second % STEP, microsecond=0)


def ago(since: datetime | None, now: datetime) -> str:
    """How long ago: 40s, 2m10, 31m, 1h09. Seconds go in steps of ten."""
    return span(coarse(now) - since) if since else "—"


def span(length: timedelta) -> str:
    """A length of time as `ago` shows it."""
    return moments.age(length) if length >= timedelta(seconds=STEP) else f"<{STEP}s"


def clock(at: datetime | None, now: datetime) -> str:
    """14:07, in the zone of `now`."""
    return moments.clock(at, now.tzinfo) if at and now.tzinfo else "—"


def box(measure: Measure, now: datetime) -> tuple[str, Ink]:
    """What is left of a running measure's time box, or how far it is over (S8)."""
    if not measure.is_running or measure.box_until is None:
        return "", "dim"
    if measure.over_box(now):
        return f"{ago(measure.box_until, now)} over", "bad"
    return f"{span(measure.box_until - coarse(now))} left", "plain"


def without_approval(measure: Measure) -> str:
    """What to say of a measure that nobody approved beforehand, or nothing (S11)."""
    if measure.unapproved:
        return "unapproved"
    return "alone" if measure.alone and measure.started_at else ""
