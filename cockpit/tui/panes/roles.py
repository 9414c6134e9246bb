"""The roles pane: who does what, since when, and whether the roles themselves need a word."""

from __future__ import annotations

from collections.abc import Iterator

from textual.geometry import Size

from cockpit.incident.collisions import collisions
from cockpit.incident.combined import combined
from cockpit.incident.crew import (
    idle,
    investigating_since,
    is_worst,
    reliefs,
    span_of_control,
    too_wide,
)
from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMANDER, DEPUTY, INVESTIGATOR, ROLES, SHARED_ROLES
from cockpit.incident.staffing import checklist
from cockpit.incident.state import Holding, Incident
from cockpit.incident.takeovers import taken_from, told, unacknowledged
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
        incident = view.incident
        gone = sum(one.released_at is not None for one in incident.conditions.values())
        return line((f"{len(incident.people) - gone} here", "dim"))

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
    if holding.role == COMMANDER:
        yield from _taken(view.incident)
    if holding.role == COMMANDER and offer:
        yield line(("   │ ", "dim"), (f"offers command to {offer.person}", "warn"))
    if holding.role == DEPUTY and same_person(view.incident.delegated_to or "", holding.person):
        yield line(("   │ ", "dim"), ("may approve", "warn"))
    task = view.incident.task_of(holding.person)
    if task:
        yield line(("   │ ", "dim"), (task, "dim"))


def _taken(incident: Incident) -> Iterator[Line]:
    """From whom command was taken: ! for good, red until they acknowledge it (S5)."""
    waits = {told(incident, one): one.person for one in unacknowledged(incident)}
    known = taken_from(incident)
    if known and known not in waits.values():
        yield line(("   │ ", "dim"), (f"! taken from {known}", "dim"))
    yield from (line(("   │ ", "dim"), (f"! {words}", "bad")) for words in waits)


def _without_role(incident: Incident) -> list[str]:
    """Whoever is here and holds none; who was let go is not."""
    return [person.name for person in incident.people.values() if idle(incident, person.name)]


def _warnings(view: View) -> Iterator[str]:
    incident = view.incident
    if investigating_since(incident):
        yield f"{incident.commander} has command and investigates"
    missing = {post.rule for post in checklist(incident) if post.missing}
    if "S16" in missing:
        yield f"{len(incident.holders(INVESTIGATOR))} investigators without a tech lead"
    if too_wide(incident):
        yield f"{len(span_of_control(incident))} people report to {incident.commander or 'nobody'}"
    if is_worst(incident) and not incident.alone:
        yield from (f"{both.person} is {both.told(incident)}" for both in combined(incident))
    tired = [f"{member.name} {member.relief}" for member in reliefs(incident, view.now)]
    if tired:
        yield f"relief: {', '.join(tired)}"
    yield from (found.short for found in collisions(incident))


def _marked(warning: str, width: int) -> list[Line]:
    first, *rest = wrapped(warning, width - 2)
    return [line(("⚠ ", "warn"), (first, "warn")), *(line("  ", (text, "warn")) for text in rest)]
