"""The scribe's reread: the entries without a star, one by one (S82)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.geometry import Size
from textual.screen import ModalScreen

from cockpit.incident import commands as cmd
from cockpit.record.log import Row
from cockpit.tui.messages import Submitted
from cockpit.tui.panes.base import Pane
from cockpit.tui.panes.base.lines import BLANK, Line, Part, Span, cut, line, wrapped
from cockpit.tui.view import View
from cockpit.tui.widgets.promptline import Field, Prompt, PromptLine

KEYS = "space star · c comment · n skip · b back · esc stop here"
_AROUND = 2
"""Neighbours shown before and after."""
_LAST = "enter pass done · b back · esc stop here"


class RereadDialog(ModalScreen[cmd.FinishReread | None]):
    """Gives back how far the walk came; None where it did not move.

    Stars and comments are stored as they are made, so that leaving at any moment loses none of them.
    """

    BINDINGS: ClassVar[list[Any]] = [
        Binding("space,asterisk", "star", show=False),
        Binding("c,M", "comment", show=False),
        Binding("n,right", "go(1)", show=False),
        Binding("b,left", "go(-1)", show=False),
        Binding("enter", "further", show=False),
        Binding("escape", "leave", show=False),
    ]
    DEFAULT_CSS = """
    RereadDialog { align: center middle; background: $background; }
    RereadDialog > Vertical { width: 100; max-width: 98%; height: 24; max-height: 90%; }
    RereadDialog _Walk { height: 1fr; background: $background; }
    """

    def __init__(
        self,
        rows: Sequence[Row],
        view: View,
        *,
        through: int,
        after: int = 0,
        came: Callable[[int], object] = lambda _: None,
    ) -> None:
        """`through` is where the record ended when the rows were read; the walk begins `after` an entry.

        At every step `came` hears up to which entry it is done, 0 for none.
        """
        super().__init__()
        self._rows = rows
        self._view = view
        self._through = through
        self._at = sum(row.number <= after for row in rows)
        self._came = came
        self._starred: set[int] = set()

    def compose(self) -> ComposeResult:
        with Vertical():
            yield _Walk(self._rows)
            yield PromptLine(id="prompt")

    def on_mount(self) -> None:
        self.query_one(_Walk).focus()
        self._paint()

    @property
    def row(self) -> Row | None:
        """The entry that is looked at; None after the last."""
        return self._rows[self._at] if self._at < len(self._rows) else None

    def action_star(self) -> None:
        """Star it and go on; where the pass has starred it already, take the star away."""
        row = self.row
        if row is None:
            return
        if row.number in self._starred:
            self._starred.discard(row.number)
            self._send(cmd.Unstar(row.number))
            self._paint()
            return
        self._starred.add(row.number)
        self._send(cmd.Star(row.number))
        self.action_go(1)

    async def action_comment(self) -> None:
        """Ask the comment in a line below the entry."""
        if self.row is not None:
            field = Field("text", "comment", "what should stand beside it")
            title = f"Comment on entry {self.row.number}"
            await self.query_one(PromptLine).ask(Prompt("comment", title, (field,), "enter stores it"))

    @on(PromptLine.Answered)
    def _commented(self, event: PromptLine.Answered) -> None:
        text, row = event.values["text"].strip(), self.row
        self._line_left(event.prompt)
        if text and row is not None:
            self._send(cmd.Comment(row.number, text))

    @on(PromptLine.Left)
    def _left(self, event: PromptLine.Left) -> None:
        self._line_left(event.prompt)

    def _line_left(self, prompt: Prompt) -> None:
        self.query_one(PromptLine).dismiss(keep=False)
        self.query_one(_Walk).focus()

    def action_go(self, by: int) -> None:
        """To the next entry, or back to the one before."""
        self._at = max(0, min(self._at + by, len(self._rows)))
        self._came(self._done_to)
        self._paint()

    @property
    def _done_to(self) -> int:
        """The entry before the one that is looked at; 0 at the first."""
        return self._rows[self._at - 1].number if self._at else 0

    def action_further(self) -> None:
        """The next entry; after the last one the pass is done."""
        if self.row is None:
            self.dismiss(cmd.FinishReread(self._through, len(self._starred)))
        else:
            self.action_go(1)

    def action_leave(self) -> None:
        """Stop here; the next walk begins with the entry that was looked at."""
        before = self._done_to
        self.dismiss(cmd.FinishReread(before, len(self._starred), done=False) if before else None)

    def _send(self, command: cmd.Command) -> None:
        self.app.post_message(Submitted(command))

    def _paint(self) -> None:
        walk = self.query_one(_Walk)
        walk.turn(self._at, frozenset(self._starred))
        walk.show(self._view)


class _Walk(Pane):
    """One entry between its neighbours of the walk, and how many there are."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        self._rows = rows
        self._at = 0
        self._starred: frozenset[int] = frozenset()

    def turn(self, at: int, starred: frozenset[int]) -> None:
        """Another entry, from its first line on."""
        self._at, self._starred, self._top = at, starred, 0

    def heading(self, view: View) -> Line:
        place = min(self._at + 1, len(self._rows))
        return line((f"Reread · {place} of {len(self._rows)}", "head"))

    def note(self, view: View) -> Line:
        return line((f"{len(self._starred)} starred", "dim"))

    def waits_for_me(self, view: View) -> bool:
        return True

    def body(self, view: View, room: Size) -> list[Line]:
        at = self._at
        before = [self._short(row, view, room.width) for row in self._rows[max(0, at - _AROUND) : at]]
        if at == len(self._rows):
            seen = f"That was the last of {at}: enter says that the pass is done."
            return [*before, BLANK, *((Span(piece),) for piece in wrapped(seen, room.width))]
        after = [self._short(row, view, room.width) for row in self._rows[at + 1 : at + 1 + _AROUND]]
        return [*before, BLANK, *self._whole(self._rows[at], view, room.width), BLANK, *after]

    def _whole(self, row: Row, view: View, width: int) -> Iterator[Line]:
        about = "about " if row.about else ""
        when = f"{about}{row.happened_at.astimezone(view.now.tzinfo):%Y-%m-%d %H:%M:%S %Z}"
        star: Part = ("★ ", "mine") if row.number in self._starred else ""
        yield line(star, (f"{row.number}  {row.who or row.actor}", "head"), (f"  {when}  {row.kind}", "dim"))
        yield from ((Span(piece),) for piece in wrapped(_said(row), width))

    def _short(self, row: Row, view: View, width: int) -> Line:
        """A neighbour, in one line."""
        at = f"{row.happened_at.astimezone(view.now.tzinfo):%H:%M}"
        star = "★ " if row.number in self._starred else ""
        return cut(line((f"{row.number}  {at}  {row.who or row.actor}  {star}{_said(row)}", "dim")), width)

    def foot(self, view: View, room: Size) -> list[Line]:
        return [BLANK, line((KEYS if self._at < len(self._rows) else _LAST, "dim"))]


def _said(row: Row) -> str:
    return row.text if row.corrected_text is None else row.corrected_text
