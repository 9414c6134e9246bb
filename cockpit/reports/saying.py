"""What to say: a few plain sentences to read aloud now, in speaking order, whatever the moment is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Literal

from cockpit.incident.closing import is_worse_again
from cockpit.incident.procedure import COMMANDER, ROLES
from cockpit.incident.since import OUTCOMES, Since, since_last_checkin
from cockpit.incident.state import Incident, Measure
from cockpit.reports.spoken import listed, words
from cockpit.reports.spoken_impact import impact_told
from cockpit.reports.words import at

Moment = Literal["now", "command", "checkin", "handoff", "resolve", "relapse"]
MOMENTS: tuple[Moment, ...] = ("now", "command", "checkin", "handoff", "resolve", "relapse")
_FRESH = timedelta(minutes=3)
"""How long command taken, or a watch begun, is what there is to say first."""
_MOST = 10
"""Sentences that are read out at once."""


def moment_of(incident: Incident, now: datetime) -> Moment:
    """What the moment is for, as the incident stands."""
    if incident.phase == "watch":
        return "resolve" if _is_fresh(incident.resolved_at, now) else "now"
    if not incident.is_open:
        return "now"
    if incident.offer:
        return "handoff"
    if _has_relapsed(incident):
        return "relapse"
    if _is_fresh(incident.commander_since, now):
        return "handoff" if _how_commanding(incident) == "handoff" else "command"
    band = incident.band
    due = band is not None and band.state(now) != "early"
    return "checkin" if due or incident.under_way else "now"


def sentences(incident: Incident, now: datetime, me: str, moment: Moment | None = None) -> list[str]:
    """Six to ten sentences: the opener, the time, impact, what runs, what was decided, who, and when next."""
    changes = since_last_checkin(incident)
    told = [
        *_opener(incident, now, me, moment or moment_of(incident, now)),
        _time(incident, now, changes),
        *impact_told(incident, now),
        _running(incident, now),
        *_waiting(incident),
        *_results(incident, changes),
        *_decided(incident, now, changes),
        _who(incident, now),
        *_tasks(incident),
        _next(incident, now),
    ]
    if len(told) > _MOST:
        del told[-2]  # who does what beside the measures, which everybody can say for themselves
    return [_sentence(text) for text in told]


def _is_fresh(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now - moment < _FRESH


def _has_relapsed(incident: Incident) -> bool:
    """It came back, and no check-in was held since."""
    last = incident.checkins[-1].number if incident.checkins else 0
    return incident.phase == "active" and bool(incident.relapses) and incident.relapse_number > last


def _how_commanding(incident: Incident) -> str:
    return next((stint.how for stint in reversed(incident.stints) if stint.role == COMMANDER), "")


def _opener(incident: Incident, now: datetime, me: str, moment: Moment) -> Iterator[str]:
    openers = {
        "command": _taking, "checkin": _checking_in, "handoff": _handing_over, "resolve": _resolving,
        "relapse": _relapsing,
    }  # fmt: skip
    if moment in openers:
        yield openers[moment](incident, now, me)


def _taking(incident: Incident, now: datetime, me: str) -> str:
    if incident.commander is None:
        return "Nobody has command: who takes it?"
    since = f"since {at(incident.commander_since or now, now)}"
    if incident.is_commander(me):
        return f"This is {me}, and I have command {since}"
    return f"{incident.commander} has command {since}"


def _checking_in(incident: Incident, now: datetime, me: str) -> str:
    return f"This is check-in {incident.loop}: first the report, then impact, measures and the plan"


def _handing_over(incident: Incident, now: datetime, me: str) -> str:
    offer = incident.offer
    if offer:
        return f"{offer.by} hands command to {offer.person}, and has it until {offer.person} says yes"
    if _how_commanding(incident) == "handoff" and incident.commander_since:
        return f"{incident.commander} has command from {at(incident.commander_since, now)} on"
    return "Command is about to change hands"


def _resolving(incident: Incident, now: datetime, me: str) -> str:
    if incident.phase == "active":
        return "We are about to call it resolved: does anybody still see impact?"
    since = at(incident.resolved_at or now, now)
    if is_worse_again(incident):
        return f"We called it resolved at {since}, and it got worse since: nobody leaves"
    return f"It counts as resolved since {since}, and nobody leaves yet"


def _relapsing(incident: Incident, now: datetime, me: str) -> str:
    if _has_relapsed(incident) and incident.relapsed_at:
        return f"It is back: we are active again since {at(incident.relapsed_at, now)}"
    return "It looks as if it is back: everybody stays, and we go back to active"


def _time(incident: Incident, now: datetime, changes: Since) -> str:
    level = incident.procedure.severity(incident.severity) if incident.severity else None
    this = "this was" if incident.phase == "closed" else "this is"
    how_bad = f"{this} {level.code}, {level.label.lower()}" if level else "no severity is set yet"
    if level is None and incident.phase == "closed":
        how_bad = "no severity was ever set"
    moved = _moved(incident, now, changes)
    return f"It is {at(now, now)}, and {how_bad}{moved}: {words(incident, incident.title)}"


def _moved(incident: Incident, now: datetime, changes: Since) -> str:
    """ ", raised from SEV2 at 13:05 UTC": how the severity has changed since the last check-in (S38)."""
    if not changes.loop or not changes.severities:
        return ""
    before = [one.value for one in incident.severities if one.number < changes.severities[0].number]
    last, rank = changes.severities[-1], incident.procedure.rank
    when = at(last.at, now)
    if not before:
        return f", set at {when}"
    if before[-1] == last.value:
        return ""
    raised = rank(last.value) < rank(before[-1])
    return f", {'raised' if raised else 'lowered'} from {before[-1]} at {when}"


def _running(incident: Incident, now: datetime) -> str:
    closed = incident.phase == "closed"
    if not incident.running:
        return "Nothing was left running" if closed else "Nothing is running"
    told = listed([_run(incident, one, now) for one in incident.running])
    return f"{'Left running when it was closed' if closed else 'Running'}: {told}"


def _run(incident: Incident, measure: Measure, now: datetime) -> str:
    told = f"{words(incident, measure.text)}, by {measure.owner or measure.proposed_by}"
    if measure.box_until is None:
        return told
    late = "which should have ended at" if measure.over_box(now) else "until"
    return f"{told}, {late} {at(measure.box_until, now)}"


def _waiting(incident: Incident) -> Iterator[str]:
    waiting = incident.waiting
    if waiting:
        yield f"To be decided: {listed([words(incident, measure.text) for measure in waiting])}"


def _results(incident: Incident, changes: Since) -> Iterator[str]:
    """What came of measures since the last check-in (S69)."""
    told = [
        f"{words(incident, one.text)} {OUTCOMES[one.state]}"
        for one in changes.finished
        if one.state in OUTCOMES
    ]
    if told:
        yield f"Results: {listed(told)}"


def _decided(incident: Incident, now: datetime, changes: Since) -> Iterator[str]:
    """Every decision since the last check-in, and what was approved and has no result yet (S10, S11)."""
    since = changes.at or now
    decisions = [words(incident, decision.text) for decision in changes.decided]
    approved = [words(incident, one.text) for one in incident.measures.values() if _goes_on(one, since)]
    told = [f"decided: {'; '.join(decisions)}"] if decisions else []
    told += [f"approved: {listed(approved)}"] if approved else []
    if told:
        text = "; and ".join(told)
        yield text[0].upper() + text[1:]
    elif not any(_results(incident, changes)):
        yield f"Nothing was decided since {at(since, now)}" if changes.loop else "Nothing was decided yet"


def _goes_on(measure: Measure, since: datetime) -> bool:
    """Approved and not started, whenever that was; or approved since and running now."""
    if measure.state == "approved":
        return True
    return measure.is_running and measure.decided_at is not None and measure.decided_at >= since


def _who(incident: Incident, now: datetime) -> str:
    """Command first, then each role with whoever holds it."""
    if incident.phase == "closed":
        if incident.stood_down:
            return f"It was stood down at {at(incident.closed_at or now, now)}, and everybody is free to go"
        return f"It is closed since {at(incident.closed_at or now, now)}, and everybody is free to go"
    held = [(role, incident.holders(role)) for role in ROLES if role != COMMANDER]
    told = [_holding(incident.procedure.role_name(role), names) for role, names in held if names]
    command = f"{incident.commander} has command" if incident.commander else "Nobody has command"
    return "; ".join([command, *told])


def _holding(role: str, names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return f"{names[0]} is {role}"
    return f"{_and(names)} are {role if role.endswith('s') else f'{role}s'}"


def _tasks(incident: Incident) -> Iterator[str]:
    """Who does what beside the measures that run."""
    busy = {measure.owner for measure in incident.running}
    names = [person.name for person in incident.people.values() if person.name not in busy]
    tasks = [(name, incident.task_of(name)) for name in names] if incident.is_open else []
    told = [f"{name}, {words(incident, task)}" for name, task in tasks if task]
    if told:
        yield f"Beside that: {listed(told)}"


def _next(incident: Incident, now: datetime) -> str:
    """When we meet next."""
    if incident.phase == "closed":
        return "What is left can wait for the working day"
    if incident.watch_until:
        over = now >= incident.watch_until
        return "The watch is over" if over else f"We watch until {at(incident.watch_until, now)}"
    band = incident.band
    if band is None:
        return "There is no check-in before somebody has command"
    if band.state(now) == "early":
        return f"We meet again between {_span(band.due_at, band.overdue_at, now)}"
    late = "is due now" if band.state(now) == "due" else f"was due by {at(band.overdue_at, now)}"
    return f"The check-in {late}"


def _span(start: datetime, end: datetime, now: datetime) -> str:
    """14:07 and 14:12 UTC"""
    first, last = at(start, now), at(end, now)
    clock, _, zone = first.rpartition(" ")
    return f"{clock} and {last}" if last.endswith(f" {zone}") else f"{first} and {last}"


def _and(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _sentence(text: str) -> str:
    return text if text.endswith("?") else f"{text}."
