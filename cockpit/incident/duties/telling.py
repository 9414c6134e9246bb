"""Who has to be told, which statements and questions wait, and whether the team was notified at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cockpit.incident.audiences import Standing, standings
from cockpit.incident.duties.duty import Duty, Rank, ago, deciders, hm
from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMANDER, COMMUNICATOR
from cockpit.incident.state import Incident

UPDATES, QUESTIONS = "updates", "questions"
"""Where these are done: in dialogs of those names."""
LEAD = timedelta(minutes=5)
"""How long before its time an update becomes a duty."""


def telling(incident: Incident, now: datetime) -> Iterator[Duty]:
    """Everything about telling people while the incident is open."""
    yield from _statements(incident, now)
    yield from _questions(incident, now)
    for audience in standings(incident):
        yield from _update(incident, audience, now)
    yield from _announcement(incident)
    if incident.watch_until and now >= incident.watch_until:
        yield from untold(incident, incident.watch_until)


def untold(incident: Incident, since: datetime) -> Iterator[Duty]:
    """Who knows that it began must learn that it is over, or be waived; the close does not end this (S80)."""
    for audience in standings(incident):
        if audience.owes_end:
            text = f"tell {audience.name} that it is over, or waive it"
            yield Duty(
                "S80", Rank.PROMISE, text, since, speakers(incident), UPDATES, cause=f"end {audience.name}",
                returns_at=since if audience.approval else None,
            )  # fmt: skip


def speakers(incident: Incident) -> tuple[str, ...]:
    """Who tells people: the communicator, else the commander; once closed, whoever was it last."""
    if incident.phase != "closed":
        return incident.holders(COMMUNICATOR) or deciders(incident)
    for role in (COMMUNICATOR, COMMANDER):
        last = tuple(
            one.person for one in incident.stints if one.role == role and _to_the_end(incident, one.until)
        )
        if last:
            return last
    return (incident.last_commander or incident.declared_by,)


def _to_the_end(incident: Incident, until: datetime | None) -> bool:
    return until is None or until == incident.closed_at


def _update(incident: Incident, audience: Standing, now: datetime) -> Iterator[Duty]:
    """The clock of one audience, from a little before its time (S21, S22, S41)."""
    due = audience.due_at
    if due is None or now < due - LEAD:
        return
    what = "update promised" if audience.promised else "update due" if audience.last else "never told, due"
    when = f"in {ago(now, due)}" if now < due else f"{hm(due, now)}, {ago(due, now)} late"
    if audience.promised:
        when = f"by {hm(due, now)}" + (f", {ago(due, now)} late" if now >= due else "")
    rule = "S41" if audience.last is None else "S22" if audience.approval else "S21"
    yield Duty(
        rule, Rank.PROMISE, f"{audience.name}: {what} {when}", due - LEAD, speakers(incident), UPDATES,
        cause=f"update {audience.name} {due.isoformat()}",
        returns_at=due if audience.promised or audience.approval else None,
    )  # fmt: skip


def _statements(incident: Incident, now: datetime) -> Iterator[Duty]:
    """A draft that waits for the commander; an approved one that waits to be sent (S20)."""
    for one in incident.statements.values():
        if one.state == "waiting" and not incident.alone and incident.commander:
            text = f"approve {one.id} for {one.audience}, waiting {ago(incident.waits_since(one.at), now)}"
            whose = (*deciders(incident), *((incident.delegated_to,) if incident.delegated_to else ()))
            yield Duty("S20", Rank.BLOCKED, text, one.at, whose, UPDATES, cause=f"statement {one.id}")
        elif one.state == "ready":
            text = f"send {one.id} to {one.audience}"
            yield Duty("S20", Rank.PROMISE, text, one.at, speakers(incident), UPDATES, cause=f"send {one.id}")


def _questions(incident: Incident, now: datetime) -> Iterator[Duty]:
    """From outside: the communicator's, never the commander's unless they are forwarded (S23, S24)."""
    for one in incident.open_questions:
        cause = f"question {one.id}"
        if one.forwarded_at and incident.commander:
            text = f"{one.forwarded_by} needs your word on {one.id}: {one.text}"
            yield Duty(
                "S24", Rank.BLOCKED, text, one.forwarded_at, deciders(incident), QUESTIONS,
                cause=f"{cause} forwarded",
            )  # fmt: skip
            continue
        whose = _answerers(incident)
        if whose:
            text = f"answer {one.asker}, waiting {ago(one.at, now)}: {one.text}"
            yield Duty("S23", Rank.BLOCKED, text, one.at, whose, QUESTIONS, cause=cause)


def _answerers(incident: Incident) -> tuple[str, ...]:
    """Without a communicator whoever else is in a role: a question from outside is never the commander's."""
    if incident.alone:
        return tuple(person.name for person in incident.people.values())
    commander = incident.commander or ""
    others = dict.fromkeys(one.person for one in incident.holdings if not same_person(one.person, commander))
    return incident.holders(COMMUNICATOR) or tuple(others)


def _announcement(incident: Incident) -> Iterator[Duty]:
    """Until somebody says that the team was notified where it talks (S49)."""
    if incident.announced_at is None and incident.declared_at and incident.phase == "active":
        whose = speakers(incident) or (incident.declared_by,)
        text = "notify the team where it talks, and say so"
        yield Duty("S49", Rank.REST, text, incident.declared_at, whose, "first-message", cause="announce")
