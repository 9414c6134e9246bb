"""The full-screen app: from a key to the desk, and from the desk's answer back to the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from textual import events, on
from textual.binding import Binding
from textual.filter import LineFilter

from cockpit.desk import Desk
from cockpit.incident.texts import harmless_lines
from cockpit.tui import carrying, picking
from cockpit.tui.actions import SCREENS, ScreenName, Situation
from cockpit.tui.acts.steps import Stage
from cockpit.tui.acts.table import ACTS
from cockpit.tui.clipboard import hand_over
from cockpit.tui.dialogs.people import PeopleDialog
from cockpit.tui.following import FollowingApp
from cockpit.tui.keeping import may_leave
from cockpit.tui.keygate import KeyGate
from cockpit.tui.lifecycle import (
    believe_the_terminal,
    collect_garbage,
    repaint_after_suspend,
    stop_between_acts,
)
from cockpit.tui.logins import read_logins
from cockpit.tui.messages import (
    ActionChosen,
    Confirmed,
    DutyChosen,
    Failed,
    Settled,
    StepReady,
    Submitted,
)
from cockpit.tui.screens.board import Board
from cockpit.tui.screens.incidents import IncidentsScreen
from cockpit.tui.scrub import SCRUB
from cockpit.tui.styles import choose_theme, styles_dir
from cockpit.tui.submitting import Submitting
from cockpit.tui.table import ACTIONS


class CockpitApp(FollowingApp):
    """One person at one terminal. Screens get a View; everything they want comes back as a message."""

    TITLE = "cockpit"
    CSS_PATH: ClassVar[Any] = [styles_dir() / f"{name}.tcss" for name in ("cockpit", *SCREENS)]
    """With those of the screens: one that a screen brings along makes Textual parse all of them again."""
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[Any]] = [
        Binding("ctrl+q", "leave", "quit", show=False, priority=True),
        Binding("ctrl+c", "leave", "quit", show=False),
    ]

    def __init__(
        self,
        desk: Desk,
        make_board: Callable[[CockpitApp, ScreenName], Board],
        *,
        kind: ScreenName = "commander",
        login: str = "",
        theme: str | None = None,
        keys: Mapping[str, str] | None = None,
        demo: Callable[[], str] | None = None,
    ) -> None:
        super().__init__(desk, login=login)
        self.animation_level = "none"
        self.kind: ScreenName = kind
        self.keys: Mapping[str, str] = dict(keys or {})
        self.demo = demo
        """Starts the demonstration and says so; its incident appears in the list."""
        self._make_board = make_board
        self._gate = KeyGate(self)
        self._submitting = Submitting(self)
        self._unknown = choose_theme(self, theme)

    def get_line_filters(self) -> list[LineFilter]:
        return [*super().get_line_filters(), SCRUB]

    def copy_to_clipboard(self, text: str) -> None:
        """What others typed must act no more where it is pasted than where it is shown."""
        shown = "\n".join(harmless_lines(text))
        hand_over(self, shown)
        super().copy_to_clipboard(shown)

    async def on_event(self, event: events.Event) -> None:
        await self._gate.pass_on(event, super().on_event)

    def on_mount(self) -> None:
        repaint_after_suspend(self)
        stop_between_acts(self, lambda: self.desk.at_rest())
        self.set_keymap(self.keys)
        for mistake in (*self._unknown, *ACTIONS.mistakes(self.keys)):
            carrying.tell(self, mistake, "warning")
        if self.desk.incident.exists:
            self.open_board()
        else:
            self.list_incidents()
        self.call_after_refresh(self._begun)

    def _begun(self) -> None:
        """Something is painted: what nobody waits for follows."""
        collect_garbage()
        self.set_interval(1, self.tick)
        self.set_interval(1, lambda: believe_the_terminal(self))
        self.follow()

    def open_board(self) -> None:
        """Show the screen of the incident the desk sits at, in place of whatever was there."""
        if trouble := self.keep_drafts():
            carrying.tell(self, trouble, "warning")
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.begin()
        board = self._make_board(self, self.kind)
        board.view = self.view()
        self.push_screen(board)
        self.record_changed()

    def list_incidents(self) -> None:
        """Everybody's incidents and one's private ones, to pick one; or declare one."""
        listed = IncidentsScreen(self.desk, self.records.incidents, demo=self.demo is not None)
        listed.keeper = self.list_keeper()
        self.push_screen(listed)

    @on(Submitted)
    def _submitted(self, asked: Submitted) -> None:
        self._submitting.take(asked, self.desk)

    @on(Settled)
    async def _settled(self, event: Settled) -> None:
        self.pace.hurry()
        self.record_changed()
        await carrying.settle(self, event.asked, event.answer)

    @on(Failed)
    def _failed(self, event: Failed) -> None:
        carrying.failed(self, event.asked, event.sentence)

    @on(StepReady)
    async def _step(self, event: StepReady) -> None:
        board = self.board
        if board is not None and board.view is not None:
            await carrying.carry(self, event.step, Stage(board.view, *board.selection()))

    @on(Confirmed)
    def _confirmed(self, event: Confirmed) -> None:
        for command in carrying.decisions(self, event.act, event.measure):
            self._submitted(Submitted(command))

    @on(DutyChosen)
    async def _go(self, event: DutyChosen) -> None:
        await carrying.go(self, event.duty)

    @on(IncidentsScreen.Chosen)
    def _picked(self, event: IncidentsScreen.Chosen) -> None:
        picking.sit_down(self, event.incident)

    @on(IncidentsScreen.Declared)
    def _declared(self, event: IncidentsScreen.Declared) -> None:
        picking.declare(self, event)

    @on(IncidentsScreen.DemoWanted)
    def _demo_wanted(self) -> None:
        if self.demo is not None:
            carrying.tell(self, self.demo(), "information")

    @on(PeopleDialog.LoginsWanted)
    def _logins_wanted(self, event: PeopleDialog.LoginsWanted) -> None:
        read_logins(self, event.dialog)

    @on(ActionChosen)
    async def _chosen(self, event: ActionChosen) -> None:
        await self.act(event.action)

    async def act(self, action: str) -> None:
        """Do what an action's key does, or say why it cannot be done now."""
        board = self.board
        if action == "quit":
            self.action_leave()
        if board is None or board.view is None or action not in ACTS:
            return
        situation = board.situation() or Situation(None, self.desk.who, True, self.desk.now())
        usable = ACTIONS.usable(action, situation)
        if usable is True:
            stage = Stage(board.view, *board.selection())
            await carrying.carry(self, ACTS[action](stage), stage)
        else:
            carrying.tell(self, usable or "That has no place here now.", "warning")

    def action_leave(self) -> None:
        if may_leave(self, self.keep_drafts()):
            self.exit()
