"""Work beside the loop that fails in a way nobody thought of is told without data, and the screen goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from cockpit.incident import commands as cmd
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
