"""A question under a report that has to be read first: the report scrolls, the answers stay in sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static

from cockpit.incident.texts import harmless
from cockpit.tui.dialogs.choice import Choice, ChoiceDialog
from cockpit.tui.widgets.options import Options

T = TypeVar("T")


class BriefDialog(ChoiceDialog[T]):
    """Gives back the chosen value, or None for esc. Page up and down read on."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding("pageup", "read(-1)", show=False),
        Binding("pagedown,space", "read(1)", show=False),
    ]
    DEFAULT_CSS = """
    BriefDialog { align: center middle; background: $background; }
    BriefDialog > Vertical { width: 86; max-width: 100%; max-height: 100%; padding: 1 2 0 2; }
    BriefDialog VerticalScroll { height: auto; max-height: 1fr; scrollbar-size-vertical: 1; }
    BriefDialog Static { margin: 0; }
    BriefDialog OptionList, BriefDialog OptionList:focus { margin: 1 0 1 0; dock: bottom; height: auto; }
    """

    def __init__(self, title: str, lines: Sequence[str], choices: Sequence[Choice[T]], label: int) -> None:
        """`label`: how many cells at the left are headings."""
        super().__init__(title, choices, footer="page down reads on · esc changes nothing")
        self._lines = tuple(map(harmless, lines))
        self._label = label

    def compose(self) -> ComposeResult:
        box = Vertical()
        box.border_title = Content(harmless(self._title))
        box.border_subtitle = Content(self._footer)
        with box:
            with VerticalScroll(can_focus=False):
                yield Static(self._report(), markup=False)
            yield Options(*self._options(), markup=False)

    def _report(self) -> Text:
        lines = (Text.assemble((one[: self._label], "bold"), one[self._label :]) for one in self._lines)
        return Text("\n").join(lines)

    def on_mount(self) -> None:
        """Nothing is chosen yet: enter alone, while one reads, takes nothing over."""
        answers = self.query_one(OptionList)
        answers.highlighted = None
        answers.focus()

    def action_read(self, pages: int) -> None:
        report = self.query_one(VerticalScroll)
        report.scroll_relative(y=pages * max(1, report.size.height - 1), animate=False)
