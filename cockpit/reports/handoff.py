"""The brief that goes with command when it is handed over: one screen, after the form ICS-201."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from cockpit.incident.audiences import standings
from cockpit.incident.crew import reliefs
from cockpit.incident.moments import age
from cockpit.incident.procedure import COMMANDER, ROLES
from cockpit.incident.state import Incident, Measure, Round
from cockpit.incident.takeovers import taken_from
from cockpit.reports import phrases
from cockpit.reports.setting import WIDTH, cut, padded, wrapped
from cockpit.reports.telling import next_due
from cockpit.reports.words import at, phase, severity

LABEL = 11
"""Cells for the headings, at the left."""
_MARKS = {"approved": "approved, not started: ", "running": "runs: "}
_TWO = 2
_DECISIONS = 3
"""Decisions that are told, the last first."""
_FEW = 4
"""Lines one heading has at most, so that the whole stays one screen."""


def handoff_lines(incident: Incident, now: datetime, *, width: int = WIDTH) -> list[str]:
    """Situation, impact, the next check-in, measures, what is open, people, the plan; about twenty lines."""
    parts: tuple[tuple[str, Iterable[str]], ...] = (
        ("Situation", _situation(incident, now)),
        ("Impact", (phrases.impact_sentence(incident, now),)),
        ("Next", _nonempty(phrases.loop_sentence(incident, now))),
        ("Measures", (_measure(incident, one, now) for one in _underway(incident))),
        ("Approvals", (_measure(incident, one, now) for one in incident.waiting)),
        ("Rounds", (_round(incident, one, now) for one in incident.open_rounds)),
        ("Standing", _standing(incident)),
        ("Decided", _decided(incident)),
        ("Tried", _tried(incident)),
        ("Questions", _questions(incident, now)),
        ("People", _people(incident, now)),
        ("Plan", _nonempty(phrases.plan_sentence(incident))),
        ("Updates", _updates(incident, now)),
    )
    return [line for label, texts in parts for line in _part(label, list(texts), width)]


def _part(label: str, texts: list[str], width: int) -> list[str]:
    """A heading and its lines beside it; at most a few, and how many more there are."""
    most = len(texts) if label == "People" else _FEW
    shown = texts if len(texts) <= most else [*texts[: _FEW - 1], f"and {len(texts) - _FEW + 1} more"]
    lines: list[str] = []
    for text in shown:
        start = padded("" if lines else label, LABEL)
        room = _FEW if label == "People" else _TWO
        lines += cut(wrapped(text, first=start, rest=" " * LABEL, width=width), room, width=width)
    return lines


def _situation(incident: Incident, now: datetime) -> Iterator[str]:
    began = incident.closed_at or incident.declared_at
    since = f" for {age(now - began)}" if began else ""
    yield f"{severity(incident.severity, incident.procedure)}, {phase(incident)}{since}: {incident.title}"
    about = "~" if incident.noticed_about else ""
    parts = [f"noticed {about}{at(incident.noticed_at, now)}"] if incident.noticed_at else []
    if incident.declared_at:
        parts.append(f"declared {at(incident.declared_at, now)} by {incident.declared_by}")
    if incident.relapses:
        parts.append(f"{incident.relapses} relapse{'s' if incident.relapses > 1 else ''}")
    if incident.commander:
        whose = taken_from(incident)
        parts.append(f"{incident.commander} has command{f' (! taken from {whose})' if whose else ''}")
    yield ", ".join([*parts, incident.id])


def _underway(incident: Incident) -> list[Measure]:
    return [*incident.running, *(one for one in incident.measures.values() if one.state == "approved")]


def _measure(incident: Incident, measure: Measure, now: datetime) -> str:
    who = measure.owner or measure.proposed_by
    undo = f", undo: {measure.undo}" if measure.undo else ""
    mark = _MARKS.get(measure.state, "")
    return f"{measure.id} {mark}{measure.text} ({who}, {phrases.measure_age(incident, measure, now)}{undo})"


def _round(incident: Incident, asked: Round, now: datetime) -> str:
    """ "O1 switch off basket (dave, 1 objection, decide now)" (S10)."""
    count = len(incident.objections_to(asked.id))
    heard = f"{count or 'no'} objection{'' if count == 1 else 's'}"
    when = "decide now" if now >= asked.until else f"until {at(asked.until, now)}"
    return f"{asked.id} {asked.text} ({asked.by}, {heard}, {when})"


def _standing(incident: Incident) -> list[str]:
    """What somebody may do until the next check-in without asking again, in one paragraph (S11)."""
    standing = [one for one in incident.allowances.values() if not one.ended]
    told = "; ".join(f"{one.id} {one.person} may {one.what}" for one in standing)
    return [told] if told else []


def _decided(incident: Incident) -> list[str]:
    """The last decisions, in one paragraph (S10)."""
    told = "; ".join(f"{one.id} {one.text}" for one in reversed(incident.decisions[-_DECISIONS:]))
    return [told] if told else []


def _tried(incident: Incident) -> list[str]:
    """What is over, in one paragraph: what worked, and what need not be tried again."""
    over = [one for one in incident.measures.values() if one.is_over and one.started_at]
    told = "; ".join(f"{one.id} {one.text}: {one.state.replace('-', ' ')}" for one in over)
    return [told] if told else []


def _questions(incident: Incident, now: datetime) -> Iterator[str]:
    for measure in incident.measures.values():
        if measure.state == "asked":
            yield f"{measure.id} went back to {measure.proposed_by}: {measure.question}"
    for asked in incident.open_questions:
        yield f"{asked.id} {asked.asker}, {phrases.ago(asked.at, now)}: {asked.text}"


def _people(incident: Incident, now: datetime) -> Iterator[str]:
    tired = [f"{member.name} {member.relief}" for member in reliefs(incident, now)]
    if tired:
        yield f"⚠ relief: {', '.join(tired)}"
    held = ((role, incident.holders(role)) for role in ROLES if role != COMMANDER)
    told = [_held(incident, role, names) for role, names in held if names]
    yield from ["; ".join(told)] if told else []
    if incident.delegated_to:
        yield f"{incident.delegated_to} may approve too"


def _held(incident: Incident, role: str, names: tuple[str, ...]) -> str:
    return f"{incident.procedure.role_name(role)}: {', '.join(_with_task(incident, name) for name in names)}"


def _with_task(incident: Incident, name: str) -> str:
    task = incident.task_of(name)
    return f"{name} ({task})" if task else name


def _updates(incident: Incident, now: datetime) -> list[str]:
    due = [f"{one.name} {told}" for one in standings(incident) if (told := next_due(one, now))]
    return ["; ".join(due)] if due else []


def _nonempty(text: str) -> tuple[str, ...]:
    return (text,) if text else ()
