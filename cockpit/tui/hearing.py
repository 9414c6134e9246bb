"""What somebody hears at once about telling people: questions, answers, statements that wait for a word."""

from __future__ import annotations

from collections.abc import Iterator

from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMUNICATOR
from cockpit.incident.state import Incident, Question, Statement


def telling_news(before: Incident, after: Incident, me: str) -> Iterator[str]:
    """Sentences for `me` about what changed between two states of one incident (S20, S23, S24)."""
    for question in after.questions.values():
        was = before.questions.get(question.id)
        if was != question:
            yield from _question(was, question, after, me)
    for statement in after.statements.values():
        before_it = before.statements.get(statement.id)
        if before_it != statement:
            yield from _statement(before_it, statement, after, me)


def _question(was: Question | None, now: Question, incident: Incident, me: str) -> Iterator[str]:
    speaks = incident.holds(me, COMMUNICATOR)
    if was is None and now.answer is None and speaks and not same_person(now.by, me):
        yield f"{now.asker} asks from outside: {now.text} (Q answers)"
    forwarded = now.forwarded_at is not None and (was is None or was.forwarded_at is None)
    if forwarded and incident.is_commander(me) and not same_person(now.forwarded_by or "", me):
        yield f"{now.forwarded_by} needs your word on {now.id}, from {now.asker}: {now.text} (Q answers)"
    waited = any(same_person(name, me) for name in (now.asker, now.by, now.forwarded_by or ""))
    if now.answer is not None and waited and not same_person(now.answered_by or "", me):
        yield f"{now.answered_by} answered {now.id} of {now.asker}: {now.answer}"


def _statement(was: Statement | None, now: Statement, incident: Incident, me: str) -> Iterator[str]:
    mine = same_person(now.by, me)
    if was is None and now.state == "waiting" and not mine and incident.is_commander(me):
        yield f"{now.by} wants {now.id} for {now.audience} approved. (u shows it)"
    decided = was is not None and was.state == "waiting" and now.state in {"ready", "dropped"}
    if decided and mine and not same_person(now.decided_by or "", me):
        yield f"{now.id} for {now.audience} is {_WORDS[now.state]} by {now.decided_by}."


_WORDS = {"ready": "approved", "dropped": "refused"}
