"""A cockpit that ends takes its panes away one by one; what comes in meanwhile finds no half of a screen."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cockpit.incident import commands as cmd
from cockpit.tui.actions import ScreenName
from cockpit.tui.screens.board import Board
from tests.tui.seated import seated, sitting_down
from tests.tui.stage import the_whole


@pytest.mark.parametrize("kind", ["commander", "scribe", "observer"])
async def test_a_second_that_passes_and_an_entry_that_arrives_while_it_ends_are_let_go(
    kind: ScreenName, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = the_whole()
    story.now += timedelta(minutes=1)
    app = seated(tmp_path, story, "zoe", kind)
    met: list[int] = []

    def once_more(board: Board) -> None:
        met.append(len(board.children))
        story.now += timedelta(minutes=30)
        story.does(f"{story.now:%H:%M}", "dave", cmd.Log("one more"))
        app.record_changed()
        app.tick()
        app.show_view()

    async with sitting_down(app):
        monkeypatch.setattr(Board, "on_unmount", once_more, raising=False)
    assert met == [0]
