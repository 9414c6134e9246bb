"""Where what is typed and pasted goes: into the field it was meant for, with nothing of it lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from cockpit.incident import commands as cmd
from cockpit.tui.app import CockpitApp
from cockpit.tui.dialogs.pickrow import PickRow
from cockpit.tui.widgets.linefield import LineField
from tests.tui.seated import seated, sitting_down
from tests.tui.stage import the_whole
from tests.tui.story import at
from tests.waiting import wait_for_async


def field(app: CockpitApp) -> Input | LineField:
    focused = app.focused
    assert isinstance(focused, Input | LineField)
    return focused


async def holds(app: CockpitApp, text: str) -> None:
    await wait_for_async(
        lambda: isinstance(app.focused, Input | LineField) and app.focused.value == text, f"the field: {text}"
    )


async def lost_the_window(pilot: Pilot[None]) -> None:
    pilot.app.post_message(events.AppBlur())
    await wait_for_async(lambda: pilot.app.focused is None, "another window is in front")


@pytest.mark.parametrize("kind", ["commander", "scribe"])
async def test_a_window_that_was_not_in_front_loses_no_line_no_key_and_no_paste(
    tmp_path: Path, kind: str
) -> None:
    app = seated(tmp_path, the_whole(), "grace", "scribe" if kind == "scribe" else "commander")
    async with sitting_down(app) as (_, pilot):
        if kind == "commander":
            await pilot.press("n")
        await wait_for_async(lambda: isinstance(app.focused, Input | LineField), "the line")
        await pilot.press("a")
        await lost_the_window(pilot)
        app.post_message(events.Paste("pasted "))
        await holds(app, "apasted ")
        await lost_the_window(pilot)
        await pilot.press("b")
        await holds(app, "apasted b")
        await lost_the_window(pilot)
        app.post_message(events.AppFocus())
        await pilot.press("c")
        await holds(app, "apasted bc")


async def test_a_paste_that_comes_with_the_key_that_opens_the_line_is_in_it(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, the_whole())) as (app, _):
        for event in (events.Key("n", "n"), events.Paste("replica lag is 40 s"), events.Key("x", "x")):
            app.post_message(event)
        await holds(app, "replica lag is 40 sx")


async def test_who_comes_back_to_a_field_goes_on_writing_in_it(tmp_path: Path) -> None:
    story = the_whole()
    story.now = at("14:08")
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        await pilot.press("c")
        await wait_for_async(lambda: app.screen.query("CheckinForm.-open #checkin-users"), "the form")
        await pilot.pause()
        app.screen.query_one("CheckinForm #checkin-users", Input).focus()
        await pilot.press("ctrl+u", *"EU")
        await pilot.press("shift+tab", "tab", "x")
        await holds(app, "EUx")
        assert not any(box.cursor_blink for box in app.screen.query(Input))
        assert app.animation_level == "none"


async def test_a_row_that_somebody_else_answers_leaves_the_cursor_beside_it(tmp_path: Path) -> None:
    """Without the focus the next keys would mean what they mean on the board."""
    story = the_whole()
    story.now = at("14:08")
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        await pilot.press("c")
        await wait_for_async(lambda: {"M6", "M7"} <= rows(app).keys(), "the form")
        await pilot.pause()
        rows(app)["M7"].focus()
        await wait_for_async(lambda: app.focused is rows(app)["M7"], "the cursor is on M7")
        story.does("14:08", "grace", cmd.Approve("M7"), word="alice")
        await wait_for_async(lambda: "M7" not in rows(app), "its row goes")
        await wait_for_async(lambda: app.focused is rows(app)["M6"], "the cursor is on the one beside it")


def rows(app: CockpitApp) -> dict[str | None, PickRow]:
    return {row.name: row for row in app.screen.query("#checkin-queue PickRow").results(PickRow)}
