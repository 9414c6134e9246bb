"""The one function that folds facts into an incident, and a step for each kind of fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from msgspec.structs import replace

from cockpit.incident import events as ev
from cockpit.incident.corrections import Corrections, corrected, corrections_in, fact_of
from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMANDER
from cockpit.incident.state import (
    Checkin,
    Holding,
    Impact,
    Incident,
    Measure,
    Offer,
    Person,
    merged_people,
)
from cockpit.incident.window import impact_window

F = TypeVar("F", bound=ev.Fact)
Step = Callable[[Incident, ev.Recorded, Any], Incident]

_STEPS: dict[type[ev.Fact], Step] = {}


def fold(incident: Incident, recorded: Iterable[ev.Recorded]) -> Incident:
    """`incident` after further facts, given in ascending order of their numbers.

    Notes only move the head and the people; acts change the rest. A correction makes every act be
    folded anew with the corrected values, so a split fold equals a whole one. After a redaction the
    caller reads the acts anew: their bodies have changed.
    """
    batch = [entry for entry in recorded if entry.number > incident.number]
    if not batch:
        return incident
    acts = incident.acts + tuple(entry for entry in batch if entry.is_act)
    corrections = corrections_in(acts)
    if any(entry.event == ev.Corrected.event for entry in batch):
        folded = _fold_all(Incident(id=incident.id), acts, corrections)
        folded = replace(folded, people=_met(incident.people, batch), number=batch[-1].number)
    else:
        folded = _fold_all(incident, batch, corrections)
    if len(acts) != len(incident.acts):
        folded = replace(folded, window=impact_window(acts, corrections))
    return replace(folded, acts=acts)


def _fold_all(incident: Incident, batch: Iterable[ev.Recorded], corrections: Corrections) -> Incident:
    for entry in batch:
        incident = replace(incident, people=_met(incident.people, (entry,)), number=entry.number)
        if entry.is_act:
            incident = _fold_act(incident, corrected(entry, corrections.get(entry.number, ())))
    return incident


def _fold_act(incident: Incident, entry: ev.Recorded) -> Incident:
    incident = replace(incident, last_act=entry.number)
    fact = fact_of(entry)
    if fact is None:
        return replace(incident, unknown_acts=incident.unknown_acts + (entry.event not in ev.FACTS))
    if fact.reasons:
        incident = replace(incident, given=incident.given | set(fact.causes.items()))
    step = _STEPS.get(type(fact))
    return step(incident, entry, fact) if step else incident


_NAMING = frozenset({ev.RoleAssigned.event, ev.HandoffOffered.event, ev.Joined.event})
"""Facts that bring somebody in who need not have written anything."""


def _met(people: Mapping[str, Person], batch: Iterable[ev.Recorded]) -> Mapping[str, Person]:
    """People after these entries, as first spelled; whoever only imported does not count."""
    seen = [
        Person(name, entry.recorded_at, entry.recorded_at)
        for entry in batch
        if entry.event != ev.Imported.event
        for name in (entry.actor, entry.by_word, *_named(entry))
        if name
    ]
    return merged_people(people, seen) if seen else people


def _named(entry: ev.Recorded) -> tuple[str, ...]:
    fact = fact_of(entry) if entry.event in _NAMING else None
    return (fact.person,) if isinstance(fact, ev.RoleAssigned | ev.HandoffOffered | ev.Joined) else ()


def _step(fact_type: type[F]) -> Callable[[Callable[[Incident, ev.Recorded, F], Incident]], Step]:
    def register(function: Callable[[Incident, ev.Recorded, F], Incident]) -> Step:
        _STEPS[fact_type] = function
        return function

    return register


@_step(ev.Declared)
def _declared(incident: Incident, entry: ev.Recorded, fact: ev.Declared) -> Incident:
    return replace(
        incident,
        title=fact.title,
        procedure=fact.procedure,
        declared_at=entry.happened_at,
        command_open_since=entry.happened_at,
        declared_by=entry.actor,
        noticed_at=fact.noticed_at,
        noticed_about=fact.noticed_about,
        source=fact.source,
        channel=fact.channel or fact.procedure.channel,
        first_message=fact.first_message,
        severity=fact.severity,
        severity_number=entry.number if fact.severity else 0,
    )


@_step(ev.Logged)
def _logged(incident: Incident, entry: ev.Recorded, fact: ev.Logged) -> Incident:
    if fact.kind == "noticed" and (incident.noticed_at is None or entry.happened_at < incident.noticed_at):
        return replace(incident, noticed_at=entry.happened_at, noticed_about=entry.about)
    return incident


@_step(ev.SeveritySet)
def _severity(incident: Incident, entry: ev.Recorded, fact: ev.SeveritySet) -> Incident:
    return replace(incident, severity=fact.severity, severity_number=entry.number)


@_step(ev.ImpactChanged)
def _impact(incident: Incident, entry: ev.Recorded, fact: ev.ImpactChanged) -> Incident:
    impact = Impact(
        trend=fact.trend, text=fact.impact, at=entry.happened_at, by=entry.actor, number=entry.number,
        share=fact.share, region=fact.region, cohort=fact.cohort, metrics=dict(fact.metrics),
    )  # fmt: skip
    return replace(
        incident,
        impact=impact,
        impact_history=(*incident.impact_history, impact),
        impact_confirmed_at=entry.happened_at,
    )


@_step(ev.RoleAssigned)
def _assigned(incident: Incident, entry: ev.Recorded, fact: ev.RoleAssigned) -> Incident:
    held = tuple(
        h for h in incident.holdings if not (h.role == fact.role and same_person(h.person, fact.person))
    )
    incident = replace(incident, holdings=(*held, Holding(fact.role, fact.person, entry.happened_at)))
    if fact.role != COMMANDER:
        return incident
    return replace(
        incident,
        command_taken_at=incident.command_taken_at or entry.happened_at,
        clock_from=incident.clock_from or entry.happened_at,
        commander_number=entry.number,
        last_commander=fact.person,
        offer=None,
    )


@_step(ev.RoleRelieved)
def _relieved(incident: Incident, entry: ev.Recorded, fact: ev.RoleRelieved) -> Incident:
    left = tuple(
        h for h in incident.holdings if not (h.role == fact.role and same_person(h.person, fact.person))
    )
    return replace(incident, holdings=left)


@_step(ev.HandoffOffered)
def _offered(incident: Incident, entry: ev.Recorded, fact: ev.HandoffOffered) -> Incident:
    return replace(incident, offer=Offer(fact.person, entry.actor, entry.happened_at))


@_step(ev.HandoffAccepted)
def _accepted(incident: Incident, entry: ev.Recorded, fact: ev.HandoffAccepted) -> Incident:
    return replace(incident, offer=None)


@_step(ev.HandoffDeclined)
def _declined(incident: Incident, entry: ev.Recorded, fact: ev.HandoffDeclined) -> Incident:
    return replace(incident, offer=None)


@_step(ev.MeasureProposed)
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


@_step(ev.MeasureApproved)
def _approved(incident: Incident, entry: ev.Recorded, fact: ev.MeasureApproved) -> Incident:
    return _change(
        incident, fact.measure, state="approved", decided_by=entry.actor, decided_at=entry.happened_at
    )


@_step(ev.MeasureRefused)
def _refused(incident: Incident, entry: ev.Recorded, fact: ev.MeasureRefused) -> Incident:
    return _change(
        incident, fact.measure, state="refused", decided_by=entry.actor, decided_at=entry.happened_at
    )


@_step(ev.MeasureWithdrawn)
def _withdrawn(incident: Incident, entry: ev.Recorded, fact: ev.MeasureWithdrawn) -> Incident:
    return _change(incident, fact.measure, state="withdrawn", ended_at=entry.happened_at)


@_step(ev.MeasureAsked)
def _asked(incident: Incident, entry: ev.Recorded, fact: ev.MeasureAsked) -> Incident:
    return _change(
        incident, fact.measure, state="asked", question=fact.question, asked_by=entry.actor, answer=None
    )


@_step(ev.MeasureAnswered)
def _answered(incident: Incident, entry: ev.Recorded, fact: ev.MeasureAnswered) -> Incident:
    return _change(incident, fact.measure, state="waiting", answer=fact.answer)


@_step(ev.MeasureStarted)
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
    )


@_step(ev.MeasureExtended)
def _extended(incident: Incident, entry: ev.Recorded, fact: ev.MeasureExtended) -> Incident:
    return _change(incident, fact.measure, box_until=fact.until)


@_step(ev.MeasureFinished)
def _finished(incident: Incident, entry: ev.Recorded, fact: ev.MeasureFinished) -> Incident:
    return _change(incident, fact.measure, state=fact.outcome, ended_at=entry.happened_at)


@_step(ev.MeasureAcknowledged)
def _acknowledged(incident: Incident, entry: ev.Recorded, fact: ev.MeasureAcknowledged) -> Incident:
    return _change(incident, fact.measure, acknowledged=True)


@_step(ev.CheckinFinished)
def _checked_in(incident: Incident, entry: ev.Recorded, fact: ev.CheckinFinished) -> Incident:
    checkin = Checkin(
        loop=incident.loop, at=entry.happened_at, by=entry.actor, number=entry.number,
        trend=fact.trend, state=fact.state, plan=fact.plan,
    )  # fmt: skip
    confirmed = entry.happened_at if fact.trend else incident.impact_confirmed_at
    return replace(
        incident,
        checkins=(*incident.checkins, checkin),
        clock_from=entry.happened_at,
        impact_confirmed_at=confirmed,
    )


@_step(ev.Resolved)
def _resolved(incident: Incident, entry: ev.Recorded, fact: ev.Resolved) -> Incident:
    return replace(incident, phase="watch", resolved_at=entry.happened_at, watch_number=entry.number)


@_step(ev.Relapsed)
def _relapsed(incident: Incident, entry: ev.Recorded, fact: ev.Relapsed) -> Incident:
    return replace(
        incident,
        phase="active",
        resolved_at=None,
        relapses=incident.relapses + 1,
        relapse_number=entry.number,
        relapsed_at=entry.happened_at,
        clock_from=entry.happened_at if incident.commander else None,
    )


@_step(ev.Reopened)
def _reopened(incident: Incident, entry: ev.Recorded, fact: ev.Reopened) -> Incident:
    return replace(
        incident,
        phase="active",
        stood_down=False,
        closed_at=None,
        resolved_at=None,
        relapse_number=entry.number,
        clock_from=None,
        command_open_since=entry.happened_at,
    )


@_step(ev.Closed)
def _closed(incident: Incident, entry: ev.Recorded, fact: ev.Closed) -> Incident:
    return replace(incident, phase="closed", closed_at=entry.happened_at, holdings=(), offer=None)


@_step(ev.StoodDown)
def _stood_down(incident: Incident, entry: ev.Recorded, fact: ev.StoodDown) -> Incident:
    return replace(
        incident, phase="closed", stood_down=True, closed_at=entry.happened_at, holdings=(), offer=None
    )


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
    return start + timedelta(minutes=incident.procedure.cadence.due_until)
