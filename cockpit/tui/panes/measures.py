"""The measures pane of a small screen: what waits and what runs, a line each."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Size

from cockpit.incident.duties.measures import unseen
from cockpit.incident.people import same_person
from cockpit.incident.state import Measure
from cockpit.tui.panes.base.choosing import MeasurePane
from cockpit.tui.panes.base.lines import BLANK, Line, Part, cells, column, joined, line
from cockpit.tui.panes.base.proposals import proposal
from cockpit.tui.panes.base.standing import standing
from cockpit.tui.panes.base.words import STATES, ago, box, collision
from cockpit.tui.view import View

_ACTIVE = {"active": "active", "fix": "fix", "mitigation": "", "passive": "passive"}
_HERE = {"approvals", "mitigations"}


class MeasuresPane(MeasurePane):
    """Approvals and what runs in one list; an armed act shows its proposal whole."""

    TITLE = "Measures"
    GROWS = True
    DEFAULT_CSS = """
    MeasuresPane { height: 6; }
    """

    def heading(self, view: View) -> Line:
        incident = view.incident
        waiting, running = len(incident.waiting), len(incident.running)
        mine = incident.commander is not None and same_person(incident.commander, view.me)
        words = [f"{'Waiting for you' if mine else 'Waiting'} {waiting}"] if waiting else []
        words += [f"running {running}"] if running else []
        return line((" · ".join(words) or self.TITLE, "focus" if self.has_focus else "head"))

    def note(self, view: View) -> Line:
        over = sum(bool(measure.over_box(view.now)) for measure in view.incident.running)
        return line((f"{over} over", "bad")) if over else BLANK

    def waits_for_me(self, view: View) -> bool:
        duties = view.my_duties
        return bool(duties) and duties[0].pane in _HERE

    def foot(self, view: View, room: Size) -> list[Line]:
        return super().foot(view, room) or standing(view, 2)

    def order(self, view: View) -> Sequence[Measure]:
        incident = view.incident
        running = sorted(incident.running, key=lambda measure: -measure.over_box(view.now).total_seconds())
        ready = [measure for measure in incident.measures.values() if measure.state == "approved"]
        past = [measure for measure in unseen(incident) if not measure.is_running]
        return [*incident.waiting, *running, *past, *ready]

    def empty(self, view: View, room: Size) -> list[Line]:
        done = sum(measure.is_over for measure in view.incident.measures.values())
        return [line((f"nothing waits or runs{f'; {done} finished' if done else ''}", "dim"))]

    def block(self, view: View, measure: Measure, width: int) -> list[Line]:
        if self.armed and self.armed[1] == measure.id:
            return proposal(view, measure, width, chosen=True, whole=True)
        return [_row(view, measure, width, chosen=self.has_focus and measure.id == self.selected)]


def _row(view: View, measure: Measure, width: int, *, chosen: bool) -> Line:
    """One measure; red with a ! until the commander has acknowledged it (S11)."""
    sign, _, ink = STATES[measure.state]
    red = measure in unseen(view.incident)
    start: list[Part] = [
        ("▸" if chosen else " ", "mine"), ("! ", "bad") if red else (f"{sign} ", ink),
        (column(measure.id, 4), "bad" if red else "head"),
    ]  # fmt: skip
    end = _end(view, measure, width)
    room = width - cells(line(*start)) - cells(end)
    return (*line(*start, (column(measure.text, room - 1), "bad" if red else "plain"), " "), *end)


def _end(view: View, measure: Measure, width: int) -> Line:
    """Kind, whose, how long, and what is to be minded, in columns; the last ones give way first."""
    waits = view.incident.waits_since(measure.proposed_at)
    since = waits if measure.is_waiting else measure.started_at or measure.decided_at
    who = measure.owner or measure.proposed_by
    end = line(
        (column(_ACTIVE[measure.kind] if measure.is_waiting else "", 8), "dim"),
        column(who, 8), (column(ago(since, view.now), 5, right=True), "dim"),
    )  # fmt: skip
    short = line((column(ago(since, view.now), 5, right=True), "dim"))
    return (*(end if width >= 64 else short), *line("  "), *_mind(view, measure))


def _mind(view: View, measure: Measure) -> Line:
    other = collision(view.incident, measure) if measure.is_waiting else None
    left, ink = box(measure, view.now)
    if ink == "bad":
        return line((column(f"⚠ {left}", 10), "bad"))
    if other:
        return line((column(f"⚠ {other.id} too", 10), "warn"))
    if measure.is_over or measure.state == "done":
        return line((column(STATES[measure.state][1], 10), "dim"))
    return joined([line((column(left, 10), ink))])
