"""What one terminal sends stands in the record in the order it was sent, however slow the record is."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

import pytest

from cockpit.incident import commands as cmd
from cockpit.record.errors import Unavailable
from cockpit.tui.messages import Submitted
from tests.record.memory_log import MemoryLog
from tests.tui.seated import seated, sitting_down
from tests.tui.story import Story, first_minutes
from tests.waiting import wait_for_async


async def test_what_is_sent_in_one_burst_stands_in_the_record_as_it_was_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = first_minutes(MemoryLog())
    app = seated(tmp_path, story, "dave")
    submit, may_go, begun = app.desk.submit, Event(), []

    def slow(command: Any, **how: Any) -> Any:
        begun.append(command.text)
        if command.text == "first":
            may_go.wait()
        return submit(command, **how)

    monkeypatch.setattr(app.desk, "submit", slow)
    async with sitting_down(app) as (_, pilot):
        for text in ("first", "second", "third"):
            app.post_message(Submitted(cmd.Log(text)))
        await wait_for_async(lambda: begun, "the first is on its way")
        for _ in range(5):
            await pilot.pause()  # by now the others would be on their way beside it
        at_once = list(begun)
        may_go.set()
        await wait_for_async(lambda: len(begun) == 3 and "third" in last(story, 3), "all three are stored")
    assert at_once == ["first"]
    assert last(story, 3) == ["first", "second", "third"]


async def test_what_the_record_could_not_take_holds_nothing_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = first_minutes(MemoryLog())
    app = seated(tmp_path, story, "dave")
    submit = app.desk.submit

    def broken(command: Any, **how: Any) -> Any:
        if command.text == "first":
            raise Unavailable("The record is held by another program.")
        if command.text == "second":
            raise ValueError("a fault of our own")
        return submit(command, **how)

    monkeypatch.setattr(app.desk, "submit", broken)
    async with sitting_down(app) as (_, pilot):
        for text in ("first", "second", "third"):
            app.post_message(Submitted(cmd.Log(text)))
            await pilot.pause()
        await wait_for_async(lambda: "third" in last(story, 1), "the third is stored")


def last(story: Story, count: int) -> list[str]:
    """The words of the last entries."""
    return [entry.fact().text for entry in story.store.since(story.id, 0)[-count:]]
