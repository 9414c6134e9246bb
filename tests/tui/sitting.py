"""One person's running app over a story in memory, and what it takes to wait for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from cockpit.desk import Desk
from cockpit.drafts import Drafts
from cockpit.incident.events import Origin
from cockpit.incident.state import Incident
from cockpit.tui.actions import ScreenName
from cockpit.tui.app import CockpitApp
from cockpit.tui.opening import make_board
from cockpit.tui.widgets.promptline import PromptLine
from tests.record.memory_log import MemoryLog
from tests.tui.seated import painted
from tests.tui.stage import WIDE, screen_lines
from tests.tui.story import Story, at
from tests.waiting import wait_for_async


class Sitting:
    """One person's running app, and what it takes to wait for it."""

    def __init__(self, app: CockpitApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def types(self, text: str) -> None:
        await self.press(*("space" if char == " " else char for char in text), "enter")

    async def until(self, condition: Callable[[Incident], object], description: str) -> None:
        await wait_for_async(lambda: condition(self.app.incident), description)

    async def opens(self, key: str, kind: type) -> None:
        """Press a key and wait for the dialog it opens."""
        await self.press(key)
        await wait_for_async(
            lambda: isinstance(self.app.screen, kind) and self.app.screen.is_mounted, f"{key} opens {kind}"
        )
        await self.pilot.pause()

    async def asks(self, title: str) -> None:
        """Wait until the line at the bottom asks this."""
        await wait_for_async(
            lambda: self.app.board and title in str(self.app.board.query_one(PromptLine).border_title),
            f"the line asks {title!r}",
        )

    def text(self) -> str:
        return "\n".join(screen_lines(self.app.screen))


@asynccontextmanager
async def sitting(
    folder: Path, story: Story, who: str, kind: ScreenName = "commander"
) -> AsyncIterator[Sitting]:
    desk = Desk(story.store, who, Origin(user=who), clock=lambda: story.now)
    desk.open(story.id)
    drafts = Drafts(folder / "drafts")
    app = CockpitApp(desk, lambda here, which: make_board(here, which, folder / "db", drafts), kind=kind)
    async with app.run_test(size=WIDE) as pilot:
        await painted(app)
        yield Sitting(app, pilot)


def is_told(app: CockpitApp, sentence: str) -> bool:
    return any(sentence in one for one in told(app))


def told(app: CockpitApp) -> list[str]:
    return [note.message for note in app._notifications]


def blank() -> Story:
    """A story in a record of its own, whose appender has the story's clock."""
    made: list[Story] = []
    made.append(Story(MemoryLog(lambda: made[0].now if made else at("12:51"))))
    return made[0]
