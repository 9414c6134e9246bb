"""What comes after the close, each on its person's next working morning: none of it is urgent (S81–S88)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cockpit.incident.duties.duty import Duty, Rank
from cockpit.incident.mornings import morning_of
from cockpit.incident.partaking import convener, is_reread, scribes, unsigned
from cockpit.incident.people import person_key, same_person
from cockpit.incident.state import Incident

Wanted = tuple[str, str, tuple[str, ...], str]
"""The rule, what is to be done, by whom, and the cause."""


def ending(incident: Incident, now: datetime) -> Iterator[Duty]:
    """What the closed incident still wants of whom; nothing of anybody before their morning (S78)."""
    closed = incident.closed_at
    if closed is None or incident.stood_down:
        return
    for rule, text, names, cause in _wanted(incident):
        for name in names:
            morning = morning_of(incident, name, closed)
            if now >= morning:
                yield Duty(rule, Rank.REST, text, morning, (name,), "timeline", cause=f"{cause} {name}")


def _wanted(incident: Incident) -> Iterator[Wanted]:
    if not is_reread(incident):
        yield "S82", "reread the record: star what matters", scribes(incident), "reread"
    text = "read the record, add what is missing, sign off"
    yield "S81", text, unsigned(incident), "sign-off"
    yield from _retrospective(incident)


def _retrospective(incident: Incident) -> Iterator[Wanted]:
    """The last commander's checklist, and the one line of whoever leads the retrospective."""
    whose, facilitator = convener(incident), incident.facilitator
    if incident.first_message is None:
        yield "S85", "give the link of the first message", whose, "first message"
    if facilitator is None:
        yield "S87", "find somebody to lead the retrospective", whose, "facilitator"
    if incident.ticket is None:
        yield "S83", "make the retrospective's ticket", whose, "ticket"
    elif facilitator and not same_person(facilitator, incident.ticket_for or ""):
        yield "S88", f"assign the ticket to {facilitator}", whose, "assign"
    if facilitator and person_key(facilitator) not in incident.signed_off:
        yield "S86", "you lead the retrospective: read the record", (facilitator,), "lead"
