"""The approvals pane: what waits for the commander's word, the longest-waiting first."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Size

from cockpit.incident.state import Measure
from cockpit.tui.panes.base.choosing import MeasurePane
from cockpit.tui.panes.base.lines import BLANK, Line, line
from cockpit.tui.panes.base.proposals import proposal
from cockpit.tui.panes.base.standing import standing
from cockpit.tui.view import View


class ApprovalsPane(MeasurePane):
    """The queue (S11), and below it, dim, the proposals that went back with a question."""

    TITLE = "Approvals"

    def note(self, view: View) -> Line:
        waiting = len(view.incident.waiting)
        return line((f"{waiting} waiting", "head")) if waiting else BLANK

    def foot(self, view: View, room: Size) -> list[Line]:
        return super().foot(view, room) or standing(view, room.height // 2)

    def order(self, view: View) -> Sequence[Measure]:
        asked = [m for m in view.incident.measures.values() if m.state == "asked"]
        return [*view.incident.waiting, *asked]

    def empty(self, view: View, room: Size) -> list[Line]:
        return [line(("nothing waits for approval", "dim"))]

    def block(self, view: View, measure: Measure, width: int) -> list[Line]:
        chosen = measure.id == self.selected
        if measure.state == "asked":
            return _asked(measure, chosen=chosen)
        return proposal(view, measure, width, chosen=chosen, whole=chosen)


def _asked(measure: Measure, *, chosen: bool) -> list[Line]:
    sign = "▸" if chosen else " "
    question = f"{measure.asked_by or 'somebody'} asks {measure.proposed_by}: {measure.question or '—'}"
    return [
        line((f"{sign} {measure.id} ", "mine" if chosen else "dim"), (measure.text, "dim")),
        line("     ", (f"? {question}", "dim")),
    ]
