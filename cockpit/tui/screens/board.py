"""What every full screen has in common: its keys from the table, and a View handed down."""

from __future__ import annotations

from typing import ClassVar

from textual.screen import Screen

from cockpit.tui.actions import ScreenName, Situation
from cockpit.tui.messages import ActionChosen
from cockpit.tui.table import ACTIONS
from cockpit.tui.view import View


class Board(Screen[None]):
    """A screen that shows one incident. Subclasses paint in `show` and count in `tick`."""

    kind: ClassVar[ScreenName] = "commander"
    view: View | None = None

    def show(self, view: View) -> None:
        """Something changed, or the screen has just appeared."""
        raise NotImplementedError

    def tick(self, view: View) -> None:
        """A second has passed; only what counts time repaints."""
        raise NotImplementedError

    def situation(self) -> Situation | None:
        """What decides which keys can be used, or None before the first view."""
        view = self.view
        return Situation(view.incident, view.me, view.read_only, view.now) if view else None

    def action_act(self, action: str) -> None:
        """A key was pressed: the app does it, or says why it cannot."""
        if action in ACTIONS:
            self.post_message(ActionChosen(action))
