"""Rules about who does what: command, roles, handoff (S5, S6, S14, S53)."""

from __future__ import annotations

from msgspec.structs import replace

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.people import same_person
from cockpit.incident.procedure import (
    COMMANDER,
    COMMUNICATOR,
    INVESTIGATOR,
    ROLES,
    SCRIBE,
    SHARED_ROLES,
    TECHNICAL_LEAD,
    role_named,
)
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
from cockpit.incident.state import Incident


def join(incident: Incident, command: cmd.Join, asking: Asking) -> Decision:
    """I am here; with a role, I take it if it is free."""
    person = _spelled(incident, asking.actor)
    here = [] if incident.known(person) else [ev.Joined(person=person, text=f"{person} is here")]
    if command.role is None or incident.phase == "closed":
        return said(asking, *here)
    answer = assign(incident, cmd.AssignRole(command.role, person), asking)
    if not isinstance(answer, Accepted):
        return answer
    return Accepted((*said(asking, *here).said, *answer.said), answer.note)


def take(incident: Incident, command: cmd.TakeCommand, asking: Asking) -> Decision:
    """Take command; from a commander in place with a reason, which both and all see (S5)."""
    person = _spelled(incident, asking.actor)
    before = incident.commander
    if before is None:
        return said(asking, *_commands(person, "taken", asking))
    if same_person(before, person):
        return Refused("S5", f"{before} has command already, since {clock(incident.commander_since, asking)}")
    doubt = Doubt("S5", f"{before} has command: why take it", f"{before} to {person}")
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    text = f"{before} relieved: {person} takes command{because_suffix(asking)}"
    ended = ev.RoleRelieved(role=COMMANDER, person=before, how="taken", star=True, text=text)
    return said(asking, with_reasons(ended, asking, doubt), *_commands(person, "taken", asking))


def _commands(person: str, how: str, asking: Asking, *, briefed: bool = False) -> tuple[ev.RoleAssigned]:
    text = f"{person} has command{by_word_suffix(asking)}"
    fact = ev.RoleAssigned(role=COMMANDER, person=person, star=True, text=text)
    return (replace(fact, how=how, briefed=briefed),)


def assign(incident: Incident, command: cmd.AssignRole, asking: Asking) -> Decision:
    """Give somebody a role. Free roles can be taken by oneself; others are the commander's to give."""
    role = role_named(command.role)
    if role is None:
        return _no_role(command.role)
    person = _spelled(incident, command.person)
    if incident.holds(person, role):
        return Accepted((), f"{person} is {role} already")
    stopped = _taken(incident, role, person, asking)
    if stopped:
        return stopped
    if role == COMMANDER:
        return said(asking, *_commands(person, "assigned", asking))
    doubt = commander_investigates(incident, person) if role in {INVESTIGATOR, TECHNICAL_LEAD} else None
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    how = "taken" if same_person(person, asking.actor) else "assigned"
    fact = ev.RoleAssigned(role=role, person=person, text=f"{person} is {role}{by_word_suffix(asking)}")
    return said(asking, with_reasons(replace(fact, how=how), asking, doubt))


def _no_role(text: str) -> Refused:
    return Refused("S1", f"{text!r} is no role", way_out="roles: " + ", ".join(ROLES), usage=True)


def _taken(incident: Incident, role: str, person: str, asking: Asking) -> Refused | None:
    holders = incident.holders(role)
    if role == COMMANDER and holders:
        return Refused(
            "S5",
            f"{holders[0]} has command, and there is only one commander",
            who_may=f"{holders[0]} hands over (cockpit handoff offer {person})",
            way_out=f"or {person} takes it, with a reason (cockpit take)",
        )
    if role not in SHARED_ROLES and holders:
        return Refused(
            "S5", f"{holders[0]} is {role}", way_out=f"relieve first: cockpit role relieve '{role}'"
        )
    unasked = same_person(person, asking.actor) and not incident.is_commander(asking.actor)
    if role not in {SCRIBE, COMMUNICATOR} or not holders or not unasked:
        return None
    who = ", ".join(holders)
    way_out = f"the commander may add a second one: cockpit role assign {role} {person}"
    return Refused("S5", f"{who} is {role} already", who_may=incident.commander or "", way_out=way_out)


def commander_investigates(incident: Incident, person: str) -> Doubt | None:
    """S6: a commander who investigates loses sight of the whole. Asked again at each check-in."""
    if incident.alone or not incident.is_commander(person):
        return None
    return Doubt(
        "S6", f"{person} has command and should not investigate: why", f"{person} in loop {incident.loop}"
    )


def relieve(incident: Incident, command: cmd.RelieveRole, asking: Asking) -> Decision:
    """End somebody's role; the commander may, or whoever holds it. Command itself is handed over."""
    role = role_named(command.role)
    if role is None:
        return _no_role(command.role)
    holders = incident.holders(role)
    person = command.person or (holders[0] if len(holders) == 1 else None)
    if person is None or not incident.holds(person, role):
        return Refused("S5", _not_held(role, command.person, holders))
    if role == COMMANDER:
        return Refused(
            "S5",
            "once command was taken there is always a commander",
            way_out="hand over (cockpit handoff offer NAME), or somebody takes it (cockpit take)",
        )
    spelled = _spelled(incident, person)
    text = f"{spelled} is no longer {role}{by_word_suffix(asking)}{because_suffix(asking)}"
    return said(asking, ev.RoleRelieved(role=role, person=spelled, text=text))


def _not_held(role: str, person: str | None, holders: tuple[str, ...]) -> str:
    if person:
        return f"{person} is not {role}"
    return f"nobody is {role}" if not holders else f"say which {role}: {', '.join(holders)}"


def offer(incident: Incident, command: cmd.OfferHandoff, asking: Asking) -> Decision:
    """Offer command to somebody; it changes hands when they accept."""
    person = _spelled(incident, command.person)
    if incident.is_commander(person):
        return Refused("S5", f"{person} has command already")
    text = f"{asking.actor} offers command to {person}{by_word_suffix(asking)}"
    return said(asking, ev.HandoffOffered(person=person, text=text))


def accept(incident: Incident, command: cmd.AcceptHandoff, asking: Asking) -> Decision:
    """The person it was offered to takes command over, in one step."""
    offered = incident.offer
    if offered is None:
        return _not_offered()
    before = incident.commander
    ended = [
        ev.RoleRelieved(role=COMMANDER, person=before, how="handoff", text=f"{before} has handed over")
    ] if before else []  # fmt: skip
    text = f"{offered.person} accepts command from {before or offered.by}{by_word_suffix(asking)}"
    return said(
        asking,
        ev.HandoffAccepted(person=offered.person, text=text),
        *ended,
        *_commands(offered.person, "handoff", asking, briefed=command.briefed),
    )


def decline(incident: Incident, command: cmd.DeclineHandoff, asking: Asking) -> Decision:
    """The offer ends; whoever offered may take it back the same way."""
    offered = incident.offer
    if offered is None:
        return _not_offered()
    text = f"{asking.actor} declines command{by_word_suffix(asking)}{because_suffix(asking)}"
    if same_person(asking.actor, offered.by):
        text = f"{asking.actor} takes back the offer to {offered.person}"
    return said(asking, ev.HandoffDeclined(person=offered.person, text=text))


def _not_offered() -> Refused:
    way_out = "the commander offers it: cockpit handoff offer NAME"
    return Refused("S5", "no handoff is on offer", way_out=way_out)


def _spelled(incident: Incident, name: str) -> str:
    return incident.known(name) or name
