"""The mitigations pane: every measure that was decided on, the ones over their time box first."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import UTC, datetime

from textual.geometry import Size

from cockpit.incident.duties.measures import unseen
from cockpit.incident.state import Incident, Measure
from cockpit.tui.panes.base.choosing import MeasurePane
from cockpit.tui.panes.base.lines import BLANK, Line, joined, line
from cockpit.tui.panes.base.table import Table
from cockpit.tui.view import View


class MitigationsPane(MeasurePane):
    """Stale first, then running, what is red, approved; what is finished stands dim below (S8, S11)."""

    TITLE = "Mitigations"

    def note(self, view: View) -> Line:
        return counts(view.incident, view.now)

    def order(self, view: View) -> Sequence[Measure]:
        decided = [m for m in view.incident.measures.values() if m.state not in {"waiting", "asked"}]
        red = {measure.id for measure in unseen(view.incident)}
        return sorted(decided, key=lambda measure: _place(measure, view.now, red))

    def above(self, view: View, room: Size) -> list[Line]:
        self._table = Table(view, room.width)
        return [self._table.header()]

    def empty(self, view: View, room: Size) -> list[Line]:
        return [line(("no measure was decided on yet", "dim"))]

    def block(self, view: View, measure: Measure, width: int) -> list[Line]:
        return [self._table.row(measure, chosen=self.has_focus and measure.id == self.selected)]


def counts(incident: Incident, now: datetime) -> Line:
    """How many run, and how many of them are over their time box."""
    over = sum(bool(measure.over_box(now)) for measure in incident.running)
    running = line((f"{len(incident.running)} running", "dim")) if incident.running else BLANK
    return joined([running, line((f"{over} over", "bad")) if over else BLANK], " · ")


def _place(measure: Measure, now: datetime, red: Container[str]) -> tuple[int, float]:
    """The longest over its box, then what runs, what is to be acknowledged, what may start, then the past."""
    over = measure.over_box(now).total_seconds()
    if over:
        return 0, -over
    if measure.is_running or measure.state == "approved" or measure.id in red:
        return 1 if measure.is_running else 2 if measure.id in red else 3, measure.number
    ended = measure.ended_at or measure.decided_at or datetime.min.replace(tzinfo=UTC)
    return 4, -ended.timestamp()
