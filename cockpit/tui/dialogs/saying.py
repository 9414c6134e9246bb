"""What to read aloud now: large and calm, in speaking order, with an opener for the moment."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from cockpit.reports.saying import MOMENTS, Moment, moment_of, sentences
from cockpit.tui.panes.base.lines import wrapped
from cockpit.tui.view import View

_NAMES: dict[Moment, str] = {
    "now": "now", "command": "taking command", "checkin": "check-in", "handoff": "handing over",
    "resolve": "resolved", "relapse": "it is back",
}  # fmt: skip
_WIDE = 78
"""Cells of width from which all moments are named."""
_MARGIN = 4
"""Cells around the text, so that the eye finds its way back."""


class SayingDialog(ModalScreen[None]):
    """Stays as it was when it was opened: nothing moves under whoever reads. Esc leaves."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding("escape,enter,b,q", "leave", show=False),
        Binding("right,tab,l", "turn(1)", show=False, priority=True),
        Binding("left,shift+tab,h", "turn(-1)", show=False, priority=True),
        Binding("y", "copy", show=False),
        Binding("j", "scroll(1)", show=False), Binding("k", "scroll(-1)", show=False),
    ]  # fmt: skip
    DEFAULT_CSS = """
    SayingDialog { align: center middle; background: $background; }
    SayingDialog > Vertical {
        width: 92; max-width: 100%; height: auto; max-height: 100%; border: heavy $accent;
        background: $surface; padding: 0 1;
    }
    SayingDialog #moments { height: 1; text-align: center; }
    SayingDialog VerticalScroll {
        height: auto; max-height: 1fr; padding: 1 2; background: $surface; scrollbar-size-vertical: 1;
    }
    SayingDialog #sentences { height: auto; }
    """

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view
        self.moment: Moment = moment_of(view.incident, view.now)

    def compose(self) -> ComposeResult:
        box = Vertical()
        box.border_title = Content("Read aloud")
        with box:
            yield Static(id="moments", markup=False)
            with VerticalScroll():
                yield Static(id="sentences", markup=False)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self._show()

    def on_resize(self) -> None:
        self._show()

    @property
    def sentences(self) -> list[str]:
        """What is read out for the moment shown."""
        return sentences(self._view.incident, self._view.now, self._view.me, self.moment)

    def _show(self) -> None:
        wide = self.size.width >= _WIDE
        shown = _NAMES if wide else {self.moment: _NAMES[self.moment]}
        names = Text("  ").join(
            Text(f" {name} ", style="reverse bold" if moment == self.moment else "dim")
            for moment, name in shown.items()
        )
        self.query_one("#moments", Static).update(names)
        hint = "←→ another moment · y copies · esc leaves" if wide else "←→ moment · esc leaves"
        self.query_one(Vertical).border_subtitle = Content(hint)
        self.query_one("#sentences", Static).update(self._text())
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def _text(self) -> Text:
        """With an empty line between two sentences where there is room, else with the second line set in."""
        width = min(92, self.size.width) - 2 * _MARGIN
        apart = [wrapped(sentence, width) for sentence in self.sentences]
        roomy = sum(len(lines) + 1 for lines in apart) <= self.size.height - 6
        if not roomy:
            apart = [_hanging(sentence, width) for sentence in self.sentences]
        return Text(("\n\n" if roomy else "\n").join("\n".join(lines) for lines in apart))

    def action_turn(self, by: int) -> None:
        place = MOMENTS.index(self.moment) + by
        self.moment = MOMENTS[place % len(MOMENTS)]
        self._show()

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_copy(self) -> None:
        self.app.copy_to_clipboard("\n".join(self.sentences))
        self.notify("The sentences are copied.", markup=False)

    def action_leave(self) -> None:
        self.dismiss(None)


def _hanging(sentence: str, width: int) -> tuple[str, ...]:
    first, *rest = wrapped(sentence, width - 2)
    return (first, *(f"  {line}" for line in rest))
