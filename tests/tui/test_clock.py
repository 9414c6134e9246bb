"""The big clock counts the check-in band and repaints only the cells that changed (S66)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region

from cockpit.tui.widgets.clock import BigClock, Reading, band
from tests.waiting import wait_for_async

if TYPE_CHECKING:
    from tests.tui.conftest import Opener

START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
DUE = START + timedelta(minutes=15)
OVERDUE = START + timedelta(minutes=20)


class Clock:
    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def wait(self, **span: float) -> None:
        self.time += timedelta(**span)


class ClockApp(App[None]):
    CSS = "#first { margin: 1 2; }"

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.says: Reading | None = None

    def compose(self) -> ComposeResult:
        yield BigClock(lambda now: self.says or band(now, DUE, OVERDUE), self.clock)


def rows_of(clock: BigClock) -> list[str]:
    return ["".join(glyph.render_line(y).text for glyph in clock.children).rstrip() for y in range(3)]


@pytest.mark.parametrize(
    ("minutes", "seconds", "reading"),
    [
        (0, 0, Reading(900, "early")),
        (14, 59.9, Reading(1, "early")),
        (15, 0, Reading(300, "due")),
        (19, 59, Reading(1, "due")),
        (20, 0, Reading(0, "overdue")),
        (23, 12.7, Reading(192, "overdue")),
        (-5, 0, Reading(1200, "early")),
    ],
)
def test_the_band_counts_down_twice_and_then_up(minutes: int, seconds: float, reading: Reading) -> None:
    assert band(START + timedelta(minutes=minutes, seconds=seconds), DUE, OVERDUE) == reading


@pytest.mark.parametrize(
    ("reading", "text"),
    [
        (Reading(245), "04:05"),
        (Reading(3599), "59:59"),
        (Reading(3600), "1:00:00"),
        (Reading(45296), "12:34:56"),
        (Reading(-3), "00:00"),
        (Reading(), "--:--"),
    ],
)
def test_a_reading_is_minutes_and_seconds_and_hours_from_an_hour_on(reading: Reading, text: str) -> None:
    assert reading.text == text


async def test_the_digits_are_drawn_and_the_class_says_how_it_stands() -> None:
    app = ClockApp()
    async with app.run_test():
        clock = app.query_one(BigClock)
        app.clock.wait(minutes=10, seconds=55)
        await clock.tick()
        assert rows_of(clock) == [
            "┏━┓ ╻ ╻    ┏━┓ ┏━╸",
            "┃ ┃ ┗━┫ ╹  ┃ ┃ ┗━┓",
            "┗━┛   ╹ ╹  ┗━┛ ╺━┛",
        ]
        assert clock.has_class("-early")
        app.clock.wait(minutes=5)
        await clock.tick()
        assert clock.has_class("-due")
        assert not clock.has_class("-early")
        app.clock.wait(minutes=5)
        await clock.tick()
        assert clock.has_class("-overdue")


async def test_it_grows_by_the_hours_and_counts_something_else_when_told() -> None:
    app = ClockApp()
    async with app.run_test():
        clock = app.query_one(BigClock)
        app.says = Reading(3723, "overdue")
        await clock.tick()
        assert clock.reading.text == "1:02:03"
        assert len(clock.children) == 7
        app.says = Reading()
        await clock.tick()
        assert rows_of(clock)[1] == "╺━╸ ╺━╸ ╹  ╺━╸ ╺━╸"
        assert clock.has_class("-none")


async def test_a_second_repaints_only_the_rows_of_digits_that_differ(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = ClockApp()
    async with app.run_test():
        clock = app.query_one(BigClock)
        await wait_for_async(lambda: rows_of(clock)[0].startswith("╺┓"), "15:00 is drawn")
        painted: list[tuple[int, Region]] = []
        for place, glyph in enumerate(clock.children):
            monkeypatch.setattr(
                glyph,
                "refresh",
                lambda *regions, place=place, **_: painted.extend((place, r) for r in regions),
            )
        app.clock.wait(seconds=1)
        await clock.tick()
        assert clock.reading.text == "14:59"
        assert {place for place, _ in painted} == {1, 3, 4}
        app.clock.wait(seconds=1)
        painted.clear()
        await clock.tick()
        assert clock.reading.text == "14:58"
        assert painted == [(4, Region(0, 1, 4, 1)), (4, Region(0, 2, 4, 1))]
        painted.clear()
        await clock.tick()
        assert painted == []


def test_a_ticking_clock_writes_few_bytes(open_terminal: Opener) -> None:
    terminal = open_terminal("ticking")
    terminal.wait_for_text("end of ticks")
    ticks = terminal.output.partition(b"start of ticks")[2].partition(b"end of ticks")[0]
    # 60 seconds are counted in one go; the whole clock each time would be about 300 bytes a second.
    assert 60 * 50 < len(ticks) < 60 * 250
