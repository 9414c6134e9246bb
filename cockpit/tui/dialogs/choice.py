"""One question with a few answers: each has a key and a line; esc, which changes nothing, is the default."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from msgspec import Struct
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from cockpit.incident.texts import harmless, harmless_lines
from cockpit.tui.widgets.options import Options

T = TypeVar("T")


class Choice(Struct, Generic[T], frozen=True):
    """One answer. `detail`, a line or several, stands dim under the label; `disabled` says why it is none.

    A key of several signs, such as 12, is not shown: its first sign is another answer's key.
    """

    key: str
    label: str
    value: T
    detail: str = ""
    disabled: str = ""
    faded: bool = False
    """It can be taken, and better is not."""


class ChoiceDialog(ModalScreen[T | None], Generic[T]):
    """Gives back the chosen value, or None for esc."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding("escape", "leave", show=False),
        Binding("j", "down", show=False), Binding("k", "up", show=False),
    ]  # fmt: skip
    DEFAULT_CSS = """
    ChoiceDialog { align: center middle; background: $background; }
    ChoiceDialog > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 90%;
        border: heavy $accent; padding: 1 2; background: $surface;
    }
    ChoiceDialog Static { margin: 0 0 1 0; height: auto; }
    ChoiceDialog OptionList, ChoiceDialog OptionList:focus {
        border: none; height: auto; max-height: 1fr; background: $surface; padding: 0;
    }
    ChoiceDialog OptionList > .option-list--option { padding: 0; }
    """

    def __init__(
        self, title: str, choices: Sequence[Choice[T]], *, text: str = "", footer: str = "esc changes nothing"
    ) -> None:
        super().__init__()
        self._title = title
        self._choices = tuple(choices)
        self._text = text
        self._footer = footer

    def compose(self) -> ComposeResult:
        box = Vertical()
        box.border_title = Content(harmless(self._title))
        box.border_subtitle = Content(self._footer)
        with box:
            if self._text:
                yield Static("\n".join(harmless_lines(self._text)), markup=False, classes="-text")
            yield Options(*self._options(), markup=False)

    def on_mount(self) -> None:
        """A list that goes on below its last line says so, however far it was scrolled."""
        listed = self.query_one(OptionList)
        self.watch(listed, "scroll_y", self._tell_more)
        self.watch(listed, "virtual_size", self._tell_more)

    def on_resize(self) -> None:
        self._tell_more()

    def _tell_more(self) -> None:
        self.call_after_refresh(self._show_more)

    def _show_more(self) -> None:
        listed = self.query_one(OptionList)
        more = "↓ more · " if listed.scroll_offset.y < listed.max_scroll_y else ""
        self.query_one(Vertical).border_subtitle = Content(f"{more}{self._footer}")

    def _options(self) -> list[Option]:
        return [Option(self._line(choice), disabled=bool(choice.disabled)) for choice in self._choices]

    def _line(self, choice: Choice[T]) -> Table:
        line = Table.grid(padding=(0, 2, 0, 0))
        line.add_column(width=3, justify="right", style="bold")
        line.add_column(ratio=1)
        words = Text(harmless(choice.label), style="dim" if choice.disabled or choice.faded else "")
        under = choice.disabled or choice.detail
        if under:
            words.append("\n" + "\n".join(harmless_lines(under)), style="dim")
        line.add_row(Text(choice.key if len(choice.key) == 1 else ""), words)
        return line

    def on_key(self, event: Key) -> None:
        wanted = event.character or event.key
        for choice in self._choices:
            if choice.key == wanted:
                event.stop()
                event.prevent_default()
                if choice.disabled:
                    self.notify(harmless(choice.disabled), severity="warning", markup=False)
                else:
                    self.take(choice)
                return

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.take(self._choices[event.option_index])

    def take(self, choice: Choice[T]) -> None:
        """An answer was given."""
        self.dismiss(choice.value)

    def renew(self, choices: Sequence[Choice[T]], text: str) -> None:
        """Other answers under the same question."""
        self._choices, self._text = tuple(choices), text
        for words in self.query(Static).filter(".-text"):
            words.update(Content("\n".join(harmless_lines(text))))
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options(self._options())

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_down(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        self.query_one(OptionList).action_cursor_up()
