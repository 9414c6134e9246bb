"""Lines to read: a report in a frame that scrolls where it is longer than the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.geometry import Size
from textual.screen import ModalScreen

from cockpit.incident.texts import harmless
from cockpit.tui.panes.base import Pane
from cockpit.tui.panes.base.lines import BLANK, Ink, Line, Span, cells, line, wrapped
from cockpit.tui.view import View


class ReadingDialog(ModalScreen[None]):
    """A title and lines of text; nothing in them is interpreted. Esc leaves."""

    BINDINGS: ClassVar[list[Any]] = [Binding("escape,enter,q", "leave", show=False)]
    DEFAULT_CSS = """
    ReadingDialog { align: center middle; background: $background; }
    ReadingDialog _Text {
        width: 86; max-width: 100%; height: auto; max-height: 100%; background: $background;
    }
    """

    def __init__(self, title: str, lines: Sequence[str], view: View) -> None:
        super().__init__()
        self._text = _Text(title, lines)
        self._view = view

    def compose(self) -> ComposeResult:
        yield self._text

    def on_mount(self) -> None:
        self._text.focus()
        self._text.show(self._view)

    def action_leave(self) -> None:
        self.dismiss(None)


class _Text(Pane):
    """The lines of a report, a long one broken between words."""

    GROWS = True

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._report = tuple(lines)

    def heading(self, view: View) -> Line:
        return line((self._title, "head"))

    def note(self, view: View) -> Line:
        return line(("esc leaves", "dim"))

    def body(self, view: View, room: Size) -> list[Line]:
        return [drawn for text in self._report for drawn in _set(text, room.width, self._ink(text))]

    def _ink(self, text: str) -> Ink:
        """A line of its own that is neither indented nor in columns is a heading, where anything is."""
        indented = any(other.startswith(" ") for other in self._report)
        return "head" if indented and "  " not in text and not text.startswith(" ") else "plain"


def _set(text: str, width: int, ink: Ink) -> list[Line]:
    """As it is where it fits, so that columns stay columns."""
    shown = (Span(harmless(text), ink),)
    if cells(shown) <= width:
        return [shown if text else BLANK]
    return [(Span(piece, ink),) for piece in wrapped(text, width)]
