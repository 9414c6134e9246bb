"""The commander's screen: the whole incident on one board, as much of it as the terminal can hold."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any, ClassVar, Literal

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from cockpit.record.log import Filter, Reader, Row
from cockpit.tui.actions import ScreenName
from cockpit.tui.acts.steps import Ask
from cockpit.tui.messages import Act, Confirmed
from cockpit.tui.panes.approvals import ApprovalsPane
from cockpit.tui.panes.base import Canvas
from cockpit.tui.panes.base.choosing import MeasurePane
from cockpit.tui.panes.base.words import coarse
from cockpit.tui.panes.card import CardPane
from cockpit.tui.panes.countdown import CountdownPane
from cockpit.tui.panes.dutyline import DutyLine
from cockpit.tui.panes.impact import ImpactPane
from cockpit.tui.panes.measures import MeasuresPane
from cockpit.tui.panes.mitigations import MitigationsPane
from cockpit.tui.panes.roles import RolesPane
from cockpit.tui.panes.small import SmallBoard, TooSmall
from cockpit.tui.panes.tabs import TabLine
from cockpit.tui.panes.timeline import TimelinePane
from cockpit.tui.panes.topbar import TopBar
from cockpit.tui.screens.board import Board
from cockpit.tui.screens.layout import MODES, Layout, mode_for, tab_of, wants_card
from cockpit.tui.styles import styles_dir
from cockpit.tui.table import ACTIONS
from cockpit.tui.view import View

_HOME = ("approvals", "measures", "timeline", "roles")
"""Where the focus goes when nothing was asked for; the first of these that is shown."""


class CommanderScreen(Board):
    """Every pane, laid out by size. `show` and `tick` hand a View down; nothing here reads the record.

    The line at the bottom takes its rows from the panes, which stay in sight.
    """

    kind: ClassVar[ScreenName] = "commander"
    FILTERS = (Filter(people_and_stars=True), Filter(), Filter(starred=True))
    """It starts without the lines that stand on a pane."""
    CSS_PATH = styles_dir() / "commander.tcss"

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Any]] = [
        *ACTIONS.bindings("commander"),
        *(Binding(str(digit), f"digit({digit})", show=False) for digit in range(1, 10)),
        Binding("escape", "step_out", show=False),
    ]

    def __init__(self, reader: Reader, incident: str, zone: tzinfo) -> None:
        super().__init__(reader, incident, zone)
        self._tab = 1
        self._zoomed = ""
        self._came_from = ""
        """The pane that had the focus when a line was opened at the bottom."""
        self._card_hidden = False
        self._shown: frozenset[str] = frozenset()
        self._parts: list[Canvas] = []
        """The canvases that are shown."""
        self._handed: View | None = None
        """What the canvases show, but for what counts by the second."""

    def compose(self) -> ComposeResult:
        # Before there is anything to restyle: to find every part's styles again costs a tenth of the start.
        self.update_classes(_classes(Layout(mode_for(self.app.size))), update=False)
        yield TopBar(id="top")
        yield DutyLine(id="duties")
        yield TabLine(id="tabs")
        with Vertical(id="board"):
            with Horizontal(id="row-one"):
                yield ImpactPane(id="impact")
                yield CountdownPane(id="countdown")
                yield RolesPane(id="roles")
            with Horizontal(id="row-two"):
                yield ApprovalsPane(id="approvals")
                yield MitigationsPane(id="mitigations")
            yield CardPane(id="card")
            yield MeasuresPane(id="measures")
            yield TimelinePane(self._timeline, id="timeline")
            yield SmallBoard(id="small")
            yield TooSmall(id="tiny")
        yield from self.bottom()

    @property
    def layout_now(self) -> Layout:
        """What is shown now, and why."""
        incident = self.view.incident if self.view else None
        card = incident is not None and wants_card(incident) and not self._card_hidden
        said = incident is not None and incident.impact is not None
        return Layout(mode_for(self.size), self._tab, self._zoomed, card, said)

    def show(self, view: View) -> None:
        """Something changed, or the screen has just appeared."""
        self.view = view
        before = self._handed
        if before and view.only_notes_since(before) and coarse(view.now) == coarse(before.now):
            self._hand_on(view, "notes")
        else:
            self._arrange()
            self._hand_down(view)

    def tick(self, view: View) -> None:
        """A second has passed. Under a dialog nothing repaints: each line would send the dialog again."""
        self.view = view
        if not self.is_active:
            return
        if self._handed is None or coarse(view.now) != coarse(self._handed.now):
            self._hand_down(view)
        else:
            self._hand_on(view, "counts")

    def _hand_down(self, view: View) -> None:
        self._handed = view
        for part in self._parts:
            part.show(view)
        self.show_keys()

    def _hand_on(self, view: View, what: Literal["counts", "notes"]) -> None:
        """Only to the parts that this concerns."""
        for part in self._parts:
            if getattr(part, what):
                part.show(view)

    def _arrange(self) -> None:
        """Show what belongs on the screen now, and keep the focus on something that can be seen."""
        layout = self.layout_now
        parts = layout.parts()
        self.update_classes(_classes(layout))
        self.query_one(DutyLine).numbered = layout.mode == "wide"
        if parts == self._shown:
            return
        self._shown = parts
        for part in self.query("#top, #duties, #tabs, #board > *, #row-one > *, #row-two > *"):
            part.display = part.id in parts
        self._parts = [part for part in self.query(Canvas) if part.id in parts]
        self._keep_focus()

    def _keep_focus(self) -> None:
        pane = _pane_of(self.focused)
        if self.focused is None or (pane and pane not in self._shown):
            self.focus_default()

    def focus_default(self) -> None:
        """Where the keys go when nothing else was asked for."""
        for name in (self._zoomed, self._came_from, *_HOME):
            if name in self._shown and self._into(name):
                return

    def _into(self, pane: str) -> bool:
        target: Widget = self._timeline if pane == "timeline" else self.query_one(f"#{pane}")
        self.set_focus(target, scroll_visible=False)
        return target.focusable

    def on_resize(self, event: events.Resize) -> None:
        if self.view:
            self._arrange()
            self._hand_down(self.view)

    def on_screen_resume(self) -> None:
        if self.view:
            self._hand_down(self.view)

    def selection(self) -> tuple[str | None, str | None, Row | None]:
        """The proposal under the cursor, else the longest-waiting; the measure; the entry of the timeline."""
        waiting = [measure.id for measure in self.view.incident.waiting] if self.view else []
        under = [pane.selected for pane in self._measure_panes() if pane.selected in waiting]
        proposal = next(iter([*under, *waiting]), None)
        chosen = self.focused.selected if isinstance(self.focused, MeasurePane) else None
        return proposal, chosen, self._timeline.row

    def action_act(self, action: str) -> None:
        """Approving asks in the row before the next key is dealt with, so that it meets the question."""
        situation, proposal = self.situation(), self.selection()[0]
        usable = situation and action == "measure.approve" and ACTIONS.usable(action, situation) is True
        if usable and proposal:
            self.arm("approve", proposal)
        else:
            super().action_act(action)

    def arm(self, act: Act, measure: str) -> None:
        """Let the row of `measure` ask for the confirming key, on whatever pane shows the queue."""
        self.leave_form()
        pane = next((p for p in self._measure_panes() if not isinstance(p, MitigationsPane)), None)
        if pane is None:
            self.go_to("approvals")
            pane = self.query_one(ApprovalsPane)
        pane.arm(act, measure)

    async def do(self, what: str) -> None:
        """What this screen itself does for an action."""
        verb, *words = what.split()
        if verb == "go" and words:
            self.go_to(*words[:2])
        elif verb == "zoom":
            self.zoom()
        else:
            await super().do(what)

    async def ask(self, step: Ask) -> None:
        """Ask one line at the bottom; afterwards the focus goes back to where it was."""
        self._came_from = _pane_of(self.focused) or self._came_from
        await super().ask(step)

    def search_left(self) -> None:
        """To what was found."""
        self.go_to("timeline")
        self._came_from = "timeline"

    def go_to(self, pane: str, target: str = "") -> None:
        """Put the focus on a pane, and its cursor on a measure, wherever the size of the screen has it."""
        layout = self.layout_now
        if pane not in layout.parts():
            self._zoomed = pane if layout.mode == "small" or layout.zoomed else ""
            self._tab = tab_of(pane)
            if self.view:
                self._arrange()
                self._hand_down(self.view)
        if pane in self._shown and self._into(pane) and target:
            found = self.query_one(f"#{pane}")
            if isinstance(found, MeasurePane):
                found.choose(target)

    def zoom(self) -> None:
        """The pane with the focus alone, and back."""
        self._zoomed = "" if self._zoomed else _pane_of(self.focused) or "approvals"
        self._again()

    def action_digit(self, digit: int) -> None:
        """A digit means a tab where there are tabs, else a duty."""
        if self.has_class("-tabs") and digit <= len(TabLine.NAMES):
            self._turn_to(digit)
        elif self.has_class("-wide"):
            self.query_one(DutyLine).choose(digit)

    def action_step_out(self) -> None:
        """Out of the most passing thing: the zoom, the card of the first minutes, the focus."""
        if self._zoomed:
            self._zoomed = ""
        elif "card" in self._shown:
            self._card_hidden = True
        else:
            self.set_focus(None)
        self._again()

    @on(TabLine.Chosen)
    def _tab_chosen(self, message: TabLine.Chosen) -> None:
        self._turn_to(message.tab)

    @on(Confirmed)
    def _confirmed(self) -> None:
        """What the row was opened for is done: the small board comes back."""
        if self.has_class("-small"):
            self._zoomed = ""
            self._again()

    def _turn_to(self, tab: int) -> None:
        self._tab, self._zoomed = tab, ""
        self.query_one(TabLine).tab = tab
        self._again()

    def _again(self) -> None:
        if self.view:
            self._arrange()
            self._hand_down(self.view)

    def _measure_panes(self) -> list[MeasurePane]:
        return [pane for pane in self.query(MeasurePane) if pane.id in self._shown]


def _classes(layout: Layout) -> dict[str, bool]:
    """What the styles know of a layout."""
    tab = layout.tab if layout.mode == "tabs" and not layout.zoomed else 0
    return {
        **{f"-{mode}": mode == layout.mode for mode in MODES},
        **{f"-tab-{number}": number == tab for number in range(1, 5)},
        "-zoom": bool(layout.zoomed),
    }


def _pane_of(widget: Widget | None) -> str:
    """The id of the pane a widget is, or stands in; empty where it is none."""
    nodes = widget.ancestors_with_self if widget else []
    return next((node.id for node in nodes if node.id in _PANES), "")


_PANES = frozenset({"impact", "countdown", "roles", "approvals", "mitigations", "measures", "timeline"})
