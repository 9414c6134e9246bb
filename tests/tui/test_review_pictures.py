"""Pictures of the end: the close's checklist, what follows, and the reread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cockpit.tui.dialogs.reread import RereadDialog
from tests.tui.seated import dialog, painted, seated
from tests.tui.stage import TABS, WIDE, played
from tests.tui.story import at
from tests.tui.test_pictures import Compare, in_dialog
from tests.tui.test_review import closed, in_watch
from tests.waiting import wait_for_async

BIG = pytest.mark.parametrize("size", [WIDE, TABS], ids=lambda size: f"{size[0]}x{size[1]}")


@BIG
def test_the_close_as_a_checklist(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    story = played(in_watch)
    story.now = at("13:40")
    app = seated(tmp_path, story)
    assert snap_compare(app, terminal_size=size, run_before=in_dialog("C"))


@BIG
def test_what_follows(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app = seated(tmp_path, played(closed))
    assert snap_compare(app, terminal_size=size, run_before=in_dialog("W"))


@BIG
def test_the_reread(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app = seated(tmp_path, played(closed), "grace")

    async def before(pilot: Any) -> None:
        await painted(app)
        await pilot.press("W")
        await dialog(app)
        await pilot.press("r")
        await wait_for_async(lambda: isinstance(app.screen, RereadDialog) and app.screen.row, "the reread")
        await pilot.press("n", "space")
        await pilot.pause()
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=before)
