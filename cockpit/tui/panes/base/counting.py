"""Lines in which something counts by the second, painted without the rest of the line."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.geometry import Size

from cockpit.tui.panes.base import Canvas
from cockpit.tui.panes.base.lines import BLANK, Line, Span, cells
from cockpit.tui.view import View


class _Counter(Canvas):
    """Lies over the place in the line that counts, because a repaint starts at the left edge of a widget."""

    DEFAULT_CSS = """
    _Counter { position: absolute; height: 1; width: 1; display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._said = BLANK

    def lie(self, x: int, y: int, said: Span | None, view: View) -> None:
        """Show `said` at this place of the parent, or nothing."""
        self.display = said is not None
        if said is not None:
            self._said = (said,)
            self.styles.offset = (x, y)
            self.styles.width = cells(self._said)
            self.show(view)

    def draw(self, view: View, room: Size) -> list[Line]:
        return [self._said]


class CountingCanvas(Canvas):
    """A canvas of which one piece may count by the second: only that piece is sent then."""

    def compose(self) -> ComposeResult:
        yield _Counter()

    def _lines(self, view: View) -> list[Line]:
        lines = super()._lines(view)
        place = next(((x, y) for y, drawn in enumerate(lines) for x, s in enumerate(drawn) if s.counts), None)
        said: Span | None = None
        column = row = 0
        if place is not None:
            index, row = place
            said = lines[row][index]
            column = cells(lines[row][:index])
            blank = Span(" " * cells((said,)), "plain")
            lines[row] = (*lines[row][:index], blank, *lines[row][index + 1 :])
        self.counts = said is not None
        for counter in self.query(_Counter):
            counter.lie(column, row, said, view)
        return lines
