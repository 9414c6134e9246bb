"""Every action of a screen, with its keys: type to find one, enter does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from cockpit.tui.actions import HelpRow, ScreenName
from cockpit.tui.table import ACTIONS
from cockpit.tui.widgets.oneline import OneLine
from cockpit.tui.widgets.options import Options


class HelpDialog(ModalScreen[str | None]):
    """Gives back the id of the action to do, or None for esc. Serves as help and as palette."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding("escape", "leave", show=False),
        Binding("down", "step(1)", show=False, priority=True),
        Binding("up", "step(-1)", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    HelpDialog { align: center middle; background: $background; }
    HelpDialog > Vertical {
        width: 100; max-width: 98%; height: 90%; border: heavy $accent; background: $surface; padding: 0 1;
    }
    HelpDialog Input, HelpDialog Input:focus {
        border: none; height: 1; margin: 0 0 1 0; padding: 0 1; background: $boost;
    }
    HelpDialog OptionList, HelpDialog OptionList:focus {
        border: none; height: 1fr; background: $surface; padding: 0;
    }
    """

    def __init__(self, screen: ScreenName, keys: Mapping[str, str], *, searching: bool = False) -> None:
        super().__init__()
        self._rows = ACTIONS.help_rows(screen, keys)
        self._searching = searching
        self._found: list[HelpRow] = []

    def compose(self) -> ComposeResult:
        box = Vertical()
        box.border_title = Content("Find an action" if self._searching else "Keys")
        box.border_subtitle = Content("type to find · enter does it · esc leaves")
        with box:
            yield OneLine(placeholder="find")
            yield Options(markup=False)

    def on_mount(self) -> None:
        self._list("")
        self.query_one(Input).focus()

    def _list(self, wanted: str) -> None:
        words = wanted.casefold().split()
        self._found = [row for row in self._rows if all(word in _all_of(row) for word in words)]
        options = self.query_one(OptionList)
        options.clear_options()
        group = ""
        for row in self._found:
            options.add_option(Option(_line(row, new=row.group != group)))
            group = row.group
        if self._found:
            options.highlighted = 0

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._list(event.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        at = self.query_one(OptionList).highlighted
        if at is not None and at < len(self._found):
            self.dismiss(self._found[at].action)

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._found[event.option_index].action)

    def action_step(self, by: int) -> None:
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_leave(self) -> None:
        self.dismiss(None)


def _all_of(row: HelpRow) -> str:
    return f"{row.group} {row.keys} {row.label} {row.help}".casefold()


def _line(row: HelpRow, *, new: bool) -> Table:
    line = Table.grid(padding=(0, 2, 0, 0))
    for width, style in ((12, "dim"), (8, "bold"), (14, "")):
        line.add_column(width=width, style=style, no_wrap=True)
    line.add_column(ratio=1, style="dim")
    line.add_row(Text(row.group if new else ""), Text(row.keys), Text(row.label), Text(row.help))
    return line
