"""What every full screen has in common: its timeline, the line at the bottom, and a View handed down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import tzinfo
from functools import partial
from typing import Any, ClassVar, Literal, TypeVar

from msgspec.structs import replace
from textual import events, on, work
from textual.app import ComposeResult

from cockpit.desk import Answer, Done
from cockpit.incident.grammar import KINDS, Bad, Request, read
from cockpit.incident.toldline import told_kinds
from cockpit.record.errors import RecordError
from cockpit.record.log import Filter, Reader, Row
from cockpit.tui.actions import ScreenName, Situation
from cockpit.tui.acts.steps import Ask, InTurn, Step
from cockpit.tui.dialogs.checkin import CheckinForm
from cockpit.tui.dialogs.entry import EntryDialog
from cockpit.tui.messages import ActionChosen, StepReady, Submitted
from cockpit.tui.panes.timeline import TimelinePane
from cockpit.tui.screens.checkins import CheckIns
from cockpit.tui.screens.covered import Covered
from cockpit.tui.screens.standing import last_of, with_comments
from cockpit.tui.screens.unsent import Unsent
from cockpit.tui.table import ACTIONS
from cockpit.tui.view import View
from cockpit.tui.widgets.keybar import KeyBar
from cockpit.tui.widgets.promptline import Field, Prompt, PromptLine
from cockpit.tui.widgets.still import Still
from cockpit.tui.widgets.timeline import Timeline
from cockpit.tui.widgets.timeline_pages import News, Tail, read_tail
from cockpit.tui.widgets.timeline_pages import View as TimelineView

T = TypeVar("T")

_LINES = {
    "note": Prompt("note", "Note", (Field("line", "note", "what happened"),), live=True),
    "impact": Prompt(
        "impact", "Impact", (Field("line", "impact", value="impact: "),),
        "worse, better, same or new symptom first, then who is hit and how badly", live=True,
    ),
}  # fmt: skip

_SEARCH = Prompt(
    "search", "Search the timeline", (Field("search", "search", "words"),),
    "enter keeps it · empty shows all", live=True,
)  # fmt: skip
_FEW_KEYS = 56
"""Cells below which the line of keys has only those that can be used."""
_CHECKIN = "check-in"
"""The name under which the form's draft is kept, beside those of the lines."""


class Board(Still, Covered, Unsent):
    """A screen that shows one incident. Subclasses paint in `show` and count in `tick`."""

    kind: ClassVar[ScreenName] = "commander"
    FILTERS: ClassVar[tuple[Filter, ...]] = (Filter(),)
    """What the timeline shows, one after the other."""
    view: View | None = None

    def __init__(self, reader: Reader, incident: str, zone: tzinfo) -> None:
        super().__init__()
        self._reader = reader
        self._incident = incident
        tail = self._tail()
        self._timeline = Timeline(self.read, incident, zone=zone, wanted=self.FILTERS[0], tail=tail)
        self._styled = False
        """Mounting has given every part its look; to find them again would delay the first paint."""
        self._mine = 0
        """The number of my last entry, as far as a line at the bottom has had to know it."""
        self._before_search = ""
        """What was searched for when the search line was opened: esc brings it back."""
        self._reading: Ask | None = None
        self.checkins = CheckIns(self)
        self._sent: tuple[Ask, Mapping[str, str]] | None = None

    def on_mount(self) -> None:
        """Paint at once what is known, and take over what an earlier terminal left."""
        if self.view is not None:
            self.show(self.view)
        self.restore_drafts()

    def _tail(self) -> Tail | None:
        """What the timeline shows first; quickly read, for opening the incident has just read its pages."""
        try:
            return read_tail(self._reader, TimelineView(self._incident, self.FILTERS[0]))
        except RecordError:
            return None  # the timeline tries again, and says what is wrong

    async def read(self, ask: Callable[[Reader], T]) -> T:
        """Reads in a thread, so that a slow disk never holds the keys up. Raises RecordError."""
        return await asyncio.to_thread(ask, self._reader)

    @on(events.ScreenResume)
    def _begin(self, event: events.ScreenResume) -> None:
        event.refresh_styles, self._styled = self._styled, True

    def bottom(self) -> ComposeResult:
        """The line that asks, and the keys; every board ends with them."""
        yield PromptLine(id="prompt")
        yield KeyBar(id="keys")

    def show(self, view: View) -> None:
        """Something changed, or the screen has just appeared."""
        raise NotImplementedError

    def tick(self, view: View) -> None:
        """A second has passed; only what counts time repaints."""
        raise NotImplementedError

    def asks(self) -> Callable[[Reader], News] | None:
        """What to read here when the record has grown, by whoever reads then anyway; None: nothing now."""
        return self._timeline.asks()

    def grown(self, number: int, news: News | None = None) -> None:
        """The record now ends at `number`; `news` is what was read for this board, if anything was."""
        if news is None or not self._timeline.take(news):
            self._timeline.grown()
        if self.query_one(PromptLine).is_asking:
            self._look_for_mine()

    @property
    def _forms(self) -> list[CheckinForm]:
        """The form, once it was opened; it stands directly on the board."""
        return [form for form in self.children if isinstance(form, CheckinForm)]

    def selection(self) -> tuple[str | None, str | None, Row | None]:
        """The proposal, the measure and the entry under the cursors."""
        return None, None, None

    def arm(self, act: Literal["approve", "refuse"], measure: str) -> None:
        """Let the proposal's row ask for the confirming key."""

    def situation(self) -> Situation | None:
        """What decides which keys can be used, or None before the first view."""
        view = self.view
        return Situation(view.incident, view.me, view.read_only, view.now) if view else None

    def show_keys(self) -> None:
        """Paint the keys that have a place now; equal ones repaint nothing.

        Where there is little room, or nothing can be written, those that cannot be used are left out.
        """
        situation = self.situation()
        if situation is not None:
            items = ACTIONS.footer(self.kind, situation)
            few = situation.read_only or self.size.width < _FEW_KEYS
            self.query_one(KeyBar).items = tuple(item for item in items if not (few and item.reason))

    def action_act(self, action: str) -> None:
        """A key was pressed: the app does it, or says why it cannot."""
        if action in ACTIONS:
            self.post_message(ActionChosen(action))

    async def ask(self, step: Ask) -> None:
        """Ask one line at the bottom; an open form steps aside for it."""
        self._reading = step
        for form in self._forms:
            form.step_aside()
        await self.query_one(PromptLine).ask(step.prompt)

    async def do(self, what: str) -> None:
        """What the screen itself does for an action: a line for a note, a search …"""
        if what == "checkin":
            await self.checkins.begin()
        elif what == "search":
            self._before_search = self._timeline.wanted.search
            await self.ask(Ask(_SEARCH, self._search_left))
        elif what == "filter":
            self._next_filter()
        elif what == "read whole":
            self._open_whole(self._timeline.cursor)
        elif what.startswith("read "):
            self._open_whole(int(what.removeprefix("read ")))
        elif what in _LINES:
            prompt = _LINES[what]
            self._look_for_mine()
            await self.ask(Ask(prompt, self._entry))
            self._say_what_enter_stores(prompt, self.query_one(PromptLine).values(prompt)["line"])

    @work(exclusive=True, exit_on_error=False, group="whole")
    async def _open_whole(self, number: int) -> None:
        """The timeline's own row may be cut, so the whole entry is read."""
        view = self.view
        if view is None:
            return
        try:
            row, comments = await self.read(partial(with_comments, incident=self._incident, number=number))
        except RecordError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        if row is not None:
            await self.app.push_screen(EntryDialog(row, view, comments))

    @work(exclusive=True, exit_on_error=False, group="mine")
    async def _look_for_mine(self) -> None:
        view = self.view
        if view is None:
            return
        find = partial(last_of, incident=self._incident, me=view.me, number=view.incident.number)
        try:
            self._mine = await self.read(find)
        except RecordError:
            return  # the top bar says that the record cannot be read
        line = self.query_one(PromptLine)
        if line.prompt is not None and line.prompt.id in _LINES:
            self._say_what_enter_stores(line.prompt, line.values(line.prompt)["line"])

    def searched(self, text: str) -> None:
        """Only the entries with these words, as they are typed."""
        self._timeline.show(replace(self._timeline.wanted, search=text.strip()))

    def _search_left(self, values: Mapping[str, str]) -> str:
        self.searched(values["search"])
        self.search_left()
        return ""

    def search_left(self) -> None:
        """A search was kept: where the cursor goes then."""

    def _next_filter(self) -> None:
        search = self._timeline.wanted.search
        place = self.FILTERS.index(replace(self._timeline.wanted, search="")) + 1
        self._timeline.show(replace(self.FILTERS[place % len(self.FILTERS)], search=search))
        self.query_one(TimelinePane).redraw()

    @on(Timeline.ReadFailed)
    def _read_failed(self, event: Timeline.ReadFailed) -> None:
        self.notify(event.reason, severity="error", markup=False)

    def restore_drafts(self) -> None:
        """Take over what an earlier terminal of this person left unsent here."""
        found = self.left_behind()
        self.checkins.left_behind = found.get(_CHECKIN, {})
        self.query_one(PromptLine).restore({name: left for name, left in found.items() if name != _CHECKIN})

    @on(PromptLine.Typed)
    @on(CheckinForm.Typed)
    def _note_drafts(self) -> None:
        if self.keeper is None:
            return
        form = self.checkins.typed()
        typed = {_CHECKIN: form} if form else {}
        self.keeper.typed = {**self.query_one(PromptLine).drafts(), **typed}

    def show_forms(self, view: View) -> None:
        """Something changed while a form may be open: it follows."""
        if self.checkins.open_form is not None:
            self._follow_form(view)

    @work(exclusive=True, exit_on_error=False, group="queue")
    async def _follow_form(self, view: View) -> None:
        await self.checkins.follow(view)

    @on(CheckinForm.Finished)
    def _checked_in(self, event: CheckinForm.Finished) -> None:
        self.checkins.finished(event)

    @on(CheckinForm.LeftOpen)
    def _left_checkin(self) -> None:
        self.checkins.left()

    def _entry(self, values: Mapping[str, str]) -> Step | str:
        reading = self._reading_of(values["line"])
        if isinstance(reading, Bad):
            return reading.why
        for request in reading.requests:
            self.post_message(_submitted(request))
        return ""

    def _reading_of(self, line: str) -> Any:
        view = self.view
        assert view is not None
        incident = view.incident
        zone = view.now.tzinfo
        assert zone is not None
        people = [person.name for person in incident.people.values()]
        return read(
            line,
            now=view.now,
            zone=zone,
            people=people,
            kinds=(*KINDS, *told_kinds(incident.procedure)),
            last_number=incident.number,
            my_last=self._mine,
            me=view.me,
            deciders=incident.deciders,
        )

    @on(PromptLine.Changed)
    def _changed(self, event: PromptLine.Changed) -> None:
        if event.prompt.id in _LINES:
            self._say_what_enter_stores(event.prompt, event.value)
        else:
            self.searched(event.value)

    def _say_what_enter_stores(self, prompt: Prompt, line: str) -> None:
        view = self.view
        if view is None or view.now.tzinfo is None:
            return
        reading = self._reading_of(line)
        summary = reading.summary(view.now, view.now.tzinfo)
        self.query_one(PromptLine).say(f"{prompt.title} · {summary}" if summary else prompt.title)

    @on(PromptLine.Answered)
    async def _answered(self, event: PromptLine.Answered) -> None:
        line, asked = self.query_one(PromptLine), self._reading
        if asked is None or asked.prompt is not event.prompt:
            line.dismiss(keep=False)
            return
        answer = asked.read(event.values)
        if isinstance(answer, str) and answer:
            await line.ask(event.prompt, complaint=answer)
            return
        self._sent = (asked, event.values)
        if event.prompt.stays:
            await line.again()
            return
        line.dismiss(keep=False)
        if isinstance(answer, InTurn | Ask):
            await self._ask_on(answer)
            return
        self._back()
        if not isinstance(answer, str):
            self.post_message(StepReady(answer))

    async def _ask_on(self, answer: InTurn | Ask) -> None:
        """The next line stands there before the next key is read: keys typed on are meant for it."""
        for step in answer.steps if isinstance(answer, InTurn) else (answer,):
            if isinstance(step, Ask):
                await self.ask(step)
            else:
                self.post_message(StepReady(step))

    @on(PromptLine.Left)
    def _left(self, event: PromptLine.Left) -> None:
        if event.prompt is _SEARCH:
            self.query_one(PromptLine).keep(_SEARCH, {})
            self.searched(self._before_search)
        self._back()

    def _back(self) -> None:
        """A line was answered or left: to the form that stepped aside for it, else where the cursor was."""
        if not any(form.come_back() for form in self._forms):
            self.focus_default()

    def leave_form(self) -> None:
        """Out of an open form, keeping what is in it: what is wanted now stands under it."""
        for form in self._forms:
            if form.is_open:
                form.close()

    def focus_default(self) -> None:
        """Where the cursor goes when a line was answered or left."""

    def settled(self, asked: Submitted, answer: Answer) -> None:
        """The desk answered; whoever holds what was typed learns whether it is stored."""
        if isinstance(answer, Done):
            self._sent = None
        self.checkins.settled(asked, answer)

    def failed(self, asked: Submitted, sentence: str) -> None:
        """The record could not take it: what was typed comes back."""
        if self._sent is not None:
            step, values = self._sent
            self.query_one(PromptLine).keep(step.prompt, values)
            self.run_worker(self.ask(step), exit_on_error=False)


def _submitted(request: Request) -> Submitted:
    return Submitted(request.command, request.word, moment=request.moment)
