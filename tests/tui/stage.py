"""An app with nothing but the commander's screen, over a record in memory and a clock that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from msgspec.structs import replace
from textual.app import App
from textual.geometry import Region
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from cockpit.tui.messages import ActionChosen, Confirmed, DutyChosen
from cockpit.tui.screens.commander import CommanderScreen
from cockpit.tui.styles import styles_dir
from cockpit.tui.view import View
from tests.record.memory_log import MemoryLog
from tests.tui.story import Story, at, play_first_minutes, play_whole
from tests.waiting import wait_for_async

W = TypeVar("W", bound=Widget)

WIDE, TABS, SMALL, TINY = (120, 40), (80, 24), (40, 12), (30, 8)


class _Clock:
    story: Story | None = None

    def __call__(self) -> Any:
        return self.story.now if self.story else at("12:51")


def played(play: Callable[[Story], Story]) -> Story:
    """A story in a record of its own, whose appender has the story's clock."""
    clock = _Clock()
    story = Story(MemoryLog(clock))
    clock.story = story
    return play(story)


def the_whole() -> Story:
    """The story up to 14:03:10."""
    return played(play_whole)


def the_first_minutes() -> Story:
    """Dave alone at 03:06:40."""
    return played(play_first_minutes)


class Stage(App[None]):
    """Shows the screen of `me`, and keeps what it posts."""

    CSS_PATH = styles_dir() / "cockpit.tcss"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, story: Story, me: str = "alice", **view: Any) -> None:
        super().__init__()
        self.animation_level = "none"
        self.theme = "textual-dark"
        self.story = story
        self.me = me
        self.view_of_mine = view
        self.board = CommanderScreen(story.store, story.id, story.now.tzinfo)  # type: ignore[arg-type]
        self.posted: list[Message] = []

    async def on_mount(self) -> None:
        await self.push_screen(self.board)
        self.board.show(self.seen())

    def seen(self, clock: str = "", **more: Any) -> View:
        """What the person at this terminal sees now, or at a time."""
        return self.story.view(self.me, clock, **{**self.view_of_mine, **more})

    def show(self, **more: Any) -> None:
        """The record has changed, and the screen learns of it."""
        self.board.show(self.seen(**more))
        self.board.grown(self.story.incident.number)

    def ticks(self, clock: str) -> None:
        """The clock shows another time."""
        assert self.board.view is not None
        self.board.tick(replace(self.board.view, now=at(clock)))

    def on_confirmed(self, message: Confirmed) -> None:
        self.posted.append(message)

    def on_duty_chosen(self, message: DutyChosen) -> None:
        self.posted.append(message)

    def on_action_chosen(self, message: ActionChosen) -> None:
        self.posted.append(message)

    def lines(self) -> list[str]:
        """The screen as text."""
        return screen_lines(self.screen)

    def text(self) -> str:
        return "\n".join(self.lines())

    def part(self, kind: type[W]) -> W:
        return self.board.query_one(kind)


def screen_lines(screen: Screen[Any]) -> list[str]:
    """What a screen shows, line by line."""
    strips = screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


@asynccontextmanager
async def on_stage(
    story: Story, size: tuple[int, int] = WIDE, me: str = "alice", **view: Any
) -> AsyncIterator[tuple[Stage, Pilot[None]]]:
    """The screen of `me`, painted, with the end of its timeline read."""
    app = Stage(story, me, **view)
    async with app.run_test(size=size) as pilot:
        await wait_for_async(lambda: app.board.is_mounted and app.board.view, "the screen is there")
        await pilot.pause()
        yield app, pilot


def repainted(widget: Widget, act: Callable[[], object]) -> list[Region]:
    """The regions of a widget that `act` makes it paint again; one of the whole widget is empty."""
    regions: list[Region] = []
    refresh = widget.refresh

    def noticed(*asked: Region, **how: bool) -> Any:
        regions.extend(asked or [Region()])
        return refresh(*asked, **how)

    widget.refresh = noticed  # type: ignore[method-assign]
    act()
    widget.refresh = refresh  # type: ignore[method-assign]
    return regions
