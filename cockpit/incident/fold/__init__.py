"""The one function that folds facts into an incident, and a step for each kind of fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from cockpit.incident import events as ev
from cockpit.incident.corrections import Corrections, corrected, corrections_in, fact_of
from cockpit.incident.fold import decisions, entries, loop, measures, people, phases, review, telling
from cockpit.incident.fold.measures import box_end as box_end
from cockpit.incident.fold.steps import STEPS
from cockpit.incident.people import person_key
from cockpit.incident.state import Incident, Person, merged_people
from cockpit.incident.window import impact_window

FAMILIES = (phases, entries, people, measures, decisions, loop, telling, review)
"""The steps register themselves when these are imported."""


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
        people = _met(incident.people, batch, folded.alert_commit)
        folded = replace(folded, people=people, number=batch[-1].number)
    else:
        folded = _fold_all(incident, batch, corrections)
    if len(acts) != len(incident.acts):
        folded = replace(folded, window=impact_window(acts, corrections))
    return replace(folded, acts=acts)


def _fold_all(incident: Incident, batch: Iterable[ev.Recorded], corrections: Corrections) -> Incident:
    for entry in batch:
        people = _met(incident.people, (entry,), incident.alert_commit)
        incident = replace(incident, people=people, number=entry.number)
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
    step = STEPS.get(type(fact))
    return step(incident, entry, fact) if step else incident


_NAMING = frozenset(
    {ev.RoleAssigned.event, ev.HandoffOffered.event, ev.Joined.event, ev.TaskSet.event, ev.Felt.event}
)
"""Facts that bring somebody in who need not have written anything."""


def _met(
    people: Mapping[str, Person], batch: Iterable[ev.Recorded], alert_commit: str
) -> Mapping[str, Person]:
    """People after these entries, as first spelled.

    Who only imported does not count, nor does an alert, nor whoever speaks from outside alone (S23).
    """
    for entry in batch:
        if entry.event == ev.Imported.event:
            continue
        names = [name for name in (*_writing(entry, alert_commit), *_named(entry)) if name]
        if entry.event in ev.FROM_OUTSIDE:
            names = [name for name in names if person_key(name) in people]
        if names:
            seen = [Person(name, entry.recorded_at, entry.recorded_at) for name in names]
            people = merged_people(people, seen)
    return people


def _writing(entry: ev.Recorded, alert_commit: str) -> tuple[str | None, ...]:
    fact = fact_of(entry) if entry.event == ev.Declared.event else None
    by_alert = entry.commit == alert_commit or (isinstance(fact, ev.Declared) and fact.alert)
    return () if by_alert else (entry.actor, entry.by_word)


def _named(entry: ev.Recorded) -> tuple[str, ...]:
    fact = fact_of(entry) if entry.event in _NAMING else None
    naming = ev.RoleAssigned | ev.HandoffOffered | ev.Joined | ev.TaskSet | ev.Felt
    return (fact.person,) if isinstance(fact, naming) else ()
