"""Rules about what is put before one person: own timers, and duties put off until later."""

from __future__ import annotations

from datetime import datetime

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.duties import Duty, duties, put_off
from cockpit.incident.people import same_person
from cockpit.incident.rules.verdicts import Accepted, Asking, Decision, Refused, clock, said
from cockpit.incident.state import Incident, Timer


def set_timer(incident: Incident, command: cmd.SetTimer, asking: Asking) -> Decision:
    """ "Back to me in 5 min": rings only whose it is."""
    text = command.text
    if not text.strip():
        return Refused("S66", "a timer says what for", way_out="add a few words", usage=True)
    if command.until <= asking.now:
        why = f"{clock(command.until, asking)} has passed"
        return Refused("S66", why, way_out="give a time to come: 5m, 14:30", usage=True)
    given = command.person or asking.actor
    person = incident.known(given) or given
    timer = f"T{incident.timers_set + 1}"
    whose = "" if same_person(person, asking.actor) else f" for {person}"
    told = f"{timer}{whose} at {clock(command.until, asking)}: {text}"
    return said(asking, ev.TimerSet(timer=timer, what=text, person=person, until=command.until, text=told))


def end_timer(incident: Incident, command: cmd.EndTimer, asking: Asking) -> Decision:
    """It rang and was seen, or is no longer wanted: whoever it rings ends it, or who set it."""
    timer = _meant(incident, command.timer)
    if timer is None:
        running = ", ".join(incident.timers) or "none"
        return Refused("S66", f"there is no timer {command.timer!r}", way_out=f"timers: {running}")
    if not same_person(timer.person, asking.actor):
        why = f"{timer.id} is {timer.person}'s"
        return Refused("S66", why, who_may=timer.person, word_of=timer.person)
    return said(asking, ev.TimerEnded(timer=timer.id, text=f"{timer.id} ended: {timer.text}"))


def _meant(incident: Incident, text: str) -> Timer | None:
    """The timer a person means by "T1", "t1" or "1"."""
    return incident.timers.get(f"T{text.strip().casefold().removeprefix('t')}")


def snooze(incident: Incident, command: cmd.Snooze, asking: Asking) -> Decision:
    """Put one of my duties off until the next check-in or a time; a promise to a client returns sooner."""
    found = [duty for duty in duties(incident, asking.now) if duty.is_for(asking.actor)]
    duty = next((one for one in found if one.cause == command.cause), None)
    if duty is None:
        return _nothing_due(command.cause, found)
    if command.until is not None and command.until <= asking.now:
        why = f"{clock(command.until, asking)} has passed"
        return Refused("S75", why, way_out="give a time to come: 10m, 14:30", usage=True)
    if command.until is None and put_off(incident, asking.actor, duty, asking.now):
        return Accepted((), f"put off already: {duty.text}")
    until = _until(incident, command.until, asking)
    text = f"{asking.actor} puts off until {until}: {duty.text}"
    fact = ev.Snoozed(cause=duty.cause, person=asking.actor, until=command.until, text=text)
    return Accepted(said(asking, fact).said, _sooner(duty, asking))


def _nothing_due(cause: str, found: list[Duty]) -> Refused:
    yours = "; ".join(duty.cause for duty in found) or "none"
    return Refused("S75", f"nothing of yours is due by the name {cause!r}", way_out=f"yours: {yours}")


def _until(incident: Incident, until: datetime | None, asking: Asking) -> str:
    if until is not None:
        return clock(until, asking)
    return "the next check-in" if incident.band else f"{incident.cadence.due_until} min from now"


def _sooner(duty: Duty, asking: Asking) -> str:
    """What was promised to a client comes back however it was put off."""
    if duty.returns_at is None:
        return ""
    if duty.returns_at <= asking.now:
        return "it was promised to a client and stays due"
    return f"it was promised to a client and comes back at {clock(duty.returns_at, asking)}"
