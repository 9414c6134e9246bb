"""The top bar: how bad, since when, who has command, who I am, and what is wrong with the record."""

from __future__ import annotations

from textual.geometry import Size

from cockpit.tui.panes.base.counting import CountingCanvas
from cockpit.tui.panes.base.heading import heading
from cockpit.tui.panes.base.lines import Ink, Line, filled, line, wrapped
from cockpit.tui.view import View

_BANNER_LINES = 3


class TopBar(CountingCanvas):
    """One line where there is room, two in a narrow terminal; below it, while it lasts, what stops us."""

    DEFAULT_CSS = """
    TopBar { height: 1; background: $panel; }
    """

    def draw(self, view: View, room: Size) -> list[Line]:
        lines = [*heading(view, room.width).lines, *_banner(view, room.width)]
        self.styles.height = len(lines)
        return lines


def _banner(view: View, width: int) -> list[Line]:
    """Why the record cannot be used, and what to do; whoever only reads is told what stops that alone."""
    if not view.remedy or (view.read_only and view.following not in {"down", "lost"}):
        return []
    ink: Ink = "alarm" if view.following in {"down", "read-only", "lost"} else "warn"
    told = wrapped(view.remedy, width - 5)[:_BANNER_LINES]
    signs = ("✖" if ink == "alarm" else "!", *" " * _BANNER_LINES)
    return [
        filled(line((f" {sign} {text}", ink)), width, ink) for sign, text in zip(signs, told, strict=False)
    ]
