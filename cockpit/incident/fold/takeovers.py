"""Folds command that was taken from a commander in place, until they know or everybody has heard it (S5)."""

from __future__ import annotations

from msgspec.structs import replace

from cockpit.incident import events as ev
from cockpit.incident.people import same_person
from cockpit.incident.state import Incident, Takeover


def taken_over(incident: Incident, entry: ev.Recorded, person: str) -> Incident:
    """Command was taken from `person`, who knows it if it was they who typed it in."""
    typed = same_person(entry.by_word or "", person)
    known = entry.happened_at if typed else None
    taken = Takeover(person, entry.actor, entry.happened_at, entry.commit, known)
    return replace(incident, takeovers=(*incident.takeovers, taken))


def taken_from(incident: Incident, entry: ev.Recorded) -> str:
    """From whom command is taken in the act of this entry; empty: from nobody."""
    last = incident.takeovers[-1] if incident.takeovers else None
    return last.person if last is not None and last.commit == entry.commit else ""


def heard(incident: Incident, entry: ev.Recorded, person: str | None = None) -> Incident:
    """`person` knows who has command now; without one, everybody has heard it at a check-in."""
    if not incident.takeovers:
        return incident
    known = tuple(
        replace(one, acknowledged_at=entry.happened_at) if _is_open(one, person) else one
        for one in incident.takeovers
    )
    return replace(incident, takeovers=known)


def _is_open(taken: Takeover, person: str | None) -> bool:
    return taken.acknowledged_at is None and (person is None or same_person(taken.person, person))
