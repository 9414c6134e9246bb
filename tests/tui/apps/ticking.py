"""A big clock that counts seconds, each painted as soon as the last one is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from textual.app import App, ComposeResult
from textual.widgets import Static

from cockpit.tui.widgets.clock import BigClock, Reading, band

SAID = {5: "start of ticks", 65: "end of ticks"}
START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


class Ticking(App[None]):
    CSS = "BigClock { margin: 3 20; }"
    seconds = 0

    def compose(self) -> ComposeResult:
        yield Static("not counting yet", id="says")
        yield BigClock(self.read, lambda: START + timedelta(seconds=self.seconds))

    def read(self, now: datetime) -> Reading:
        return band(now, START + timedelta(minutes=5), START + timedelta(minutes=9))

    def on_mount(self) -> None:
        self.set_timer(0.1, self.step)

    async def step(self) -> None:
        self.seconds += 1
        await self.query_one(BigClock).tick()
        if self.seconds in SAID:
            self.query_one("#says", Static).update(SAID[self.seconds], layout=False)
        self.set_timer(0.03, self.step)


Ticking().run()
