"""Panes of measures: a cursor that holds to a measure by its id, and confirming an act in its row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message

from cockpit.incident.silence import may_take_over
from cockpit.incident.state import Measure
from cockpit.tui.messages import Act, ActionChosen, Confirmed
from cockpit.tui.panes.base import Pane
from cockpit.tui.panes.base.lines import Line, line
from cockpit.tui.view import View

_DOES = {"approve": "approves", "refuse": "refuses"}


class MeasurePane(Pane):
    """A list of measures with a cursor. What the queue does never moves the cursor to another measure.

    Posts `Confirmed` when an armed act is confirmed, and `ActionChosen("measure.menu")` for enter alone.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", show=False), *Pane.BINDINGS]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.selected: str | None = None
        """The id of the measure under the cursor; None while there is none."""
        self.armed: tuple[Act, str] | None = None
        """The act that waits for its confirming key, and the measure it is about."""
        self._order: list[str] = []
        self._blocks: dict[str, range] = {}
        self._follow = False
        self._read_to = 0
        self._painted_at: float | None = None
        self._asked_again = False
        self._gone = ""

    def order(self, view: View) -> Sequence[Measure]:
        """The measures of this pane, from the top."""
        raise NotImplementedError

    def block(self, view: View, measure: Measure, width: int) -> list[Line]:
        """The lines of one measure: all of its text where it is the one armed."""
        raise NotImplementedError

    def above(self, view: View, room: Size) -> list[Line]:
        """What stands over the first measure."""
        return []

    def empty(self, view: View, room: Size) -> list[Line]:
        """What stands there when there is no measure."""
        return []

    def body(self, view: View, room: Size) -> list[Line]:
        measures = self.order(view)
        if not measures:
            self._blocks = {}
            return self.empty(view, room)
        lines = [*self.above(view, room)]
        before = self._blocks.get(self.selected or "", range(0))
        self._blocks = {}
        for measure in measures:
            start = len(lines)
            lines += self.block(view, measure, room.width)
            self._blocks[measure.id] = range(start, len(lines))
        self._stay_with(before)
        return lines

    def _stay_with(self, before: range) -> None:
        """Scroll so that the chosen measure stays where the eye has it."""
        now = self._blocks.get(self.selected or "")
        if now is None:
            return
        moved = now.start - before.start if before else 0
        self._read_to += moved
        if self._follow or (self.armed and len(now) <= self.rows):
            top_too = self.selected == self._order[0] and now.stop <= self.rows
            self.keep_in_sight(0 if top_too else now.start, now.stop - 1)
            self._follow = False
        elif self._top and (self.has_focus or self.armed):
            self._top = max(0, self._top + moved)

    def show(self, view: View) -> None:
        self._settle(view)
        super().show(view)

    def draw(self, view: View, room: Size) -> list[Line]:
        drawn = super().draw(view, room)
        block = self._blocks.get(self.armed[1]) if self.armed else None
        if block is not None:
            self._read_to = max(self._read_to, self._top + self.rows)
            if self._painted_at is None and self._read_to >= block.stop:
                # The foot was drawn before it was known that everything is in sight.
                drawn = super().draw(view, room)
                self._painted_at = float("inf")
                self.call_after_refresh(self._mark_painted)
        return drawn

    def _settle(self, view: View) -> None:
        """Keep the cursor on its measure; when that has left, on the one that took its place."""
        ids = [measure.id for measure in self.order(view)]
        if self.armed and self.armed[1] not in ids:
            self._gone = _what_became(view, self.armed[1])
            self._disarm()
        if self.selected not in ids:
            place = self._order.index(self.selected) if self.selected in self._order else 0
            later = [one for one in self._order[place:] if one in ids]
            self.selected = next(iter([*later, *ids[place:], *ids[-1:]]), None)
            self._follow = True
        self._order = ids

    def foot(self, view: View, room: Size) -> list[Line]:
        if self.armed:
            return [*_instead(view), self._prompt(*self.armed)]
        return [line((self._gone, "warn"))] if self._gone else []

    def _prompt(self, act: Act, measure: str) -> Line:
        block = self._blocks.get(measure)
        if block is None or self._read_to < block.stop:
            return line(("▼ read it to its end first: down", "mine"), ("   esc leaves it", "dim"))
        asks = f"press enter once more to {act}" if self._asked_again else f"enter {_DOES[act]}"
        return line((f"{asks} {measure}", "mine"), ("   esc leaves it", "dim"))

    def arm(self, act: Act, measure: str) -> str:
        """Ask, in the row of `measure`, for the key that confirms `act`. Returns why it cannot, or nothing.

        The confirming key is enter, pressed after the question and the whole text were painted.
        """
        if measure not in self._order:
            return _what_became(self.view, measure) if self.view else f"{measure} is not here."
        self.armed = (act, measure)
        self.selected = measure
        self._read_to, self._painted_at, self._asked_again, self._gone = 0, None, False, ""
        self._follow = True
        self.focus()
        self.redraw()
        return ""

    def _disarm(self) -> None:
        self.armed = None
        self._painted_at = None

    def _mark_painted(self) -> None:
        self._painted_at = Message().time

    def on_resize(self) -> None:
        self._follow = True
        super().on_resize()

    def on_key(self, event: events.Key) -> None:
        self._gone = ""
        if self.armed and event.key in {"enter", "escape"}:
            event.stop()
            event.prevent_default()
            self._answered(event)
            self.redraw()

    def _answered(self, event: events.Key) -> None:
        if event.key == "escape" or self.armed is None:
            self._disarm()
        elif self._painted_at is None:
            if self.armed[1] not in self._blocks:
                self._asked_again = True  # nothing of it was drawn yet, else the foot says to read on
        elif event.time < self._painted_at:
            # Typed before the question could be read: it was meant for something else.
            self._asked_again = True
        else:
            self.post_message(Confirmed(*self.armed))
            self._disarm()

    def watch_has_focus(self, _has_focus: bool) -> None:
        if not _has_focus:
            self._disarm()
        super().watch_has_focus(_has_focus)

    def action_step(self, by: int) -> None:
        """Move the cursor, or read on while an act waits to be confirmed."""
        if self.armed:
            self.scroll_lines(by)
        else:
            self._select(by)

    def action_leap(self, pages: int) -> None:
        """Move the cursor by pages, or read on."""
        if self.armed:
            super().action_leap(pages)
        else:
            self._select(pages * self.rows)

    def action_open(self) -> None:
        """Enter, with nothing to confirm: what can be done with this measure."""
        if self.armed:
            # On its way already when the row began to ask: it was meant for something else.
            self._asked_again = True
            self.redraw()
        elif self.selected:
            self.post_message(ActionChosen("measure.menu"))

    def _select(self, by: int) -> None:
        if self.selected in self._order:
            place = self._order.index(self.selected) + by
            self.choose(self._order[max(0, min(place, len(self._order) - 1))])

    def choose(self, measure: str) -> None:
        """Put the cursor on a measure, if it is here."""
        if measure in self._order and measure != self.selected:
            self._disarm()
            self.selected = measure
            self._follow = True
        self.redraw()

    def hidden_below(self, view: View, lines: int) -> int:
        end = self._length - lines
        return sum(block.stop > end for block in self._blocks.values())

    def on_click(self, event: events.Click) -> None:
        at = self._top + event.y - 1
        found = next((one for one, block in self._blocks.items() if at in block), None)
        if found:
            self.choose(found)


def _instead(view: View) -> list[Line]:
    """Whose approving the deputy takes over with it (S13)."""
    if not may_take_over(view.incident, view.me, view.now):
        return []
    return [line((f"{view.incident.commander} is silent: you approve instead", "warn"))]


def _what_became(view: View | None, measure: str) -> str:
    """A sentence about a measure that no longer waits."""
    found = view.incident.measures.get(measure) if view else None
    if found is None:
        return f"There is no measure {measure}."
    by = f" by {found.decided_by}" if found.decided_by and found.state in {"approved", "refused"} else ""
    return f"{measure} no longer waits: {found.state.replace('-', ' ')}{by}."
