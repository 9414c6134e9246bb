"""Pictures of the commander's screen at the sizes it was designed for; a change of them is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.tui.stage import SMALL, TABS, TINY, WIDE, Stage, the_first_minutes, the_whole

Compare = Callable[..., bool]


@pytest.mark.parametrize("size", [WIDE, TABS, SMALL, TINY], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_board(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(Stage(the_whole()), terminal_size=size)


@pytest.mark.parametrize("tab", ["2", "3", "4"], ids=["measures", "timeline", "people"])
def test_the_tabs(snap_compare: Compare, tab: str) -> None:
    assert snap_compare(Stage(the_whole()), terminal_size=TABS, press=[tab])


@pytest.mark.parametrize("size", [WIDE, (80, 20)], ids=["120x40", "80x20"])
def test_the_first_minutes(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(Stage(the_first_minutes(), "dave"), terminal_size=size)


def test_a_row_that_asks(snap_compare: Compare) -> None:
    async def arm(pilot: Any) -> None:
        pilot.app.board.arm("approve", "M7")
        await pilot.pause()

    assert snap_compare(Stage(the_whole()), terminal_size=WIDE, run_before=arm)


@pytest.mark.parametrize("clock", ["14:09", "14:16"], ids=["due", "overdue"])
def test_the_check_in_comes_and_passes(snap_compare: Compare, clock: str) -> None:
    async def later(pilot: Any) -> None:
        pilot.app.ticks(clock)
        await pilot.pause()

    assert snap_compare(Stage(the_whole()), terminal_size=WIDE, run_before=later)
