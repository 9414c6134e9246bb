"""The record for programs: CSV that no spreadsheet calculates with, and JSON (S28)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from cockpit.incident.state import Incident
from cockpit.incident.texts import harmless_lines
from cockpit.record.log import Row
from cockpit.reports.measured import metrics_json
from cockpit.reports.status import status_json
from cockpit.reports.timeline import json_line, row_json

COLUMNS = (
    "incident", "number", "happened_utc", "happened_local", "about", "recorded_utc", "starred", "kind",
    "event", "actor", "by_word", "who", "text", "first_text", "raw",
    "login",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_lines(incident: Incident, rows: Iterable[Row], now: datetime) -> Iterator[str]:
    """A header and a line for each entry; `now` gives the local zone. Lines may hold quoted line breaks."""
    yield _csv(COLUMNS)
    zone = now.tzinfo or UTC
    for row in rows:
        yield _csv(
            (
                incident.id, str(row.number),
                _utc(row.happened_at), row.happened_at.astimezone(zone).isoformat(),
                "about" if row.about else "", _utc(row.recorded_at), "★" if row.starred else "",
                row.kind, row.event, row.actor, row.by_word or "", row.who or "",
                row.text if row.corrected_text is None else row.corrected_text,
                row.text if row.corrected_text is not None else "", row.raw or "",
                row.origin_user,
            )
        )  # fmt: skip


def inert(cell: str) -> str:
    """A cell that acts nowhere: no control characters, and an apostrophe before what would be a formula."""
    shown = "\n".join(harmless_lines(cell))
    return f"'{shown}" if cell.lstrip().startswith(_FORMULA) or cell.startswith(_FORMULA) else shown


def _csv(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([inert(cell) for cell in cells])  # and so \n is quoted
    return line.getvalue()[:-1]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def jsonl_lines(incident: Incident, rows: Iterable[Row], now: datetime) -> Iterator[str]:
    """One object a line, with the keys of `timeline --json` and both times."""
    return (json_line({"incident": incident.id, **_entry(row, now)}) for row in rows)


def json_lines(incident: Incident, rows: Iterable[Row], now: datetime) -> Iterator[str]:
    """One object: the state, the durations, and every entry, a line each."""
    told: dict[str, Any] = {"state": status_json(incident, now), "metrics": metrics_json(incident, now)}
    yield json.dumps(told)[:-1] + ', "entries": ['
    before = ""
    for row in rows:
        if before:
            yield f"{before},"
        before = json_line(_entry(row, now))
    yield from [before] if before else []
    yield "]}"


def _entry(row: Row, now: datetime) -> dict[str, Any]:
    zone = now.tzinfo or UTC
    times = {"utc": _utc(row.happened_at), "local": row.happened_at.astimezone(zone).isoformat()}
    return {**row_json(row), **times}
