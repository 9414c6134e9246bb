"""Folds facts about the incident as a whole: declared, severity, impact, resolved, closed."""

from __future__ import annotations

from msgspec.structs import replace

from cockpit.incident import events as ev
from cockpit.incident.fold.steps import step
from cockpit.incident.state import Change, Impact, Incident, Phase


@step(ev.Declared)
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
        details=fact.details,
        alert_commit=entry.commit if fact.alert else "",
        announced_at=entry.happened_at if fact.first_message else None,
        severity=fact.severity,
        severity_number=entry.number if fact.severity else 0,
        severities=(_change(fact.severity, entry),) if fact.severity else (),
        phases=(_change("active", entry),),
    )


@step(ev.SeveritySet)
def _severity(incident: Incident, entry: ev.Recorded, fact: ev.SeveritySet) -> Incident:
    return replace(
        incident,
        severity=fact.severity,
        severity_number=entry.number,
        severities=(*incident.severities, _change(fact.severity, entry)),
    )


@step(ev.ImpactChanged)
def _impact(incident: Incident, entry: ev.Recorded, fact: ev.ImpactChanged) -> Incident:
    impact = Impact(
        trend=fact.trend, text=fact.impact, at=entry.happened_at, by=entry.actor, number=entry.number,
        share=fact.share, region=fact.region, cohort=fact.cohort, metrics=dict(fact.metrics),
        function=fact.function, since=fact.since,
    )  # fmt: skip
    return replace(
        incident,
        impact=impact,
        impact_history=(*incident.impact_history, impact),
        impact_confirmed_at=entry.happened_at,
    )


@step(ev.Resolved)
def _resolved(incident: Incident, entry: ev.Recorded, fact: ev.Resolved) -> Incident:
    return replace(_into("watch", incident, entry), resolved_at=entry.happened_at, watch_number=entry.number)


@step(ev.Relapsed)
def _relapsed(incident: Incident, entry: ev.Recorded, fact: ev.Relapsed) -> Incident:
    return replace(
        _into("active", incident, entry),
        resolved_at=None,
        relapses=incident.relapses + 1,
        relapse_number=entry.number,
        relapsed_at=entry.happened_at,
        clock_from=entry.happened_at if incident.commander else None,
    )


@step(ev.Reopened)
def _reopened(incident: Incident, entry: ev.Recorded, fact: ev.Reopened) -> Incident:
    return replace(
        _into("active", incident, entry),
        stood_down=False,
        closed_at=None,
        resolved_at=None,
        relapse_number=entry.number,
        clock_from=None,
        command_open_since=entry.happened_at,
    )


@step(ev.Closed)
def _closed(incident: Incident, entry: ev.Recorded, fact: ev.Closed) -> Incident:
    return _ended(incident, entry)


@step(ev.StoodDown)
def _stood_down(incident: Incident, entry: ev.Recorded, fact: ev.StoodDown) -> Incident:
    return replace(_ended(incident, entry), stood_down=True)


@step(ev.Amended)
def _amended(incident: Incident, entry: ev.Recorded, fact: ev.Amended) -> Incident:
    was = incident.procedure.channel
    channel = fact.procedure.channel if incident.channel in {None, was} else incident.channel
    return replace(incident, procedure=fact.procedure, channel=channel)


def _change(value: str, entry: ev.Recorded) -> Change:
    return Change(value, entry.happened_at, entry.number)


def _into(phase: Phase, incident: Incident, entry: ev.Recorded) -> Incident:
    return replace(incident, phase=phase, phases=(*incident.phases, _change(phase, entry)))


def _ended(incident: Incident, entry: ev.Recorded) -> Incident:
    """Closed: clocks and roles end with it (S79)."""
    at = entry.happened_at
    return replace(
        _into("closed", incident, entry),
        closed_at=at,
        closed_number=entry.number,
        signed_off={},
        holdings=(),
        stints=tuple(replace(one, until=one.until or at) for one in incident.stints),
        offer=None,
        delegated_to=None,
        under_way=None,
        timers={},
        measures={key: replace(one, box_until=None) for key, one in incident.measures.items()},
    )
