"""Follows the record for the whole app: one watch, one catch-up at a time, one `incident`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct
from textual import on, work
from textual.app import App
from textual.notifications import Notify
from textual.reactive import reactive
from textual.worker import Worker, WorkerState

from cockpit.desk import Desk
from cockpit.incident.duties import Duty
from cockpit.incident.procedure import Procedure
from cockpit.incident.quiet import TIMER
from cockpit.incident.state import Incident
from cockpit.incident.texts import harmless
from cockpit.procedures import Found
from cockpit.record.errors import RecordError
from cockpit.record.log import Health, Reader
from cockpit.record.lost import EntriesLost
from cockpit.tui.clockwatch import ClockWatch
from cockpit.tui.dialogs.checklist import Checklist
from cockpit.tui.keeping import Keeper
from cockpit.tui.messages import RecordChanged
from cockpit.tui.mistakes import FOLLOWING, TellsMistakes, tell_mistake
from cockpit.tui.noticing import news, spoken_for
from cockpit.tui.pacing import READERS, WRITERS, Pace
from cockpit.tui.records import OneRecord, Records
from cockpit.tui.reminding import Reminding
from cockpit.tui.ringing import Ringing, news_rings
from cockpit.tui.screens.board import Board
from cockpit.tui.screens.incidents import IncidentsScreen
from cockpit.tui.screens.unsent import Unsent
from cockpit.tui.view import View
from cockpit.tui.widgets.timeline import Timeline
from cockpit.tui.widgets.timeline_pages import News

_TOASTS = 2


class Seen(Struct, frozen=True):
    """What one read of the record found."""

    incident: Incident
    starred: int
    trouble: str = ""
    """Why the record cannot be read, in a sentence, or empty."""
    news: News | None = None
    """What came into the timeline, if that was read as well."""


class FollowingApp(TellsMistakes, App[None]):
    """An app that shows what the record says, a moment after it says so."""

    incident: reactive[Incident] = reactive(Incident(id=""), init=False, repaint=False)
    """What the record adds up to. The panes repaint what it changed, the app does not repaint all of them."""

    def __init__(self, desk: Desk, *, login: str = "") -> None:
        super().__init__()
        self.desk = desk
        self.login = login
        self._starred: int | None = None
        """As last counted; None: not yet."""
        self.spoken_for = 0
        """The last entry in which somebody else entered my decision by word; 0: none yet."""
        self.left_behind = ""
        """Why what is typed cannot be kept, once it was said to somebody who wants to leave; else empty."""
        self._trouble = ""
        self._watch_told = ""
        self._ringing = Ringing()
        self._reminding = Reminding()
        self.clock_watch = ClockWatch()
        self.pace = Pace(READERS if desk.read_only else WRITERS)
        """How often this terminal looks."""
        self._behind = False
        self._catching_up: asyncio.Task[None] | None = None
        self.set_reactive(FollowingApp.incident, desk.incident)
        self.records: Records = OneRecord(desk, Path())
        """Where the incidents are that can be picked."""
        self.list_keeper: Callable[[], Keeper | None] = lambda: None
        """Makes what keeps a title that is typed on the list."""

    procedure: Callable[[], Found] = staticmethod(lambda: Found(Procedure()))
    """What an incident declared here is run by (S40); reads a file, so it is called off the loop."""
    path: str = ""
    """The record's file, where it is one: told to whoever is to join."""
    keys: Mapping[str, str]
    """Somebody's own keys, by the action's id."""

    async def act(self, action: str) -> None:
        """Do what an action's key does, or say why it cannot be done now."""
        raise NotImplementedError

    def sit_at(self, desk: Desk, path: Path) -> None:
        """Show the incident `desk` sits at, which may be one of another record."""
        if desk is not self.desk:
            self.desk, self.path = desk, str(path)
            self.follow()
        self.records.arrive(path)
        self.open_board()

    def begin(self) -> None:
        """Show the incident the desk sits at now."""
        self.set_reactive(FollowingApp.incident, self.desk.incident)
        self._starred = None
        self._warn(self.clock_watch.begin(self.desk.incident, self.desk.now()))

    def open_board(self) -> None:
        """Show the screen of the incident the desk sits at."""
        raise NotImplementedError

    def list_incidents(self) -> None:
        """Show the incidents of the record, to pick or declare one."""
        raise NotImplementedError

    @property
    def board(self) -> Board | None:
        """The incident's screen, also under a dialog."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, Board)), None)

    def view(self) -> View:
        """Everything a screen shows at this moment."""
        following, remedy = self._connection(self.desk.store.health())
        return View(
            incident=self.clock_watch.reckon(self.incident),
            now=self.desk.now(),
            me=self.desk.who,
            read_only=self.desk.read_only,
            following=following,
            remedy=remedy,
            login=self.login,
            private=self.desk.one_only,
            starred=self._starred or 0,
            clock=self.clock_watch.hint,
        )

    def _connection(self, health: Health) -> tuple[str, str]:
        """How the record can be used, and what to do: what stops reading or writing first."""
        only_read = health.mode == "read-only" and not self.desk.read_only and health.following != "frozen"
        if self._trouble:
            return "down", self._trouble
        if health.mode == "down" or only_read:
            return health.mode, health.remedy
        if self.desk.lost is not None:
            return "lost", str(self.desk.lost)
        return health.following, health.remedy

    def _handle_exception(self, error: Exception) -> None:
        """What goes wrong in an app that ends is over: its panes go one by one, and some still get news."""
        if self.is_running:
            super()._handle_exception(error)

    @on(Notify)
    def _notified(self) -> None:
        self.call_later(self._keep_to_two_toasts)

    def _keep_to_two_toasts(self) -> None:
        """With more than two at a time the oldest give way, so that the board stays in sight."""
        for old in list(self._notifications)[:-_TOASTS]:
            self._unnotify(old, refresh=False)
        self.call_after_refresh(self._refresh_notifications)  # one just begun is only found then

    def watch_incident(self) -> None:
        self.show_view()

    def show_view(self) -> None:
        """Hand the screen a new View because something changed."""
        board = self.board
        if board is None:
            return
        board.view = self.view()  # one that is not there yet shows it as soon as it is
        if board.is_mounted and self.is_running:  # an app that ends takes its panes away first
            board.show(board.view)
            board.show_forms(board.view)
            if isinstance(self.screen, Checklist):
                self.screen.show(board.view)

    def tick(self) -> None:
        """Hand the screen a new View because a second has passed; nothing ticks under a dialog."""
        if not self.is_running or not self._keep_pace():
            return  # an app that ends still ticks while it takes its panes away
        sentence = self.clock_watch.look(self.incident, self.desk.now())
        if sentence:
            self._resume(sentence)
        else:
            self._ring()
            self._remind()
        board = self.board
        if board is not None and board.is_mounted and self.screen is board:
            before, board.view = board.view, self.view()
            if before is None or before.connection == board.view.connection:
                board.tick(board.view)
            else:
                board.show(board.view)
        for screen in self.screen_stack[-1:]:
            if isinstance(screen, Unsent):
                screen.save_drafts()
        self._tell_watch()

    def keep_drafts(self) -> str:
        """Save what is typed and not sent; called from a signal too, so it takes no lock of the app's."""
        troubles = [screen.keep_drafts() for screen in self.screen_stack if isinstance(screen, Unsent)]
        return next(filter(None, troubles), "")

    def _tell_watch(self) -> None:
        """Why the record is looked at instead of watched, once; the top bar only says that it is."""
        reason = self.desk.store.health().reason
        if reason and reason != self._watch_told:
            self.notify(harmless(reason), severity="warning", markup=False, timeout=12)
        self._watch_told = reason

    def _keep_pace(self) -> bool:
        """Whether this second is one to tick in; whoever only reads gives way where a host is crowded."""
        before, ticks = self.pace.rest, self.pace.look()
        if not self.desk.read_only:
            return True
        if bool(before) != bool(self.pace.rest):
            self.follow()
        return ticks

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A screen that no longer followed would show an old state as if it were of now."""
        if event.state is WorkerState.ERROR and event.worker.group == FOLLOWING:
            self.set_timer(1, self.follow)

    @work(exclusive=True, exit_on_error=False, group=FOLLOWING)
    async def follow(self) -> None:
        """Wake whenever something may have been appended; a watch that breaks is begun anew."""
        while True:
            try:
                async for _ in self.desk.store.changes(seldom=self.desk.read_only and self.pace.rest > 0):
                    self.post_message(RecordChanged())
            except RecordError as error:
                self._caught_up(Seen(self.incident, self._starred or 0, str(error)), None)
            await asyncio.sleep(1)

    @on(RecordChanged)
    def record_changed(self) -> None:
        """Something may have been appended: fold it, away from the loop."""
        if self.desk.incident.exists:
            self._behind = True
            if self._catching_up is None or self._catching_up.done():
                self._catching_up = asyncio.create_task(self._catch_up())
                self._catching_up.add_done_callback(self._read_failed)
        for top in self.screen_stack[-1:]:  # an app that ends has none
            if isinstance(top, IncidentsScreen):
                top.reload()

    async def _catch_up(self) -> None:
        """One read at a time, and one more for all that came during it."""
        while self._behind and self.is_running:
            self._behind = False
            board = self.board
            seen = await asyncio.to_thread(self._read, board.asks() if board else None)
            if seen is not None and seen.incident.id == self.incident.id:
                self._caught_up(seen, board)  # read of one that was left meanwhile, it tells nothing
            await self.pace.pause()

    def _read_failed(self, read: asyncio.Task[None]) -> None:
        error = None if read.cancelled() else read.exception()
        if error is not None:
            tell_mistake(self, error)

    def _read(self, ask: Callable[[Reader], News] | None) -> Seen | None:
        """Everything a change makes a screen read, in one go; None where nothing has changed."""
        desk, shown = self.desk, self.incident
        try:
            incident = _caught_up(desk)
            if incident is shown and self._starred is not None and not self._trouble:
                return None
            starred = desk.store.starred_count(incident.id)
            grown = incident.number != shown.number
            return Seen(incident, starred, news=ask(desk.store) if ask and grown else None)
        except RecordError as error:
            return Seen(shown, self._starred or 0, str(error))

    def _tell_news(self, before: Incident, after: Incident) -> None:
        """What is about me with a bell, what concerns everybody without one."""
        if self.desk.read_only:
            return
        rings = news_rings(before, after, self.desk.who, self.desk.now())
        if rings and not self.clock_watch.is_waking:
            self.bell()
        for sentence in news(before, after, self.desk.who):
            self.notify(harmless(sentence), markup=False, timeout=12)

    def _resume(self, sentence: str) -> None:
        """The clock was set, or nothing ran for long: one sentence, and one bell for all that is due."""
        if self.clock_watch.is_waking and self._due():
            self.bell()
        self._ringing, self._reminding = Ringing(), Reminding()
        self._ring()
        self._warn(sentence)

    def _warn(self, sentence: str) -> None:
        if sentence:
            self.notify(harmless(sentence), severity="warning", markup=False, timeout=12)

    def _due(self) -> list[Duty]:
        """What has a bell by now and has not been heard here."""
        if self.desk.read_only or not self.incident.exists:
            return []
        incident = self.clock_watch.reckon(self.incident)
        return self._ringing.due(incident, self.desk.who, self.desk.now())

    def _ring(self) -> None:
        """The bell for what has become mine to do, once for each cause; a timer says what it was for."""
        due = self._due()
        if due:
            self.bell()
        for duty in due:
            if duty.cause.startswith(TIMER):
                self.notify(harmless(duty.text), markup=False, timeout=12)

    def _remind(self) -> None:
        """That nobody has command, in words, in every cockpit that is open (S52)."""
        sentence = self._reminding.due(self.clock_watch.reckon(self.incident), self.desk.now())
        if not self.desk.read_only:
            self._warn(sentence)

    def _caught_up(self, seen: Seen, board: Board | None) -> None:
        if not self.is_running:
            return
        before, incident = self.incident, seen.incident
        changed = (seen.starred, seen.trouble) != (self._starred, self._trouble)
        self._starred, self._trouble = seen.starred, seen.trouble
        if incident.last_act != before.last_act:
            spoken = spoken_for(before, incident, self.desk.who)
            self.spoken_for = spoken[-1].number if spoken else self.spoken_for
            self._tell_news(before, incident)
        if incident == before and changed:
            self.show_view()
        self.incident = incident
        if self.board is not None and incident.number < before.number:
            timeline = self.board.query_one(Timeline)
            timeline.show(timeline.wanted)  # nothing that was read of the record counts any more
        elif self.board is not None and incident.number != before.number:
            self.board.grown(incident.number, seen.news if self.board is board else None)


def _caught_up(desk: Desk) -> Incident:
    """What the record adds up to now; an older copy that was put back is gone on with."""
    try:
        return desk.catch_up()
    except EntriesLost as missing:
        return desk.go_on(missing)
