"""The observer's screen: one plain card, the commander's panes behind tab, and no key that writes (S36)."""

from __future__ import annotations

from datetime import tzinfo
from functools import partial
from typing import Any, ClassVar

from msgspec.structs import replace
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding

from cockpit.record.errors import RecordError
from cockpit.record.log import Filter, Reader, Row
from cockpit.tui.actions import FooterItem, ScreenName
from cockpit.tui.acts.steps import Ask
from cockpit.tui.messages import ActionChosen
from cockpit.tui.panes.plaincard import PlainCard, Statement
from cockpit.tui.screens.commander import CommanderScreen
from cockpit.tui.screens.layout import Layout
from cockpit.tui.styles import styles_dir
from cockpit.tui.table import ACTIONS
from cockpit.tui.view import View
from cockpit.tui.widgets.keybar import KeyBar
from cockpit.tui.widgets.timeline_pages import News

_TO_PANES = FooterItem("panes", "tab", "panes", pinned=True)
_TO_CARD = FooterItem("card", "esc", "in short", pinned=True)
TOLD = ("update", "comms_external")
"""Kinds of entries that say what was sent to people outside."""


class ObserverScreen(CommanderScreen, inherit_bindings=False):
    """Opens on the card; tab shows the panes, esc the card again. It has no duties and rings no bell."""

    kind: ClassVar[ScreenName] = "observer"
    CSS_PATH: ClassVar[Any] = [styles_dir() / "commander.tcss", styles_dir() / "observer.tcss"]
    BINDINGS: ClassVar[list[Any]] = [
        *ACTIONS.bindings("observer"),
        *(Binding(str(digit), f"digit({digit})", show=False) for digit in range(1, 5)),
        Binding("tab", "further", show=False),
        Binding("shift+tab", "app.focus_previous", show=False),
        Binding("escape", "step_out", show=False),
    ]

    def __init__(self, reader: Reader, incident: str, zone: tzinfo) -> None:
        super().__init__(reader, incident, zone)
        self._seen = 0
        self._on_card = True

    def compose(self) -> ComposeResult:
        for part in super().compose():
            yield part
            if part.id == "tabs":
                yield PlainCard(id="plain")

    @property
    def layout_now(self) -> Layout:
        """The commander's, without the card that asks to act."""
        return replace(super().layout_now, card=False)

    def show(self, view: View) -> None:
        """Something changed, or the screen has just appeared."""
        first = self._handed is None
        super().show(_reading(view))
        if first:
            self._look(view.incident.number)

    def tick(self, view: View) -> None:
        """A second has passed."""
        super().tick(_reading(view))

    def _hand_down(self, view: View) -> None:
        super()._hand_down(view)
        self._show_card()

    def show_keys(self) -> None:
        """The keys of the panes, and the one that leads to the other face."""
        super().show_keys()
        keys = self.query_one(KeyBar)
        keys.items = (_TO_PANES if self._on_card else _TO_CARD, *keys.items)

    def grown(self, number: int, news: News | None = None) -> None:
        """The record now ends at `number`."""
        super().grown(number, news)
        if news is not None and news.whole and not any(map(_may_tell, news.fresh)):
            self._seen = number
        else:
            self._look(number)

    async def ask(self, step: Ask) -> None:
        """Ask one line at the bottom: a search looks at the panes."""
        self._turn(card=False)
        await super().ask(step)

    async def do(self, what: str) -> None:
        """What this screen itself does for an action; all of it happens on the panes."""
        if what in {"zoom", "filter"}:
            self._turn(card=False)
        await super().do(what)

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self._show_card()

    def action_further(self) -> None:
        """From the card to the panes; there, from pane to pane."""
        if self._on_card:
            self._turn(card=False)
        else:
            self.focus_next()

    def action_step_out(self) -> None:
        """Out of the zoom, else back to the card."""
        if self.layout_now.zoomed:
            super().action_step_out()
        else:
            self._turn(card=True)

    def action_digit(self, digit: int) -> None:
        """A digit means a tab where there are tabs."""
        self._turn(card=False)
        super().action_digit(digit)

    @on(ActionChosen)
    def _chosen(self, event: ActionChosen) -> None:
        """A click on the key that leads to the other face."""
        if event.action not in ACTIONS:
            event.stop()
            self._turn(card=event.action == _TO_CARD.action)

    def _turn(self, *, card: bool) -> None:
        if card == self._on_card:
            return
        self._on_card = card
        self._show_card()
        self.show_keys()
        if not card:
            self.go_to("timeline")

    def _show_card(self) -> None:
        # A terminal too small for any board says so, in the place of the card too.
        here = self._on_card and not self.has_class("-tiny")
        self.set_class(here, "-card")
        card = self.query_one(PlainCard)
        card.display = here
        if here:
            if self.view:
                card.show(self.view)
            if not card.has_focus:
                self.set_focus(card)

    def _look(self, number: int) -> None:
        """Read the last statement once for every end of the record."""
        if number != self._seen:
            self._seen = number
            self._read_statement(number)

    @work(exclusive=True, exit_on_error=False, group="told")
    async def _read_statement(self, number: int) -> None:
        try:
            find = partial(last_statement, incident=self._incident, number=number)
            statement = await self.read(find)
        except RecordError:
            return  # the top bar says that the record cannot be read, and the next change looks again
        self.query_one(PlainCard).tell(statement)
        self._show_card()


def last_statement(reader: Reader, incident: str, number: int) -> Statement | None:
    """What was last told to people outside, up to entry `number`. Raises RecordError."""
    found = [
        row
        for kind in TOLD
        for row in reader.rows(incident, Filter(kind=kind), before=number + 1, limit=1)
        if not row.redacted
    ]
    if not found:
        return None
    last = max(found, key=lambda row: row.number)
    return Statement(last.corrected_text or last.text, last.actor, last.happened_at)


def _may_tell(row: Row) -> bool:
    """Whether an entry is a statement, or may change one."""
    return row.kind in TOLD or row.event in {"entry.corrected", "entry.redacted"}


def _reading(view: View) -> View:
    return replace(view, read_only=True)
