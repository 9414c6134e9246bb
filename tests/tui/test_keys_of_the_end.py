"""The key bar follows the incident's phase: what ends it, begins it again, or comes after it (S78, S82)."""

from __future__ import annotations

from pathlib import Path

import pytest

from cockpit.incident import commands as cmd
from tests.tui.seated import seated, sitting_down
from tests.tui.stage import played
from tests.tui.test_review import Seat, in_watch


def keys_at(seat: Seat) -> str:
    """The last line of the screen."""
    return seat.text.splitlines()[-1].strip()


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_s78_the_keys_of_the_end_stand_in_the_key_bar_when_they_have_a_place(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    story = played(in_watch)
    async with sitting_down(seated(tmp_path, story), size) as (app, pilot):
        seat = Seat(app, pilot)
        for key in ("i impact", "p propose", "n note", "O reopen", "C close", "? help"):
            assert key in keys_at(seat)
        assert "a approve" not in keys_at(seat) and "c check-in" not in keys_at(seat)
        story.does("13:31", "dave", cmd.Propose("fix", "raise the limit"))
        await seat.until(lambda: "a approve" in keys_at(seat), "what waits can be approved")
        assert "O reopen" in keys_at(seat) and "C close" in keys_at(seat)
        story.does("13:46", "alice", cmd.Close(), because="dave goes on watching")
        await seat.until(lambda: "W after it" in keys_at(seat), "the close leads on to what follows")
        for key in ("n note", "m measures", "O reopen", "? help"):
            assert key in keys_at(seat)
        for key in ("a approve", "x refuse", "q ask", "c check-in", "i impact", "p propose", "C close"):
            assert key not in keys_at(seat)
        story.does("13:50", "alice", cmd.Reopen())
        await seat.until(lambda: "c check-in" in keys_at(seat), "active again")
        assert "O reopen" not in keys_at(seat) and "W after it" not in keys_at(seat)


async def test_s82_after_the_close_the_scribes_keys_name_what_follows(tmp_path: Path) -> None:
    story = played(in_watch)
    async with sitting_down(seated(tmp_path, story, "grace", "scribe")) as (app, pilot):
        seat = Seat(app, pilot)
        await seat.press("escape")
        await seat.until(lambda: "i write" in keys_at(seat), "the keys of the timeline")
        assert "c check-in" not in keys_at(seat) and "W after it" not in keys_at(seat)
        story.does("13:46", "alice", cmd.Close(), because="dave goes on watching")
        await seat.until(lambda: "W after it" in keys_at(seat), "the reread is one key away")
