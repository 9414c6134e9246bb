"""Rules about telling people: audiences, statements, questions, the first message (S20–S24, S49, S80)."""

from __future__ import annotations

from msgspec.structs import replace

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.audiences import audience_named, promised_in, standing
from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMUNICATOR
from cockpit.incident.rules.verdicts import (
    Accepted,
    Asking,
    Decision,
    Doubt,
    Refused,
    because_suffix,
    by_word_suffix,
    clock,
    said,
    unanswered,
    with_reasons,
)
from cockpit.incident.state import Incident, Question, Statement


def tell(incident: Incident, command: cmd.Tell, asking: Asking) -> Decision:
    """What an audience was told is a fact and always taken; only sending a draft may ask why (S20–S22)."""
    statement = _statement(incident, command.draft) if command.draft else None
    if isinstance(statement, Refused):
        return statement
    if statement and statement.state in {"sent", "dropped"}:
        return Refused("S20", f"{statement.id} is {statement.state} already")
    named = statement.audience if statement else command.audience
    if not named.strip():
        return Refused("S22", "an audience is missing", way_out=_audiences(incident), usage=True)
    doubts = _unapproved(incident, statement), _not_the_communicator(incident, statement, asking)
    asked = unanswered(incident, asking, *doubts)
    if asked:
        return asked
    fact = _told(incident, command, statement, asking, audience_named(incident, named) or named)
    return Accepted(said(asking, with_reasons(fact, asking, *doubts)).said, _about(incident, fact, asking))


def _told(
    incident: Incident, command: cmd.Tell, statement: Statement | None, asking: Asking, audience: str
) -> ev.Told:
    text = command.statement if command.statement.strip() else statement.text if statement else ""
    drafted = statement.next_by if statement and statement.next_by and statement.next_by > asking.at else None
    promised = promised_in(text, asking.at.astimezone(asking.now.tzinfo))
    fact = ev.Told(
        audience=audience,
        statement=text,
        link=command.link,
        next_by=command.next_by or promised or drafted,
        ending=command.ending or incident.phase == "closed",
        draft=statement.id if statement else None,
    )
    return replace(fact, text=_telling_text(fact, asking, promised is not None))


def _telling_text(fact: ev.Told, asking: Asking, says_when: bool) -> str:
    end = " of the end" if fact.ending else ""
    start = f"{fact.draft} sent to {fact.audience}" if fact.draft else f"told {fact.audience}"
    words = f"{start}{end}{by_word_suffix(asking)}" + (f": {fact.statement}" if fact.statement else "")
    if fact.next_by and not says_when:
        words += f" (next by {clock(fact.next_by, asking)})"
    return f"{words} {fact.link}" if fact.link else words


def _about(incident: Incident, fact: ev.Told, asking: Asking) -> str:
    """What the person should know: no such audience, or a promise later than the audience's own clock."""
    audience = incident.procedure.audience(fact.audience)
    if audience is None:
        return f"{fact.audience} is no audience of this procedure ({_names(incident)}); it is kept as said"
    due = audience.clock(incident.severity)
    if fact.next_by and due and due.every:
        late = (fact.next_by - asking.at).total_seconds() / 60 - due.every
        if late >= 1:
            return f"{fact.audience} is due every {due.every} min; that promise is {late:.0f} min later"
    return ""


def _unapproved(incident: Incident, statement: Statement | None) -> Doubt | None:
    """S20: an audience that wants approval is told without one. Alone and after the end nobody is asked."""
    if statement is None or statement.state != "waiting" or incident.alone or not incident.is_open:
        return None
    whose = incident.commander or "a commander"
    question = f"{statement.id} waits for the approval of {whose}: why send it now"
    return Doubt("S20", question, f"{statement.id} unapproved")


def _not_the_communicator(incident: Incident, statement: Statement | None, asking: Asking) -> Doubt | None:
    """S20: drafts are sent by the communicator, where there is one."""
    if statement is None or _speaks(incident, asking.actor):
        return None
    names = " and ".join(incident.holders(COMMUNICATOR))
    return Doubt("S20", f"{names} speaks for this incident: why do you", f"{asking.actor} sends for {names}")


def _speaks(incident: Incident, person: str) -> bool:
    """Somebody speaks for the incident: the communicator, or anybody while there is none."""
    communicators = incident.holders(COMMUNICATOR)
    return not communicators or any(same_person(name, person) for name in communicators)


def waive(incident: Incident, command: cmd.Waive, asking: Asking) -> Decision:
    """The commander's word that an audience need not be told; once it is resolved, not of the end (S80)."""
    name = audience_named(incident, command.audience)
    if name is None:
        return _no_audience(incident, command.audience)
    now = standing(incident, name)
    if now and now.waived and (now.told_of_end or not now.told_of_start):
        return Accepted((), f"{name} need not be told already")
    ending = incident.phase != "active"
    what = "need not be told of the end" if ending else "need not be told"
    text = f"{name} {what}{by_word_suffix(asking)}{because_suffix(asking)}"
    return said(asking, ev.Waived(audience=name, ending=ending, text=text))


def draft(incident: Incident, command: cmd.DraftStatement, asking: Asking) -> Decision:
    """By the communicator; anybody else suggests one. The commander's own needs nobody's approval (S20)."""
    name = audience_named(incident, command.audience)
    if name is None:
        return _no_audience(incident, command.audience)
    text = command.statement
    if not text.strip():
        return Refused("S20", "a statement is not empty", way_out="say what they are to be told")
    made = f"S{len(incident.statements) + 1}"
    verb = "drafted" if _speaks(incident, asking.actor) else "suggested"
    facts: list[ev.Fact] = []
    if command.instead_of:
        old = _waiting_statement(incident, command.instead_of)
        if isinstance(old, Refused):
            return old
        facts.append(ev.StatementDropped(draft=old.id, text=f"{old.id} dropped for {made}"))
    facts.append(
        ev.StatementDrafted(
            draft=made, audience=name, statement=text,
            next_by=command.next_by or promised_in(text, asking.at.astimezone(asking.now.tzinfo)),
            text=f"{made} {verb} for {name}{by_word_suffix(asking)}: {text}",
        )
    )  # fmt: skip
    audience = incident.procedure.audience(name)
    if audience and audience.approval and incident.is_commander(asking.actor):
        facts.append(ev.StatementApproved(draft=made, text=f"{made} approved: {asking.actor}'s own words"))
    return said(asking, *facts)


def approve(incident: Incident, command: cmd.ApproveStatement, asking: Asking) -> Decision:
    """The commander's word that an audience may be told so (S20)."""
    found = _waiting_statement(incident, command.draft)
    if isinstance(found, Refused):
        return found
    if found.state == "ready":
        by = f" by {found.decided_by}" if found.decided_by else ", it needs no approval"
        return Accepted((), f"{found.id} is approved already{by}")
    doubt = _own_by_word(found, asking)
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    text = f"{found.id} approved{by_word_suffix(asking)}: {found.text}"
    return said(asking, with_reasons(ev.StatementApproved(draft=found.id, text=text), asking, doubt))


def _own_by_word(statement: Statement, asking: Asking) -> Doubt | None:
    if asking.by_word is None or not same_person(asking.by_word, statement.by):
        return None
    question = f"{asking.by_word} enters the approval of their own {statement.id} by word: why"
    return Doubt("S20", question, f"{statement.id} by {asking.by_word}")


def drop(incident: Incident, command: cmd.DropStatement, asking: Asking) -> Decision:
    """Refused by the commander, or taken back by whoever wrote it."""
    found = _waiting_statement(incident, command.draft)
    if isinstance(found, Refused):
        return found
    verb = "refused" if incident.is_commander(asking.actor) and asking.actor != found.by else "dropped"
    text = f"{found.id} {verb}{by_word_suffix(asking)}{because_suffix(asking)}"
    return said(asking, ev.StatementDropped(draft=found.id, text=text))


def ask(incident: Incident, command: cmd.AskQuestion, asking: Asking) -> Decision:
    """A question from outside: to the communicator, never to the commander's queue (S23)."""
    text = command.text
    if not text.strip():
        return Refused("S23", "the question is empty", way_out="say in a sentence what you want to know")
    made = f"Q{len(incident.questions) + 1}"
    named = command.asker if command.asker and command.asker.strip() else asking.actor
    asker = incident.known(named) or named
    fact = ev.QuestionAsked(question=made, asker=asker, what=text, text=f"{made} {asker} asks: {text}")
    names = " and ".join(incident.holders(COMMUNICATOR))
    whom = f"it goes to {names} (communicator)" if names else "nobody is communicator yet; it waits for one"
    return Accepted(said(asking, fact).said, f"{made}: {whom}")


def forward(incident: Incident, command: cmd.ForwardQuestion, asking: Asking) -> Decision:
    """The communicator puts it before the commander (S24); anybody else is asked why."""
    question = _open_question(incident, command.question, asking)
    if isinstance(question, Refused):
        return question
    if question.forwarded_at:
        return Accepted((), f"{question.id} was forwarded already by {question.forwarded_by}")
    doubt = _past_the_communicator(incident, asking, "forward")
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    whom = incident.commander or "whoever takes command"
    text = f"{question.id} forwarded to {whom}{by_word_suffix(asking)}: {question.text}"
    return said(asking, with_reasons(ev.QuestionForwarded(question=question.id, text=text), asking, doubt))


def answer(incident: Incident, command: cmd.AnswerQuestion, asking: Asking) -> Decision:
    """By the communicator, or by the commander where it was forwarded; it goes back to the asker (S24)."""
    question = _open_question(incident, command.question, asking)
    if isinstance(question, Refused):
        return question
    text = command.answer
    if not text.strip():
        return Refused("S24", "the answer is empty", way_out="say it in a sentence")
    asked_me = question.forwarded_at and incident.is_commander(asking.actor)
    doubt = None if asked_me else _past_the_communicator(incident, asking, "answer")
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    words = f"{question.id} answered to {question.asker}{by_word_suffix(asking)}: {text}"
    fact = ev.QuestionAnswered(question=question.id, answer=text, text=words)
    return said(asking, with_reasons(fact, asking, doubt))


def _past_the_communicator(incident: Incident, asking: Asking, act: str) -> Doubt | None:
    if _speaks(incident, asking.actor):
        return None
    names = " and ".join(incident.holders(COMMUNICATOR))
    cause = f"{asking.actor} {act}s for {names}"
    return Doubt("S23", f"questions from outside are {names}'s: why do you {act} it", cause)


def announce(incident: Incident, command: cmd.Announce, asking: Asking) -> Decision:
    """The team was notified where it talks; the link of that message is wanted for the ticket (S49, S85)."""
    if incident.announced_at and not (command.link or command.channel):
        return Accepted((), f"announced already, at {clock(incident.announced_at, asking)}")
    where = f" in {command.channel or incident.channel}" if command.channel or incident.channel else ""
    link = f": {command.link}" if command.link else ""
    fact = ev.Announced(
        link=command.link, channel=command.channel,
        text=f"the team was notified{where}{by_word_suffix(asking)}{link}",
    )  # fmt: skip
    missing = not (command.link or incident.first_message)
    note = "the link of the first message is still missing: cockpit announced --link URL" if missing else ""
    return Accepted(said(asking, fact).said, note)


def _statement(incident: Incident, text: str) -> Statement | Refused:
    found = incident.statements.get(f"S{text.strip().casefold().removeprefix('s').lstrip('0')}")
    if found:
        return found
    ids = ", ".join(incident.statements) or "none yet"
    return Refused("S20", f"there is no statement {text!r}", way_out=f"statements: {ids}")


def _waiting_statement(incident: Incident, text: str) -> Statement | Refused:
    found = _statement(incident, text)
    if isinstance(found, Statement) and found.state in {"sent", "dropped"}:
        return Refused("S20", f"{found.id} is {found.state} already")
    return found


def _open_question(incident: Incident, text: str, asking: Asking) -> Question | Refused:
    found = incident.questions.get(f"Q{text.strip().casefold().removeprefix('q').lstrip('0')}")
    if found is None:
        ids = ", ".join(incident.questions) or "none yet"
        return Refused("S23", f"there is no question {text!r}", way_out=f"questions: {ids}")
    if found.answer is not None:
        when = clock(found.answered_at, asking)
        return Refused("S24", f"{found.id} was already answered by {found.answered_by} at {when}")
    return found


def _no_audience(incident: Incident, text: str) -> Refused:
    return Refused("S22", f"{text!r} is no audience", way_out=_audiences(incident), usage=True)


def _audiences(incident: Incident) -> str:
    return f"audiences: {_names(incident)}"


def _names(incident: Incident) -> str:
    return ", ".join(one.name for one in incident.procedure.audiences)
