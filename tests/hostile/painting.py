"""The whole app with a driver that keeps every byte it would write to a terminal."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from cockpit.desk import Desk
from cockpit.drafts import Drafts
from cockpit.incident.events import Origin
from cockpit.tui.actions import ScreenName
from cockpit.tui.app import CockpitApp
from cockpit.tui.opening import make_board
from tests.hostile.acts import Scene
from tests.hostile.texts import PAINTED, harm_in
from tests.tui.seated import painted

OWN = re.compile(
    r"\x1b\[(?:\d+;\d+H|[\d;:]*m|\?2026[hl])"  # moves, styles, synchronised output
    r"|\x1b\]22;[a-z-]*(?:\x07|\x1b\\)"  # the pointer's shape
    r"|\x1b\]52;c;[A-Za-z0-9+/=]*\x07"  # what somebody asked to have copied, in base64
)
"""What textual itself writes while a program runs."""
COPIED = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
BELL = "\x07"


def acting(copied: str) -> list[str]:
    """What would act, hide or reorder where it is pasted."""
    return harm_in(b64decode(copied).decode())


class Painter(HeadlessDriver):
    """Takes no input and paints as on a terminal, into a list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.written: list[str] = []

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.written.append(data)


class Sitting:
    """Somebody at the app, and what reached the terminal."""

    def __init__(self, app: CockpitApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.chunks = 0

    @property
    def driver(self) -> Painter:
        driver = self.app._driver
        assert isinstance(driver, Painter)
        return driver

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    def harm(self) -> list[str]:
        """What acts, hides or reorders among the bytes written since this was asked last."""
        written = [chunk for chunk in self.driver.written if chunk != BELL]
        self.chunks += len(written)
        self.driver.written.clear()
        painted = [found for chunk in written for found in PAINTED.findall(chunk)]
        copied = [found for chunk in written for text in COPIED.findall(chunk) for found in acting(text)]
        rest = OWN.sub("", "".join(written)).replace("\r", "").replace("\n", "")
        return [*painted, *copied, *harm_in(rest)]

    def broken(self) -> list[str]:
        """Lines of the screen that are not as wide as it, so that a frame at their end is out of place."""
        strips = self.app.screen._compositor.render_strips()
        lines = ["".join(segment.text for segment in strip) for strip in strips]
        return [line for line in lines if cell_len(line) != self.app.size.width]


@asynccontextmanager
async def sitting(
    folder: Path, scene: Scene, who: str, kind: ScreenName, size: tuple[int, int]
) -> AsyncIterator[Sitting]:
    desk = Desk(scene.store, who, Origin(user=who), read_only=kind == "observer", clock=lambda: scene.now)
    desk.open(scene.id)
    drafts = Drafts(folder / "drafts")
    app = CockpitApp(
        desk,
        lambda here, which: make_board(here, which, folder / "db", drafts),
        kind=kind,
        login=scene.draw("text"),
    )
    app.driver_class = Painter
    async with app.run_test(headless=False, size=size, tooltips=True, notifications=True) as pilot:
        await painted(app)
        yield Sitting(app, pilot)
    drafts.close()
