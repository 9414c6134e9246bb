"""The roles pane: who does what, since when, and whether the roles themselves need a word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from textual.geometry import Size

from cockpit.incident.people import person_key, same_person
from cockpit.incident.procedure import COMMANDER, INVESTIGATOR, ROLES, SHARED_ROLES, TECHNICAL_LEAD
from cockpit.incident.state import Holding, Incident
from cockpit.tui.panes.base import Pane
from cockpit.tui.panes.base.lines import Line, column, line, spread, wrapped
from cockpit.tui.panes.base.words import ago, role
from cockpit.tui.view import View

_ROLE = 14
"""Cells for the name of a role."""


class RolesPane(Pane):
    """Every role with its holders, the commander first; under each, what they are doing (S5, S9, S18)."""

    TITLE = "Roles"

    def note(self, view: View) -> Line:
        return line((f"{len(view.incident.people)} here", "dim"))

    def body(self, view: View, room: Size) -> list[Line]:
        lines = [drawn for name in ROLES for drawn in _role(view, name, room.width)]
        spare = room.height - len(lines) - len(self.foot(view, room))
        others = _without_role(view.incident)
        return [*lines, line(("here", "dim"), f"  {', '.join(others)}")] if others and spare > 0 else lines

    def foot(self, view: View, room: Size) -> list[Line]:
        drawn = [text for warning in _warnings(view) for text in _marked(warning, room.width)]
        return drawn[: max(1, room.height // 3)]


def _role(view: View, name: str, width: int) -> Iterator[Line]:
    incident = view.incident
    holdings = [holding for holding in incident.holdings if holding.role == name]
    sign = "★ " if name == COMMANDER else "  "
    word = role(name, incident.procedure)
    if len(holdings) > 1 and name in SHARED_ROLES and not word.endswith("s"):
        word += "s"
    if not holdings:
        yield line(sign, (column(word, _ROLE), "dim"), ("—", "dim"))
    for place, holding in enumerate(holdings):
        yield from _holder(view, holding, sign if place == 0 else "  ", word if place == 0 else "", width)


def _holder(view: View, holding: Holding, sign: str, word: str, width: int) -> Iterator[Line]:
    me = same_person(holding.person, view.me)
    name = line((sign, "head"), (column(word, _ROLE), "dim"), (holding.person, "head" if me else "plain"))
    yield spread(name, line((ago(holding.since, view.now), "dim")), width)
    offer = view.incident.offer
    if holding.role == COMMANDER and offer:
        yield line(("   │ ", "dim"), (f"offers command to {offer.person}", "warn"))
    task = view.incident.task_of(holding.person)
    if task:
        yield line(("   │ ", "dim"), (task, "dim"))


def _without_role(incident: Incident) -> list[str]:
    return [person.name for person in incident.people.values() if not incident.roles_of(person.name)]


def _warnings(view: View) -> Iterator[str]:
    incident = view.incident
    commander = incident.commander
    investigators = incident.holders(INVESTIGATOR)
    if commander and not incident.alone and incident.holds(commander, INVESTIGATOR, TECHNICAL_LEAD):
        yield f"{commander} has command and investigates"
    if len(investigators) > 2 and not incident.holders(TECHNICAL_LEAD):
        yield f"{len(investigators)} investigators without a tech lead"
    span = incident.cadence.span_of_control
    if len({person_key(holding.person) for holding in incident.holdings}) - 1 > span:
        yield f"more than {span} people report to {commander or 'nobody'}"
    yield from _tired(view)


def _tired(view: View) -> Iterator[str]:
    """Whoever has held a role for longer than relief is suggested after (S9)."""
    limit = timedelta(minutes=view.incident.cadence.relief_after)
    for name in dict.fromkeys(holding.person for holding in view.incident.holdings):
        since = min(h.since for h in view.incident.holdings if same_person(h.person, name))
        if view.now - since > limit:
            yield f"{name}: {ago(since, view.now)} on duty, relief?"


def _marked(warning: str, width: int) -> list[Line]:
    first, *rest = wrapped(warning, width - 2)
    return [line(("⚠ ", "warn"), (first, "warn")), *(line("  ", (text, "warn")) for text in rest)]
