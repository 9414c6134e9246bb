"""What stands and what is missing after the close: signed off, reread, facilitator, ticket (S81–S88)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cockpit.incident.partaking import is_reread, members, part_of, unsigned
from cockpit.incident.people import person_key
from cockpit.incident.state import Incident
from cockpit.reports.setting import wrapped
from cockpit.reports.words import at, phase

_LABEL = 15
STOOD_DOWN = "It was stood down: nothing has to be read, signed off or ticketed."
NO_FIRST_MESSAGE = "missing: say where it is (cockpit announced --link URL)"


def review_json(incident: Incident, left: int) -> dict[str, Any]:
    """For scripts. `left` is how many unstarred entries the scribe has not walked yet."""
    return {
        "incident": incident.id,
        "phase": incident.phase,
        "signed_off": [
            {"person": name, "at": incident.signed_off[person_key(name)].isoformat()}
            for name in members(incident)
            if person_key(name) in incident.signed_off
        ],
        "unsigned": list(unsigned(incident)),
        "reread": {"done": is_reread(incident), "through": incident.reread_through, "left": left},
        "first_message": incident.first_message,
        "facilitator": incident.facilitator,
        "facilitator_took_part": part_of(incident, incident.facilitator) if incident.facilitator else "",
        "ticket": incident.ticket,
        "ticket_for": incident.ticket_for,
    }


def review_lines(incident: Incident, left: int, now: datetime) -> list[str]:
    """For people: what is done and what is not, each with the verb that does it."""
    if incident.stood_down:
        return [*wrapped(f"{incident.id}   {incident.title}   {phase(incident)}"), STOOD_DOWN]
    title = f"{incident.id}   {incident.title}   {phase(incident)}"
    closed = f", {at(incident.closed_at, now)}" if incident.closed_at else ""
    parts = (
        ("signed off", signed_sentence(incident)),
        ("reread", reread_sentence(incident, left)),
        ("first message", incident.first_message or NO_FIRST_MESSAGE),
        ("facilitator", facilitator_sentence(incident) + _hint(incident.facilitator, "facilitator NAME")),
        ("ticket", ticket_sentence(incident) + _hint(incident.ticket, "ticket", "prints its text")),
    )
    return [*wrapped(title + closed), *(line for label, text in parts for line in _labelled(label, text))]


def _hint(done: str | None, verb: str, *does: str) -> str:
    return "" if done else f" ({' '.join((f'cockpit {verb}', *does))})"


def signed_sentence(incident: Incident) -> str:
    """Who has read the record, and who has not (S81)."""
    missing = unsigned(incident)
    signed = [name for name in members(incident) if name not in missing]
    told = f"{len(signed)} of {len(signed) + len(missing)}"
    told += f": {', '.join(signed)}" if signed else ""
    return told + (f"; still to come: {', '.join(missing)}" if missing else "")


def reread_sentence(incident: Incident, left: int | None = None) -> str:
    """How far the scribe has walked the record (S82), and what is left where that was counted."""
    through = incident.reread_through
    if left is None:
        done = "done, " if is_reread(incident) else ""
        return f"{done}up to entry {through}" if through else "not yet"
    rest = f"{left} unstarred {'entry' if left == 1 else 'entries'} left"
    if is_reread(incident):
        return f"done, up to entry {through}" + (f"; {rest} since" if left else "")
    return f"up to entry {through}, {rest}" if through else f"not yet, {rest}"


def facilitator_sentence(incident: Incident) -> str:
    """Who leads the retrospective (S87)."""
    name = incident.facilitator
    if name is None:
        return "nobody yet"
    part = part_of(incident, name)
    return f"{name}, who took part ({part})" if part else name


def ticket_sentence(incident: Incident) -> str:
    """Where the retrospective's ticket is, and whose (S83, S88)."""
    if incident.ticket is None:
        return "none yet"
    return f"{incident.ticket}, for {incident.ticket_for}" if incident.ticket_for else incident.ticket


def _labelled(label: str, text: str) -> Iterator[str]:
    yield from wrapped(text, first=f"{label:<{_LABEL}}", rest=" " * _LABEL)
