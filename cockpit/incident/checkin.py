"""What a check-in asks, of whom, and whether one is under way (S66–S75). Pure questions to the state."""

from __future__ import annotations

from datetime import datetime, timedelta

from cockpit.incident.parts import Measure, UnderWay
from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMANDER, DEPUTY, INVESTIGATOR, SCRIBE, TECHNICAL_LEAD
from cockpit.incident.state import Incident

FEW = 2
"""People up to whom a check-in is one question and the measures that are open."""
_GIVE_UP = 2
"""Check-ins skipped after which one question takes the place of every reminder (S75)."""
_GONE = timedelta(minutes=5)
"""How long a form is open before whoever opened it may be gone: a terminal that crashed says nothing."""
_IMPACT = "Is it better, the same, worse, or is there a new symptom?"
_NEW_USERS = "Any new users or regions?"
STILL_RUNNING = "is somebody still running this?"


def under_way(incident: Incident) -> UnderWay | None:
    """The check-in that is being filled in; one begun under another commander is none (S66)."""
    begun = incident.under_way
    if begun is None or incident.phase != "active" or begun.loop != incident.loop:
        return None
    return begun if _same(begun.commander, incident.commander) else None


def may_be_abandoned(begun: UnderWay, now: datetime) -> bool:
    """Open for so long that anybody who may fill it in goes on with it, or puts it off, unasked."""
    return now - begun.at >= _GONE


def left_by_command(incident: Incident) -> UnderWay | None:
    """The check-in that was begun under an earlier commander, for the new one to begin afresh."""
    begun = incident.under_way
    return begun if begun and begun.loop == incident.loop and under_way(incident) is None else None


def _same(one: str | None, other: str | None) -> bool:
    return one == other if one is None or other is None else same_person(one, other)


def fillers(incident: Incident) -> tuple[str, ...]:
    """Who may fill the form: the commander, the deputy, the scribe; empty means everybody."""
    names = (name for role in (COMMANDER, DEPUTY, SCRIBE) for name in incident.holders(role))
    return tuple(dict.fromkeys(names)) if incident.commander else ()


def is_brief(incident: Incident) -> bool:
    """Two people or fewer are on duty: one question and the open measures are enough."""
    gone = {key for key, one in incident.conditions.items() if one.released_at is not None}
    return len(incident.people.keys() - gone) <= FEW


def reporters(incident: Incident) -> tuple[str, ...]:
    """Who reports: the technical lead, else the investigators (S17, S67)."""
    return incident.holders(TECHNICAL_LEAD) or incident.holders(INVESTIGATOR)


def report_question(incident: Incident) -> str:
    """Step 1 as a sentence to say: condition, actions, needs (S67)."""
    names = ", ".join(reporters(incident))
    start = f"{names}: how" if names else "How"
    return f"{start} is the service, what was done, what do you need?"


def impact_question(incident: Incident) -> str:
    """Step 2 as a sentence to say (S68); two people hear of new users from each other as it happens."""
    return _IMPACT if is_brief(incident) else f"{_IMPACT} {_NEW_USERS}"


def measure_question(measure: Measure) -> str:
    """Step 3 as a sentence to say (S69)."""
    who = f"{measure.owner}: " if measure.owner else ""
    return f"{who}what came of {measure.id}, {measure.text}?"


def plan_question(until: str) -> str:
    """Step 4 as a sentence to say; `until` is the time of the next one (S70)."""
    return f"What does each of you do until {until}?"


def tripwire(incident: Incident) -> str:
    """What would make it worse than the severity it has, or empty (S45)."""
    level = incident.procedure.severity(incident.severity) if incident.severity else None
    return level.tripwire if level else ""


def next_due_by(incident: Incident, at: datetime) -> datetime:
    """By when the check-in after one held at `at` is due."""
    return at + timedelta(minutes=incident.cadence.due_until)


def skipped(incident: Incident, now: datetime) -> int:
    """How many check-ins have been missed one after the other (S75)."""
    if incident.band is None or incident.clock_from is None:
        return 0
    return max(0, int((now - incident.clock_from) / timedelta(minutes=incident.cadence.due_until)))


def is_given_up(incident: Incident, now: datetime) -> bool:
    """Two in a row were missed: nothing gets redder, one question is left (S75)."""
    return skipped(incident, now) >= _GIVE_UP


def last_held(incident: Incident) -> datetime | None:
    """When the team last met; before the first, since when there is a clock."""
    return incident.checkins[-1].at if incident.checkins else incident.clock_from
