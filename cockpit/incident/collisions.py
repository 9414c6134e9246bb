"""Two people at the same thing: one task, one text or one component twice (S12, S18)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import combinations

from msgspec import Struct

from cockpit.incident.people import person_key, same_person
from cockpit.incident.state import Incident


class Work(Struct, frozen=True):
    """What somebody is at: a measure that runs or may start, or the task they were given."""

    person: str
    text: str
    component: str
    since: datetime
    measure: str = ""
    passive: bool = False
    """It only looks."""


class Collision(Struct, frozen=True):
    """Two people at the same thing, the one who began first named first."""

    first: Work
    second: Work
    about: str
    """The component, or the text of the task."""

    @property
    def since(self) -> datetime:
        return self.second.since

    @property
    def short(self) -> str:
        return f"{_named(self.first)} and {_named(self.second)} do the same"

    def __str__(self) -> str:
        return f"{_named(self.first)} and {_named(self.second)} are both on {self.about}"


def _named(work: Work) -> str:
    return f"{work.person} ({work.measure})" if work.measure else work.person


def collisions(incident: Incident) -> tuple[Collision, ...]:
    """Every pair that does the same, once for each pair of people."""
    found: dict[tuple[str, str], Collision] = {}
    for one, other in combinations(sorted(_works(incident), key=lambda work: work.since), 2):
        about = _same(one, other)
        if about and not same_person(one.person, other.person):
            low, high = sorted((person_key(one.person), person_key(other.person)))
            found.setdefault((low, high), Collision(one, other, about))
    return tuple(found.values())


def _works(incident: Incident) -> Iterator[Work]:
    for measure in incident.measures.values():
        who = measure.owner or measure.proposed_by
        if measure.state in {"running", "approved"}:
            since = measure.started_at or measure.decided_at or measure.proposed_at
            component, passive = _plain(measure.component or ""), measure.kind == "passive"
            yield Work(who, measure.text, component, since, measure.id, passive)
    for key, condition in incident.conditions.items():
        person = incident.people.get(key)
        if person and condition.task and condition.task_at:
            yield Work(person.name, condition.task, "", condition.task_at)


def _same(one: Work, other: Work) -> str:
    """What two pieces of work have in common, or empty.

    Measures that change something at one place are a question of their own, asked when they start (S12).
    """
    looking = one.passive or other.passive
    if looking and one.component and one.component == other.component:
        return one.component
    return one.text if _plain(one.text) == _plain(other.text) else ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
