"""The state of an incident now, as text: first the half minute a manager has, then everything else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from cockpit.incident import since
from cockpit.incident.collisions import collisions
from cockpit.incident.duties import duties
from cockpit.incident.duties.order import hint
from cockpit.incident.moments import age
from cockpit.incident.procedure import COMMANDER, ROLES
from cockpit.incident.state import Incident, Measure
from cockpit.incident.texts import harmless
from cockpit.reports import phrases
from cockpit.reports.decisions import decision_lines, hypothesis_lines, open_lines
from cockpit.reports.setting import padded, section, wrapped
from cockpit.reports.telling import told_lines
from cockpit.reports.words import TRENDS, at, measure_state, phase, severity, whom_to_ask

_LABEL = 14
_INSIDE = 76
"""Cells of a line inside a section."""
_UNDER = " " * 7
_ALERT = 6
"""Lines of an alert that are shown."""


def status_text(incident: Incident, now: datetime) -> str:
    """The whole state, set for 80 columns, each time with the zone of `now`; harmless on any terminal."""
    return "\n".join(
        [
            *half_minute(incident, now),
            *section(_heading(incident), _clocks(incident, now)),
            *section("The alert said", _alert(incident)),
            *section("Roles", _roles(incident, now)),
            *section("Impact", _impact(incident, now)),
            *section("Approvals", _approvals(incident, now)),
            *section("Measures", _measures(incident, now)),
            *section("Asked and allowed", _told(open_lines(incident, now))),
            *section("Decisions", _told(decision_lines(incident, now))),
            *section("Hypotheses", _told(hypothesis_lines(incident, now))),
            *section("Plan", _plan(incident)),
            *section(f"Changed since check-in {len(incident.checkins)}", _told(_changes(incident))),
            *section("Told", told_lines(incident, now, width=_INSIDE)),
            *section("Duties", _duties(incident, now)),
        ]
    )


def half_minute(incident: Incident, now: datetime) -> list[str]:
    """Impact and trend, commander, what is being done, whom to ask: what a manager asks first."""
    sentences = [
        phrases.impact_sentence(incident, now),
        phrases.command_sentence(incident, now),
        phrases.doing_sentence(incident) if incident.is_open else "",
        whom_to_ask(incident),
    ]
    return [line for sentence in sentences if sentence for line in wrapped(sentence, rest="  ")]


def _heading(incident: Incident) -> str:
    return "   ".join(
        (
            harmless(severity(incident.severity, incident.procedure)),
            phase(incident),
            harmless(incident.title),
            incident.id,
        )
    )


def _clocks(incident: Incident, now: datetime) -> Iterator[str]:
    yield _labelled("now", at(now, now))
    if incident.declared_at:
        told = f"{at(incident.declared_at, now)}, {phrases.ago(incident.declared_at, now)}, "
        yield _labelled("declared", f"{told}by {incident.declared_by}")
    if incident.noticed_at:
        about = "about " if incident.noticed_about else ""
        yield _labelled("noticed", about + at(incident.noticed_at, now))
    loop = phrases.loop_sentence(incident, now)
    if loop:
        yield _labelled("next", loop)
    yield from _window(incident, now)
    if incident.channel:
        yield _labelled("channel", incident.channel)


def _window(incident: Incident, now: datetime) -> Iterator[str]:
    window = incident.window
    if window.started_at is None or incident.stood_down:
        return
    if window.ended_at is None or window.minutes is None:
        told = f"since {at(window.started_at, now)}, {age(now - window.started_at)} so far"
    else:
        span = f"{at(window.started_at, now)} to {at(window.ended_at, now)}"
        told = f"{span}, {_lasting(window.minutes)}"
    guessed = incident.impact is None and incident.noticed_at is None
    if guessed and window.started_at == incident.declared_at:
        told += ", counted since the declaration"
    yield _labelled("users hit", told)


def _lasting(minutes: float) -> str:
    """98 min, and from two hours on 24h11."""
    hours, left = divmod(int(minutes), 60)
    return f"{hours}h{left:02}" if hours > 1 else f"{minutes} min"


def _labelled(label: str, text: str) -> str:
    return f"{label:<{_LABEL}}{harmless(text)}"


def _alert(incident: Incident) -> Iterator[str]:
    """What declared it, as far as it said more than the title (S48); until somebody has said the impact."""
    lines = [line for line in incident.details.splitlines() if line.strip()] if not incident.impact else []
    for line in lines[:_ALERT]:
        yield harmless(line, width=_INSIDE)
    if len(lines) > _ALERT:
        yield f"… and {len(lines) - _ALERT} more lines: cockpit timeline --kind alert"


def _roles(incident: Incident, now: datetime) -> Iterator[str]:
    for role in ROLES:
        held = [holding for holding in incident.holdings if holding.role == role]
        sign = "★" if role == COMMANDER else " "
        label = padded(incident.procedure.role_name(role), _LABEL)
        for holding in held:
            name = padded(holding.person, 12)
            start = f"{sign} {label} {name} {age(now - holding.since):>6}  "
            task = incident.task_of(holding.person)
            yield from wrapped(task, first=start, rest=" " * (_LABEL + 3), width=_INSIDE)
        if not held:
            yield f"{sign} {label} —"
    if incident.delegated_to:
        yield harmless(f"{incident.delegated_to} may approve too")
    for found in collisions(incident):
        yield from wrapped(f"⚠ {found}", rest="  ", width=_INSIDE)


def _impact(incident: Incident, now: datetime) -> Iterator[str]:
    impact = incident.impact
    if impact is None:
        yield "nobody has said yet who is hit and how badly (cockpit impact TREND TEXT)"
        return
    yield from wrapped(impact.text, first=f"{TRENDS[impact.trend]}   ", rest="  ", width=_INSIDE)
    metrics = [f"{name} {value}" for name, value in impact.metrics.items()]
    since = f"since {at(impact.since, now)}" if impact.since else ""
    details = " · ".join(part for part in (phrases.where(impact), since, *metrics) if part)
    if details:
        yield from wrapped(details, first="  ", rest="  ", width=_INSIDE)
    confirmed = incident.impact_confirmed_at or impact.at
    said = f"said {at(impact.at, now)} by {impact.by}, last confirmed {phrases.ago(confirmed, now)}"
    yield f"  {harmless(said)}"


def _approvals(incident: Incident, now: datetime) -> Iterator[str]:
    for measure in incident.waiting:
        start = f"◌ {measure.id:<4} "
        told = f"{measure.text}, {phrases.measure_age(incident, measure, now)}"
        yield from wrapped(told, first=start, rest=_UNDER, width=_INSIDE)
        yield from wrapped(phrases.measure_facts(measure), first=_UNDER, rest=_UNDER, width=_INSIDE)
        before = hint(incident, measure)
        if before:
            yield from wrapped(f"⚠ {before}", first=_UNDER, rest=_UNDER, width=_INSIDE)
        for one in incident.objections_to(measure.id):
            against = f"against it, {one.by}: {one.text}"
            yield from wrapped(against, first=_UNDER, rest=_UNDER, width=_INSIDE)
        if measure.answer:
            said = f"asked: {measure.question} · answered: {measure.answer}"
            yield from wrapped(said, first=_UNDER, rest=_UNDER, width=_INSIDE)


def _measures(incident: Incident, now: datetime) -> Iterator[str]:
    for measure in sorted((m for m in incident.measures.values() if not m.is_waiting), key=_order):
        who = measure.owner or measure.proposed_by
        told = f"{measure.text} ({who}, {phrases.measure_age(incident, measure, now)})"
        mark = _marks(measure)
        start = f"{measure_state(measure):<16}{measure.id:<4} "
        yield from wrapped(told + mark, first=start, rest=" " * len(start), width=_INSIDE)


def _told(lines: Iterable[str]) -> Iterator[str]:
    """Lines as they come, each set to fit."""
    for one in lines:
        yield from wrapped(one, rest=_UNDER, width=_INSIDE)


def _changes(incident: Incident) -> list[str]:
    """What is different from how the last check-in left it (S12)."""
    return since.lines(since.since_last_checkin(incident)) if incident.checkins else []


def _order(measure: Measure) -> tuple[int, int]:
    """What runs, then what may start or is sent back, then what is over; each as it came."""
    if measure.is_running:
        return 0, measure.number
    return (2 if measure.is_over else 1), measure.number


def _marks(measure: Measure) -> str:
    parts = []
    if measure.unapproved:
        parts.append("without approval beforehand")
    if measure.alone:
        parts.append("done alone")
    if measure.standing:
        parts.append(f"under {measure.standing}")
    if measure.runs:
        last = measure.runs[-1]
        parts.append(f"ran {last.command} on {last.host}, exit {last.exit_code}")
    if measure.state == "asked":
        parts.append(f"{measure.asked_by} asks: {measure.question}")
    return f" · {' · '.join(parts)}" if parts else ""


def _plan(incident: Incident) -> Iterator[str]:
    for line in incident.checkins[-1].plan if incident.checkins else ():
        start = f"{padded(line.owner or '', 12)} "
        yield from wrapped(line.text, first=start, rest=" " * len(start), width=_INSIDE)


def _duties(incident: Incident, now: datetime) -> Iterator[str]:
    for duty in duties(incident, now):
        whose = f"{', '.join(duty.whose)}: " if duty.whose else ""
        yield from wrapped(f"⚑ {whose}{phrases.duty_text(duty)} ({duty.rule})", rest="  ", width=_INSIDE)
