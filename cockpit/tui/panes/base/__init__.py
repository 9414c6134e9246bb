"""What every pane has in common: a quiet frame, lines that repaint only when they change, and scrolling."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.strip import Strip

from cockpit.tui.panes.base.lines import BLANK, Ink, Line, Span, cells, cut, filled, line
from cockpit.tui.view import View
from cockpit.tui.widgets.parts import Parted
from cockpit.tui.widgets.still import Still

_LOOKS: dict[tuple[str, bool, Style, Ink], Style] = {}
_ROUND = "╭─╮│╰╯"
_HEAVY = "┏━┓┃┗┛"


class Canvas(Still, Parted):
    """Draws lines and repaints only those that changed. Equal lines send nothing to the terminal."""

    DEFAULT_CSS = """
    Canvas { color: $foreground; }
    Canvas > .ink--head { text-style: bold; }
    Canvas > .ink--dim { color: $text-muted; }
    Canvas > .ink--border { color: $text-disabled; }
    Canvas > .ink--mine { color: $text-accent; text-style: bold; }
    Canvas > .ink--bad { color: $text-error; text-style: bold; }
    Canvas > .ink--warn { color: $text-warning; }
    Canvas > .ink--good { color: $text-success; }
    Canvas > .ink--alarm { color: $text; background: $error; text-style: bold; }
    Canvas > .ink--focus { text-style: bold underline; }
    Canvas > .ink--tab { text-style: bold reverse; }
    Canvas:ansi > .ink--dim, Canvas:ansi > .ink--border { text-style: dim; }
    """
    ALLOW_SELECT = False
    counts = False
    """Whether something here counts by the second; what only ages is drawn anew every ten."""
    notes: ClassVar[bool] = False
    """Whether something here changes with every entry, and not with acts alone."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.view: View | None = None
        self._drawn: list[Line] = []
        self._styles_of: dict[Ink, Style] = {}

    def show(self, view: View) -> None:
        """Take in a new moment; repaint what it changed."""
        self.view = view
        self.redraw()

    def draw(self, view: View, room: Size) -> list[Line]:
        """The lines of this widget for a moment, as many as `room` is high."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw again for the moment last shown, and repaint the lines that differ."""
        if self.view is None or not self.size:
            return
        before, self._drawn = self._drawn, self._lines(self.view)
        height = max(len(before), len(self._drawn))
        changed = [y for y in range(height) if before[y : y + 1] != self._drawn[y : y + 1]]
        if changed:
            width = self.size.width
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def _lines(self, view: View) -> list[Line]:
        size = self.size
        return [filled(drawn, size.width) for drawn in self.draw(view, size)[: size.height]]

    def on_resize(self) -> None:
        self.redraw()

    def render_line(self, y: int) -> Strip:
        drawn = self._drawn[y] if y < len(self._drawn) else BLANK
        # Neighbours of one ink as one: each change of style costs the terminal some forty bytes.
        runs = groupby(drawn, key=attrgetter("ink"))
        segments = [Segment("".join(span.text for span in run), self._style(ink)) for ink, run in runs]
        strip = Strip(segments, cells(drawn))
        return strip.adjust_cell_length(self.size.width, self._style("plain"))

    def text(self) -> list[str]:
        """What the lines say, without their inks."""
        return ["".join(span.text for span in drawn).rstrip() for drawn in self._drawn]

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles_of.clear()

    def _style(self, ink: Ink) -> Style:
        """Found once for each style sheet, and once for all canvases of the same colours."""
        if ink not in self._styles_of:
            base = self.rich_style  # it is put together from every ancestor's
            look = (self.app.theme, self.app.native_ansi_color, base, ink)
            if ink != "plain" and look not in _LOOKS:
                _LOOKS[look] = self.get_component_rich_style(f"ink--{ink}")
            self._styles_of[ink] = base if ink == "plain" else _LOOKS[look]
        return self._styles_of[ink]


class Pane(Canvas, can_focus=True):
    """A framed part of the board. The one that waits for the person at this terminal has a heavy frame.

    Its id is what duties call it by (`Duty.pane`). Subclasses say what stands in `body`, beside the title
    in `note`, and at the bottom, whatever is scrolled, in `foot`.
    """

    TITLE: ClassVar[str] = ""
    GROWS: ClassVar[bool] = False
    """As high as its lines need, within what the style sheet allows."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1)", show=False),
        Binding("down,j", "step(1)", show=False),
        Binding("pageup", "leap(-1)", show=False),
        Binding("pagedown", "leap(1)", show=False),
        Binding("home", "leap(-9999)", show=False),
        Binding("end,G", "leap(9999)", show=False),
    ]
    DEFAULT_CSS = """
    Pane { height: 1fr; width: 1fr; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._top = 0
        self._length = 0

    def heading(self, view: View) -> Line:
        """What stands at the left of the upper edge."""
        return line((self.TITLE, "focus" if self.focused_within else "head"))

    def note(self, view: View) -> Line:
        """What stands at the right of the upper edge."""
        return BLANK

    def body(self, view: View, room: Size) -> list[Line]:
        """All lines of the pane; those that do not fit are reached by scrolling."""
        raise NotImplementedError

    def foot(self, view: View, room: Size) -> list[Line]:
        """Lines that always stand at the bottom."""
        return []

    def hidden_below(self, view: View, lines: int) -> int:
        """How many more things there are when the last `lines` lines are hidden."""
        return lines

    def waits_for_me(self, view: View) -> bool:
        """Whether the first thing this person must do is done here."""
        duties = view.my_duties
        return bool(duties) and duties[0].pane == self.id

    @property
    def focused_within(self) -> bool:
        """Whether the keys of this pane are the ones in use."""
        return self.has_focus

    @property
    def room(self) -> Size:
        """Cells inside the frame, with a blank at either side."""
        return Size(max(0, self.size.width - 4), max(0, self.size.height - 2))

    @property
    def rows(self) -> int:
        """Lines of the body that can be seen at once."""
        view = self.view
        return max(1, self.room.height - (len(self.foot(view, self.room)) if view else 0))

    def redraw(self) -> None:
        super().redraw()
        if self.GROWS and self.view is not None and self.size:
            self.styles.height = self._length + len(self.foot(self.view, self.room)) + 2

    def draw(self, view: View, room: Size) -> list[Line]:
        mine = self.waits_for_me(view)
        self.set_class(mine, "-mine")
        ink: Ink = "mine" if mine else "plain" if self.focused_within else "border"
        signs = _HEAVY if mine else _ROUND
        inside = self._inside(view)
        hidden = self._length - self._top - self.rows
        more = line((f"+{self.hidden_below(view, hidden)} more", "dim")) if hidden > 0 else BLANK
        upper = _edge(self.heading(view), self.note(view), signs[0], signs[1], signs[2], ink, room.width)
        lower = _edge(BLANK, more, signs[4], signs[1], signs[5], ink, room.width)
        side, width = signs[3], self.room.width
        first, last = Span(f"{side} ", ink), Span(f" {side}", ink)
        blank = (first, Span(" " * width), last)
        framed = [(first, *filled(drawn, width), last) if drawn else blank for drawn in inside]
        return [upper, *framed, lower]

    def _lines(self, view: View) -> list[Line]:
        """As drawn: framed they are as wide as the pane, unless the frame alone is wider."""
        size = self.size
        return self.draw(view, size)[: size.height] if size.width > 4 else super()._lines(view)

    def _inside(self, view: View) -> list[Line]:
        foot = self.foot(view, self.room)[: self.room.height]
        lines = self.body(view, self.room)
        rows = max(0, self.room.height - len(foot))
        self._length = len(lines)
        self._top = max(0, min(self._top, self._length - rows))
        shown = lines[self._top : self._top + rows]
        return [*shown, *[BLANK] * (rows - len(shown)), *foot]

    def action_step(self, by: int) -> None:
        """Scroll by lines."""
        self.scroll_lines(by)

    def action_leap(self, pages: int) -> None:
        """Scroll by pages."""
        self.scroll_lines(pages * self.rows)

    def scroll_lines(self, by: int) -> None:
        """Show what stands `by` lines further down, as far as there is anything."""
        self._top = max(0, min(self._top + by, self._length - self.rows))
        self.redraw()

    def keep_in_sight(self, first: int, last: int) -> None:
        """Scroll as little as is needed to show these lines of the body, the first of them in any case."""
        self._top = min(first, max(self._top, last + 1 - self.rows))

    def watch_has_focus(self, _has_focus: bool) -> None:
        super().watch_has_focus(_has_focus)
        self.redraw()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self.scroll_lines(2)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self.scroll_lines(-2)


def _edge(left: Line, right: Line, start: str, rule: str, end: str, ink: Ink, width: int) -> Line:
    """An upper or lower edge with words in it."""
    room = width - 4
    if room < 1:
        return (Span((start + rule * max(0, width - 2) + end)[:width], ink),)
    right = cut(right, max(0, room - 4))
    right = (Span(" "), *right, Span(" ")) if right else BLANK
    left = cut((Span(" "), *left, Span(" ")), room - cells(right)) if left else BLANK
    fill = rule * (room - cells(left) - cells(right))
    return (Span(start + rule, ink), *left, Span(fill, ink), *right, Span(rule + end, ink))
