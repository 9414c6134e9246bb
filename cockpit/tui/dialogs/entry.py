"""One entry of the record, whole: who, when, what it says and what it first said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.geometry import Size
from textual.screen import ModalScreen

from cockpit.incident.commands import CheckContext
from cockpit.record.log import Row
from cockpit.tui.messages import Submitted
from cockpit.tui.panes.base import Pane
from cockpit.tui.panes.base.lines import BLANK, Ink, Line, Part, Span, line, wrapped
from cockpit.tui.view import View


class EntryDialog(ModalScreen[None]):
    """Scrolls where the text is longer than the screen; esc leaves."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding("escape,enter,v,q", "leave", show=False),
        Binding("c", "checked", show=False),
    ]
    DEFAULT_CSS = """
    EntryDialog { align: center middle; background: $background; }
    EntryDialog _Whole { width: 100; max-width: 98%; height: auto; max-height: 90%; background: $background; }
    """

    def __init__(self, row: Row, view: View, comments: Sequence[Row] = ()) -> None:
        super().__init__()
        self._row = row
        self._view = view
        self._comments = comments

    def compose(self) -> ComposeResult:
        yield _Whole(self._row, self._comments)

    def on_mount(self) -> None:
        whole = self.query_one(_Whole)
        whole.focus()
        whole.show(self._view)

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_checked(self) -> None:
        """The scribe has checked what the first responder wrote (S57)."""
        if _waits(self._row, self._view):
            self.app.post_message(Submitted(CheckContext((self._row.number,))))
            self.dismiss(None)


def _waits(row: Row, view: View) -> bool:
    """Whether it is the first responder's and nobody has checked it."""
    return row.number in view.incident.to_check and not view.read_only


class _Whole(Pane):
    """The lines are made once for a width: a text may be a million characters long."""

    GROWS = True

    def __init__(self, row: Row, comments: Sequence[Row]) -> None:
        super().__init__()
        self._row = row
        self._comments = comments
        self._made: tuple[int, list[Line]] = (0, [])

    def heading(self, view: View) -> Line:
        star = "★ " if self._row.starred else ""
        return line((f"{star}Entry {self._row.number} · {self._row.kind}", "head"))

    def note(self, view: View) -> Line:
        check = "c checked · " if _waits(self._row, view) else ""
        scroll = "↑↓ scroll · " if self._length > self.rows else ""
        return line((f"{check}{scroll}esc leaves", "dim"))

    def waits_for_me(self, view: View) -> bool:
        return True

    def body(self, view: View, room: Size) -> list[Line]:
        if self._made[0] != room.width:
            self._made = (room.width, self._make(view, room.width))
        return self._made[1]

    def _make(self, view: View, width: int) -> list[Line]:
        row, zone = self._row, view.now.tzinfo
        about = "about " if row.about else ""
        happened, recorded = row.happened_at.astimezone(zone), row.recorded_at.astimezone(zone)
        day = "" if happened.date() == recorded.date() else f"{recorded:%Y-%m-%d} "
        times = f"happened {about}{happened:%Y-%m-%d %H:%M:%S %Z} · recorded {day}{recorded:%H:%M:%S %Z}"
        lines = [line((row.who or row.actor, "head"), *_how(row)), line((times, "dim"))]
        lines += [*_text(f"see {row.link}", width), BLANK] if row.link else [BLANK]
        if row.corrected_text is not None:
            lines += [*_text(row.corrected_text, width), BLANK, line(("as first written:", "dim"))]
        return [*lines, *_text(row.text, width), *self._beside(view, width)]

    def _beside(self, view: View, width: int) -> Iterator[Line]:
        """What was added to it since (S37)."""
        for comment in self._comments:
            at = comment.happened_at.astimezone(view.now.tzinfo)
            text = comment.text if comment.corrected_text is None else comment.corrected_text
            yield BLANK
            login = f" · Unix user {comment.other_login}" if comment.other_login else ""
            when = f" · {at:%Y-%m-%d %H:%M %Z}"
            yield line((f"{comment.number}  {comment.actor}", "head"), (login, "warn"), (when, "dim"))
            yield from _text(text.removeprefix(f"to {self._row.number}: "), width)


def _how(row: Row) -> list[Part]:
    """Through whom it came to stand here."""
    said: tuple[tuple[str, Ink], ...] = (
        (f"imported by {row.actor}" if row.who else "", "dim"),
        (f"by word, entered by {row.by_word}" if row.by_word else "", "dim"),
        (f"Unix user {row.origin_user}" if row.origin_user else "", "warn" if row.other_login else "dim"),
    )
    return [(f" · {words}", ink) for words, ink in said if words]


def _text(text: str, width: int) -> list[Line]:
    return [(Span(piece),) for piece in wrapped(text, width)]
