"""Actions on roles and command: take, assign, relieve, hand over."""

from __future__ import annotations

from cockpit.fetching import on_call
from cockpit.incident import commands as cmd
from cockpit.incident.combined import unexplained
from cockpit.incident.crew import arrivals, idle
from cockpit.incident.duties import ago
from cockpit.incident.people import same_person
from cockpit.incident.procedure import (
    COMMANDER,
    COMMUNICATOR,
    DEPUTY,
    INVESTIGATOR,
    ROLES,
    SCRIBE,
    TECHNICAL_LEAD,
)
from cockpit.incident.staffing import Post, checklist
from cockpit.incident.state import Incident
from cockpit.incident.takeovers import unacknowledged
from cockpit.reports.handoff import LABEL, handoff_lines
from cockpit.reports.people import told_on_call
from cockpit.tui.acts.steps import Ask, OnScreen, Open, Stage, Step, Submit
from cockpit.tui.dialogs.brief import BriefDialog
from cockpit.tui.dialogs.choice import Choice, ChoiceDialog
from cockpit.tui.widgets.promptline import Field, Prompt

_KEYS = dict(zip(ROLES, "cdlims", strict=True))
"""commander, deputy, lead, investigator, m: communicator, scribe."""
_BOTH = f"{SCRIBE}+{COMMUNICATOR}"
_BRIEF = 72
"""Cells of a line of the brief."""
_OFFERED = 6
"""Names that are offered by a digit."""
_TAKEN = "{name} has command. Taking it stands in red, for all to see, until {name} acknowledges it."


def take(stage: Stage) -> Step:
    """Take command, or rather investigate and let somebody else be called (S52, S53)."""
    incident = stage.view.incident
    commander = incident.commander
    text = _TAKEN.format(name=commander) if commander else "Nobody has command."
    choices: list[Choice[Step]] = [Choice("y", "take command now", Submit(cmd.TakeCommand()))]
    if commander is None and not incident.alone and not _investigates(incident, stage.view.me):
        what = "already diagnosing? investigate, and keep looking for a commander"
        choices.append(Choice("i", what, Submit(cmd.Join(INVESTIGATOR))))
    if commander is None and not incident.alone:
        choices += _besides(incident)
    if commander is None and (on_call(incident) or incident.procedure.fetch):
        choices.append(Choice("P", "call somebody who takes it", OnScreen("act fetch")))
    return Open(ChoiceDialog("Take command?", choices, text=text), lambda step: step)


def _besides(incident: Incident) -> list[Choice[Step]]:
    """What helps as well while somebody else is found: the lead, or the writing and the telling (S52)."""
    free = [one for one in (TECHNICAL_LEAD, SCRIBE, COMMUNICATOR) if not incident.holders(one)]
    choices: list[Choice[Step]] = []
    if TECHNICAL_LEAD in free:
        choices.append(Choice("l", f"I am {_called(incident, TECHNICAL_LEAD)}", _mine(TECHNICAL_LEAD)))
    if {SCRIBE, COMMUNICATOR} <= set(free):
        choices.append(Choice("b", f"I am {_called(incident, _BOTH)}", _mine(_BOTH)))
    return choices


def _investigates(incident: Incident, me: str) -> bool:
    return incident.holds(me, INVESTIGATOR, TECHNICAL_LEAD)


def roles(stage: Stage) -> Step:
    """The staffing checklist: which role? Then to whom, or whose it ends (S54, S55)."""
    incident = stage.view.incident
    rows: list[Choice[str]] = [
        Choice(_KEYS[post.role], _called(incident, post.role), post.role, _filled(post, stage))
        for post in checklist(incident)
    ]
    if not incident.holders(SCRIBE) and not incident.holders(COMMUNICATOR):
        rows.append(Choice("b", "scribe and communicator, one person for both", _BOTH))
    return Open(ChoiceDialog("Which role?", rows), lambda role: _role(stage, role))


def _called(incident: Incident, role: str) -> str:
    """One role or two, as the project calls them."""
    return " and ".join(incident.procedure.role_name(part) for part in role.split("+"))


def _filled(post: Post, stage: Stage) -> str:
    if post.since is not None:
        return f"⚑ {post.ask} · missing for {ago(post.since, stage.view.now)}"
    return ", ".join(post.holders) or "nobody"


def _role(stage: Stage, role: str) -> Step:
    incident, me = stage.view.incident, stage.view.me
    name = _called(incident, role)
    holders = incident.holders(role)
    choices: list[Choice[Step]] = []
    mine = any(same_person(me, holder) for holder in holders)
    if not mine and not (role == DEPUTY and incident.is_commander(me)):
        choices.append(Choice("m", f"I am {name}", _mine(role)))
    offered = _offered(incident, role, me)
    choices += [
        Choice(str(n), label, Submit(cmd.AssignRole(role, person)))
        for n, (person, label) in enumerate(offered, 1)
    ]
    choices.append(Choice("g", "give it to somebody else: type a name", _given(role, name)))
    choices += [
        Choice(key, f"end it for {person}", Submit(cmd.RelieveRole(role, person)))
        for key, person in zip("xyzuvw", holders, strict=False)
    ]
    return Open(ChoiceDialog(name[:1].upper() + name[1:], choices), lambda step: step)


def _offered(incident: Incident, role: str, me: str) -> list[tuple[str, str]]:
    """Whoever has just come, then the other people here who hold nothing yet, then those on call."""
    here = [person.name for person in incident.people.values() if idle(incident, person.name)]
    free = dict.fromkeys((*arrivals(incident), *here))
    names = {name: f"{name}, here without a role" for name in free}
    names |= {one.name: f"{told_on_call(one)}, on call" for one in on_call(incident)}
    return [(name, label) for name, label in names.items() if not same_person(name, me)][:_OFFERED]


def _mine(role: str) -> Step:
    return Submit(cmd.TakeCommand()) if role == COMMANDER else Submit(cmd.Join(role))


def _given(role: str, called: str) -> Step:
    return Ask(
        Prompt("role", f"Who is {called}?", (Field("name", "name", "grace"),), "enter assigns"),
        lambda values: (
            Submit(cmd.AssignRole(role, values["name"].strip()))
            if values["name"].strip()
            else "Type a name, or esc to leave the role as it is."
        ),
    )


def roles_together(stage: Stage) -> Step:
    """Roles that are better several people's: give one away, or say why they stay together (S25)."""
    incident = stage.view.incident
    lines = [f"{one.person} is {one.told(incident)}" for one in unexplained(incident)]
    rows: list[Choice[Step]] = [
        Choice("g", "give one to somebody else", OnScreen("act people"), "opens the people here"),
        Choice("k", "they stay together: say why", Submit(cmd.KeepRoles()),
               "the reason holds until roles or severity change"),
    ]  # fmt: skip
    return Open(ChoiceDialog("Better several people?", rows, text="\n".join(lines)), lambda step: step)


def hand_over(stage: Stage) -> Step:
    """Offer command; answer the offer that stands; or say that I know it was taken from me (S5)."""
    incident, me = stage.view.incident, stage.view.me
    offer = incident.offer
    if unacknowledged(incident, me) and not (offer and same_person(offer.person, me)):
        return Submit(cmd.AcknowledgeTakeover())
    if offer is None:
        return Ask(
            Prompt("handoff", "Offer command to whom?", (Field("name", "name", "bob"),),
                   "you stay commander until they accept"),
            lambda values: (
                Submit(cmd.OfferHandoff(values["name"].strip()))
                if values["name"].strip() else "Type a name, or esc to keep command."
            ),
        )  # fmt: skip
    if same_person(offer.person, me) and incident.commander is None:
        return Submit(cmd.AcceptHandoff())  # reopened, and it waits for me: one key
    title = f"{offer.by} offers command to {offer.person}"
    lines = handoff_lines(incident, stage.view.now, width=_BRIEF)
    return Open(BriefDialog(title, lines, _answers(incident, me), LABEL), lambda step: step)


def _answers(incident: Incident, me: str) -> list[Choice[Step]]:
    """What can be said to the offer that stands, by whoever sits here (S5, S53)."""
    offer = incident.offer
    if offer is None:
        return []
    choices: list[Choice[Step]] = []
    if same_person(offer.person, me):
        accepted = Submit(cmd.AcceptHandoff(briefed=True))
        choices.append(Choice("y", "accept: I have read this, and have command from now on", accepted))
        choices.append(Choice("x", "decline", Submit(cmd.DeclineHandoff())))
        if not _investigates(incident, me):
            investigate = Submit(cmd.DeclineHandoff(investigate=True))
            choices.append(Choice("i", "decline: I am diagnosing already and investigate", investigate))
    else:
        accepted = Submit(cmd.AcceptHandoff(), word=offer.person)
        choices.append(Choice("w", f"{offer.person} said yes on the call (by word)", accepted))
    if same_person(offer.by, me):
        choices.append(Choice("b", "take the offer back", Submit(cmd.DeclineHandoff())))
    return choices
