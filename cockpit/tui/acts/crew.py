"""Actions on the people themselves: who is here, how I am and what I do, calling somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from shlex import join

from cockpit.fetching import fetch_command, on_call, reach
from cockpit.incident import commands as cmd
from cockpit.incident.crew import Member, arrivals, crew, idle
from cockpit.incident.duties import ago
from cockpit.incident.events import Feeling
from cockpit.incident.moments import clock
from cockpit.incident.people import same_person
from cockpit.incident.procedure import (
    COMMANDER,
    COMMUNICATOR,
    DEPUTY,
    INVESTIGATOR,
    SCRIBE,
    TECHNICAL_LEAD,
)
from cockpit.incident.silence import too_silent
from cockpit.incident.state import Incident
from cockpit.incident.zones import BadTime, zone_from, zone_name
from cockpit.reports.people import FEELINGS, Logins, other_logins, roles_of
from cockpit.reports.setting import cells, padded
from cockpit.tui.acts.steps import Ask, CallIn, OnScreen, Open, Stage, Step, Submit
from cockpit.tui.dialogs.choice import Choice, ChoiceDialog
from cockpit.tui.dialogs.people import ARRIVED, PeopleDialog
from cockpit.tui.dialogs.rows import DialogRow, RowKey
from cockpit.tui.panes.base.words import role
from cockpit.tui.view import View
from cockpit.tui.widgets.promptline import Field, Prompt

Keys = list[RowKey[Step]]

_GIVEN = (
    ("l", "lead", TECHNICAL_LEAD), ("i", "investigate", INVESTIGATOR), ("s", "scribe", SCRIBE),
    ("m", "communicate", COMMUNICATOR), ("b", "scribe and communicate", f"{SCRIBE}+{COMMUNICATOR}"),
    ("d", "deputy", DEPUTY),
)  # fmt: skip
_WIDEST = 24
"""Cells for a name, and for roles, so that columns stay columns."""
WATCHES = "only watches"
"""The task of somebody who is here and wants no role."""


def _key(key: str, label: str, step: Step) -> RowKey[Step]:
    return RowKey(key, label, step)


def people(stage: Stage) -> Step:
    """Everybody here; whoever has just come is selected, and one key gives each a role (S55)."""
    view = stage.view
    members, came = crew(view.incident, view.now), arrivals(view.incident)
    names = [member.name for member in members]
    start = names.index(came[0]) if came else 0
    keys = [*_approving(view), _key("P", "call somebody", OnScreen("act fetch"))]
    title = f"People · {sum(one.released_at is None for one in members)} here"
    dialog = PeopleDialog(title, partial(_rows, view), view.incident, keys=keys, start=start)
    return Open(dialog, lambda step: step)


def _rows(view: View, incident: Incident, logins: Logins) -> list[DialogRow[Step]]:
    came, members = arrivals(incident), crew(incident, view.now)
    names = max(cells(member.name) for member in members)
    roles = max(cells(_roles(incident, member)) for member in members)
    widths = (min(names, _WIDEST), min(roles, _WIDEST))
    rows = [_row(view, incident, one, widths, came=one.name in came) for one in members]
    told = [other_logins(one.name, logins) for one in members]
    return [
        replace(row, aside=f"{login} · {row.aside}") if login else row
        for row, login in zip(rows, told, strict=True)
    ]


def _row(
    view: View, incident: Incident, member: Member, widths: tuple[int, int], *, came: bool
) -> DialogRow[Step]:
    sign = ARRIVED if came else "⚠" if member.relief else " "
    name, roles = padded(member.name, widths[0]), padded(_roles(incident, member), widths[1])
    return DialogRow(
        head=f"{name}  {roles}",
        aside=" · ".join(_facts(view, member)),
        under=member.task,
        keys=tuple(_keys(view, incident, member, came=came)),
        sign=sign,
    )


def _roles(incident: Incident, member: Member) -> str:
    told = ", ".join(role(one, incident.procedure) for one in member.roles) or "no role"
    return f"{told}, may approve" if same_person(incident.delegated_to or "", member.name) else told


def _facts(view: View, member: Member) -> list[str]:
    """How long on duty, the hour where they are, last activity, their own word."""
    if member.released_at is not None:
        return [f"free to go since {clock(member.released_at, view.now.tzinfo)}" if view.now.tzinfo else ""]
    there = member.local(view.now)
    facts = [f"{ago(member.since, view.now)} on duty", f"{there} there" if there else ""]
    facts += [f"wrote {ago(member.last_at, view.now)} ago", FEELINGS.get(member.feeling or "", "")]
    return [fact for fact in facts if fact]


def _keys(view: View, incident: Incident, member: Member, *, came: bool) -> Keys:
    """What can be done for one person, most wanted first."""
    mine = same_person(member.name, view.me)
    leads = view.i_command or incident.commander is None
    free = incident.is_open and idle(incident, member.name) and (leads or mine)
    keys = [*_role_keys(member.name, mine=mine)] if free else []
    if member.roles and (leads or mine):
        keys.append(_replaced(incident, member, view.me))
    if came and leads:
        keys.append(_key("o", "only watches", Submit(cmd.SetTask(WATCHES, member.name))))
    if member.released_at is None:
        keys += [
            _key("k", "my task" if mine else "task", _task_line(member.name, member.task, mine=mine)),
            _key("f", "how I feel" if mine else "how they feel", _feel_dialog(member.name, mine=mine)),
        ]
    if (leads or mine) and member.released_at is None and not incident.is_commander(member.name):
        keys.append(_key("x", "I go" if mine else "free to go", Submit(cmd.Release(member.name))))
    return keys


def _role_keys(name: str, *, mine: bool) -> Keys:
    return [
        _key(key, label, Submit(cmd.Join(role) if mine else cmd.AssignRole(role, name)))
        for key, label, role in _GIVEN
    ]


def _replaced(incident: Incident, member: Member, me: str) -> RowKey[Step]:
    """Somebody takes over: command is handed over, other roles pass on in one step (S9)."""
    if incident.is_commander(member.name):
        taking = not same_person(member.name, me)
        return _key("r", "take command" if taking else "hand over", OnScreen(f"act {_over(taking)}"))
    role = "+".join(one for one in member.roles if one != COMMANDER)
    called = roles_of(incident, member)

    def read(values: Mapping[str, str]) -> Step | str:
        name = values["name"].strip()
        if not name:
            return f"Type a name, or esc: {member.name} stays {called}."
        return Submit(cmd.AssignRole(role, name, member.name))

    title = f"Who is {called} instead of {member.name}?"
    prompt = Prompt("replace", title, (Field("name", "name", "erin"),), "both in one step")
    return _key("r", "relieve", Ask(prompt, read))


def _over(taking: bool) -> str:
    return "command.take" if taking else "handoff"


def _approving(view: View) -> Keys:
    """The commander lets the deputy approve; the deputy may while the commander is silent (S13)."""
    incident = view.incident
    deputy = next(iter(incident.holders(DEPUTY)), None)
    if deputy is None or incident.commander is None:
        return []
    if incident.delegated_to:
        end = Submit(cmd.EndDelegation())
        return [_key("a", f"{incident.delegated_to} approves no more", end)] if view.i_command else []
    if view.i_command:
        return [_key("a", f"let {deputy} approve", Submit(cmd.Delegate()))]
    if same_person(deputy, view.me) and too_silent(incident, view.now):
        return [_key("a", f"approve instead of {incident.commander}", Submit(cmd.Delegate()))]
    return []


def me(stage: Stage) -> Step:
    """How I hold up, what I do, where I am (S9, S18)."""
    view = stage.view
    task = view.incident.condition(view.me).task
    rows = [
        *_feelings(view.me, mine=True),
        Choice("k", "my task", _task_line(view.me, task, mine=True), task or "nothing said yet"),
        Choice("z", "where I am", _zone_line(view), view.incident.condition(view.me).zone or "not said yet"),
    ]
    return Open(ChoiceDialog("How do you hold up?", rows), lambda step: step)


def _feel_dialog(name: str, *, mine: bool) -> Step:
    title = "How do you hold up?" if mine else f"What does {name} say of themselves?"
    return Open(ChoiceDialog(title, _feelings(name, mine=mine)), lambda step: step)


def _feelings(name: str, *, mine: bool) -> list[Choice[Step]]:
    said: tuple[tuple[str, str, Feeling], ...] = (
        ("o", "ok", "ok"), ("t", "tired", "tired"),
        ("r", "I want to be relieved" if mine else "wants to be relieved", "relief"),
    )  # fmt: skip
    person = None if mine else name
    return [Choice(key, label, Submit(cmd.Feel(feeling, person))) for key, label, feeling in said]


def _task_line(name: str, task: str, *, mine: bool) -> Step:
    """One task for each person; an empty line ends it (S18)."""
    title = "What are you doing now?" if mine else f"What is {name} doing now?"
    prompt = Prompt(
        "task", title, (Field("task", "task", "reading replica lag graphs", task),), "empty: done"
    )
    return Ask(prompt, lambda values: Submit(cmd.SetTask(values["task"], None if mine else name)))


def _zone_line(view: View) -> Step:
    def read(values: Mapping[str, str]) -> Step | str:
        try:
            return Submit(cmd.Join(zone=zone_name(zone_from(values["zone"].strip() or "UTC", None))))
        except BadTime as error:
            return str(error)

    zone = view.incident.condition(view.me).zone or ""
    prompt = Prompt(
        "zone", "Where are you? Your local hour is shown", (Field("zone", "zone", "Europe/Berlin", zone),)
    )
    return Ask(prompt, read)


def fetch(stage: Stage) -> Step:
    """Call somebody: with the project's command, shown before it runs, else by voice (S52)."""
    incident = stage.view.incident
    if not on_call(incident):
        return _somebody(incident)
    rows = [
        Choice(str(n), f"{one.name}{f' · {one.does}' if one.does else ''}", _called(incident, one.name),
               _how(incident, one.name))
        for n, one in enumerate(on_call(incident)[:9], 1)
    ]  # fmt: skip
    rows.append(Choice("o", "somebody else", _somebody(incident), "type a name"))
    text = (
        "Choosing runs the command below the name."
        if incident.procedure.fetch
        else "Call them, then choose whom you called: it enters the record."
    )
    return Open(ChoiceDialog("Call whom?", rows, text=text), lambda step: step)


def _how(incident: Incident, name: str) -> str:
    command = fetch_command(incident, name)
    return f"$ {join(command)}" if command else reach(incident, name)


def _called(incident: Incident, name: str) -> Step:
    command = fetch_command(incident, name)
    return CallIn(name, command) if command else Submit(cmd.Fetch(name))


def _somebody(incident: Incident) -> Step:
    def read(values: Mapping[str, str]) -> Step | str:
        name = values["name"].strip()
        if not name:
            return "Type a name, or esc."
        command = fetch_command(incident, name)
        if not command:
            return Submit(cmd.Fetch(name))
        choices: list[Choice[Step]] = [Choice("y", "run it", CallIn(name, command), _how(incident, name))]
        return Open(ChoiceDialog(f"Call {name}?", choices), lambda step: step)

    return Ask(Prompt("fetch", "Call whom?", (Field("name", "name", "bella"),), "enter calls"), read)
