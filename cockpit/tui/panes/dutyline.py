"""The duty line: what the person at this terminal must do now, the most urgent first."""

from __future__ import annotations

from typing import ClassVar

from msgspec import structs
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size

from cockpit.incident import moments
from cockpit.incident.checkin import is_given_up, last_held, under_way
from cockpit.incident.duties import Duty
from cockpit.incident.quiet import SHOWN
from cockpit.tui.messages import DutyChosen
from cockpit.tui.panes.base.counting import CountingCanvas
from cockpit.tui.panes.base.heading import heading
from cockpit.tui.panes.base.lines import BLANK, Ink, Line, Part, cells, counting, joined, line, spread
from cockpit.tui.panes.base.words import URGENCY, ago, clock, coarse
from cockpit.tui.view import View

_ROOMY = 72
_WATCHING = "   watching: nothing is asked of you here"


class DutyLine(CountingCanvas, can_focus=True):
    """Up to three duties, numbered where there is room for more than one. Posts `DutyChosen`."""

    DEFAULT_CSS = """
    DutyLine { height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "choose(1)", show=False)]

    def __init__(self, *, numbered: bool = True, id: str | None = None) -> None:
        super().__init__(id=id)
        self.numbered = numbered
        """Whether digits lead to the duties; where they mean tabs, one duty is shown and no digit."""

    def draw(self, view: View, room: Size) -> list[Line]:
        right = self._right(view, room.width)
        ink: Ink = "focus" if self.has_focus else "mine"
        width = room.width - cells(right) - 2
        return [spread(self._left(view, width, ink), (*right, *line(" ")) if right else BLANK, room.width)]

    def _left(self, view: View, width: int, ink: Ink) -> Line:
        duties = _steady(view)
        if not duties:
            return line((_idle(view, width), "dim"))
        shown = self._named(duties, width, ink)
        rest = len(duties) - len(shown)
        return joined([*shown, line((f"+{rest} more", "dim")) if rest else BLANK])

    def _named(self, duties: list[Duty], width: int, ink: Ink) -> list[Line]:
        """As many duties as fit whole, and the first in any case."""
        shown: list[Line] = []
        used = 0
        for place, duty in enumerate(duties[: SHOWN if self.numbered else 1], start=1):
            digit = f"{place} " if self.numbered and len(duties) > 1 else ""
            parts: list[Part] = [(" ⚑ ", "mine")] if place == 1 else []
            drawn = line(*parts, (digit, "dim"), (duty.text, ink if place == 1 else "plain"))
            used += cells(drawn) + 3
            if shown and used + len("+9 more") > width:
                break
            shown.append(drawn)
        return shown

    def _right(self, view: View, width: int) -> Line:
        """What the top bar has no room for, and the check-in where no big clock stands."""
        return joined([BLANK if self.numbered else _countdown(view, width), heading(view, width).left_over])

    def choose(self, place: int) -> bool:
        """Go to the duty at this place, counted from 1; False when there is none."""
        duties = self.view.my_duties if self.view else []
        if not 1 <= place <= len(duties):
            return False
        self.post_message(DutyChosen(duties[place - 1]))
        return True

    def action_choose(self, place: int) -> None:
        self.choose(place)

    def on_click(self, event: events.Click) -> None:
        self.choose(1)

    def watch_has_focus(self, _has_focus: bool) -> None:
        super().watch_has_focus(_has_focus)
        self.redraw()


def _steady(view: View) -> list[Duty]:
    """My duties, with ages that move in steps: a text that only ages is not sent every second."""
    before = structs.replace(view, now=coarse(view.now)).my_duties
    texts = {(duty.rule, duty.cause): duty.text for duty in before}
    return [
        structs.replace(duty, text=texts.get((duty.rule, duty.cause), duty.text)) for duty in view.my_duties
    ]


def _idle(view: View, width: int) -> str:
    if not view.incident.is_open:
        return "   this incident is closed"
    if view.read_only:
        return _WATCHING if len(_WATCHING) <= width else "   watching"
    return "   nothing waits for you"


def _countdown(view: View, width: int) -> Line:
    """The next check-in, counting, for screens without the big clock."""
    band = view.incident.band
    if band is None or view.incident.commander is None:
        return BLANK
    if is_given_up(view.incident, view.now):
        return line((f"last check-in {ago(last_held(view.incident), view.now)} ago", "dim"))
    begun = under_way(view.incident)
    if begun is not None:
        return line(("check-in under way, ", "dim"), (begun.by, "head"))
    state = band.state(view.now)
    goal = band.due_at if state == "early" else band.overdue_at
    left = moments.countdown(goal.replace(microsecond=0) - view.now.replace(microsecond=0))
    ink = URGENCY[state]
    words = {
        "early": f"due {clock(band.due_at, view.now)}" if width >= _ROOMY else "",
        "due": f"until {clock(band.overdue_at, view.now)}",
        "overdue": "OVERDUE",
    }
    left = left.removeprefix("-")
    return (*line("check-in "), *counting(left, ink), *line("  ", (words[state], ink)))
