"""A field of one line that loses nothing of what is pasted into it."""

from __future__ import annotations

from textual import events
from textual.widgets import Input


class OneLine(Input):
    """Several pasted lines become one: Textual's own field keeps the first and drops the others silently."""

    def on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        line = " ".join(text for text in event.text.splitlines() if text.strip())
        if self.selection.is_empty:
            self.insert_text_at_cursor(line)
        else:
            self.replace(line, *self.selection)
