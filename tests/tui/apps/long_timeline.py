"""A timeline of any length on a real terminal: long_timeline.py COUNT."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from datetime import UTC
from typing import TypeVar

from textual.app import App, ComposeResult
from textual.filter import LineFilter

from cockpit.record.log import Reader
from cockpit.tui.scrub import SCRUB
from cockpit.tui.widgets.timeline import Timeline
from cockpit.tui.widgets.timeline_pages import View, read_tail
from tests.tui.synthetic import Synthetic

T = TypeVar("T")


class LongTimeline(App[None]):
    def __init__(self, count: int) -> None:
        super().__init__()
        self.animation_level = "none"
        self.record = Synthetic(count)

    def get_line_filters(self) -> list[LineFilter]:
        return [*super().get_line_filters(), SCRUB]

    def compose(self) -> ComposeResult:
        tail = read_tail(self.record, View("INC-1")) if "tail" in sys.argv else None
        yield Timeline(self.read, "INC-1", zone=UTC, tail=tail)

    async def read(self, ask: Callable[[Reader], T]) -> T:
        return await asyncio.to_thread(ask, self.record)


LongTimeline(int(sys.argv[1])).run()
