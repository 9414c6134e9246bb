"""What lies under a dialog costs the connection nothing: the bytes that reach the terminal are counted."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from textual.screen import ModalScreen

from cockpit.tui.screens.board import Board
from tests.hostile.painting import Painter
from tests.tui.seated import dialog, painted, seated
from tests.tui.stage import the_whole
from tests.waiting import wait_for_async


def direct_dialogs() -> list[type]:
    found = ModalScreen.__subclasses__()
    return [kind for kind in found if kind.__module__.startswith("cockpit.")]


@pytest.mark.parametrize("kind", direct_dialogs(), ids=lambda kind: kind.__name__)
def test_every_dialog_is_opaque_for_a_translucent_one_is_sent_again_with_each_second(kind: type) -> None:
    assert re.search(rf"{kind.__name__} \{{[^}}]*background: \$background;", getattr(kind, "DEFAULT_CSS", ""))


async def test_seconds_and_what_others_enter_send_nothing_while_a_dialog_is_open(tmp_path: Path) -> None:
    story = the_whole()
    app = seated(tmp_path, story)
    app.driver_class = Painter
    async with app.run_test(headless=False, size=(120, 40)) as pilot:
        await painted(app)
        focused = app.focused
        await pilot.press("d")
        await dialog(app)
        for _ in range(3):
            await pilot.pause()
        driver = app._driver
        assert isinstance(driver, Painter) and driver.written
        driver.written.clear()
        for number in range(2):
            story.now += timedelta(seconds=1)
            story.notes(f"{story.now:%H:%M:%S}", "erin", f"queue grows, {number}")
            app.tick()
            app.record_changed()
            await wait_for_async(lambda: app.incident.number >= story.incident.number, "the note has come")
            for _ in range(3):
                await pilot.pause()
        assert driver.written == []
        await pilot.press("escape")
        await wait_for_async(lambda: isinstance(app.screen, Board), "back on the board")
        await wait_for_async(lambda: "queue grows, 1" in "".join(driver.written), "which shows what has come")
        assert app.focused is focused
