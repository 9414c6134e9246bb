"""Short reports to one person: the brief on joining, and what is theirs now."""

from __future__ import annotations

from datetime import datetime

from cockpit.incident.duties import duties, put_off
from cockpit.incident.moments import age
from cockpit.incident.people import same_person
from cockpit.incident.plan import lines_of
from cockpit.incident.state import Incident, Measure
from cockpit.incident.texts import harmless
from cockpit.reports import phrases
from cockpit.reports.setting import WIDTH, cut, wrapped
from cockpit.reports.telling import answer_sentence, fresh_answers
from cockpit.reports.words import at, measure_state, phase, severity, whom_to_ask

MINE_LINES = 8
NO_COMMANDER = "no commander"
"""Cause of the duty that the sentence about command tells already."""
_RUNNING = 3
_WAITING = 2


def brief_lines(incident: Incident, now: datetime, me: str) -> list[str]:
    """What somebody who has just come needs: at most 12 lines of 80 cells."""
    return [
        _line(_headline(incident, now)),
        *cut(wrapped(phrases.impact_sentence(incident, now), rest="  "), 2),
        *cut(wrapped(f"{phrases.command_sentence(incident, now)}{_and_i(incident, me)}", rest="  "), 2),
        *_some(incident, incident.running, _RUNNING, now),
        *_some(incident, incident.waiting, _WAITING, now),
        *_plan(incident),
        *_nonempty(phrases.loop_sentence(incident, now)),
        _line(whom_to_ask(incident)),
    ]


def mine_lines(incident: Incident, now: datetime, me: str) -> list[str]:
    """My task, my duties and everybody's, my measures, answers to me, the next check-in: at most 8 lines."""
    first = _line(f"You are {_who(incident, me)}. {_task(incident, me)}")
    news = [
        *_due(incident, now, me),
        *(f"Your part until the next check-in: {line}" for line in _more_of_the_plan(incident, me)),
        *(answer_sentence(one) for one in fresh_answers(incident, me, now)),
        *(
            f"Your timer {timer.id} rings at {at(timer.until, now)}: {timer.text}"
            for timer in incident.timers_of(me, now)
        ),
        *(f"You may until the next check-in: {one.what} (under {one.id})" for one in incident.standing(me)),
        *(_answered(measure) for measure in incident.measures.values() if _is_answer_to(measure, me)),
        *(
            _told(incident, measure, now)
            for measure in incident.measures.values()
            if _is_mine(incident, measure, me)
        ),
    ]
    last = _nonempty(_at_the_end(incident, now))
    room = MINE_LINES - 1 - len(last)
    if len(news) > room:
        left = len(news) - room + 1
        news = [*news[: room - 1], f"… and {left} more: cockpit status"]
    return [first, *map(_line, news), *last]


def _due(incident: Incident, now: datetime, me: str) -> list[str]:
    """What I must do, alone or with everybody; alone the most urgent, and how many there are besides."""
    own = [
        f"⚑ {phrases.duty_text(duty)}"
        for duty in duties(incident, now)
        if duty.is_for(me) and duty.cause != NO_COMMANDER and not put_off(incident, me, duty, now)
    ]
    left = len(own) - 1 if incident.alone else 0
    return [own[0], f"⚑ and {left} more: cockpit status"] if left > 0 else own


def _at_the_end(incident: Incident, now: datetime) -> str:
    """When we meet next; while nobody has command, that (S52)."""
    if incident.commander is None:
        return phrases.command_sentence(incident, now)
    return phrases.loop_sentence(incident, now) or phrases.command_sentence(incident, now)


def _line(text: str) -> str:
    return harmless(text, width=WIDTH)


def _nonempty(text: str) -> list[str]:
    return [_line(text)] if text else []


def _headline(incident: Incident, now: datetime) -> str:
    level = severity(incident.severity, incident.procedure)
    since = age(now - incident.declared_at) if incident.declared_at else ""
    return f"{level}   {phase(incident)} {since}   {incident.title}   {incident.id}"


def _and_i(incident: Incident, me: str) -> str:
    return "" if incident.is_commander(me) else f" You are {_who(incident, me)}."


def _who(incident: Incident, me: str) -> str:
    roles = incident.role_names_of(me)
    return f"{me}, {' and '.join(roles)}" if roles else f"{me}, without a role"


def _some(incident: Incident, measures: tuple[Measure, ...], most: int, now: datetime) -> list[str]:
    """The first of them, and how many more there are, never over `most` lines."""
    shown = measures if len(measures) <= most else measures[: most - 1]
    lines = [_line(_told(incident, measure, now)) for measure in shown]
    left = len(measures) - len(shown)
    return [*lines, _line(f"  … and {left} more {measures[-1].state}: cockpit status")] if left else lines


def _told(incident: Incident, measure: Measure, now: datetime) -> str:
    who = measure.owner or measure.proposed_by
    start = measure_state(measure).lstrip()
    return f"{start} {measure.id} ({who}, {phrases.measure_age(incident, measure, now)}): {measure.text}"


def _plan(incident: Incident) -> list[str]:
    plan = phrases.plan_sentence(incident)
    return cut(wrapped(f"Plan: {plan}", rest="  "), 2) if plan else []


def _task(incident: Incident, me: str) -> str:
    task = incident.task_of(me)
    return f"Your task: {task}" if task else "No task is yours."


def _more_of_the_plan(incident: Incident, me: str) -> list[str]:
    """My lines of the plan that are neither my task, nor a measure that stands below anyway (S72)."""
    task = incident.task_of(me)
    measures = {measure.id for measure in incident.measures.values()}
    return [
        line
        for line in lines_of(incident, me)
        if line != task and not any(line.endswith(f"({measure})") for measure in measures)
    ]


def _is_mine(incident: Incident, measure: Measure, me: str) -> bool:
    """Owned or proposed by me, and not over before the last check-in looked at it."""
    if not same_person(measure.owner or measure.proposed_by, me):
        return False
    if not measure.is_over:
        return True
    ended = measure.ended_at or measure.decided_at
    last = incident.checkins[-1].at if incident.checkins else None
    return ended is not None and (last is None or ended > last)


def _is_answer_to(measure: Measure, me: str) -> bool:
    asked = measure.answer is not None and measure.asked_by is not None
    return asked and measure.is_waiting and same_person(measure.asked_by or "", me)


def _answered(measure: Measure) -> str:
    return f"{measure.id} was answered to you: {measure.answer} (you asked: {measure.question})"
