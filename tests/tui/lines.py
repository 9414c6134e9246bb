"""An entry line in a small app of its own, and hands to type into it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from textual import events
from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Static

from cockpit.drafts import Draft
from cockpit.tui.widgets.entryline import EntryLine, EntrySubmitted, Known
from tests.waiting import wait_for_async

NOW = datetime(2026, 11, 23, 14, 3, 20, tzinfo=UTC)
KNOWN = Known(("alice", "dave"), last_number=211, my_last=207)


class Host(App[None]):
    """A line that saves its drafts in a list, and remembers what it sent."""

    def __init__(self) -> None:
        super().__init__()
        self.animation_level = "none"
        self.sent: list[EntrySubmitted] = []
        self.kept: list[Draft | None] = []
        self.complaint: str | None = None
        self.trace: list[str] = []

    def compose(self) -> ComposeResult:
        yield Static("above", id="above")
        yield EntryLine(keep=self.keep)

    def on_mount(self) -> None:
        self.line.know(KNOWN, NOW)
        self.line.focus()

    @property
    def line(self) -> EntryLine:
        return self.query_one(EntryLine)

    def keep(self, draft: Draft | None) -> str | None:
        self.kept.append(draft)
        self.trace.append("kept")
        return self.complaint

    def on_entry_submitted(self, event: EntrySubmitted) -> None:
        self.sent.append(event)
        self.trace.append("sent")

    @contextlib.contextmanager
    def suspend(self) -> Iterator[None]:
        yield

    def title_of(self) -> str:
        return Content.from_markup(self.line.border_title or "").plain

    def told(self) -> str:
        return Content.from_markup(self.line.border_subtitle or "").plain


def host(pilot: Pilot[None]) -> Host:
    assert isinstance(pilot.app, Host)
    return pilot.app


async def type_in(pilot: Pilot[Any], text: str) -> None:
    """All keys at once, the way a fast hand or a terminal without paste marks sends them."""
    for char in text:
        key = {"\n": "enter"}.get(char, char)
        pilot.app.post_message(events.Key(key, None if key == "enter" else char))
    await pilot.pause()


async def paste(pilot: Pilot[Any], text: str) -> None:
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()


async def sent(pilot: Pilot[None], count: int = 1) -> list[EntrySubmitted]:
    await wait_for_async(lambda: len(host(pilot).sent) == count, f"{count} lines are sent")
    return host(pilot).sent


def commands(event: EntrySubmitted) -> list[Any]:
    return [request.command for request in event.requests]
