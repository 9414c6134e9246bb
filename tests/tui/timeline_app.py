"""A timeline in an app of its own, and what a person sees of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import UTC
from typing import TypeVar

from textual import on
from textual.app import App, ComposeResult

from cockpit.record.log import Filter, Reader
from cockpit.tui.widgets.timeline import Timeline
from cockpit.tui.widgets.timeline_pages import View, read_tail
from tests.tui.synthetic import Synthetic
from tests.waiting import wait_for_async

T = TypeVar("T")
MILLION = 1_000_000


class TimelineApp(App[None]):
    def __init__(self, record: Synthetic, wanted: Filter | None = None, *, with_tail: bool = False) -> None:
        super().__init__()
        self.animation_level = "none"
        self.record = record
        self.wanted = wanted or Filter()
        self.with_tail = with_tail
        self.gate = asyncio.Event()
        self.gate.set()
        self.highlighted: list[int] = []
        self.selected: list[int] = []
        self.places: list[tuple[bool, int]] = []
        self.failures: list[str] = []

    def compose(self) -> ComposeResult:
        tail = read_tail(self.record, View("INC-1", self.wanted)) if self.with_tail else None
        yield Timeline(self.read, "INC-1", zone=UTC, wanted=self.wanted, tail=tail)

    async def read(self, ask: Callable[[Reader], T]) -> T:
        await self.gate.wait()
        return await asyncio.to_thread(ask, self.record)

    @on(Timeline.EntryHighlighted)
    def _highlighted(self, message: Timeline.EntryHighlighted) -> None:
        self.highlighted.append(message.number)

    @on(Timeline.EntrySelected)
    def _selected(self, message: Timeline.EntrySelected) -> None:
        self.selected.append(message.number)

    @on(Timeline.PlaceChanged)
    def _place(self, message: Timeline.PlaceChanged) -> None:
        self.places.append((message.following, message.new_count))

    @on(Timeline.ReadFailed)
    def _failed(self, message: Timeline.ReadFailed) -> None:
        self.failures.append(message.reason)

    @property
    def timeline(self) -> Timeline:
        return self.query_one(Timeline)

    def lines(self) -> list[str]:
        """What a person sees of the timeline."""
        timeline = self.timeline
        strips = timeline.render_lines(timeline.size.region)
        return [strip.text.rstrip() for strip in strips]

    def numbers(self) -> list[int]:
        return [int(found[1]) for line in self.lines() if (found := re.match(r" +(\d+) ", line))]

    async def shows(self, first: int, last: int) -> None:
        """Wait until entries `first` to `last` are on the screen, read."""
        await wait_for_async(
            lambda: (
                (found := self.numbers()) != []
                and (found[0], found[-1]) == (first, last)
                and "…" not in "".join(self.lines())
            ),
            f"entries {first} to {last} are shown",
        )

    async def at(self, number: int) -> None:
        await wait_for_async(
            lambda: bool(self.highlighted) and self.highlighted[-1] == number == self.timeline.cursor,
            f"the cursor is painted at {number}",
        )
