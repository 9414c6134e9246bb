"""The own timers of whoever sits here, as lines under the clock."""

from __future__ import annotations

from cockpit.incident.people import same_person
from cockpit.tui.panes.base.lines import Ink, Line, line
from cockpit.tui.panes.base.words import clock
from cockpit.tui.view import View

_MOST = 2


def timers(view: View) -> list[Line]:
    """When the next ones ring and what for; one that rang stays until it is ended."""
    own = [one for one in view.incident.timers.values() if same_person(one.person, view.me)]
    soonest = sorted(own, key=lambda one: one.until)[:_MOST]
    lines: list[Line] = []
    for one in soonest:
        ink: Ink = "mine" if view.now >= one.until else "dim"
        word = "rang " if view.now >= one.until else "timer"
        lines.append(line((f"{one.id} {word}    "[:12], ink), f"{clock(one.until, view.now)}  {one.text}"))
    return lines
