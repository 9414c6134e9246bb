"""A screen that rests while a dialog or another screen covers it."""

from __future__ import annotations

from textual.screen import Screen

from cockpit.tui.mistakes import TellsMistakes


class Covered(TellsMistakes, Screen[None]):
    """Paints nothing while it is covered; once it is on top again, all that has changed.

    Every dialog is opaque. Textual paints what is below one all the same, and then sends the whole dialog
    again: for each entry that others make some ten kilobytes, which show nothing.
    """

    @property
    def is_current(self) -> bool:
        """Whether somebody can see it; the app has no screens at all while it ends."""
        return self.app.screen_stack[-1:] == [self]
