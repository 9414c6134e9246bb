"""Folds facts about measures: proposed, decided, started, run, finished."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from cockpit.incident import events as ev
from cockpit.incident.fold.steps import step
from cockpit.incident.state import Incident, Measure, Run


@step(ev.MeasureProposed)
def _proposed(incident: Incident, entry: ev.Recorded, fact: ev.MeasureProposed) -> Incident:
    measure = Measure(
        id=fact.measure,
        kind=fact.measure_kind,
        text=fact.what,
        state="waiting" if fact.measure_kind != "passive" else "approved",
        proposed_by=entry.actor,
        proposed_at=entry.happened_at,
        number=entry.number,
        owner=fact.owner,
        component=fact.component,
        risk=fact.risk,
        undo=fact.undo,
        box_minutes=fact.box_minutes,
        alone=fact.alone,
    )
    return _keep(incident, measure)


@step(ev.MeasureApproved)
def _approved(incident: Incident, entry: ev.Recorded, fact: ev.MeasureApproved) -> Incident:
    allowed = incident.allowances.get(fact.standing or "")
    return _change(
        incident,
        fact.measure,
        state="approved",
        decided_by=allowed.by if allowed else entry.actor,
        decided_at=entry.happened_at,
        standing=fact.standing,
    )


@step(ev.MeasureRefused)
def _refused(incident: Incident, entry: ev.Recorded, fact: ev.MeasureRefused) -> Incident:
    return _change(
        incident, fact.measure, state="refused", decided_by=entry.actor, decided_at=entry.happened_at
    )


@step(ev.MeasureWithdrawn)
def _withdrawn(incident: Incident, entry: ev.Recorded, fact: ev.MeasureWithdrawn) -> Incident:
    return _change(incident, fact.measure, state="withdrawn", ended_at=entry.happened_at)


@step(ev.MeasureAsked)
def _asked(incident: Incident, entry: ev.Recorded, fact: ev.MeasureAsked) -> Incident:
    return _change(
        incident, fact.measure, state="asked", question=fact.question, asked_by=entry.actor, answer=None
    )


@step(ev.MeasureAnswered)
def _answered(incident: Incident, entry: ev.Recorded, fact: ev.MeasureAnswered) -> Incident:
    return _change(incident, fact.measure, state="waiting", answer=fact.answer)


@step(ev.MeasureStarted)
def _started(incident: Incident, entry: ev.Recorded, fact: ev.MeasureStarted) -> Incident:
    return _change(
        incident,
        fact.measure,
        state="done" if fact.done else "running",
        owner=fact.owner,
        started_at=entry.happened_at,
        started_number=entry.number,
        box_until=fact.box_until,
        unapproved=fact.unapproved,
        alone=fact.alone,
        **({"standing": fact.standing} if fact.standing else {}),
    )


@step(ev.MeasureExtended)
def _extended(incident: Incident, entry: ev.Recorded, fact: ev.MeasureExtended) -> Incident:
    return _change(incident, fact.measure, box_until=fact.until)


@step(ev.MeasureRan)
def _ran(incident: Incident, entry: ev.Recorded, fact: ev.MeasureRan) -> Incident:
    measure = incident.measures.get(fact.measure)
    if measure is None:
        return incident
    run = Run(fact.command, fact.host, entry.actor, entry.happened_at, fact.exit_code, fact.seconds)
    return _keep(incident, replace(measure, runs=(*measure.runs, run)))


@step(ev.MeasureFinished)
def _finished(incident: Incident, entry: ev.Recorded, fact: ev.MeasureFinished) -> Incident:
    return _change(incident, fact.measure, state=fact.outcome, ended_at=entry.happened_at)


@step(ev.MeasureAcknowledged)
def _acknowledged(incident: Incident, entry: ev.Recorded, fact: ev.MeasureAcknowledged) -> Incident:
    return _change(incident, fact.measure, acknowledged=True)


def _keep(incident: Incident, measure: Measure) -> Incident:
    return replace(incident, measures={**incident.measures, measure.id: measure})


def _change(incident: Incident, measure_id: str, **changes: Any) -> Incident:
    measure = incident.measures.get(measure_id)
    return _keep(incident, replace(measure, **changes)) if measure else incident


def box_end(incident: Incident, minutes: int | None, start: datetime) -> datetime:
    """When a time box of `minutes` from `start` ends; without one, the end of the next check-in's band."""
    if minutes is not None:
        return start + timedelta(minutes=minutes)
    if incident.band is not None and incident.band.overdue_at > start:
        return incident.band.overdue_at
    return start + timedelta(minutes=incident.cadence.due_until)
