"""Whatever is pressed, however fast, whatever happens meanwhile: no screen breaks, and none goes blank."""

from __future__ import annotations

import asyncio
import os
import random
import string
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.geometry import Size

from cockpit.incident import commands as cmd
from cockpit.tui.app import CockpitApp
from tests.tui.seated import seated, several
from tests.tui.stage import screen_lines, the_whole
from tests.tui.story import Story
from tests.waiting import wait_for_async

ROUNDS = int(os.environ.get("FUZZ_EXAMPLES", "9"))
KEYS = (
    *string.ascii_letters, *string.digits, *",.;:!?/<>+-*=@#%&[]{}'\"\\|~^$é漢",
    "space", "escape", "enter", "tab", "shift+tab", "up", "down", "left", "right", "pageup", "pagedown",
    "home", "end", "backspace", "delete", "ctrl+f", "ctrl+u", "ctrl+w", "ctrl+a", "ctrl+e", "ctrl+k",
)  # fmt: skip
SIZES = ((120, 40), (80, 24), (40, 12), (30, 8), (200, 60), (20, 5))
SCREENS = ("commander", "commander", "scribe", "observer", "list")
PEOPLE = ("alice", "bob", "grace", "zoe", "dave")


class Monkey:
    """Presses keys at an app, and lets everything else happen around it that may."""

    def __init__(self, app: CockpitApp, story: Story, chance: random.Random) -> None:
        self._app = app
        self._story = story
        self._chance = chance

    async def plays(self, acts: int) -> None:
        for _ in range(acts):
            if not self._app.is_running:
                return  # it was told to leave
            self._presses(self._chance.choice(KEYS))
            for often, happens in ((0.1, self._writes), (0.1, self._waits), (0.06, self._resizes)):
                if self._chance.random() < often:
                    happens()
            if self._chance.random() < 0.4:
                for _ in range(self._chance.randrange(40)):
                    await asyncio.sleep(0)

    def _presses(self, key: str) -> None:
        character = " " if key == "space" else key if len(key) == 1 else None
        self._app.post_message(events.Key(key, character))

    def _writes(self) -> None:
        """Somebody else does something; what the rules refuse now is refused."""
        if not self._story.id:
            return
        command: Any = self._chance.choice(
            (
                cmd.Log("one more thing"),
                cmd.ReportImpact("worse", "everybody"),
                cmd.Propose("mitigation", "do it"),
            )
        )
        self._story.desk(self._chance.choice(PEOPLE)).submit(command)

    def _waits(self) -> None:
        self._story.now += timedelta(minutes=self._chance.choice((1, 7, 30, 200)))
        self._app.tick()

    def _resizes(self) -> None:
        size = Size(self._chance.randrange(2, 150), self._chance.randrange(2, 60))
        self._app.post_message(events.Resize(size, size))


def app_of(chance: random.Random, folder: Path) -> tuple[CockpitApp, Story]:
    which, who = chance.choice(SCREENS), chance.choice(PEOPLE)
    story = several("old", "new") if which == "list" else the_whole()
    kind: Any = "commander" if which == "list" else which
    return seated(folder, story, who, kind), story


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_no_keys_break_a_screen_or_leave_it_blank(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    app, story = app_of(chance, tmp_path)
    async with app.run_test(size=chance.choice(SIZES)):
        await Monkey(app, story, chance).plays(60)
        await _shows_something(app)
    assert all(story.store.verify(one.incident).flaw is None for one in story.store.incidents())


@pytest.mark.parametrize("seed", range(ROUNDS, 3 * ROUNDS))
async def test_it_may_end_at_any_moment(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    app, story = app_of(chance, tmp_path)
    async with app.run_test(size=chance.choice(SIZES)):
        await Monkey(app, story, chance).plays(chance.randrange(25))


async def _shows_something(app: CockpitApp) -> None:
    size = Size(120, 40)
    app.post_message(events.Resize(size, size))
    await wait_for_async(
        lambda: not app.is_running or any(line.strip() for line in screen_lines(app.screen)),
        "something shown",
    )
