"""A list in which each row has keys of its own: what they do to the selected row stands below the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from cockpit.incident.texts import harmless
from cockpit.tui.dialogs.pickrow import flowing
from cockpit.tui.widgets.options import Options

T = TypeVar("T")
_LOW = 18
"""Rows of a terminal below which nothing is spent on blank lines."""


@dataclass(frozen=True, slots=True)
class RowKey(Generic[T]):
    """What a key does; `value` is what the dialog gives back."""

    key: str
    label: str
    value: T


@dataclass(frozen=True, slots=True)
class DialogRow(Generic[T]):
    """One thing of the list. Enter does what the first of its keys does."""

    head: str
    aside: str = ""
    """Beside the head, at the right."""
    under: str = ""
    """Below it, whole."""
    keys: tuple[RowKey[T], ...] = ()
    sign: str = " "
    """A glyph before it: ⚑ needs somebody now."""
    inset: bool = False
    """It belongs to the row above."""


class _Keys(Widget):
    """The keys that mean something now; one with its words is never broken over two lines."""

    def __init__(self, keys: Sequence[RowKey[Any]], *, id: str) -> None:
        super().__init__(id=id)
        self._keys = keys

    def show(self, keys: Sequence[RowKey[Any]]) -> None:
        self._keys = keys
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.rows_in(width)

    def rows_in(self, width: int) -> int:
        """How many lines the keys take."""
        return len(self._lines(width))

    def render(self) -> Text:
        return Text("\n", no_wrap=True).join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Text]:
        pieces = [
            Text.assemble((one.key, "bold"), (f" {harmless(one.label)}  ", "dim")) for one in self._keys
        ]
        return flowing(pieces, width)


class RowsDialog(ModalScreen[T | None], Generic[T]):
    """Gives back what the pressed key stands for, or None for esc."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding("escape", "leave", show=False),
        Binding("j", "step(1)", show=False), Binding("k", "step(-1)", show=False),
    ]  # fmt: skip
    DEFAULT_CSS = """
    RowsDialog { align: center middle; background: $background; }
    RowsDialog > Vertical {
        width: 100; max-width: 98%; height: auto; max-height: 94%;
        border: heavy $accent; padding: 1 1 0 1; background: $surface;
    }
    RowsDialog OptionList, RowsDialog OptionList:focus {
        border: none; height: auto; background: $surface; padding: 0;
    }
    RowsDialog OptionList > .option-list--option { padding: 0 1; }
    RowsDialog .-empty { margin: 0 1; color: $text-muted; }
    RowsDialog #row-keys { margin: 1 1 1 1; height: auto; }
    RowsDialog.-low > Vertical { padding: 0 1; max-height: 100%; }
    RowsDialog.-low #row-keys { margin: 0 1; }
    """

    def __init__(
        self,
        title: str,
        rows: Sequence[DialogRow[T]],
        *,
        keys: Sequence[RowKey[T]] = (),
        empty: str = "",
        start: int = 0,
    ) -> None:
        """`keys` mean the same on every row; `empty` is said where there is none; `start` is selected."""
        super().__init__()
        self._title = title
        self._rows = tuple(rows)
        self._keys = tuple(keys)
        self._empty = empty
        self._start = start

    def compose(self) -> ComposeResult:
        box = Vertical()
        box.border_title = Content(harmless(self._title))
        box.border_subtitle = Content("↑↓ choose · esc changes nothing")
        with box:
            if not self._rows:
                yield Static(harmless(self._empty), markup=False, classes="-empty")
            else:
                yield Options(*(Option(_line(row)) for row in self._rows), markup=False)
            yield _Keys(self._usable(self._start), id="row-keys")

    def on_mount(self) -> None:
        for rows in self.query(OptionList):
            rows.highlighted = self._start
            rows.focus()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """The list takes what the keys leave: they are never pushed out of sight."""
        low = self.size.height < _LOW
        self.set_class(low, "-low")
        frame = 2 if low else 5
        keys = self.query_one(_Keys).rows_in(min(100, int(self.size.width * 0.98)) - 6)
        height = self.size.height if low else int(self.size.height * 0.94)
        for rows in self.query(OptionList):
            rows.styles.max_height = max(2, height - frame - keys)

    def renew(self, rows: Sequence[DialogRow[T]], start: int) -> None:
        """Other rows under the same title; `start` is selected."""
        self._rows = tuple(rows)
        for listed in self.query(OptionList):
            listed.clear_options()
            listed.add_options([Option(_line(row)) for row in self._rows])
            listed.highlighted = start

    def take(self, value: T) -> None:
        """A key was pressed."""
        self.dismiss(value)

    def _usable(self, at: int | None) -> tuple[RowKey[T], ...]:
        own = self._rows[at].keys if at is not None and at < len(self._rows) else ()
        return (*own, *self._keys)

    @property
    def _at(self) -> int | None:
        return next((rows.highlighted for rows in self.query(OptionList)), None)

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.query_one(_Keys).show(self._usable(event.option_index))
        self._fit()

    @on(OptionList.OptionSelected)
    def _entered(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        usable = self._usable(event.option_index)
        if usable:
            self.take(usable[0].value)

    def on_key(self, event: Key) -> None:
        wanted = event.character or event.key
        for one in self._usable(self._at):
            if one.key == wanted:
                event.stop()
                event.prevent_default()
                self.take(one.value)
                return

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_step(self, by: int) -> None:
        for rows in self.query(OptionList):
            rows.action_cursor_down() if by > 0 else rows.action_cursor_up()


def _line(row: DialogRow[Any]) -> Table:
    inset = "  " if row.inset else ""
    line = Table.grid(padding=(0, 1, 0, 0), expand=True)
    line.add_column(width=1 + len(inset), no_wrap=True)
    line.add_column(ratio=1)
    words = Text().append(harmless(row.head), "" if row.inset else "bold")
    if row.aside:
        words.append(f"  {harmless(row.aside)}", "dim")
    if row.under:
        words.append("\n" + harmless(row.under), "italic" if row.inset else "dim")
    line.add_row(Text(inset + row.sign), words)
    return line
