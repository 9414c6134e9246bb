"""Who had a part in an incident, and which: who signs its record off, who better leads no retrospective."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cockpit.incident.people import person_key, same_person
from cockpit.incident.procedure import SCRIBE
from cockpit.incident.state import Incident


def members(incident: Incident) -> tuple[str, ...]:
    """Everybody who held a role or had a measure, and whoever declared it, as they came (S81)."""
    names = [incident.declared_by, *(stint.person for stint in incident.stints), *_of_measures(incident)]
    return _once(name for name in names if name)


def unsigned(incident: Incident) -> tuple[str, ...]:
    """The members who have not signed the record off since it was closed (S81)."""
    return tuple(name for name in members(incident) if person_key(name) not in incident.signed_off)


def scribes(incident: Incident) -> tuple[str, ...]:
    """Who rereads the record: the scribes at the end, else every scribe, else the last commander (S82)."""
    every = [stint for stint in incident.stints if stint.role == SCRIBE]
    last = [stint for stint in every if stint.until in {None, incident.closed_at}]
    return _once(stint.person for stint in last or every) or convener(incident)


def convener(incident: Incident) -> tuple[str, ...]:
    """Whoever sees to the retrospective: the last commander, else whoever declared it (S83)."""
    name = incident.last_commander or incident.declared_by
    return (name,) if name else ()


def part_of(incident: Incident, person: str) -> str:
    """What somebody did here ("commander, M3"); empty for whoever took no part (S87)."""
    roles = [stint.role for stint in incident.stints if same_person(stint.person, person)]
    measures = [
        measure.id
        for measure in incident.measures.values()
        if any(same_person(name, person) for name in (measure.owner, measure.proposed_by) if name)
    ]
    told = any(same_person(one.by, person) for every in incident.tellings.values() for one in every)
    parts = [*roles, *measures, *(["told an audience"] if told else [])]
    return ", ".join(dict.fromkeys(parts)) or _wrote(incident, person)


def is_reread(incident: Incident) -> bool:
    """The scribe has walked the record, up to the close where it is closed (S82)."""
    return incident.reread_at is not None and incident.reread_through >= incident.closed_number


def _wrote(incident: Incident, person: str) -> str:
    """Whoever first wrote after the close took no part in the response."""
    known = incident.people.get(person_key(person))
    if known is None or (incident.closed_at is not None and known.since >= incident.closed_at):
        return ""
    return "wrote in the record"


def _of_measures(incident: Incident) -> Iterator[str]:
    for measure in incident.measures.values():
        yield measure.proposed_by
        yield measure.owner or measure.proposed_by


def _once(names: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(person_key(name), name)
    return tuple(found.values())
