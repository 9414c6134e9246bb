"""Actions on roles and command: take, assign, relieve, hand over."""

from __future__ import annotations

from cockpit.incident import commands as cmd
from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMANDER, ROLES
from cockpit.tui.acts.steps import Ask, Open, Stage, Step, Submit
from cockpit.tui.dialogs.choice import Choice, ChoiceDialog
from cockpit.tui.widgets.promptline import Field, Prompt

_KEYS = dict(zip(ROLES, "cdlims", strict=True))
"""commander, deputy, lead, investigator, m: communicator, scribe."""


def take(stage: Stage) -> Step:
    """Take command; with a commander in place the rules ask why."""
    commander = stage.view.incident.commander
    text = f"{commander} has command; they and everybody will see it." if commander else "Nobody has command."
    choices: list[Choice[Step]] = [Choice("y", "take command now", Submit(cmd.TakeCommand()))]
    return Open(ChoiceDialog("Take command?", choices, text=text), lambda step: step)


def roles(stage: Stage) -> Step:
    """Which role? Then to whom, or whose it ends."""
    incident = stage.view.incident
    called = incident.procedure.role_name
    rows = [
        Choice(_KEYS[role], called(role), role, ", ".join(incident.holders(role)) or "nobody")
        for role in ROLES
    ]
    return Open(ChoiceDialog("Which role?", rows), lambda role: _role(stage, role))


def _role(stage: Stage, role: str) -> Step:
    incident, me = stage.view.incident, stage.view.me
    name = incident.procedure.role_name(role)
    choices: list[Choice[Step]] = []
    if not incident.holds(me, role):
        choices.append(Choice("m", f"I am {name}", _mine(role)))
    choices.append(Choice("g", f"give it to somebody: {name} is …", _given(role, name)))
    choices += [
        Choice(str(n), f"end it for {person}", Submit(cmd.RelieveRole(role, person)))
        for n, person in enumerate(incident.holders(role), 1)
    ]
    return Open(ChoiceDialog(name[:1].upper() + name[1:], choices), lambda step: step)


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


def hand_over(stage: Stage) -> Step:
    """Offer command; or answer the offer that stands."""
    incident, me = stage.view.incident, stage.view.me
    offer = incident.offer
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
    choices: list[Choice[Step]] = []
    if same_person(offer.person, me):
        choices.append(Choice("y", f"accept: {me} has command from now on", Submit(cmd.AcceptHandoff())))
        choices.append(Choice("x", "decline", Submit(cmd.DeclineHandoff())))
    else:
        accepted = Submit(cmd.AcceptHandoff(), word=offer.person)
        choices.append(Choice("w", f"{offer.person} said yes on the call (by word)", accepted))
    if same_person(offer.by, me):
        choices.append(Choice("b", "take the offer back", Submit(cmd.DeclineHandoff())))
    return Open(ChoiceDialog(f"Command is offered to {offer.person}", choices), lambda step: step)
