"""No text of anybody's acts on the terminal of a screen, whatever key is pressed and dialog is open."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from textual import events
from textual.screen import ModalScreen
from textual.widgets import OptionList

from cockpit.record.sqlite import SqliteLog
from cockpit.tui.actions import SCREENS, ScreenName
from cockpit.tui.screens.incidents import IncidentsScreen
from cockpit.tui.table import ACTIONS
from tests.hostile.painting import Sitting, sitting
from tests.hostile.script import Script, examples, scripts, turns
from tests.hostile.texts import PAYLOADS
from tests.waiting import wait_for_async

LEAVING = {"quit"}


async def look_around(at: Sitting, kind: ScreenName, script: Script) -> None:
    """Each key once, with something hostile pasted into what it opens, and a toast above it."""
    texts = [*PAYLOADS, *script.texts]
    for place, action in enumerate(ACTIONS.on(kind)):
        if action.id not in LEAVING:
            await at.app.act(action.id)
            at.app.post_message(events.Paste(texts[place % len(texts)]))
            at.app.notify(texts[place % len(texts)], title=texts[-place % len(texts)], markup=False)
            await at.press("enter")
            assert at.harm() == [], action.id
            assert at.broken() == [], action.id
            at.app.clear_notifications()
            await step_out(at)
    assert at.harm() == []


async def look_at_the_list(at: Sitting, script: Script) -> None:
    """The incidents, each of whose titles is hostile, with a toast above them and something pasted."""
    at.app.list_incidents()
    await wait_for_async(lambda: isinstance(at.app.screen, IncidentsScreen), "the list is there")
    await wait_for_async(
        lambda: any(listed.option_count for listed in at.app.screen.query(OptionList)), "an incident is in it"
    )
    text = "".join((*PAYLOADS, *script.texts))
    for key in ("j", "k", "d", "escape"):
        await at.press(key)
        at.app.post_message(events.Paste(text))
        at.app.notify(text, title=text, markup=False)
        await at.pilot.pause()
        assert at.harm() == [] and at.broken() == [], key
    at.app.clear_notifications()


async def step_out(at: Sitting) -> None:
    await at.press("escape")
    for _ in range(3):
        if isinstance(at.app.screen, ModalScreen):
            await at.press("escape")


@pytest.mark.parametrize("kind", SCREENS)
@given(script=scripts())
@example(script=turns(11)[0])
@examples(0)
def test_nothing_acts_on_the_terminal_of_a_screen(kind: ScreenName, script: Script) -> None:
    async def drive() -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "incidents.db"
            scene = script.scene(lambda now: SqliteLog(path, read_only=False, now=now))
            scene.plays()
            who = {"commander": scene.ann, "scribe": scene.cat, "observer": "olga"}[kind]
            size = (80, 24) if script.turn % 2 else (120, 40)
            async with sitting(Path(folder), scene, who, kind, size) as at:
                assert at.harm() == []
                await look_around(at, kind, script)
                await look_at_the_list(at, script)
                assert at.chunks > 20
            scene.store.close()

    asyncio.run(drive())
