"""Folds facts about the loop: check-ins, timers, duties put off."""

from __future__ import annotations

from msgspec.structs import replace

from cockpit.incident import events as ev
from cockpit.incident.checkin import under_way
from cockpit.incident.fold.steps import step
from cockpit.incident.fold.takeovers import heard
from cockpit.incident.people import same_person
from cockpit.incident.state import Checkin, Incident, Snooze, Timer, UnderWay


@step(ev.CheckinStarted)
def _checkin_started(incident: Incident, entry: ev.Recorded, fact: ev.CheckinStarted) -> Incident:
    by, hand = entry.actor, entry.by_word or ""
    begun = UnderWay(fact.loop, by, entry.happened_at, incident.commander, hand)
    return replace(incident, under_way=begun)


@step(ev.CheckinLeft)
def _checkin_left(incident: Incident, entry: ev.Recorded, fact: ev.CheckinLeft) -> Incident:
    return replace(incident, under_way=None)


@step(ev.CheckinFinished)
def _checked_in(incident: Incident, entry: ev.Recorded, fact: ev.CheckinFinished) -> Incident:
    band, begun = incident.band, under_way(incident)
    checkin = Checkin(
        loop=incident.loop, at=entry.happened_at, by=entry.actor, number=entry.number,
        trend=fact.trend, state=fact.state, plan=fact.plan, users=fact.users,
        started_at=begun.at if begun else None,
        due_at=band.due_at if band else None, overdue_at=band.overdue_at if band else None,
    )  # fmt: skip
    confirmed = entry.happened_at if fact.trend else incident.impact_confirmed_at
    return replace(
        heard(incident, entry),
        checkins=(*incident.checkins, checkin),
        clock_from=entry.happened_at,
        impact_confirmed_at=confirmed,
        under_way=None,
        allowances={key: replace(one, ended=True) for key, one in incident.allowances.items()},
    )


@step(ev.TimerSet)
def _timer_set(incident: Incident, entry: ev.Recorded, fact: ev.TimerSet) -> Incident:
    timer = Timer(fact.timer, fact.what, fact.person, fact.until)
    return replace(
        incident, timers={**incident.timers, fact.timer: timer}, timers_set=incident.timers_set + 1
    )


@step(ev.TimerEnded)
def _timer_ended(incident: Incident, entry: ev.Recorded, fact: ev.TimerEnded) -> Incident:
    return replace(incident, timers={key: one for key, one in incident.timers.items() if key != fact.timer})


@step(ev.Snoozed)
def _snoozed(incident: Incident, entry: ev.Recorded, fact: ev.Snoozed) -> Incident:
    left = tuple(
        one
        for one in incident.snoozes
        if not (one.cause == fact.cause and same_person(one.person, fact.person))
    )
    snooze = Snooze(fact.person, fact.cause, entry.happened_at, incident.loop, fact.until)
    return replace(incident, snoozes=(*left, snooze))
