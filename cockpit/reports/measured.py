"""How a response went, told to people and to scripts: durations, counts, flags (S74)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import asdict

from cockpit.incident.flags import flags
from cockpit.incident.metrics import Metrics, metrics
from cockpit.incident.moments import age
from cockpit.incident.state import Incident
from cockpit.incident.texts import harmless
from cockpit.reports.setting import section, wrapped

_LABEL = 34


def metrics_json(incident: Incident, now: datetime) -> dict[str, Any]:
    """Durations in seconds, None where unknown; counts; and the flags, each with its rule."""
    told = metrics(incident, now)
    values = {name: _plain(value) for name, value in asdict(told).items()}
    return {
        "incident": incident.id,
        "title": incident.title,
        "severity": incident.severity,
        "phase": incident.phase,
        **values,
        "unapproved_share": told.unapproved_share,
        "flags": [{"rule": flag.rule, "text": flag.text} for flag in flags(incident, now)],
    }


def _plain(value: object) -> object:
    return int(value.total_seconds()) if isinstance(value, timedelta) else value


def metrics_lines(incident: Incident, now: datetime) -> list[str]:
    """For people, set for 80 columns: how long everything took, and what is worth a word."""
    told = metrics(incident, now)
    return [
        harmless(f"{incident.id}   {incident.title}"),
        *section("From the first sign", _spans(told)),
        *section("The response", _counts(told)),
        *section("Worth a word", _flagged(incident, now)),
    ]


def _spans(told: Metrics) -> Iterator[str]:
    yield _line("declared after", told.noticed_to_declared)
    yield _line("somebody in command after", told.noticed_to_commander)
    yield _line("first mitigation after", told.noticed_to_first_mitigation)
    yield _line("resolved after", told.noticed_to_resolved)
    yield _line("closed after", told.noticed_to_closed)
    yield _line("users hit for", told.impact)


def _counts(told: Metrics) -> Iterator[str]:
    yield _line("without a commander", told.without_commander)
    yield _line("approvals waited", told.approval_wait, f", longest {_age(told.approval_wait_longest)}, "
                f"{told.approvals} in all" if told.approvals else "")  # fmt: skip
    on_time = f"{told.checkins_on_time} of {told.checkins} on time" if told.checkins else "none"
    yield f"{'check-ins':<{_LABEL}}{on_time}"
    yield _line("longest without a check-in", told.checkin_gap_longest)
    yield _line("spent in check-ins", told.in_checkins)
    yield f"{'without approval beforehand':<{_LABEL}}{_share(told)}"
    if told.alone:
        yield f"{'done alone':<{_LABEL}}{told.alone}"
    yield f"{'relapses':<{_LABEL}}{told.relapses}"
    yield f"{'handoffs of command':<{_LABEL}}{told.handoffs}"
    yield f"{'commands taken without a handoff':<{_LABEL}}{told.takeovers}"


def _line(label: str, span: timedelta | None, more: str = "") -> str:
    return f"{label:<{_LABEL}}{_age(span)}{more}"


def _age(span: timedelta | None) -> str:
    return "—" if span is None else age(span)


def _share(told: Metrics) -> str:
    share = told.unapproved_share
    asked = told.measures - told.alone
    return "no measure" if share is None else f"{told.unapproved} of {asked} measures"


def _flagged(incident: Incident, now: datetime) -> Iterator[str]:
    for flag in flags(incident, now):
        yield from wrapped(f"{flag.text} ({flag.rule})", first="⚠ ", rest="  ", width=76)
