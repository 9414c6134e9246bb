"""The text of the retrospective's ticket, ready to paste: Markdown that any tracker takes (S83–S88)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from cockpit.incident.closing import NEVER_STARTED, open_ends
from cockpit.incident.events import FacilitatorChosen, Ticketed
from cockpit.incident.moments import age
from cockpit.incident.state import Incident, Measure
from cockpit.record.log import Filter, Reader, Row
from cockpit.reports import phrases
from cockpit.reports.choosing import walk
from cockpit.reports.markdown import both, entry_line, escaped
from cockpit.reports.measured import metrics_lines
from cockpit.reports.review import facilitator_sentence
from cockpit.reports.words import measure_state, phase, severity

_AFTERWARDS = frozenset({Ticketed.event, FacilitatorChosen.event})


def ticket_text(incident: Incident, reader: Reader, now: datetime, reference: str) -> str:
    """The whole text. `reference` is how the record is opened; `now` gives the local zone."""
    zone = now.tzinfo or UTC
    rows = walk(reader, incident.id, Filter(starred=True))
    return "\n".join(
        [
            f"# Retrospective: {escaped(incident.title)}",
            "",
            *(f"- {label}: {text}" for label, text in _facts(incident, now, reference)),
            *_part("What happened", [entry_line(row, zone)[2:] for row in _told(rows)]),
            *_part("Without approval beforehand", _unapproved(incident)),
            *_part("Open follow-ups", _open(incident, now)),
            *["", "## How long it took", "", "```text", *metrics_lines(incident, now)[2:], "```"],
        ]
    )


def _facts(incident: Incident, now: datetime, reference: str) -> Iterator[tuple[str, str]]:
    yield "Incident", escaped(incident.id)
    yield "State", _state(incident, now)
    yield "Severity", escaped(severity(incident.severity, incident.procedure))
    yield "Users hit", _window(incident, now)
    if incident.impact:
        said = f"{incident.impact.text} ({phrases.where(incident.impact)})".removesuffix(" ()")
        yield "Impact, as last said", escaped(said)
    yield "Facilitator", escaped(facilitator_sentence(incident))
    yield "Commander", escaped(incident.last_commander or "nobody had command")
    missing = "MISSING: add the link of the first message where the team talked"
    yield "First message", escaped(incident.first_message) if incident.first_message else missing
    yield "Record", f"`{reference.replace('`', '')}`"
    if incident.channel:
        yield "Channel", escaped(incident.channel)
    if incident.relapses:
        yield "Relapses", str(incident.relapses)


def _state(incident: Incident, now: datetime) -> str:
    """How it ended, or that this text comes too early."""
    if incident.closed_at is None:
        return f"{phase(incident)}: not closed yet, and the record still grows"
    how = "stood down, not an incident" if incident.stood_down else "closed"
    return f"{how}, {both(incident.closed_at, now.tzinfo or UTC)}"


def _window(incident: Incident, now: datetime) -> str:
    window, zone = incident.window, now.tzinfo or UTC
    if incident.stood_down:
        return "nobody"
    if window.started_at is None:
        return "not known"
    if window.ended_at is None:
        end = "still" if incident.phase == "active" else "no end recorded"
        return f"since {both(window.started_at, zone)}, {end}"
    lasted = age(window.ended_at - window.started_at)
    return f"{both(window.started_at, zone)} to {both(window.ended_at, zone)}, {lasted}"


def _told(rows: Iterable[Row]) -> Iterator[Row]:
    """Of the response alone: what came of this very ticket is no part of it."""
    return (row for row in rows if not row.redacted and row.event not in _AFTERWARDS)


def _unapproved(incident: Incident) -> Iterator[str]:
    """Counted by measure and never by person (S11)."""
    for measure in incident.measures.values():
        if measure.unapproved:
            yield f"{measure.id} {measure_state(measure).strip()}: {escaped(measure.text)}"


def _open(incident: Incident, now: datetime) -> Iterator[str]:
    ends = open_ends(incident, now)
    yield from (f"{m.id} still runs: {escaped(m.text)}" for m in ends.running)
    yield from (f"{m.id} {_never_started(m)}: {escaped(m.text)}" for m in ends.unstarted)
    done = (m for m in incident.measures.values() if m.state == "done")
    yield from (f"{m.id} done, and nobody said what came of it: {escaped(m.text)}" for m in done)
    yield from (f"{escaped(name)} was never told of the end" for name in ends.untold)
    for hypothesis in incident.hypotheses.values():
        if hypothesis.verdict is None:
            yield f"{hypothesis.id} neither ruled out nor confirmed: {escaped(hypothesis.text)}"
    yield from (f"{q.id} {escaped(q.asker)} asked: {escaped(q.text)}" for q in incident.open_questions)


def _never_started(measure: Measure) -> str:
    """Passive diagnosis needs no approval, so nobody gave one."""
    return NEVER_STARTED[measure.state] if measure.needs_approval else "never started"


def _part(heading: str, lines: Iterable[str]) -> Iterator[str]:
    inside = [f"- {line}" for line in lines]
    if inside:
        yield from ["", f"## {heading}", "", *inside]
