"""Rules about who does what: command, roles, handoff (S5, S6, S14, S53)."""

from __future__ import annotations

from msgspec.structs import replace

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.people import same_person
from cockpit.incident.procedure import (
    COMMANDER,
    COMMUNICATOR,
    DEPUTY,
    INVESTIGATOR,
    ROLES,
    SCRIBE,
    SHARED_ROLES,
    TECHNICAL_LEAD,
)
from cockpit.incident.rules.combining import combines, commands_beside, widens
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
    here = _here(incident, person, command.zone)
    if command.role is None or incident.phase == "closed":
        return said(asking, *here)
    answer = assign(incident, cmd.AssignRole(command.role, person), asking)
    if not isinstance(answer, Accepted):
        return answer
    return Accepted((*said(asking, *here).said, *answer.said), answer.note)


def _here(incident: Incident, person: str, zone: str | None) -> list[ev.Joined]:
    """That somebody has come, has come back, or says where they are (S9)."""
    if not incident.known(person):
        return [ev.Joined(person=person, zone=zone, text=f"{person} is here")]
    if incident.condition(person).released_at is not None:
        return [ev.Joined(person=person, zone=zone, text=f"{person} is back")]
    if zone and zone != incident.condition(person).zone:
        return [ev.Joined(person=person, zone=zone, text=f"{person} is in {zone}")]
    return []


def take(incident: Incident, command: cmd.TakeCommand, asking: Asking) -> Decision:
    """Take command; from a commander in place with a reason, which both and all see (S5)."""
    person = _spelled(incident, asking.actor)
    before = incident.commander
    if before is None:
        return _noted(incident, person, said(asking, *_commands(incident, person, "taken", asking)))
    if same_person(before, person):
        return Refused("S5", f"{before} has command already, since {clock(incident.commander_since, asking)}")
    doubt = Doubt("S5", f"{before} has command: why take it", f"{before} to {person}")
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    text = f"! {before} relieved: {person} takes command{by_word_suffix(asking)}{because_suffix(asking)}"
    ended = ev.RoleRelieved(role=COMMANDER, person=before, how="taken", star=True, text=text)
    begun = _commands(incident, person, "taken", asking)
    return _noted(incident, person, said(asking, with_reasons(ended, asking, doubt), *begun))


def _noted(incident: Incident, person: str, done: Accepted) -> Accepted:
    """Command was taken, with what its new holder may want to know; nothing holds it up."""
    diagnosing = _diagnosing(incident, person)
    notes = (diagnosing or commands_beside(incident, person), _approving_beside(incident, person))
    return Accepted(done.said, "; ".join(note for note in notes if note))


def _approving_beside(incident: Incident, person: str) -> str:
    """A standing delegation stays when command changes hands; its new holder is told so (S13)."""
    deputy = incident.delegated_to
    if deputy is None or incident.delegated_in_silence or same_person(deputy, person):
        return ""
    return f"{deputy} may approve beside {person}, as before (cockpit delegate --end ends it)"


def _diagnosing(incident: Incident, person: str) -> str:
    """S53: somebody who investigates already may be of more use there; a commander does not (S6)."""
    held = [role for role in incident.roles_of(person) if role in {INVESTIGATOR, TECHNICAL_LEAD}]
    if incident.alone or not held:
        return ""
    if incident.commander is None:
        way_out = "hand command to somebody else (cockpit handoff offer NAME)"
        return f"already diagnosing? investigate, and {way_out}"
    still = _called(incident, tuple(held))
    return f"{person} is {still} still, and a commander does not investigate: end it (cockpit role relieve)"


def _commands(
    incident: Incident, person: str, how: str, asking: Asking, *, briefed: bool = False
) -> tuple[ev.Fact, ...]:
    """A deputy who has command is deputy no longer: that is another person (S13)."""
    text = f"{person} has command{by_word_suffix(asking)}"
    fact = ev.RoleAssigned(role=COMMANDER, person=person, star=True, text=text)
    begun = replace(fact, how=how, briefed=briefed)
    if not incident.holds(person, DEPUTY):
        return (*_silence_over(incident, person), begun)
    text = f"{person} is no longer {_called(incident, (DEPUTY,))}: {person} has command"
    ended = ev.RoleRelieved(role=DEPUTY, person=person, text=text)
    return replace(ended, how="relieved" if how == "assigned" else how), begun


def _silence_over(incident: Incident, person: str) -> tuple[ev.Fact, ...]:
    """What a deputy took over from a silent commander ends with that commander's command (S13)."""
    deputy = incident.delegated_to if incident.delegated_in_silence else None
    if deputy is None:
        return ()
    text = f"{deputy} no longer approves instead: {person} has command"
    return (ev.DelegationEnded(person=deputy, text=text),)


def assign(incident: Incident, command: cmd.AssignRole, asking: Asking) -> Decision:
    """Give somebody a role, or two at once (S56). A free one can be taken by oneself."""
    roles = _roles(incident, command.role)
    if isinstance(roles, Refused):
        return roles
    person = _spelled(incident, command.person)
    wanted = tuple(role for role in roles if not incident.holds(person, role))
    if not wanted:
        return Accepted((), f"{person} is {_called(incident, roles)} already")
    leaving = _leaving(incident, command, wanted)
    if isinstance(leaving, Refused):
        return leaving
    taken = (_taken(incident, role, person, asking, command.instead_of) for role in wanted)
    stopped = next((refused for refused in taken if refused), None)
    if stopped:
        return stopped
    if COMMANDER in wanted:
        return _noted(incident, person, said(asking, *_commands(incident, person, "assigned", asking)))
    doubts = _doubts(incident, person, wanted, asking)
    asked = unanswered(incident, asking, *doubts)
    if asked:
        return asked
    return said(asking, *leaving, *_assigned(incident, person, wanted, asking, doubts))


def _doubts(
    incident: Incident, person: str, roles: tuple[str, ...], asking: Asking
) -> tuple[Doubt | None, ...]:
    investigates = {INVESTIGATOR, TECHNICAL_LEAD} & set(roles)
    return (
        commander_investigates(incident, person) if investigates else None,
        combines(incident, person, roles),
        widens(incident, person, roles, asking),
    )


def _assigned(
    incident: Incident, person: str, roles: tuple[str, ...], asking: Asking, doubts: tuple[Doubt | None, ...]
) -> list[ev.Fact]:
    how = "taken" if same_person(person, asking.actor) else "assigned"
    facts: list[ev.Fact] = []
    for role in roles:
        why = because_suffix(asking) if any(doubts) else ""
        text = f"{person} is {_called(incident, (role,))}{by_word_suffix(asking)}{why}"
        facts.append(replace(ev.RoleAssigned(role=role, person=person, text=text), how=how))
    return [with_reasons(facts[0], asking, *doubts), *facts[1:]]


def _roles(incident: Incident, text: str) -> tuple[str, ...] | Refused:
    """The roles meant by "scribe" or "scribe+communicator"; command goes with no other."""
    found: dict[str, None] = {}
    for part in text.split("+"):
        role = incident.procedure.role(part)
        if role is None:
            return _no_role(incident, part.strip() or text)
        found[role] = None
    if COMMANDER in found and len(found) > 1:
        return Refused(
            "S5", "command is given on its own", way_out="give the other role after it", usage=True
        )
    return tuple(found)


def _called(incident: Incident, roles: tuple[str, ...]) -> str:
    return " and ".join(map(incident.procedure.role_name, roles))


def _leaving(
    incident: Incident, command: cmd.AssignRole, roles: tuple[str, ...]
) -> list[ev.RoleRelieved] | Refused:
    """Whoever is replaced leaves in the same step, so that the role is never empty."""
    before = command.instead_of and _spelled(incident, command.instead_of)
    if not before:
        return []
    missing = next((role for role in roles if not incident.holds(before, role)), None)
    if missing:
        return Refused("S5", f"{before} is not {_called(incident, (missing,))}")
    return [
        ev.RoleRelieved(
            role=role, person=before, text=f"{before} is relieved as {_called(incident, (role,))}"
        )
        for role in roles
    ]


def _no_role(incident: Incident, text: str) -> Refused:
    names = ", ".join(map(incident.procedure.role_name, ROLES))
    return Refused("S1", f"{text!r} is no role", way_out=f"roles: {names}", usage=True)


def _taken(
    incident: Incident, role: str, person: str, asking: Asking, instead_of: str | None = None
) -> Refused | None:
    if role == DEPUTY and incident.is_commander(person):
        way_out = "name somebody else: cockpit role assign deputy NAME"
        return Refused("S13", f"{person} has command, and the deputy is another person", way_out=way_out)
    replaced = instead_of if role != COMMANDER else None
    holders = tuple(name for name in incident.holders(role) if not same_person(name, replaced or ""))
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
    role = incident.procedure.role(command.role)
    if role is None:
        return _no_role(incident, command.role)
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
    name = incident.procedure.role_name(role)
    text = f"{spelled} is no longer {name}{by_word_suffix(asking)}{because_suffix(asking)}"
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
    accepted = ev.HandoffAccepted(person=offered.person, text=text)
    begun = _commands(incident, offered.person, "handoff", asking, briefed=command.briefed)
    return _noted(incident, offered.person, said(asking, accepted, *ended, *begun))


def decline(incident: Incident, command: cmd.DeclineHandoff, asking: Asking) -> Decision:
    """The offer ends; whoever offered may take it back the same way."""
    offered = incident.offer
    if offered is None:
        return _not_offered()
    text = f"{asking.actor} declines command{by_word_suffix(asking)}{because_suffix(asking)}"
    if same_person(asking.actor, offered.by):
        text = f"{asking.actor} takes back the offer to {offered.person}"
    declined = ev.HandoffDeclined(person=offered.person, text=text)
    if not command.investigate or incident.holds(offered.person, INVESTIGATOR, TECHNICAL_LEAD):
        return said(asking, declined)
    text = f"{offered.person} is {_called(incident, (INVESTIGATOR,))}: diagnosing already"
    return said(asking, declined, ev.RoleAssigned(role=INVESTIGATOR, person=offered.person, text=text))


def _not_offered() -> Refused:
    way_out = "the commander offers it: cockpit handoff offer NAME"
    return Refused("S5", "no handoff is on offer", way_out=way_out)


def _spelled(incident: Incident, name: str) -> str:
    return incident.known(name) or name
