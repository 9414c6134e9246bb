"""Facts that cannot be read here come in under a live screen: of a newer cockpit, or of another program."""

from __future__ import annotations

from pathlib import Path

import pytest

from cockpit.tui.actions import SCREENS, ScreenName
from cockpit.tui.app import CockpitApp
from tests.record.facts import note, unknown, write
from tests.tui.seated import seated, sitting_down
from tests.tui.sitting import is_told
from tests.tui.stage import screen_lines, the_whole
from tests.waiting import wait_for_async

BODIES = ('{"kind":"teleport","text":"moved to another region"}', "{}", '{"text":{"deep":[1]},"kind":7}')
EVENTS = ("incident.teleported", "measure.proposed", "role.assigned", "entry.corrected", "entry.logged")
"""One of a newer cockpit, and some whose bodies do not fit."""


@pytest.mark.parametrize("kind", SCREENS)
async def test_what_cannot_be_read_is_shown_as_an_entry_and_the_screen_goes_on(
    kind: ScreenName, tmp_path: Path
) -> None:
    story = the_whole()
    async with sitting_down(seated(tmp_path, story, "grace", kind)) as (app, pilot):
        if kind == "observer":
            await pilot.press("tab")
        for name in EVENTS:
            for body in BODIES:
                write(story.store, unknown(name, body, is_act=name != "entry.logged"), incident=story.id)
        write(story.store, unknown("x", BODIES[0], is_act=True), note("life goes on"), incident=story.id)
        await wait_for_async(lambda: shows(app, "life goes on"), "it is followed")
        assert shows(app, "teleport    alice        moved to another region")
        assert not is_told(app, "mistake of its own")


def shows(app: CockpitApp, text: str) -> bool:
    return any(text in line for line in screen_lines(app.screen))
