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

T = TypeVar("T")


class Choice(Struct, Generic[T], frozen=True):
    """One answer. `detail` stands under the label, dim; `disabled` says why it cannot be taken."""

    key: str
    label: str
    value: T
    detail: str = ""
    disabled: str = ""


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
        border: none; height: auto; max-height: 24; background: $surface; padding: 0;
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
                yield Static("\n".join(harmless_lines(self._text)), markup=False)
            yield OptionList(
                *(Option(self._line(c), disabled=bool(c.disabled)) for c in self._choices), markup=False
            )

    def _line(self, choice: Choice[T]) -> Table:
        line = Table.grid(padding=(0, 2, 0, 0))
        line.add_column(width=3, justify="right", style="bold")
        line.add_column(ratio=1)
        words = Text(harmless(choice.label), style="dim" if choice.disabled else "")
        under = choice.disabled or choice.detail
        if under:
            words.append("\n" + harmless(under), style="dim")
        line.add_row(Text(choice.key), words)
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
                    self.dismiss(choice.value)
                return

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._choices[event.option_index].value)

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_down(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        self.query_one(OptionList).action_cursor_up()
