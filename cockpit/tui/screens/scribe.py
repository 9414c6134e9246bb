"""The scribe's screen: the entry line under the timeline, and what the record still lacks (S26-S37)."""

from __future__ import annotations

import asyncio
from datetime import tzinfo
from functools import partial
from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widget import Widget

from cockpit.desk import Answer, Done
from cockpit.drafts import Draft, Drafts, Slot
from cockpit.incident.grammar import KINDS
from cockpit.incident.toldline import told_kinds
from cockpit.record.errors import RecordError
from cockpit.record.log import Filter, Row
from cockpit.seat import Store
from cockpit.tui.actions import READ_ONLY, FooterItem, ScreenName
from cockpit.tui.acts.steps import Ask
from cockpit.tui.messages import ActionChosen, Submitted
from cockpit.tui.panes.completeness import CompletenessStrip
from cockpit.tui.panes.timeline import TimelinePane
from cockpit.tui.panes.topbar import TopBar
from cockpit.tui.screens.board import Board
from cockpit.tui.screens.sending import Part, Sending
from cockpit.tui.screens.standing import Standing, standing, stored_commits
from cockpit.tui.styles import styles_dir
from cockpit.tui.table import ACTIONS
from cockpit.tui.view import View
from cockpit.tui.widgets.entryline import EntryLine, EntrySubmitted, Known
from cockpit.tui.widgets.keybar import KeyBar
from cockpit.tui.widgets.timeline import Timeline
from cockpit.tui.widgets.timeline_pages import News

NARROW = 110
"""Cells below which the top bar takes two lines."""
LOW = 10
"""Rows below which the timeline gives way to the line."""
_PRESS = "press "
_LINE_KEYS = tuple(
    FooterItem(action, key, label, pinned=pinned)
    for action, key, label, pinned in (
        ("press enter", "enter", "store", True),
        ("press tab", "tab", "complete", False),
        ("", "!", "star last", False),
        ("", "fix:", "correct last", False),
        ("press ctrl+o", "ctrl+o", "in $EDITOR", False),
        ("timeline.search", "ctrl+f", "search", False),
        ("press escape", "esc", "timeline", True),
        ("help", "F1", "help", True),
    )
)
_TIMELINE_KEYS = tuple(
    FooterItem(action, key, label, pinned=pinned)
    for action, key, label, pinned in (
        ("write", "i", "write", True),
        ("entry.star", "space", "star", True),
        ("entry.correct", "e", "correct", False),
        ("checkin", "c", "check-in", False),
        ("review", "W", "after it", True),
        ("entry.open", "v", "read whole", False),
        ("timeline.search", "/", "search", False),
        ("timeline.filter", "f", "filter", False),
        ("help", "?", "help", True),
    )
)

_ONLY = {"checkin": "active", "review": "closed"}
"""The phase in which a key stands there; the others always do."""


class ScribeScreen(Board):
    """The entry line has the focus unless the scribe asked for something else.

    With `drafts` and a `slot`, what is typed survives this terminal.
    """

    kind: ClassVar[ScreenName] = "scribe"
    FILTERS = (Filter(), Filter(people_and_stars=True), Filter(starred=True))
    """It starts with everything."""
    CSS_PATH = styles_dir() / "scribe.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Any]] = [
        *ACTIONS.bindings("scribe"),
        Binding("ctrl+f", "act('timeline.search')", show=False),
        Binding("space,exclamation_mark", "act('entry.star')", show=False),
        Binding("i", "write", show=False),
        Binding("escape", "leave_line", show=False),
    ]

    def __init__(
        self,
        store: Store,
        incident: str,
        zone: tzinfo,
        *,
        drafts: Drafts | None = None,
        slot: Slot | None = None,
    ) -> None:
        super().__init__(store, incident, zone)
        self._store = store
        self._drafts = drafts
        self._slot = slot
        self._line = EntryLine(keep=self._keep if drafts and slot else None, id="entry")
        self._sending = Sending()
        self._standing = Standing()
        self._looked_at = 0
        self._handed: View | None = None
        self._came_from: Widget | None = None

    def compose(self) -> ComposeResult:
        yield TopBar(id="top")
        yield CompletenessStrip(id="has")
        with Vertical(id="board"):
            yield TimelinePane(self._timeline, id="timeline")
        yield self._line
        yield from self.bottom()

    def on_mount(self) -> None:
        self._line.focus()
        self._restore()

    def show(self, view: View) -> None:
        """Something changed, or the screen has just appeared."""
        before, self._handed, self.view = self._handed, view, view
        self.query_one(TimelinePane).show(view)
        if before is None or not view.only_notes_since(before):
            self.query_one(TopBar).show(view)
            self._show_strip(view)
            self.show_keys()
        elif before.starred != view.starred:
            self._show_strip(view)
        self._tell_line(view)
        if before is None:
            self._look_at(view.incident.number)

    def tick(self, view: View) -> None:
        """A second has passed; under a dialog nothing repaints."""
        self.view = view
        if self.is_active and self.query(TopBar):  # it has none any more while the screen closes
            self.query_one(TopBar).show(view)
            self._show_strip(view)
            self._tell_line(view)

    def grown(self, number: int, news: News | None = None) -> None:
        """The record now ends at `number`, or its stars have changed."""
        super().grown(number, news)
        known = self._known_from(news) if news is not None else None
        if known is None:
            self._look_at(number)
        else:
            self._stand(known)

    def _known_from(self, news: News) -> Standing | None:
        """How the record stands now, where what was read for the timeline says enough."""
        if self.view is None or self._standing.number != news.since or not news.whole:
            return None
        return self._standing.after(news.fresh, self.view.me)

    def selection(self) -> tuple[str | None, str | None, Row | None]:
        """No measures here; the entry under the timeline's cursor."""
        return None, None, self._timeline.row

    def show_keys(self) -> None:
        """The keys of the line while it is typed in, else those of the timeline."""
        phase = self.view.incident.phase if self.view else "active"
        keys = _LINE_KEYS if self._line.has_focus else _TIMELINE_KEYS
        self.query_one(KeyBar).items = tuple(item for item in keys if _ONLY.get(item.action, phase) == phase)

    async def ask(self, step: Ask) -> None:
        """Ask one line at the bottom, in the place of the entry line."""
        self._came_from = self.focused if self.focused in {self._line, self._timeline} else self._came_from
        self._line.display = False
        await super().ask(step)

    def focus_default(self) -> None:
        """Back to where the scribe was."""
        self._line.display = True
        (self._came_from or self._line).focus()

    def search_left(self) -> None:
        """To what was found."""
        self._came_from = self._timeline

    def settled(self, asked: Submitted, answer: Answer) -> None:
        """The desk answered: the line learns whether its text is stored."""
        stored = isinstance(answer, Done)
        part = self._sending.answered(asked.commit, stored=stored)
        if part is None:
            super().settled(asked, answer)
        elif not stored:
            self._line.refused(part.whole, str(answer))
        elif part.is_last:
            self._line.stored(part.whole)
        self._send_next()

    def failed(self, asked: Submitted, sentence: str) -> None:
        """The record could not take it: the text comes back."""
        part = self._sending.answered(asked.commit, stored=False)
        if part is None:
            super().failed(asked, sentence)
        else:
            self._line.refused(part.whole, sentence)
        self._send_next()

    def keep_drafts(self) -> str:
        """Save what is typed and not stored; also called from a signal, so it touches no lock."""
        trouble = super().keep_drafts()
        draft = self._line.draft
        return (draft and self._keep(draft)) or trouble

    def action_write(self) -> None:
        """Back into the entry line."""
        self._line.focus()

    def action_leave_line(self) -> None:
        """Out of the entry line into the timeline, where letters are keys; from there, back."""
        (self._timeline if self._line.has_focus else self._line).focus()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < NARROW, "-narrow")
        self.set_class(event.size.height < LOW, "-low")

    def on_descendant_focus(self) -> None:
        self.show_keys()

    @on(Timeline.EntrySelected)
    def _selected(self) -> None:
        self.action_write()

    @on(EntrySubmitted)
    def _entered(self, event: EntrySubmitted) -> None:
        event.stop()
        self._sending.add(event)
        self._send_next()

    @on(ActionChosen)
    def _chosen(self, event: ActionChosen) -> None:
        """A click on a key that is this screen's own."""
        if event.action in ACTIONS:
            return
        event.stop()
        if event.action == "press escape":
            self.action_leave_line()
        elif event.action.startswith(_PRESS):
            self._line.press(event.action.removeprefix(_PRESS))
        elif event.action:
            self.action_write()

    def _send_next(self) -> None:
        part = self._sending.next()
        if part is not None:
            self.post_message(_submitted(part))

    def _show_strip(self, view: View) -> None:
        for strip in self.query(CompletenessStrip):  # none yet, or no longer, at the ends of a screen's life
            strip.to_star = self._standing.to_star
            strip.show(view)

    def _tell_line(self, view: View) -> None:
        incident = view.incident
        known = Known(
            people=tuple(person.name for person in incident.people.values()),
            kinds=(*KINDS, *told_kinds(incident.procedure)),
            last_number=incident.number,
            my_last=self._standing.mine,
            to_star=self._standing.latest,
            no_entry=READ_ONLY if view.read_only else "",
            me=view.me,
            deciders=incident.deciders,
        )
        self._line.know(known, view.now)

    def _look_at(self, number: int) -> None:
        if number != self._looked_at:
            self._looked_at = number
            self._look(number)

    @work(exclusive=True, exit_on_error=False, group="standing")
    async def _look(self, number: int) -> None:
        view = self.view
        if view is None:
            return
        look = partial(standing, incident=self._incident, me=view.me, number=number)
        try:
            self._stand(await self.read(look))
        except RecordError:
            return  # the top bar says that the record cannot be read, and the next change looks again

    def _stand(self, standing: Standing) -> None:
        before = self._standing
        if self.view is None or standing.number < before.number:
            return
        self._standing = standing
        self._looked_at = max(self._looked_at, standing.number)
        self._tell_line(self.view)
        if standing.to_star != before.to_star:
            self._show_strip(self.view)

    @work(exit_on_error=False)
    async def _restore(self) -> None:
        drafts, slot = self._drafts, self._slot
        if drafts is None or slot is None:
            return
        draft = await asyncio.to_thread(drafts.load, slot)
        if draft is not None:
            self._line.restore(draft, await asyncio.to_thread(self._already_stored))

    def _already_stored(self) -> frozenset[Any]:
        try:
            return stored_commits(self._store, self._incident)
        except RecordError:
            return frozenset()  # sending a line again stores nothing twice

    def _keep(self, draft: Draft | None) -> str | None:
        if self._drafts is None or self._slot is None:
            return None
        return self._drafts.save(self._slot, draft) if draft else self._drafts.discard(self._slot)


def _submitted(part: Part) -> Submitted:
    request = part.request
    return Submitted(request.command, request.word, moment=request.moment, commit=part.commit)
