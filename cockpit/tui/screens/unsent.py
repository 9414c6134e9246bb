"""What every screen on which somebody types does with it until it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual import work
from textual.screen import Screen

from cockpit.incident.texts import harmless
from cockpit.tui.keeping import Keeper


class Unsent(Screen[None]):
    """Has what is typed on it kept, so that no end of the terminal loses it."""

    keeper: Keeper | None = None
    """Keeps unsent lines and forms; set by whoever opens the screen, before it is shown."""

    def left_behind(self) -> Mapping[str, Any]:
        """What an earlier terminal of this person left unsent here, by name of the line or form."""
        if self.keeper is None:
            return {}
        found = self.keeper.load()
        if self.keeper.missed:
            self.notify(harmless(self.keeper.missed), severity="warning", markup=False)
        return found

    def save_drafts(self) -> None:
        """Write unsent lines down, away from the loop, if any key was pressed since the last time."""
        keeper = self.keeper
        if keeper is not None and keeper.is_behind:
            self._save(keeper)

    @work(exit_on_error=False, group="drafts")
    async def _save(self, keeper: Keeper) -> None:
        if trouble := await keeper.keep_up():
            self.notify(harmless(trouble), severity="warning", markup=False)

    def keep_drafts(self) -> str:
        """Save what is typed and not sent; why that failed, or empty. A signal calls it: no widget here."""
        return (self.keeper and self.keeper.save()) or ""
