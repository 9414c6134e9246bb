"""The record is handed on from the screens too: into a file, and as durations to read."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from cockpit.tui.dialogs.choice import ChoiceDialog
from cockpit.tui.dialogs.reading import ReadingDialog
from cockpit.tui.panes.base import Pane
from tests.tui.stage import screen_lines
from tests.tui.story import Story
from tests.tui.test_app import Seat, sitting


@pytest.mark.parametrize("kind", ["commander", "observer"])
async def test_s28_a_key_writes_the_record_into_a_new_file(
    record: Path, story: Story, tmp_path: Path, kind: str
) -> None:
    target = tmp_path / "handed-on.html"
    async with sitting(record, "alice", story, kind) as seat:  # type: ignore[arg-type]
        await seat.press("E")
        await seat.until(lambda: isinstance(seat.app.screen, ChoiceDialog), "it asks for the form")
        await seat.press("h")
        await seat.until(lambda: seat.prompt.is_asking, "it asks for the file")
        await seat.press("ctrl+u")
        await seat.type(str(target))
        await seat.press("enter")
        await seat.until(lambda: target.exists() and "</html>" in target.read_text(), "the page is written")


async def test_a_key_shows_how_it_goes(record: Path, story: Story) -> None:
    async with sitting(record, "alice", story) as seat:
        await seat.press("B")
        await seat.until(lambda: isinstance(seat.app.screen, ReadingDialog), "the figures are shown")
        text = "\n".join(seat.app.screen.query_one(Pane).text())
        assert "somebody in command after" in text and "without approval beforehand" in text
        await seat.press("escape")
        await seat.until(lambda: not isinstance(seat.app.screen, ReadingDialog), "esc leaves")


async def test_a_key_shows_the_brief_of_a_new_commander(record: Path, story: Story) -> None:
    async with sitting(record, "alice", story) as seat:
        await seat.press("U")
        await seat.until(lambda: isinstance(seat.app.screen, ReadingDialog), "the brief is shown")
        text = "\n".join(seat.app.screen.query_one(Pane).text())
        assert "20% of checkouts" in text and "M3" in text and "carol" in text


async def test_s30_e_says_that_the_raw_log_is_left_out_and_writes_every_entry_where_it_is_wanted(
    record: Path, story: Story, tmp_path: Path
) -> None:
    files = {"m": tmp_path / "record.md", "am": tmp_path / "every.md"}
    async with sitting(record, "alice", story) as seat:
        for keys, target in files.items():
            await seat.press("E")
            await seat.until(lambda: "The raw log is left out." in seen(seat), "it says what is left out")
            for key in keys:
                await seat.press(key)
                await seat.until(lambda: "The raw log is left out." not in seen(seat), "it goes on")
            await seat.until(lambda: seat.prompt.is_asking, "it asks for the file")
            await seat.press("ctrl+u")
            await seat.type(str(target))
            await seat.press("enter")
            await seat.until(partial(has_end, target), "it is written")
    raw = "pool 5 looks healthy"
    assert raw not in files["m"].read_text() and raw in files["am"].read_text()


def seen(seat: Seat) -> str:
    return "\n".join(screen_lines(seat.app.screen))


def has_end(target: Path) -> bool:
    """Whether the file stands there whole."""
    return target.exists() and "debug logging on basket" in target.read_text()
