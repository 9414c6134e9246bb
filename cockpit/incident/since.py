"""What changed since the last check-in: impact, severity, measures, people (S12, S68)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec import Struct

from cockpit.incident import events as ev
from cockpit.incident.corrections import fact_of
from cockpit.incident.parts import Change, Decision, Impact, Measure
from cockpit.incident.state import Incident

TRENDS = {"worse": "worse", "better": "better", "same": "the same", "new-symptom": "a new symptom"}
OUTCOMES = {
    "worked": "worked",
    "no-effect": "had no effect",
    "worse": "made it worse",
    "rolled-back": "is rolled back",
    "done": "was done",
}


class Since(Struct, frozen=True):
    """What is different now from how the last check-in left it; from the declaration, before the first."""

    at: datetime | None
    """When that was."""
    loop: int
    """The number of that check-in; 0 where none was held yet."""
    before: Impact | None
    """Impact as it stood then."""
    impacts: tuple[Impact, ...]
    """Every word on impact since, in the order it was said."""
    severities: tuple[Change, ...]
    proposed: tuple[Measure, ...]
    """Came in since, and did not start yet."""
    started: tuple[Measure, ...]
    """Started since, and have no outcome yet."""
    finished: tuple[Measure, ...]
    """Came to an outcome since."""
    came: tuple[str, ...]
    """People who were not on the incident then."""
    went: tuple[str, ...]
    """People who were told since that they are free to go."""
    relapsed: bool
    decided: tuple[Decision, ...] = ()


def since_last_checkin(incident: Incident) -> Since:
    """Everything that happened after the last check-in and what stood in one commit with it."""
    last = incident.checkins[-1] if incident.checkins else None
    mark = _mark(incident, last.number if last else 1)
    ended = set(_ended(incident, mark.number))
    measures = incident.measures.values()
    finished = tuple(m for m in measures if m.id in ended or _done_since(m, mark.number))
    return Since(
        at=last.at if last else incident.declared_at,
        loop=last.loop if last else 0,
        before=next((one for one in reversed(incident.impact_history) if one.number <= mark.number), None),
        impacts=tuple(one for one in incident.impact_history if one.number > mark.number),
        severities=tuple(one for one in incident.severities if one.number > mark.number),
        proposed=tuple(m for m in measures if m.number > mark.number and _not_begun(m)),
        started=tuple(m for m in measures if m.is_running and m.started_number > mark.number),
        finished=finished,
        came=tuple(one.name for one in incident.people.values() if one.since > mark.recorded_at),
        went=tuple(_went(incident, mark.recorded_at)),
        relapsed=incident.relapse_number > mark.number,
        decided=tuple(one for one in incident.decisions if one.number > mark.number),
    )


def lines(changes: Since) -> list[str]:
    """The same as short lines, the weightiest first; empty where nothing changed."""
    return [
        *(["it came back after it was resolved"] if changes.relapsed else []),
        *(f"severity is {one.value}" for one in changes.severities),
        *(f"{one.id} decided by {one.by}: {one.text}" for one in changes.decided),
        *(f"impact {TRENDS[one.trend]}: {one.text}" for one in changes.impacts),
        *(f"{m.id} {OUTCOMES.get(m.state, m.state)}: {m.text}" for m in changes.finished),
        *(f"{m.id} started: {m.text}" for m in changes.started),
        *(f"{m.id} {m.state}: {m.text}" for m in changes.proposed),
        *([f"here since: {', '.join(changes.came)}"] if changes.came else []),
        *([f"free to go: {', '.join(changes.went)}"] if changes.went else []),
    ]


def new_users(changes: Since) -> str:
    """Users, regions and functions named since that nobody had named before; empty where there are none."""
    before = {text.casefold() for text in _hit(changes.before)} if changes.before else set()
    named = [text for impact in changes.impacts for text in _hit(impact)]
    return ", ".join(dict.fromkeys(text for text in named if text.casefold() not in before))


def _hit(impact: Impact) -> list[str]:
    return [text for text in (impact.cohort, impact.region, impact.function) if text]


class _Mark(Struct, frozen=True):
    number: int
    recorded_at: datetime


def _mark(incident: Incident, number: int) -> _Mark:
    """The last act of the commit that act `number` belongs to: all of it is one moment."""
    at = next((i for i, entry in enumerate(incident.acts) if entry.number == number), None)
    if at is None:
        return _Mark(number, incident.declared_at or datetime.fromtimestamp(0, UTC))
    commit = [entry for entry in incident.acts[at:] if entry.commit == incident.acts[at].commit]
    return _Mark(commit[-1].number, commit[-1].recorded_at)


def _ended(incident: Incident, number: int) -> Iterator[str]:
    for entry in reversed(incident.acts):
        if entry.number <= number:
            return
        fact = fact_of(entry) if entry.event == ev.MeasureFinished.event else None
        if isinstance(fact, ev.MeasureFinished):
            yield fact.measure


def _done_since(measure: Measure, number: int) -> bool:
    return measure.state == "done" and measure.started_number > number


def _not_begun(measure: Measure) -> bool:
    return measure.state in {"waiting", "asked", "approved"}


def _went(incident: Incident, then: datetime) -> Iterator[str]:
    for key, person in incident.people.items():
        condition = incident.conditions.get(key)
        if condition and condition.released_at and condition.released_at > then:
            yield person.name
