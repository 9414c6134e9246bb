"""Reading aloud on the screens: one key, sentences that hold still, another opener with an arrow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cockpit.incident import commands as cmd
from cockpit.tui.actions import ScreenName
from cockpit.tui.dialogs.saying import SayingDialog
from tests.tui.seated import dialog, painted, seated, sitting_down
from tests.tui.stage import SMALL, TABS, WIDE, screen_lines, the_first_minutes, the_whole

Compare = Callable[..., bool]


def shown(app: Any) -> SayingDialog:
    assert isinstance(app.screen, SayingDialog)
    return app.screen


@pytest.mark.parametrize("kind", ["commander", "observer"])
async def test_a_key_shows_what_to_say_and_an_arrow_the_next_opener(tmp_path: Path, kind: ScreenName) -> None:
    async with sitting_down(seated(tmp_path, the_whole(), "alice", kind)) as (app, pilot):
        before = app.desk.store.head(app.incident.id).number
        await pilot.press("b")
        await dialog(app)
        lines = "\n".join(screen_lines(shown(app)))
        assert "It is 14:03 UTC, and this is SEV1, critical: Checkout returns 500s." in lines
        assert "We meet again between 14:07 and 14:12 UTC." in lines
        await pilot.press("right")
        assert shown(app).moment == "command"
        assert shown(app).sentences[0].startswith("This is alice, and I have command")
        await pilot.press("left", "left")
        assert "It looks as if it is back" in "\n".join(screen_lines(shown(app)))
        await pilot.press("escape")
        assert app.screen is app.board
        assert app.desk.store.head(app.incident.id).number == before


async def test_the_scribe_reads_it_from_the_timeline(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, the_whole(), "grace", "scribe")) as (app, pilot):
        await pilot.press("escape", "b")
        await dialog(app)
        assert len(shown(app).sentences) >= 6


async def test_nothing_is_cut_off_where_there_is_little_room(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, the_whole()), size=SMALL) as (app, pilot):
        await pilot.press("b")
        await dialog(app)
        seen: set[str] = set()
        for _ in range(30):
            seen |= {line.strip("┃ ") for line in screen_lines(shown(app))}
            await pilot.press("j")
        assert "We meet again between 14:07" in seen


async def test_what_somebody_typed_is_read_as_text(tmp_path: Path) -> None:
    story = the_first_minutes()
    story.does("03:07", "dave", cmd.ReportImpact("worse", "[@click=app.exit]all[/] \x1b[2J of it"))
    async with sitting_down(seated(tmp_path, story, "dave")) as (app, pilot):
        await pilot.press("b")
        await dialog(app)
        text = "\n".join(screen_lines(shown(app)))
        assert "[@click=app.exit]all[/]" in text and "\x1b" not in text


@pytest.mark.parametrize("size", [WIDE, TABS], ids=lambda size: f"{size[0]}x{size[1]}")
def test_read_aloud(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    async def before(pilot: Any) -> None:
        await painted(pilot.app)
        await pilot.press("b")
        await dialog(pilot.app)
        await pilot.press("right", "right")
        await pilot.pause()

    assert snap_compare(seated(tmp_path, the_whole()), terminal_size=size, run_before=before)
