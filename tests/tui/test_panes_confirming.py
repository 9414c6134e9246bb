"""Approving and refusing in the row: it names the measure, holds to it, and waits for a key meant for it."""

from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot

from cockpit.incident import commands as cmd
from cockpit.tui.messages import Confirmed
from cockpit.tui.panes.approvals import ApprovalsPane
from tests.tui.stage import SMALL, TABS, WIDE, Stage, on_stage, the_whole
from tests.waiting import wait_for_async

LONG = " ".join(f"step{number}" for number in range(1, 400))


def asks(app: Stage, words: str) -> bool:
    return any(words in text for text in app.lines())


async def asked(app: Stage, pilot: Pilot[None], words: str) -> None:
    """Wait until the question stands on the screen, and has been sent there."""
    await wait_for_async(lambda: asks(app, words), f"the row asks: {words}")
    await pilot.pause()


def confirmed(app: Stage) -> list[tuple[str, str]]:
    return [(message.act, message.measure) for message in app.posted if isinstance(message, Confirmed)]


@pytest.mark.parametrize("size", [WIDE, TABS, SMALL])
async def test_enter_confirms_what_the_row_asks(size: tuple[int, int]) -> None:
    async with on_stage(the_whole(), size) as (app, pilot):
        app.board.arm("approve", "M7")
        await asked(app, pilot, "enter approves M7")
        assert "roll back api to 2026.11.22-3" in app.text()
        for _ in range(100):  # an enter that came before the row was sent to the terminal is dropped
            await pilot.press("enter")
            if confirmed(app):
                break
        assert confirmed(app) == [("approve", "M7")]
        assert not asks(app, "enter approves")


async def test_esc_leaves_it_and_enter_then_means_nothing_of_the_kind() -> None:
    async with on_stage(the_whole()) as (app, pilot):
        app.board.arm("refuse", "M6")
        await asked(app, pilot, "enter refuses M6")
        await pilot.press("escape", "enter")
        assert not confirmed(app)


async def test_a_key_typed_before_the_question_was_painted_is_dropped() -> None:
    async with on_stage(the_whole()) as (app, pilot):
        early = events.Key("enter", "\r")
        app.board.arm("approve", "M6")
        await asked(app, pilot, "enter approves M6")
        app.part(ApprovalsPane).post_message(early)
        await wait_for_async(lambda: asks(app, "press enter once more to approve M6"), "it asks again")
        assert not app.posted
        await pilot.press("enter")
        assert len(app.posted) == 1


@pytest.mark.parametrize("size", [WIDE, TABS, SMALL])
async def test_enter_typed_right_after_the_approving_key_opens_and_approves_nothing(
    size: tuple[int, int],
) -> None:
    async with on_stage(the_whole(), size) as (app, pilot):
        for key, character in (("a", "a"), ("enter", "\r")):
            app.post_message(events.Key(key, character))
        await asked(app, pilot, "press enter once more to approve M6")
        assert not app.posted and app.screen is app.board
        await pilot.pause()
        await pilot.press("enter")
        assert confirmed(app) == [("approve", "M6")]


async def test_the_queue_never_moves_the_cursor_or_what_enter_means() -> None:
    story = the_whole()
    async with on_stage(story) as (app, pilot):
        await pilot.press("down")
        assert app.board.selection()[0] == "M7"
        app.board.arm("approve", "M7")
        await asked(app, pilot, "enter approves M7")
        story.does("14:03:11", "carol", cmd.Propose("mitigation", "restart the basket"))
        story.does("14:03:12", "alice", cmd.Refuse("M6"))
        app.show()
        await pilot.pause()
        assert app.board.selection()[0] == "M7" and asks(app, "▸ M7 roll back api")
        await pilot.press("enter")
        assert confirmed(app) == [("approve", "M7")]


async def test_what_somebody_else_decided_meanwhile_is_said_and_not_confirmed() -> None:
    story = the_whole()
    async with on_stage(story) as (app, pilot):
        app.board.arm("approve", "M6")
        await asked(app, pilot, "enter approves M6")
        story.does("14:03:11", "grace", cmd.Approve("M6"), word="alice")
        app.show()
        await pilot.pause()
        assert asks(app, "M6 no longer waits: approved by alice.")
        await pilot.press("enter")
        assert not confirmed(app)


async def test_when_the_chosen_one_has_gone_the_cursor_is_on_the_one_that_took_its_place() -> None:
    story = the_whole()
    async with on_stage(story) as (app, pilot):
        story.does("14:03:11", "alice", cmd.Refuse("M6"))
        app.show()
        assert app.board.selection()[0] == "M7"
        story.does("14:03:12", "alice", cmd.Refuse("M7"))
        app.show()
        await pilot.pause()
        assert app.board.selection()[0] is None and asks(app, "nothing waits for approval")


@pytest.mark.parametrize("size", [WIDE, TABS, SMALL])
async def test_a_text_that_does_not_fit_is_read_to_its_end_first(size: tuple[int, int]) -> None:
    story = the_whole()
    story.does("14:03:11", "carol", cmd.Propose("fix", LONG, undo="put it back"))
    async with on_stage(story, size) as (app, pilot):
        app.board.arm("approve", "M8")
        await wait_for_async(lambda: asks(app, "read it to its end first"), "it says so")
        await pilot.press("enter")
        assert not app.posted and "step1 " in app.text()
        while asks(app, "read it to its end first"):
            await pilot.press("pagedown")
        assert "step399" in app.text() or "put it back" in app.text()
        await asked(app, pilot, "enter approves M8")
        await pilot.press("enter")
        assert confirmed(app) == [("approve", "M8")]


async def test_leaving_the_pane_leaves_the_question() -> None:
    async with on_stage(the_whole()) as (app, pilot):
        app.board.arm("approve", "M6")
        await asked(app, pilot, "enter approves M6")
        await pilot.press("tab")
        assert not asks(app, "enter approves M6")


async def test_only_the_pane_that_waits_for_me_has_a_heavy_frame() -> None:
    async with on_stage(the_whole()) as (app, _):
        assert "┏━ Approvals" in app.text() and "╭─ Mitigations" in app.text()
    async with on_stage(the_whole(), me="grace") as (app, _):
        assert "╭─ Approvals" in app.text() and "┏" not in app.lines()[15]


async def test_what_went_back_with_a_question_stands_below() -> None:
    story = the_whole()
    story.does("14:03:11", "alice", cmd.AskBack("M6", "how many log lines a second?"))
    async with on_stage(story) as (app, _):
        lines = app.lines()
        asked = next(y for y, text in enumerate(lines) if "M6 debug logging" in text)
        assert asked > next(y for y, text in enumerate(lines) if "M7 roll back" in text)
        assert "? alice asks dave: how many" in app.text() and "1 waiting" in app.text()
