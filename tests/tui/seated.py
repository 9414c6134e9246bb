"""The whole app at a record in memory whose clock stands still: for pictures, and for what dialogs do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.screen import ModalScreen

from cockpit.desk import Desk, Done
from cockpit.drafts import Drafts
from cockpit.incident import commands as cmd
from cockpit.incident.events import Origin
from cockpit.tui.actions import ScreenName
from cockpit.tui.app import CockpitApp
from cockpit.tui.opening import make_board
from tests.record.memory_log import MemoryLog
from tests.tui.story import Story, at
from tests.waiting import wait_for_async


def seated(
    folder: Path,
    story: Story | None,
    who: str = "alice",
    kind: ScreenName = "commander",
    drafts: Drafts | None = None,
    **options: Any,
) -> CockpitApp:
    """The app of `who` at the story's record, or at a record in which there is nothing yet."""
    store = story.store if story else MemoryLog(lambda: at("12:51"))
    now: Callable[[], Any] = (lambda: story.now) if story else (lambda: at("12:51"))
    desk = Desk(store, who, Origin(user=who), read_only=kind == "observer", clock=now)
    if story and story.id:
        desk.open(story.id)
    drafts = drafts or Drafts(folder / "drafts")
    return CockpitApp(
        desk, lambda here, which: make_board(here, which, folder / "db", drafts), kind=kind, **options
    )


def several(*titles: str) -> Story:
    """A record with an incident for each title, nobody sitting at any; the first is closed."""
    story = Story(MemoryLog(lambda: story.now))
    for number, title in enumerate(titles):
        story.now = at(f"1{number}:05")
        desk = Desk(story.store, "dave", Origin(user="dave"), clock=lambda: story.now)
        assert isinstance(desk.declare(cmd.Declare(title, severity=f"SEV{number % 3 + 1}")), Done)
        if number == 0:
            assert isinstance(desk.submit(cmd.Close(), because="over"), Done)
    return story


@asynccontextmanager
async def sitting_down(
    app: CockpitApp, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[CockpitApp, Pilot[None]]]:
    """The app with its board painted."""
    async with app.run_test(size=size) as pilot:
        await painted(app)
        yield app, pilot


async def painted(app: CockpitApp) -> None:
    """Wait until the board stands and the end of its timeline has been read."""
    board = app.board
    if board is None:
        return
    hidden = app.kind == "observer"  # behind its card
    await wait_for_async(
        lambda: board.view and (hidden or board.selection()[2] is not None), "the board is painted"
    )


async def dialog(app: CockpitApp) -> None:
    """Wait until a dialog is on top and painted."""
    await wait_for_async(
        lambda: isinstance(app.screen, ModalScreen) and app.screen.is_mounted, "a dialog is there"
    )
