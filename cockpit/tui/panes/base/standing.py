"""What stands besides the queue: rounds of objections and standing approvals, a line each."""

from __future__ import annotations

from cockpit.incident.state import Round
from cockpit.tui.actions import keys_of, shown
from cockpit.tui.panes.base.lines import Line, line
from cockpit.tui.panes.base.words import coarse, span
from cockpit.tui.table import ACTIONS
from cockpit.tui.view import View


def standing(view: View, most: int) -> list[Line]:
    """At most `most` lines, the last of them counting what is left out."""
    incident = view.incident
    if not incident.is_open:
        return []
    lines = [*_rounds(view)]
    lines += [
        line(("● ", "good"), (f"{one.id} ", "head"), (f"{one.person} may ", "dim"), one.what)
        for one in incident.allowances.values()
        if not one.ended
    ]
    if len(lines) <= most:
        return lines
    left = len(lines) - most + 1
    return [*lines[: most - 1], line((f"  and {left} more that stand", "dim"))] if most > 0 else []


def _rounds(view: View) -> list[Line]:
    key = shown(keys_of(ACTIONS["decide"])[0])
    lines = []
    for one in view.incident.open_rounds:
        words = _heard(view, one)
        lines.append(line(("? ", "warn"), (f"{one.id} ", "head"), (f"{words} ({key}) ", "warn"), one.text))
    return lines


def _heard(view: View, asked: Round) -> str:
    """How long objections are waited for, and how many there are."""
    against = len(view.incident.objections_to(asked.id))
    heard = f"{against} objection{'s' if against > 1 else ''}" if against else ""
    if view.now >= asked.until:
        return f"{heard or 'no objection'}: decide"
    return f"{heard or 'objections?'} {span(asked.until - coarse(view.now))} left"
