"""A title typed on the list of incidents is never lost: not with the terminal, nor where the record fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from cockpit.drafts import Drafts, Slot
from cockpit.record.errors import Unavailable
from cockpit.tui.app import CockpitApp
from cockpit.tui.keeping import Keeper
from cockpit.tui.widgets.promptline import PromptLine
from tests.tui.seated import seated, several, sitting_down
from tests.tui.sitting import is_told
from tests.tui.story import Story, at
from tests.waiting import wait_for_async

TYPED = {"title": "it burns", "impact": "all carts"}


@asynccontextmanager
async def listing(folder: Path, story: Story) -> AsyncIterator[tuple[CockpitApp, Pilot[None], Drafts]]:
    """dave's list of incidents, with drafts in the folder."""
    drafts = Drafts(folder / "drafts")
    app = seated(folder, story, "dave")
    app.list_keeper = lambda: Keeper(drafts, Slot(folder / "db", "", "dave", "list"), lambda: at("12:51"))
    async with sitting_down(app) as (_, pilot):
        yield app, pilot, drafts
    drafts.close()


async def line_of(app: CockpitApp, pilot: Pilot[None]) -> PromptLine:
    await wait_for_async(lambda: app.screen.query("IncidentsScreen > PromptLine"), "the list is there")
    line = app.screen.query_one(PromptLine)
    if not line.is_asking:
        await pilot.press("d")
        await wait_for_async(lambda: line.is_asking, "the title is asked for")
    return line


async def types(app: CockpitApp, pilot: Pilot[None]) -> PromptLine:
    line = await line_of(app, pilot)
    await pilot.press("i", "t", "space", *"burns", "tab", *"all", "space", *"carts")
    await wait_for_async(lambda: line.drafts() == {"declare": TYPED}, "it is typed")
    return line


async def test_a_half_typed_title_is_there_in_the_next_terminal(tmp_path: Path) -> None:
    async with listing(tmp_path, several("old")) as (app, pilot, drafts):
        await types(app, pilot)
        app.tick()
        slot = Slot(tmp_path / "db", "", "dave", "list")
        await wait_for_async(lambda: drafts.is_kept(slot) and any((tmp_path / "drafts").iterdir()), "kept")
    async with listing(tmp_path, several("old")) as (app, pilot, _):
        line = await line_of(app, pilot)
        assert line.prompt is not None and line.values(line.prompt) == TYPED


async def test_left_with_esc_it_is_there_when_the_list_is_opened_again(tmp_path: Path) -> None:
    async with listing(tmp_path, several("old", "open")) as (app, pilot, _):
        await pilot.press("enter")
        await wait_for_async(lambda: app.board is not None, "the incident's screen")
        app.list_incidents()
        await types(app, pilot)
        await pilot.press("escape", "escape")
        await wait_for_async(lambda: app.screen is app.board, "back at the incident")
        app.list_incidents()
        line = await line_of(app, pilot)
        assert line.prompt is not None and line.values(line.prompt) == TYPED


async def test_what_the_record_could_not_take_stands_in_the_line_again(
    tmp_path: Path, monkeypatch: Any
) -> None:
    story = several("old")
    append = story.store.append
    full = [True]

    def refusing(*what: Any, **how: Any) -> Any:
        if full:
            raise Unavailable("The disk is full: make room.")
        return append(*what, **how)

    monkeypatch.setattr(story.store, "append", refusing)
    async with listing(tmp_path, story) as (app, pilot, drafts):
        line = await types(app, pilot)
        await pilot.press("enter")
        await wait_for_async(lambda: is_told(app, "The disk is full"), "why it is not declared")
        await wait_for_async(lambda: line.is_asking, "the line asks again")
        assert line.prompt is not None and line.values(line.prompt) == TYPED
        full.clear()
        await pilot.press("enter")
        await wait_for_async(lambda: app.board is not None, "the new incident's screen")
        assert app.desk.incident.title == TYPED["title"]
        assert drafts.load(Slot(tmp_path / "db", "", "dave", "list")) is None, "declared, it is no draft"


async def test_a_cockpit_may_end_in_the_moment_in_which_the_list_is_opened(tmp_path: Path) -> None:
    async with listing(tmp_path, several("old", "open")) as (app, pilot, _):
        await pilot.press("enter")
        await wait_for_async(lambda: app.board is not None, "the incident's screen")
        app.list_incidents()
