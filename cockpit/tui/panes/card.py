"""The card of the first minutes: what one person alone does first, each line until it is done."""

from __future__ import annotations

from collections.abc import Iterator

from textual.geometry import Size

from cockpit.incident.state import Incident
from cockpit.tui.actions import keys_of, shown
from cockpit.tui.panes.base import Pane
from cockpit.tui.panes.base.lines import Line, line
from cockpit.tui.table import ACTIONS
from cockpit.tui.view import View


class CardPane(Pane):
    """Stands where the panes are still empty. No dialog: nothing on it has to be answered."""

    TITLE = "First minutes"
    notes = True
    GROWS = True

    def note(self, view: View) -> Line:
        return line(("you are alone · esc hides this", "dim"))

    def body(self, view: View, room: Size) -> list[Line]:
        steps = list(steps_left(view.incident))
        return [
            line(
                ("▸ " if place == 0 else "  ", "mine"),
                (f"{_key(action)}  ", "head"),
                f"{word:<10}",
                (text, "dim"),
            )
            for place, (action, word, text) in enumerate(steps)
        ]

    def waits_for_me(self, view: View) -> bool:
        return False


def _step(action: str, word: str, text: str, *, first: bool) -> Line:
    return line(
        ("▸ " if first else "  ", "mine"), (f"{_key(action)}  ", "head"), f"{word:<10}", (text, "dim")
    )


def steps_left(incident: Incident) -> Iterator[tuple[str, str, str]]:
    """(action, word, what it is) of every first step that is not yet done."""
    if incident.impact is None:
        yield "impact", "impact", "who is hit, how much, getting worse?"
    if incident.severity is None:
        yield "severity", "severity", _severities(incident)
    if incident.commander is None:
        yield "command.take", "command", _take(incident)
    if incident.announced_at is None:
        yield "copy.first_message", "tell", "copies the first message and the line to join with"
    if not incident.measures:
        yield "measure.propose", "act", "one line, then go: it is recorded as done alone"
    notes = incident.number - len(incident.acts)
    if incident.context_at is None and notes == bool(incident.details):
        yield "context", "so far", "what you saw and tried, a line each; -7m back-dates"


def _severities(incident: Incident) -> str:
    keys = incident.procedure.level_keys()
    return " · ".join(f"{keys[level.code]} {level.label.lower()}" for level in incident.procedure.severities)


def _take(incident: Incident) -> str:
    on_call = incident.procedure.on_call
    return (
        f"take it, or {_key('fetch')} fetches {on_call[0].name} ({on_call[0].does or 'on call'})"
        if on_call
        else "take it until somebody relieves you"
    )


def _key(action: str) -> str:
    return shown(keys_of(ACTIONS[action])[0])
