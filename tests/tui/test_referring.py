"""The record is written, and referred to, while the incident runs (S26, S27)."""

from __future__ import annotations

from pathlib import Path

import pytest

from cockpit.incident import commands as cmd
from cockpit.tui.actions import ScreenName
from cockpit.tui.app import CockpitApp
from cockpit.tui.widgets.entryline import EntryLine
from cockpit.tui.widgets.promptline import PromptLine
from cockpit.tui.widgets.timeline import Timeline
from tests.tui.seated import seated, sitting_down
from tests.tui.stage import screen_lines, the_whole
from tests.waiting import wait_for_async


def shown(app: CockpitApp) -> str:
    return "\n".join(screen_lines(app.screen))


async def test_s26_the_scribes_line_has_the_focus_and_enter_stores_what_stands_in_it(tmp_path: Path) -> None:
    story = the_whole()
    async with sitting_down(seated(tmp_path, story, "grace", "scribe")) as (app, pilot):
        assert isinstance(app.focused, EntryLine)
        number = story.incident.number
        await pilot.press(*"lag", "space", *"is", "space", "0", "enter")
        await wait_for_async(lambda: story.incident.number > number, "it is stored")
        row = story.store.row(story.id, number + 1)
        assert (row.text, row.actor) == ("lag is 0", "grace")


async def test_s27_a_half_typed_line_is_in_sight_as_a_whole_after_a_search(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, the_whole(), "grace", "scribe")) as (app, pilot):
        await pilot.press(*"abc", "space", *"def", "space", *"ghi", "ctrl+f")
        assert app.board is not None
        prompt = app.board.query_one(PromptLine)
        await wait_for_async(lambda: prompt.is_asking, "the search is asked for")
        await pilot.press(*"line", "enter", "escape")
        await wait_for_async(lambda: isinstance(app.focused, EntryLine), "back in the line")
        await pilot.press("j", "k")
        await wait_for_async(lambda: "abc def ghijk" in shown(app), "all of it is shown")


@pytest.mark.parametrize(("who", "kind"), [("alice", "commander"), ("grace", "scribe"), ("zoe", "observer")])
async def test_s27_what_somebody_wrote_elsewhere_is_found_by_its_words_on_every_screen(
    tmp_path: Path, who: str, kind: ScreenName
) -> None:
    story = the_whole()
    async with sitting_down(seated(tmp_path, story, who, kind)) as (app, pilot):
        story.does("14:04", "dave", cmd.Log("the certificate of the proxy has expired"))
        await pilot.press("ctrl+f" if kind == "scribe" else "slash")
        assert app.board is not None
        line = app.board.query_one(PromptLine)
        await wait_for_async(lambda: line.is_asking, "the search is asked for")
        await pilot.press(*"certificate", "enter")
        await wait_for_async(lambda: "certificate of the proxy" in shown(app), "it is found")
        timeline = app.screen.query_one(Timeline)
        assert timeline.wanted.search == "certificate" and "fail over" not in _texts(app)


def _texts(app: CockpitApp) -> str:
    """What stands in the timeline's own lines."""
    region = app.screen.query_one(Timeline).region
    return "\n".join(screen_lines(app.screen)[region.y : region.bottom])


async def test_s27_the_starred_layer_is_one_key_away(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, the_whole())) as (app, pilot):
        assert "M5 approved" in _texts(app)
        await pilot.press("f", "f")
        await wait_for_async(lambda: "M5 approved" not in _texts(app) and "★" in _texts(app), "only stars")
