"""Sentences about an incident that several reports share: impact, command, what is being done, the loop."""

from __future__ import annotations

from datetime import datetime

from cockpit.incident.checkin import STILL_RUNNING, is_given_up, last_held, under_way
from cockpit.incident.closing import is_impact_over
from cockpit.incident.duties.blocked import KNOW_KEY
from cockpit.incident.duties.duty import Duty
from cockpit.incident.duties.measures import SEEN_KEY
from cockpit.incident.duties.people import BACK_KEYS, ROLE_KEYS
from cockpit.incident.duties.staffing import ALONE_KEYS, COMMAND_KEYS
from cockpit.incident.moments import age
from cockpit.incident.state import Impact, Incident, Measure
from cockpit.incident.takeovers import taken_from, unacknowledged
from cockpit.reports.words import GOING, KINDS, at

_FIND = "take it (cockpit take), or find somebody (cockpit fetch NAME)"


def ago(moment: datetime, now: datetime) -> str:
    """3m ago"""
    return f"{age(now - moment)} ago"


def where(impact: Impact) -> str:
    """Share, region, cohort and function that are hit, with commas; empty where none was given (S60)."""
    return ", ".join(part for part in (impact.share, impact.region, impact.cohort, impact.function) if part)


def impact_sentence(incident: Incident, now: datetime) -> str:
    """Who is hit, how badly, which way it goes, and how old that is."""
    impact = incident.impact
    if impact is None:
        return "Nobody has said yet who is hit and how badly."
    text = impact.text.rstrip(". ")
    place = f" ({where(impact)})" if where(impact) else ""
    if is_impact_over(incident) and incident.resolved_at:
        return f"Resolved at {at(incident.resolved_at, now)}; before that: {text}{place}."
    confirmed = incident.impact_confirmed_at or impact.at
    return f"{text}{place}: {GOING[impact.trend]}, last confirmed {ago(confirmed, now)}."


def command_sentence(incident: Incident, now: datetime) -> str:
    """Who has command and since when (S5), or how it ended."""
    if incident.phase == "closed" and incident.closed_at:
        how = "Stood down as not an incident" if incident.stood_down else "Closed"
        return f"{how} at {at(incident.closed_at, now)}."
    if incident.commander is None or incident.commander_since is None:
        since = incident.command_open_since or now
        return f"NO COMMANDER for {age(now - since)}: whoever can, takes command (cockpit take)."
    return f"{incident.commander} has command, for {age(now - incident.commander_since)}{_taken(incident)}."


def _taken(incident: Incident) -> str:
    """From whom command was taken, with its "!" for good, and whether they know it yet (S5)."""
    whose = taken_from(incident)
    waits = ", who has not acknowledged it yet" if unacknowledged(incident, whose) else ""
    return f" (! taken from {whose}{waits})" if whose else ""


def doing_sentence(incident: Incident) -> str:
    """What is being done about it, in one sentence."""
    running = "; ".join(f"{m.id} {m.text} ({m.owner or m.proposed_by})" for m in incident.running)
    waiting = len(incident.waiting)
    parts = [f"Being done: {running}." if running else "No measure is running."]
    if waiting:
        parts.append(f"{waiting} {'waits' if waiting == 1 else 'wait'} for approval.")
    return " ".join(parts)


def loop_sentence(incident: Incident, now: datetime) -> str:
    """When the next check-in is (S66), or until when it is watched (S76)."""
    if incident.watch_until:
        over = "until" if now < incident.watch_until else "quiet enough since"
        return f"Watching, {over} {at(incident.watch_until, now)}."
    band = incident.band
    if band is None:
        return (
            "" if incident.phase == "closed" else "No check-in yet: its clock starts when command is taken."
        )
    begun = under_way(incident)
    if begun is not None:
        return f"Check-in {incident.loop} is under way, {begun.by} since {at(begun.at, now)}."
    if is_given_up(incident, now):
        since = age(now - (last_held(incident) or now))
        told = f"Last check-in {since} ago" if incident.checkins else f"No check-in for {since}"
        return f"{told}: {STILL_RUNNING}"
    state = band.state(now)
    if state == "overdue":
        return f"Check-in {incident.loop} is overdue by {age(now - band.overdue_at)}."
    due = "is due now" if state == "due" else f"is due from {at(band.due_at, now)}"
    return f"Check-in {incident.loop} {due}, until {at(band.overdue_at, now)}."


def duty_text(duty: Duty) -> str:
    """What is due, without the keys that only a screen has."""
    text = duty.text.replace(KNOW_KEY, "say that you know (cockpit handoff acknowledge)")
    text = text.replace(COMMAND_KEYS, _FIND).replace(ALONE_KEYS, _FIND)
    text = text.replace(SEEN_KEY, "(cockpit measure acknowledge)")
    text = text.replace(ROLE_KEYS, "give them a role (cockpit role assign ROLE NAME)")
    return text.replace(BACK_KEYS, "a task (cockpit task --for NAME), or free to go (cockpit release NAME)")


def plan_sentence(incident: Incident) -> str:
    """The plan of the last check-in (S70); empty where there is none."""
    plan = incident.checkins[-1].plan if incident.checkins else ()
    return "; ".join(f"{line.owner}: {line.text}" if line.owner else line.text for line in plan)


def measure_age(incident: Incident, measure: Measure, now: datetime) -> str:
    """How long it runs, waits or ran, and what is left of its time box."""
    if measure.is_running and measure.started_at:
        return f"{age(now - measure.started_at)}{_box(measure, now)}"
    if measure.is_waiting:
        return f"waits {age(now - incident.waits_since(measure.proposed_at))}"
    if measure.ended_at:
        return f"at {at(measure.ended_at, now)}"
    return f"at {at(measure.decided_at or measure.proposed_at, now)}"


def _box(measure: Measure, now: datetime) -> str:
    if measure.box_until is None:
        return ""
    over = measure.over_box(now)
    if over:
        return f", ⚠ {age(over)} over its box"
    return f", {age(measure.box_until - now)} left"


def measure_facts(measure: Measure) -> str:
    """Kind, who, component, risk and undo, as far as they are known."""
    parts = [KINDS[measure.kind], measure.owner or measure.proposed_by]
    parts += [f"component {measure.component}"] if measure.component else []
    parts += [f"risk: {measure.risk}"] if measure.risk else []
    parts += [f"undo: {measure.undo or '—'}"] if measure.needs_approval else []
    return " · ".join(parts)
