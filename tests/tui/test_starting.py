"""The first acts on the screens: declaring with a project's procedure, and how bad it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cockpit.desk import Desk
from cockpit.incident import commands as cmd
from cockpit.incident.duties import duties
from cockpit.incident.events import Origin
from cockpit.procedures import Found
from cockpit.procedures.reading import read_procedure
from cockpit.tui.app import CockpitApp
from cockpit.tui.dialogs.choice import ChoiceDialog
from cockpit.tui.screens.incidents import IncidentsScreen
from cockpit.tui.widgets.promptline import PromptLine
from tests.record.memory_log import MemoryLog
from tests.tui.seated import dialog, seated, several, sitting_down
from tests.tui.stage import screen_lines, the_whole
from tests.tui.story import Story, at
from tests.waiting import wait_for_async

EXAMPLE = Path(__file__).parents[2] / "docs" / "procedure.toml"


def of_project(severity: str | None = None) -> Story:
    """An incident run by the documented example of a procedure."""
    story = Story(MemoryLog(lambda: at("12:51")))
    desk = Desk(story.store, "dave", Origin(user="dave"), clock=lambda: at("12:51"))
    desk.declare(cmd.Declare("search is slow", severity=severity), procedure=read_procedure(EXAMPLE))
    story.id = desk.incident.id
    return story


async def picker(app: CockpitApp, pilot: Any) -> str:
    """The severity picker as text."""
    await pilot.press("s")
    await dialog(app)
    assert isinstance(app.screen, ChoiceDialog)
    return "\n".join(screen_lines(app.screen))


async def type_in(pilot: Any, text: str) -> None:
    await pilot.press(*("space" if char == " " else char for char in text))


async def test_s2_declaring_on_the_screen_asks_one_line_and_perhaps_the_impact(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, several("old"), "dave")) as (app, pilot):
        app.procedure = lambda: Found(read_procedure(EXAMPLE), EXAMPLE, ("one thing was passed over.",))
        assert isinstance(app.screen, IncidentsScreen)
        await pilot.press("d")
        line = app.screen.query_one(PromptLine)
        await wait_for_async(lambda: line.is_asking, "the title is asked for")
        await type_in(pilot, "it burns")
        await pilot.press("tab")
        await type_in(pilot, "all carts")
        await pilot.press("enter")
        await wait_for_async(lambda: app.board is not None, "the new incident's screen")
        incident = app.desk.incident
        assert (incident.title, incident.impact and incident.impact.text) == ("it burns", "all carts")
        assert incident.procedure.project == "shop"
        assert any("passed over" in toast.message for toast in app._notifications)


async def test_s46_the_picker_shows_what_each_level_means_with_an_example(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, of_project(), "dave")) as (app, pilot):
        text = await picker(app, pilot)
        assert "When unsure, take the worse." in text
        for level in app.incident.procedure.severities:
            assert level.definition in text
            assert f"e.g. {level.example}" in text
        assert "raise it when a customer notices, or the last replica is at risk" in text


async def test_s42_the_worst_level_is_answered_at_once_and_asks_for_a_deputy(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, the_whole())) as (app, pilot):
        text = await picker(app, pilot)
        assert "▲ SEV1 CRITICAL (now)   at once, highest priority" in text
        assert "Complete outage of the service, or a major security incident." in text
        assert _asks_for_a_deputy(app)


def _asks_for_a_deputy(app: CockpitApp) -> bool:
    return any("deputy" in duty.text for duty in duties(app.incident, app.desk.now()))


async def test_s43_the_second_level_is_answered_at_once_without_a_deputy(tmp_path: Path) -> None:
    story = the_whole()
    story.does("14:03:20", "alice", cmd.SetSeverity("SEV2"), because="half of it is back")
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        text = await picker(app, pilot)
        assert "△ SEV2 HIGH (now)   at once, high priority" in text
        assert not _asks_for_a_deputy(app)


async def test_s38_on_the_screen_too_lowering_asks_why_and_raising_is_one_key(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, of_project("SEV3"), "dave")) as (app, pilot):
        await picker(app, pilot)
        await pilot.press("2")
        await wait_for_async(lambda: app.incident.severity == "SEV2", "raised at once")
        await picker(app, pilot)
        await pilot.press("4")
        assert app.board is not None
        line = app.board.query_one(PromptLine)
        await wait_for_async(lambda: line.is_asking, "the reason is asked for")
        assert line.prompt is not None and "why lower it (S38)" in line.prompt.title
        await type_in(pilot, "only a report")
        await pilot.press("enter")
        await wait_for_async(lambda: app.incident.severity == "SEV4", "lowered with a reason")


async def test_s1_the_screen_calls_roles_as_the_project_does(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, of_project(), "dave")) as (app, pilot):
        board = "\n".join(screen_lines(app.screen))
        for name in ("incident lead", "ops lead", "liaison", "chronicler"):
            assert name in board
        await pilot.press("r")
        await dialog(app)
        assert "chronicler" in "\n".join(screen_lines(app.screen))
