"""A terminal whose size changes wildly, down to one cell, under every kind of dialog and with a full line."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from cockpit.tui.actions import ScreenName
from cockpit.tui.app import CockpitApp
from cockpit.tui.screens.board import Board
from cockpit.tui.widgets.linefield import LineField
from tests.tui.seated import seated, sitting_down
from tests.tui.stage import WIDE, screen_lines, the_whole
from tests.waiting import wait_for_async

STORM = [(1, 1), (20, 5), (3, 40), (200, 60), (20, 5)]
LONG = "replica lag went from 0 to 340 s and " * 12


def has_rows(app: CockpitApp, rows: int) -> bool:
    return len(screen_lines(app.screen)) == rows


def shows(app: CockpitApp, lines: list[str]) -> bool:
    return screen_lines(app.screen) == lines


async def storm(app: CockpitApp, pilot: Pilot[None]) -> None:
    """Every size in turn, each painted whole and within its bounds; then the first one again."""
    for columns, rows in STORM:
        await pilot.resize_terminal(columns, rows)
        await wait_for_async(partial(has_rows, app, rows), "it has the new size")
        assert all(len(text) <= columns for text in screen_lines(app.screen))
    await pilot.resize_terminal(*WIDE)


async def test_a_storm_of_sizes_leaves_what_is_open_as_it_was(tmp_path: Path) -> None:
    """A form, a dialog to read, one to choose from, one with columns, and the list of keys."""
    async with sitting_down(seated(tmp_path, the_whole())) as (app, pilot):
        for key in ("d", "g", "U", "E", "?", "c"):
            await pilot.press(key)
            await pilot.pause()
            shown, before = app.screen, screen_lines(app.screen)
            await storm(app, pilot)
            await wait_for_async(partial(shows, app, before), f"what {key} opened is as it was")
            assert app.screen is shown
            await pilot.press("escape")
            await wait_for_async(lambda: isinstance(app.screen, Board), "back on the board")


async def test_a_list_of_which_no_line_fits_can_be_paged(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, the_whole())) as (app, pilot):
        for key in ("L", "d", "E"):
            await pilot.press(key)
            await pilot.resize_terminal(10, 3)
            await wait_for_async(partial(has_rows, app, 3), "it has the new size")
            await pilot.press("pagedown", "pageup", "down", "up", "end", "home")
            await pilot.resize_terminal(*WIDE)
            assert app.is_running and not isinstance(app.screen, Board)
            await pilot.press("escape")
            await wait_for_async(lambda: isinstance(app.screen, Board), "back on the board")


@pytest.mark.parametrize("kind", ["commander", "scribe"])
async def test_a_storm_of_sizes_takes_nothing_from_a_full_line(tmp_path: Path, kind: ScreenName) -> None:
    async with sitting_down(seated(tmp_path, the_whole(), "grace", kind)) as (app, pilot):
        if kind == "commander":
            await pilot.press("n")
        await wait_for_async(lambda: isinstance(app.focused, LineField | Input), "the line is there")
        line = app.focused
        assert isinstance(line, LineField | Input)
        line.post_message(events.Paste(LONG))
        await wait_for_async(lambda: LONG.strip() in line.value, "it is full")
        typed = line.value
        await storm(app, pilot)
        assert app.focused is line and line.value == typed
