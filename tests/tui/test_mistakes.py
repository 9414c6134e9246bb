"""Work beside the loop that fails in a way nobody thought of is told without data, and the screen goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from cockpit.drafts import Drafts
from cockpit.incident import commands as cmd
from cockpit.record.log import Filter
from cockpit.tui.widgets.timeline import Timeline
from tests.tui.seated import seated, sitting_down
from tests.tui.sitting import is_told, told
from tests.tui.stage import the_whole
from tests.waiting import wait_for_async


async def test_an_entry_that_fails_by_a_mistake_is_told_and_the_line_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = the_whole()
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        submit, failing = app.desk.submit, [True]

        def fails_once(*what: Any, **how: Any) -> Any:
            if failing.pop() if failing else False:
                raise KeyError("hunter2")
            return submit(*what, **how)

        monkeypatch.setattr(app.desk, "submit", fails_once)
        await pilot.press("n")
        await wait_for_async(lambda: isinstance(app.focused, Input), "the line")
        await pilot.press(*"replica", "enter")
        await wait_for_async(lambda: is_told(app, "a mistake of its own (KeyError in "), "it is told")
        await wait_for_async(
            lambda: isinstance(app.focused, Input) and app.focused.value == "replica", "the line is back"
        )
        await pilot.press("enter")
        await wait_for_async(lambda: story.incident.number > 203, "it is stored")
        assert not any("hunter2" in sentence for sentence in told(app))


async def test_reading_and_keeping_that_fail_by_a_mistake_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows of the timeline, the draft of the line, the list of incidents: none falls silent."""
    story = the_whole()
    drafts = Drafts(tmp_path / "drafts")
    async with sitting_down(seated(tmp_path, story, "grace", "scribe", drafts)) as (app, pilot):

        def fails(error: type[Exception]) -> Callable[..., Any]:
            def fail(*_: Any, **__: Any) -> Any:
                raise error("hunter2")

            return fail

        monkeypatch.setattr(drafts, "save", fails(LookupError))
        await pilot.press("a")
        await wait_for_async(lambda: is_told(app, "of its own (LookupError in "), "the draft")
        monkeypatch.setattr(story.store, "rows", fails(ZeroDivisionError))
        assert app.board is not None
        app.board.query_one(Timeline).show(Filter(kind="note"))
        await wait_for_async(lambda: is_told(app, "of its own (ZeroDivisionError in "), "the rows")
        listed = iter([app.records.incidents])
        monkeypatch.setattr(app.records, "incidents", lambda: next(listed, fails(KeyError))())
        app.list_incidents()
        await wait_for_async(lambda: app.screen.query("IncidentsScreen > #prompt"), "the list")
        await pilot.pause()
        app.record_changed()
        await wait_for_async(lambda: is_told(app, "of its own (KeyError in "), "the list of incidents")
        assert not any("hunter2" in sentence for sentence in told(app))


async def test_a_follower_that_fails_by_a_mistake_is_told_and_begun_anew(tmp_path: Path) -> None:
    story = the_whole()
    changes, failing = story.store.changes, [True]

    async def fails_once(**how: Any) -> AsyncIterator[None]:
        if failing.pop() if failing else False:
            raise ZeroDivisionError
        async for _ in changes(**how):
            yield

    story.store.changes = fails_once
    async with sitting_down(seated(tmp_path, story)) as (app, _):
        await wait_for_async(
            lambda: is_told(app, "a mistake of its own (ZeroDivisionError in "), "it is told"
        )
        story.does("14:04", "dave", cmd.Propose("mitigation", "drain the node"))
        number = story.incident.number
        await wait_for_async(lambda: app.incident.number >= number, "the screen follows again")
