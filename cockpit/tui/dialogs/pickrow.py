"""A row of a form with a few answers on it: all of its text is shown, however narrow it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from cockpit.incident.texts import harmless
from cockpit.tui.panes.base.lines import wrapped

_CHOOSE = "choose: "


class PickRow(Widget, can_focus=True):
    """A row with a few answers on it: their letters or ← → choose, enter goes on."""

    DEFAULT_CSS = """
    PickRow { height: auto; }
    PickRow:focus { background: $boost; }
    """
    BINDINGS: ClassVar[list[Any]] = [
        Binding("left", "turn(-1)", show=False),
        Binding("right", "turn(1)", show=False),
        Binding("enter", "next", show=False),
    ]

    @dataclass
    class Picked(Message):
        row: PickRow

        @property
        def control(self) -> PickRow:
            return self.row

    def __init__(
        self,
        head: str,
        answers: tuple[tuple[str, str, str], ...],
        chosen: str | None,
        *,
        name: str,
        must: bool = True,
    ) -> None:
        super().__init__(name=name)
        self._must = must
        self._head = head
        self._answers = answers
        self.chosen = chosen

    def says(self, head: str) -> None:
        """The row is about the same, in other words."""
        if head != self._head:
            self._head = head
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Text:
        return Text("\n", no_wrap=True).join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Text]:
        """Head and answers on one line, or below each other where that would cut one of them."""
        asked = Text(_CHOOSE if self.chosen is None else " " * len(_CHOOSE), "bold yellow")
        prefix = asked if self._must else Text()
        answers = [self._answer(*answer) for answer in self._answers]
        head = harmless(self._head)
        room = width - prefix.cell_len - sum(answer.cell_len + 2 for answer in answers)
        if room > cell_len(head) or (not self._head and room >= 0):
            return [Text.assemble(set_cell_size(head, room) if head else "", prefix, _joined(answers))]
        if not self._head:
            return flowing([prefix, *answers], width)
        room = max(1, width - prefix.cell_len)
        first, *rest = wrapped(self._head, room)
        return [
            Text.assemble(set_cell_size(first, room), prefix),
            *map(Text, rest),
            *flowing(answers, width),
        ]

    def _answer(self, key: str, value: str, label: str) -> Text:
        here = value == self.chosen
        return Text.assemble(
            ("● " if here else "○ ", "bold" if here else "dim"),
            (key, "bold underline" if here else "underline"),
            (f" {label}", "bold" if here else "dim"),
        )

    @property
    def is_missing(self) -> bool:
        """An answer is needed and there is none."""
        return self._must and self.chosen is None

    def key(self, letter: str) -> bool:
        """Choose by letter; False where it means nothing here."""
        for key, value, _ in self._answers:
            if key == letter:
                self.pick(value)
                return True
        return False

    def pick(self, value: str) -> None:
        self.chosen = value
        self.refresh()
        self.post_message(self.Picked(self))

    def on_key(self, event: Any) -> None:
        if event.character and self.key(event.character):
            event.stop()
            event.prevent_default()
            self.action_next()

    def action_turn(self, step: int) -> None:
        values = [value for _, value, _ in self._answers]
        at = values.index(self.chosen) if self.chosen in values else -step if step > 0 else 0
        self.pick(values[(at + step) % len(values)])

    def action_next(self) -> None:
        self.screen.focus_next()


def _joined(pieces: list[Text]) -> Text:
    return Text("  ").join(pieces)


def flowing(pieces: list[Text], width: int) -> list[Text]:
    """As many pieces on each line as fit whole."""
    lines: list[Text] = []
    for piece in pieces:
        if lines and lines[-1].cell_len + 1 + piece.cell_len <= width:
            lines[-1] = Text.assemble(lines[-1], " ", piece)
        elif piece:
            lines.append(piece)
    return lines
