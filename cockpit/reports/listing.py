"""The list of incidents: those still open first, as JSON objects for scripts and as lines for people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cockpit.incident.procedure import Procedure
from cockpit.incident.texts import harmless
from cockpit.record.log import Summary
from cockpit.reports.setting import padded
from cockpit.reports.words import severity, stamp


def open_first(summaries: Iterable[Summary]) -> list[Summary]:
    """What is still open before what is closed; each as it came, the newest first."""
    return sorted(summaries, key=lambda summary: summary.phase == "closed")


def summary_json(summary: Summary) -> dict[str, Any]:
    """The keys scripts rely on; a private incident has one more, `private`: the name of its group."""
    private = {"private": summary.private} if summary.private else {}
    return {
        "incident": summary.incident,
        "title": summary.title,
        "severity": summary.severity,
        "phase": summary.phase,
        "declared_at": summary.declared_at.isoformat(),
        **private,
    }


def summary_line(summary: Summary, now: datetime, *, width: int | None = None) -> str:
    """One incident in one line: id, severity with sign and word, phase, when declared, title.

    At most `width` cells, where that is given.
    """
    # An incident's own procedure is not read for the list: a level of its own shows its code alone.
    level = severity(summary.severity, Procedure())
    private = f"[private, {summary.private}] " if summary.private else ""
    line = (
        f"{padded(summary.incident, 14)} {padded(level, 16)} {summary.phase:<7} "
        f"{stamp(summary.declared_at, now)}  {private}{summary.title}"
    )
    return harmless(line, width=width)
