"""What a very small terminal shows: clock, trend, counts and the first duty; or that it is too small."""

from __future__ import annotations

from datetime import UTC, datetime

from textual.geometry import Size

from cockpit.tui.panes.base import Canvas
from cockpit.tui.panes.base.heading import commander, status
from cockpit.tui.panes.base.lines import BLANK, Line, cut, joined, line, spread
from cockpit.tui.panes.base.reading import counted
from cockpit.tui.panes.base.words import TRENDS, URGENCY, clock, severity
from cockpit.tui.view import View
from cockpit.tui.widgets.clock import BigClock, Reading

SMALLEST = Size(40, 12)
_CLOCK_AT = 3


class SmallBoard(Canvas):
    """The board in 40 by 9 cells, under the top bar."""

    counts = True

    DEFAULT_CSS = """
    SmallBoard { height: 1fr; }
    SmallBoard BigClock { margin: 1 0 0 3; }
    """

    def _read(self, now: datetime) -> Reading:
        return counted(self.view) if self.view else Reading()

    def _now(self) -> datetime:
        return self.view.now if self.view else datetime.min.replace(tzinfo=UTC)

    def show(self, view: View) -> None:
        """The clock is made when it is first to be seen: most terminals are larger."""
        super().show(view)
        if not self.is_mounted:
            return
        if self.children:
            self.call_later(self.query_one(BigClock).tick)
        else:
            self.mount(BigClock(self._read, self._now))

    def draw(self, view: View, room: Size) -> list[Line]:
        beside = [BLANK, BLANK, *_beside(view)]
        width = _CLOCK_AT + sum(3 if sign == ":" else 4 for sign in counted(view).text) + 2
        lines = [line(" " * width, *((span.text, span.ink) for span in drawn)) for drawn in beside]
        lines += [BLANK, _impact(view), _counts(view), BLANK, _first_duty(view)]
        return [cut(drawn, room.width) for drawn in lines]


def _beside(view: View) -> list[Line]:
    """Two lines that say what the clock counts."""
    incident, reading = view.incident, counted(view)
    ink = URGENCY[reading.state]
    if not incident.is_open:
        return [line(("closed", "head")), line((clock(incident.closed_at, view.now), "dim"))]
    if incident.watch_until is not None:
        return [line(("watch", "head")), line((f"until {clock(incident.watch_until, view.now)}", "dim"))]
    if incident.band is None or incident.commander is None:
        return [line(("nobody", ink)), line(("has command", ink))]
    if reading.state == "none":
        return [line(("check-in", "head")), line(("ago", "dim"))]
    words = {
        "early": f"due {clock(incident.band.due_at, view.now)}",
        "due": f"DUE to {clock(incident.band.overdue_at, view.now)}",
    }
    return [line(("check-in", "head")), line((words.get(reading.state, "OVERDUE"), ink))]


def _impact(view: View) -> Line:
    impact = view.incident.impact
    if impact is None:
        return line((" nobody has said who is hit", "dim"))
    sign, word, ink = TRENDS[impact.trend]
    return line((f" {sign} {word} ", ink), impact.text)


def _counts(view: View) -> Line:
    incident = view.incident
    waiting, running, due = len(incident.waiting), len(incident.running), len(view.my_duties)
    parts = [
        line(f"◌ {waiting} approval{'' if waiting == 1 else 's'}"), line(f"▶ {running} running"),
        line((f"⚑ {due} due", "mine" if due else "dim")),
    ]  # fmt: skip
    return (*line(" "), *joined(parts))


def _first_duty(view: View) -> Line:
    """The first duty; a lost connection comes before it."""
    if view.following != "live":
        return (*line(" "), *status(view))
    duties = view.my_duties
    return line((f" ⚑ {duties[0].text}", "mine")) if duties else BLANK


class TooSmall(Canvas):
    """Says so, and still says the three things nobody can do without."""

    counts = True

    DEFAULT_CSS = """
    TooSmall { height: 1fr; }
    """

    def draw(self, view: View, room: Size) -> list[Line]:
        reading = counted(view)
        word, ink = severity(view.incident, label=False)
        needs = (
            f"needs {SMALLEST.width}×{SMALLEST.height}, is {self.screen.size.width}×{self.screen.size.height}"
        )
        counts = line(
            (reading.text, URGENCY[reading.state]), " ", *((s.text, s.ink) for s in _beside(view)[1])
        )
        lines = [line((word, ink)), commander(view, age=False), counts, BLANK, line((needs, "dim"))]
        return (
            lines
            if room.height >= len(lines)
            else [spread(lines[0], counts, room.width), lines[1], lines[-1]]
        )
