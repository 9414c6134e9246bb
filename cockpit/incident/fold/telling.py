"""Folds who was told what, what is drafted, and what outsiders ask."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from cockpit.incident import events as ev
from cockpit.incident.fold.steps import step
from cockpit.incident.state import Incident, Question, Statement, Telling


@step(ev.Told)
def _told(incident: Incident, entry: ev.Recorded, fact: ev.Told) -> Incident:
    telling = Telling(
        at=entry.happened_at, by=entry.actor, number=entry.number, statement=fact.statement,
        link=fact.link, next_by=fact.next_by, ending=fact.ending,
    )  # fmt: skip
    incident = _add(incident, fact.audience, telling)
    return _restate(incident, fact.draft, state="sent") if fact.draft else incident


@step(ev.Waived)
def _waived(incident: Incident, entry: ev.Recorded, fact: ev.Waived) -> Incident:
    telling = Telling(
        at=entry.happened_at, by=entry.actor, number=entry.number, ending=fact.ending, waived=True
    )
    return _add(incident, fact.audience, telling)


@step(ev.StatementDrafted)
def _drafted(incident: Incident, entry: ev.Recorded, fact: ev.StatementDrafted) -> Incident:
    audience = incident.procedure.audience(fact.audience)
    statement = Statement(
        id=fact.draft, audience=fact.audience, text=fact.statement, by=entry.actor, at=entry.happened_at,
        state="waiting" if audience and audience.approval else "ready", next_by=fact.next_by,
    )  # fmt: skip
    return replace(incident, statements={**incident.statements, fact.draft: statement})


@step(ev.StatementApproved)
def _approved(incident: Incident, entry: ev.Recorded, fact: ev.StatementApproved) -> Incident:
    return _restate(incident, fact.draft, state="ready", decided_by=entry.actor)


@step(ev.StatementDropped)
def _dropped(incident: Incident, entry: ev.Recorded, fact: ev.StatementDropped) -> Incident:
    return _restate(incident, fact.draft, state="dropped", decided_by=entry.actor)


@step(ev.QuestionAsked)
def _question(incident: Incident, entry: ev.Recorded, fact: ev.QuestionAsked) -> Incident:
    question = Question(fact.question, fact.what, fact.asker, entry.happened_at, entry.actor)
    return replace(incident, questions={**incident.questions, fact.question: question})


@step(ev.QuestionForwarded)
def _forwarded(incident: Incident, entry: ev.Recorded, fact: ev.QuestionForwarded) -> Incident:
    return _requestion(incident, fact.question, forwarded_by=entry.actor, forwarded_at=entry.happened_at)


@step(ev.QuestionAnswered)
def _answered(incident: Incident, entry: ev.Recorded, fact: ev.QuestionAnswered) -> Incident:
    return _requestion(
        incident, fact.question, answer=fact.answer, answered_by=entry.actor, answered_at=entry.happened_at
    )


@step(ev.Announced)
def _announced(incident: Incident, entry: ev.Recorded, fact: ev.Announced) -> Incident:
    return replace(
        incident,
        announced_at=incident.announced_at or entry.happened_at,
        first_message=fact.link or incident.first_message,
        channel=fact.channel or incident.channel,
    )


def _add(incident: Incident, audience: str, telling: Telling) -> Incident:
    known = incident.procedure.audience(audience)
    name = known.name if known else audience
    before = incident.tellings.get(name, ())
    return replace(incident, tellings={**incident.tellings, name: (*before, telling)})


def _restate(incident: Incident, draft: str, **changes: Any) -> Incident:
    statement = incident.statements.get(draft)
    if statement is None:
        return incident
    return replace(incident, statements={**incident.statements, draft: replace(statement, **changes)})


def _requestion(incident: Incident, question: str, **changes: Any) -> Incident:
    asked = incident.questions.get(question)
    if asked is None:
        return incident
    return replace(incident, questions={**incident.questions, question: replace(asked, **changes)})
