"""Who was told what: audiences, statements and questions from outside, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from cockpit.incident.audiences import Standing, standings
from cockpit.incident.moments import age
from cockpit.incident.people import same_person
from cockpit.incident.state import Incident, Question, Statement
from cockpit.reports.phrases import ago
from cockpit.reports.setting import padded, wrapped
from cockpit.reports.words import at

_NAME = 14
_FRESH = timedelta(hours=1)
STATES = {"waiting": "waits for approval", "ready": "to be sent", "sent": "sent", "dropped": "dropped"}


def audience_lines(incident: Incident, now: datetime, *, width: int = 80) -> Iterator[str]:
    """Each audience with last told, next due, or never (S22), and below it what it was told."""
    for one in standings(incident):
        start = f"{padded(one.name, _NAME)} "
        told = " · ".join((last_told(one, now), *_nonempty(next_due(one, now)), *_nonempty(one.where)))
        yield from wrapped(told, first=start, rest=" " * (_NAME + 1), width=width)
        if one.last and one.last.statement:
            yield from wrapped(f'"{one.last.statement}"', first="  ", rest="  ", width=width)


def last_told(one: Standing, now: datetime) -> str:
    """ "told 13:49 UTC, 14m ago, by frank"; "never told"."""
    if one.last is None:
        return "never told"
    end = " of the end" if one.last.ending else ""
    return f"told{end} {at(one.last.at, now)}, {ago(one.last.at, now)}, by {one.last.by}"


def next_due(one: Standing, now: datetime) -> str:
    """ "next by 14:20 UTC, in 17m", "overdue by 4m", "waived", or empty where nothing is due."""
    if one.due_at is None:
        return "need not be told" if one.waived else ""
    word = "next promised by" if one.promised else "next due by"
    left = f"in {age(one.due_at - now)}" if one.due_at > now else f"⚠ overdue by {age(now - one.due_at)}"
    return f"{word} {at(one.due_at, now)}, {left}"


def open_statements(incident: Incident) -> Iterator[Statement]:
    """Those that are neither sent nor dropped."""
    return (one for one in incident.statements.values() if one.state in {"waiting", "ready"})


def statement_lines(statements: Iterable[Statement], now: datetime, *, width: int = 80) -> Iterator[str]:
    for one in statements:
        told = f"{one.id} {one.audience}: {STATES[one.state]} · {one.by}, {ago(one.at, now)}"
        yield from wrapped(f'{told} · "{one.text}"', rest="   ", width=width)


def question_lines(questions: Iterable[Question], now: datetime, *, width: int = 80) -> Iterator[str]:
    for one in questions:
        text = f"{one.id} {one.asker}, {ago(one.at, now)}: {one.text}"
        if one.answer is not None:
            text += f" · {one.answered_by} answered: {one.answer}"
        elif one.forwarded_by:
            text += f" · forwarded by {one.forwarded_by}"
        yield from wrapped(text, rest="   ", width=width)


def told_lines(incident: Incident, now: datetime, *, width: int = 80) -> Iterator[str]:
    """For the state now: audiences, what waits to be sent, and questions nobody has answered."""
    yield from audience_lines(incident, now, width=width)
    yield from statement_lines(open_statements(incident), now, width=width)
    yield from question_lines(incident.open_questions, now, width=width)


def answers_to(incident: Incident, me: str) -> list[Question]:
    """Questions from outside that came back to whoever asked, or entered it (S24)."""
    answered = (one for one in incident.questions.values() if one.answer is not None)
    return [one for one in answered if same_person(one.asker, me) or same_person(one.by, me)]


def fresh_answers(incident: Incident, me: str, now: datetime) -> list[Question]:
    """As `answers_to`, those of the last hour: older ones have been read."""
    return [one for one in answers_to(incident, me) if one.answered_at and now - one.answered_at < _FRESH]


def answer_sentence(one: Question) -> str:
    """The answer first: that is what was waited for."""
    return f"{one.id} was answered to {one.asker} by {one.answered_by}: {one.answer} (asked: {one.text})"


def audience_json(one: Standing) -> dict[str, Any]:
    """Times are ISO 8601 with offset."""
    return {
        "audience": one.name,
        "approval": one.approval,
        "where": one.where or None,
        "last_told": _iso(one.last.at if one.last else None),
        "statement": one.last.statement if one.last else None,
        "link": one.last.link if one.last else None,
        "due_at": _iso(one.due_at),
        "promised": one.promised,
        "waived": one.waived,
        "told_of_start": one.told_of_start,
        "told_of_end": one.told_of_end,
    }


def statement_json(one: Statement) -> dict[str, Any]:
    return {
        "statement": one.id,
        "audience": one.audience,
        "text": one.text,
        "state": one.state,
        "by": one.by,
        "at": _iso(one.at),
        "next_by": _iso(one.next_by),
        "decided_by": one.decided_by,
    }


def question_json(one: Question) -> dict[str, Any]:
    return {
        "question": one.id,
        "text": one.text,
        "asker": one.asker,
        "by": one.by,
        "at": _iso(one.at),
        "forwarded_by": one.forwarded_by,
        "answer": one.answer,
        "answered_by": one.answered_by,
        "answered_at": _iso(one.answered_at),
    }


def telling_json(incident: Incident) -> dict[str, Any]:
    """What `status --json` says of telling people."""
    return {
        "announced_at": _iso(incident.announced_at),
        "audiences": [audience_json(one) for one in standings(incident)],
        "statements": [statement_json(one) for one in incident.statements.values()],
        "questions": [question_json(one) for one in incident.questions.values()],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _nonempty(text: str) -> tuple[str, ...]:
    return (text,) if text else ()
