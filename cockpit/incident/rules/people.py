"""Rules about the people themselves: how they hold up, what they do, who may approve, who was called."""

from __future__ import annotations

from collections.abc import Iterable

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.people import same_person
from cockpit.incident.procedure import DEPUTY
from cockpit.incident.rules.verdicts import (
    Accepted,
    Asking,
    Decision,
    Refused,
    because_suffix,
    by_word_suffix,
    clock,
    said,
)
from cockpit.incident.silence import silent_since
from cockpit.incident.state import Incident, Measure

_FEELINGS = {"ok": "is ok", "tired": "is tired", "relief": "wants to be relieved"}


def feel(incident: Incident, command: cmd.Feel, asking: Asking) -> Decision:
    """Somebody's own word, or what they said of themselves (S9)."""
    person = _spelled(incident, command.person or asking.actor)
    text = f"{person} {_FEELINGS[command.feeling]}{because_suffix(asking)}"
    return said(asking, ev.Felt(person=person, feeling=command.feeling, text=text))


def release(incident: Incident, command: cmd.Release, asking: Asking) -> Decision:
    """Free to go: every role ends with it. Whoever has command hands it over first."""
    person = incident.known(command.person)
    if person is None:
        return _not_here(incident, command.person)
    if incident.condition(person).released_at is not None:
        return Accepted((), f"{person} was free to go already")
    if incident.is_commander(person):
        way_out = f"hand over first (cockpit handoff offer NAME), then {person} is free to go"
        return Refused("S5", f"{person} has command", way_out=way_out)
    ended = [
        ev.RoleRelieved(role=role, person=person, text=f"{person} is no longer {_called(incident, role)}")
        for role in incident.roles_of(person)
    ]
    text = f"{person} is free to go{by_word_suffix(asking)}{because_suffix(asking)}"
    stopped = [
        ev.AllowanceEnded(allowance=one.id, text=f"{one.id} ended: {person} is free to go")
        for one in incident.standing(person)
    ]
    done = said(asking, *ended, *stopped, ev.Released(person=person, text=text))
    return Accepted(done.said, _left_behind(incident, person))


def _left_behind(incident: Incident, person: str) -> str:
    """What of theirs runs, was approved or waits, as a note."""
    found = [one for one in incident.measures.values() if same_person(one.owner or one.proposed_by, person)]
    runs = _ids(one for one in found if one.is_running)
    waits = _ids(one for one in found if one.state in {"approved", "waiting", "asked"})
    told = [f"{runs} of {person} still runs: say who watches it now"] if runs else []
    told += [f"to be taken over, or withdrawn: {waits} of {person}"] if waits else []
    return "; ".join(told)


def _ids(measures: Iterable[Measure]) -> str:
    return ", ".join(one.id for one in measures)


def set_task(incident: Incident, command: cmd.SetTask, asking: Asking) -> Decision:
    """One current task for each person: the new one takes the place of the old (S18)."""
    person = _spelled(incident, command.person or asking.actor)
    task = command.task if command.task.strip() else ""
    before = incident.condition(person).task
    if task == before:
        return Accepted((), f"{person} {'does that already' if task else 'has no task'}")
    text = f"{person}: {task}" if task else f"{person} is done with: {before}"
    done = said(asking, ev.TaskSet(person=person, task=task, text=text + by_word_suffix(asking)))
    return Accepted(done.said, _same_elsewhere(incident, person, task))


def _same_elsewhere(incident: Incident, person: str, task: str) -> str:
    """A hint for whoever takes the task; it stays a duty of those who coordinate."""
    wanted = " ".join(task.casefold().split())
    for other in incident.people.values():
        theirs = " ".join(incident.task_of(other.name).casefold().split())
        named = theirs.partition(" ")[2] if incident.measure(theirs.partition(" ")[0]) else theirs
        if wanted and wanted in {theirs, named} and not same_person(other.name, person):
            return f"{other.name} does the same: agree who goes on"
    return ""


def delegate(incident: Incident, command: cmd.Delegate, asking: Asking) -> Decision:
    """The deputy may approve too: the commander says so, or is silent while something waits (S13)."""
    deputy = next(iter(incident.holders(DEPUTY)), None)
    if deputy is None:
        return Refused("S13", "there is no deputy", way_out="name one: cockpit role assign deputy NAME")
    silent = not incident.is_commander(asking.actor)
    if incident.delegated_to is not None and (silent or not incident.delegated_in_silence):
        return Accepted((), f"{incident.delegated_to} may approve already")
    text = f"{deputy} may approve too{by_word_suffix(asking)}"
    since = silent_since(incident)
    if silent and since is not None:
        text = f"{deputy} may approve too: {incident.commander} is silent since {clock(since, asking)}"
    return said(asking, ev.Delegated(person=deputy, silent=silent, text=text + because_suffix(asking)))


def back_again(incident: Incident, command: cmd.Command, asking: Asking, done: Decision) -> Decision:
    """What the deputy took over in silence ends with the commander's next act, said in a line (S13)."""
    deputy = incident.delegated_to if incident.delegated_in_silence else None
    says_itself = isinstance(command, cmd.Delegate | cmd.EndDelegation | cmd.Close | cmd.StandDown)
    if deputy is None or says_itself or not isinstance(done, Accepted):
        return done
    if not incident.is_commander(asking.actor) or not any(one.fact.is_act for one in done.said):
        return done
    text = f"{incident.commander} is there again: {deputy} no longer approves instead"
    ended = said(asking, ev.DelegationEnded(person=deputy, text=text))
    return Accepted((*done.said, *ended.said), done.note or text)


def end_delegation(incident: Incident, command: cmd.EndDelegation, asking: Asking) -> Decision:
    """The commander approves alone again."""
    deputy = incident.delegated_to
    if deputy is None:
        return Refused("S13", "approving is delegated to nobody")
    text = f"{deputy} no longer approves{by_word_suffix(asking)}{because_suffix(asking)}"
    return said(asking, ev.DelegationEnded(person=deputy, text=text))


def fetch(incident: Incident, command: cmd.Fetch, asking: Asking) -> Decision:
    """Somebody was called to the incident, by the project's command or by voice (S52)."""
    person = _spelled(incident, command.person)
    how = "" if command.exit_code is None else f" (the command ended with {command.exit_code})"
    text = f"{person} was called by {asking.actor}{how}{by_word_suffix(asking)}"
    return said(asking, ev.Fetched(person=person, exit_code=command.exit_code, text=text))


def _not_here(incident: Incident, name: str) -> Refused:
    here = ", ".join(person.name for person in incident.people.values())
    return Refused("S9", f"nobody here is called {name}", way_out=f"here are: {here}", usage=True)


def _called(incident: Incident, role: str) -> str:
    return incident.procedure.role_name(role)


def _spelled(incident: Incident, name: str) -> str:
    return incident.known(name) or name
