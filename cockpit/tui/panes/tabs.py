"""The line of tabs of a small screen."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.geometry import Size
from textual.message import Message

from cockpit.tui.panes.base import Canvas
from cockpit.tui.panes.base.lines import Line, cells, joined, line
from cockpit.tui.view import View

_GAP = "   "


class TabLine(Canvas):
    """Four tabs with their digits and how much stands behind each."""

    DEFAULT_CSS = """
    TabLine { height: 1; }
    """
    notes = True
    NAMES: ClassVar[tuple[str, ...]] = ("Now", "Measures", "Timeline", "People")

    class Chosen(Message):
        """A tab was clicked; `tab` counts from 1."""

        def __init__(self, tab: int) -> None:
            super().__init__()
            self.tab = tab

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.tab = 1

    def draw(self, view: View, room: Size) -> list[Line]:
        return [(*line(" "), *joined(self._tabs(view), _GAP))]

    def _tabs(self, view: View) -> list[Line]:
        incident = view.incident
        counts = (0, len(incident.measures), incident.number, len(incident.people))
        return [
            self._tab(place, name, count)
            for place, (name, count) in enumerate(zip(self.NAMES, counts, strict=True), 1)
        ]

    def _tab(self, place: int, name: str, count: int) -> Line:
        word = f"{name} {count}" if count else name
        return (
            line((f" {place} {word} ", "tab"))
            if place == self.tab
            else line((f" {place} ", "dim"), f"{word} ")
        )

    def on_click(self, event: events.Click) -> None:
        left = 1
        for place, tab in enumerate(self._tabs(self.view), 1) if self.view else ():
            if left <= event.x < left + cells(tab):
                self.post_message(self.Chosen(place))
            left += cells(tab) + len(_GAP)
