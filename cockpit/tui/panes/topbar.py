"""The top bar: how bad, since when, who has command, who I am, and whether the picture is live."""

from __future__ import annotations

from textual.geometry import Size

from cockpit.tui.panes.base.counting import CountingCanvas
from cockpit.tui.panes.base.heading import heading
from cockpit.tui.panes.base.lines import Line
from cockpit.tui.view import View


class TopBar(CountingCanvas):
    """One line where there is room, two in a narrow terminal."""

    DEFAULT_CSS = """
    TopBar { height: 1; background: $panel; }
    """

    def draw(self, view: View, room: Size) -> list[Line]:
        lines = heading(view, room.width).lines
        self.styles.height = len(lines)
        return list(lines)
