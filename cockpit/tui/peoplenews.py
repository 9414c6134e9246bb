"""What somebody has to hear at once about people: command, a role, a task, leave to approve or to go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from cockpit.incident import events as ev
from cockpit.incident.moments import with_zone
from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMANDER
from cockpit.incident.state import Incident


def people_news(before: Incident, after: Incident, me: str) -> Iterator[str]:
    """Sentences for `me` about what was done about people between two states of one incident."""
    yield from _new_commander(before, after, me)
    yield from _approving(before, after, me)
    for entry in after.acts:
        if entry.number > before.number and not same_person(entry.actor, me):
            yield from _done(before, after, entry, me)


def _new_commander(before: Incident, after: Incident, me: str) -> Iterator[str]:
    """To everybody, with the time from which it counts (S5); the two themselves hear it otherwise."""
    now, was, since = after.commander, before.commander, after.commander_since
    if now is None or since is None or (was and same_person(now, was)):
        return
    if not same_person(now, me) and not before.is_commander(me):
        yield f"{now} has command since {with_zone(since, UTC)}{f', after {was}' if was else ''}."


def _approving(before: Incident, after: Incident, me: str) -> Iterator[str]:
    """The deputy may approve, or no longer (S13); a commander who was silent, or is new, learns who does."""
    now, was = after.delegated_to, before.delegated_to
    if now and after.is_commander(me) and not before.is_commander(me) and not _typed(after, me):
        yield f"{now} may approve beside you, as before: g, then a ends it."
    if now == was:
        return
    if now and same_person(now, me):
        yield f"You may approve too, beside {after.commander}: a approves."
    elif now and after.is_commander(me) and _was_silent(before, after):
        yield f"{now} approves too: you were silent while something waited. It ends with your next act."
    if was and same_person(was, me):
        back = f": {after.commander} is there again" if before.delegated_in_silence else ""
        yield f"You no longer approve{back}."


def _typed(after: Incident, me: str) -> bool:
    """Whether `me` took command at this keyboard: the answer to that has told them."""
    made = (entry for entry in after.acts if entry.number == after.commander_number)
    return any(same_person(entry.by_word or entry.actor, me) for entry in made)


def _was_silent(before: Incident, after: Incident) -> bool:
    facts = (entry.fact() for entry in after.acts if entry.number > before.number)
    return any(isinstance(fact, ev.Delegated) and fact.silent for fact in facts)


def _done(before: Incident, incident: Incident, entry: ev.Recorded, me: str) -> Iterator[str]:
    """What somebody else has just done about me, or about whom I have to know."""
    fact = entry.fact()
    if isinstance(fact, ev.RoleAssigned) and fact.how == "acted":
        yield from _returned(before, incident, fact, me)
    if isinstance(fact, ev.Fetched):
        yield f"{fact.person} was called by {entry.actor}."
    elif isinstance(fact, ev.Felt):
        if fact.feeling == "relief" and incident.is_commander(me):
            yield f"{fact.person} asks for relief. (g)"
    elif _is_about(fact, me):
        yield from _about_me(incident, fact, entry.actor)


def _returned(before: Incident, incident: Incident, fact: ev.RoleAssigned, me: str) -> Iterator[str]:
    """Who was free to go and is not any more: themselves and the commander hear it (S15)."""
    if before.condition(fact.person).released_at is None:
        return
    again = f"here again, as {incident.procedure.role_name(fact.role)}"
    if same_person(fact.person, me):
        yield f"You are {again}."
    elif incident.is_commander(me):
        yield f"{fact.person} is {again}. (g)"


def _is_about(fact: ev.Fact | None, me: str) -> bool:
    return same_person(getattr(fact, "person", ""), me)


def _about_me(incident: Incident, fact: ev.Fact | None, by: str) -> Iterator[str]:
    if isinstance(fact, ev.Released):
        yield f"You are free to go, says {by}: your roles have ended."
    elif isinstance(fact, ev.TaskSet) and fact.task:
        yield f"Your task now, says {by}: {fact.task}"
    elif isinstance(fact, ev.RoleAssigned) and fact.role != COMMANDER and fact.how != "acted":
        yield f"You are {incident.procedure.role_name(fact.role)} now, says {by}."
    elif isinstance(fact, ev.RoleRelieved) and fact.role != COMMANDER and fact.how == "relieved":
        yield f"You are no longer {incident.procedure.role_name(fact.role)}, says {by}."
