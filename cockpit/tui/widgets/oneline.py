"""A field of one line that loses nothing of what is pasted into it."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.widgets import Input


class OneLine(Input):
    """Several pasted lines become one: Textual's own field keeps the first and drops the others silently.

    Who comes back to it goes on writing: Textual's own selects all, and the next key replaces it. Its cursor
    does not blink, which would send half a kilobyte a second from a terminal where nothing happens.
    """

    def __init__(self, value: str | None = None, **how: Any) -> None:
        super().__init__(value, select_on_focus=False, **how)
        self.cursor_blink = False

    def on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        line = " ".join(text for text in event.text.splitlines() if text.strip())
        if self.selection.is_empty:
            self.insert_text_at_cursor(line)
        else:
            self.replace(line, *self.selection)
