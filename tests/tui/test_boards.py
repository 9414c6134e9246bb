"""What every board does alike: rest under a dialog, read an entry whole, know my last entry."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input
from textual.widgets._toast import Toast

from cockpit.incident import commands as cmd
from cockpit.tui.actions import ScreenName
from cockpit.tui.app import CockpitApp
from cockpit.tui.dialogs.checkin import CheckinForm
from cockpit.tui.dialogs.choice import ChoiceDialog
from cockpit.tui.dialogs.entry import EntryDialog
from cockpit.tui.dialogs.pickrow import PickRow
from cockpit.tui.panes.base import Canvas
from cockpit.tui.panes.timeline import TimelinePane
from cockpit.tui.widgets.keybar import KeyBar
from cockpit.tui.widgets.promptline import PromptLine
from cockpit.tui.widgets.timeline import Timeline
from cockpit.tui.widgets.timeline_pages import TEXT_KEPT
from tests.tui.seated import dialog, painted, seated, sitting_down
from tests.tui.stage import repainted, screen_lines, the_whole
from tests.tui.story import Story, at
from tests.waiting import wait_for_async


@pytest.mark.parametrize(("who", "kind"), [("alice", "commander"), ("grace", "scribe"), ("zoe", "observer")])
async def test_a_second_repaints_nothing_under_a_dialog(tmp_path: Path, who: str, kind: ScreenName) -> None:
    story = the_whole()
    async with sitting_down(seated(tmp_path, story, who, kind)) as (app, pilot):
        board = app.board
        assert board is not None
        parts = [part for part in board.query(Canvas) if part.display]
        story.now = at("14:31")

        def tick() -> None:
            board.tick(app.view())

        await app.push_screen(ChoiceDialog("?", ()))
        await pilot.pause()
        assert not [region for part in parts for region in repainted(part, tick)]
        app.pop_screen()
        await pilot.pause()
        story.now = at("14:32")
        assert [region for part in parts for region in repainted(part, tick)]


async def read_whole(app: CockpitApp, pilot: Pilot[None]) -> str:
    await app.act("entry.open")
    await dialog(app)
    await pilot.pause()
    assert isinstance(app.screen, EntryDialog)
    return "\n".join(screen_lines(app.screen))


async def test_an_entry_longer_than_the_timeline_keeps_is_read_whole(tmp_path: Path) -> None:
    story = the_whole()
    story.does("14:04", "grace", cmd.Log("word " * TEXT_KEPT + "the end", star=True))
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        shown = await read_whole(app, pilot)
        assert "Entry " in shown and "word word" in shown and "the end" not in shown and "more" in shown
        await pilot.press("end")
        await wait_for_async(lambda: "the end" in "\n".join(screen_lines(app.screen)), "its end is shown")
        await pilot.press("escape")
        await wait_for_async(lambda: app.screen is app.board, "the board is back")


async def test_a_corrected_entry_shows_both_texts(tmp_path: Path) -> None:
    story = the_whole()
    story.does("14:04", "grace", cmd.Log("us-west-1 is down"))
    number = story.incident.number
    story.does("14:05", "grace", cmd.Correct(number, "us-west-2 is down"))
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        assert app.board is not None
        await pilot.press("f")  # all lines
        await painted(app)
        await wait_for_async(lambda: _under_cursor(app) == number + 1, "the cursor is at the end")
        await pilot.press("end", "up")
        app.board.query_one("Timeline").focus()
        await pilot.press("up")
        await wait_for_async(lambda: _under_cursor(app) == number, "the cursor is on the entry")
        shown = await read_whole(app, pilot)
        assert shown.index("us-west-2 is down") < shown.index("as first written") < shown.index("us-west-1")


def _under_cursor(app: CockpitApp) -> int:
    row = app.board.selection()[2] if app.board else None
    return row.number if row else 0


async def test_fix_in_the_note_line_corrects_my_last_entry(tmp_path: Path) -> None:
    story: Story = the_whole()
    story.does("14:04", "alice", cmd.Log("the lag is 30 s"))
    mine = story.incident.number
    story.does("14:05", "dave", cmd.Log("looking"))
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        await pilot.press("n")
        assert app.board is not None
        line = app.board.query_one(PromptLine)
        await wait_for_async(lambda: line.is_asking, "the line asks")
        await pilot.press(*(" " if char == " " else char for char in "fix: it is 40 s"))
        await wait_for_async(lambda: str(mine) in str(line.border_title), "the line names the entry")
        await pilot.press("enter")
        await wait_for_async(
            lambda: story.store.row(story.id, mine).corrected_text == "it is 40 s", "it is corrected"
        )


async def test_every_step_of_the_check_in_is_reached_by_tab_and_seen(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, a_check_in_is_due()), (80, 24)) as (app, pilot):
        await pilot.press("c")
        await wait_for_async(
            lambda: app.board and any(f.is_open for f in app.board.query(CheckinForm)), "open"
        )
        seen: list[str] = []
        while len(seen) < 9:
            await pilot.pause()
            focused = app.focused
            assert focused is not None
            row = app.screen.find_widget(focused).visible_region
            assert row.height == focused.outer_size.height, f"{focused} is in sight"
            seen.append(str(focused.name or focused.id))
            await pilot.press("tab")
        steps = {"trend", "checkin-impact", "checkin-users", "M3", "M5", "plan-0", "M6", "M7"}
        assert steps <= set(seen)


async def test_f10_goes_to_the_answer_that_is_missing_and_says_which(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, a_check_in_is_due()), (80, 24)) as (app, pilot):
        await pilot.press("c")
        await wait_for_async(
            lambda: app.board and any(f.is_open for f in app.board.query(CheckinForm)), "open"
        )
        await pilot.press("s", "f10")
        await wait_for_async(lambda: app.focused and app.focused.name == "M3", "the row has the focus")
        assert "M3, M5: over the time box" in "\n".join(screen_lines(app.screen))


@pytest.mark.parametrize(("who", "kind"), [("alice", "commander"), ("grace", "scribe"), ("zoe", "observer")])
async def test_the_stars_are_counted_before_anything_new_comes(
    tmp_path: Path, who: str, kind: ScreenName
) -> None:
    story = the_whole()
    stars = story.store.starred_count(story.id)
    async with sitting_down(seated(tmp_path, story, who, kind)) as (app, _):
        pane = app.board.query_one(TimelinePane) if app.board else None
        assert pane is not None and stars
        await wait_for_async(lambda: pane.view and pane.view.starred == stars, "the stars are counted")


def a_check_in_is_due() -> Story:
    """The whole story, when its fourth check-in is due."""
    story = the_whole()
    story.now = at("14:08")
    return story


def searches_for(timeline: Timeline, words: str) -> Callable[[], bool]:
    return lambda: timeline.wanted.search == words


def has_room(form: CheckinForm) -> bool:
    return bool(form.region)


async def test_esc_in_a_search_brings_back_what_stood_before_it(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, the_whole())) as (app, pilot):
        assert app.board is not None
        timeline, line = app.board.query_one(Timeline), app.board.query_one(PromptLine)
        for words, key, kept in (("lag", "enter", "lag"), ("pool", "escape", "lag")):
            await pilot.press("slash")
            await wait_for_async(lambda: line.is_asking, "the line asks")
            await pilot.press(*words)
            await wait_for_async(searches_for(timeline, words), "it is looked for")
            await pilot.press(key)
            await wait_for_async(lambda: not line.is_asking, "the line is gone")
            await wait_for_async(searches_for(timeline, kept), f"{kept} is in force")


async def test_what_was_entered_by_word_is_one_key_away_from_the_person_it_names(tmp_path: Path) -> None:
    story = the_whole()
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        story.does("14:04", "grace", cmd.Approve("M6"), word="alice")
        told = "grace entered by word that you approved M6."
        await wait_for_async(
            lambda: any(told in toast.message for toast in app._notifications), "alice is told"
        )
        await pilot.press(".")
        await dialog(app)
        await pilot.pause()
        assert "M6 approved" in "\n".join(screen_lines(app.screen))


async def test_toasts_stand_above_the_line_being_typed_and_are_two_at_most(tmp_path: Path) -> None:
    app = seated(tmp_path, the_whole())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await painted(app)
        await pilot.press("n")
        for number in range(4):
            app.notify(f"sentence {number}")
        await wait_for_async(lambda: len(app.screen.query(Toast)) == 2, "two toasts")
        await pilot.pause()
        assert app.board is not None
        line = app.board.query_one(PromptLine)
        assert not any(toast.region.overlaps(line.region) for toast in app.screen.query(Toast))
        assert all(toast.region.y >= 2 for toast in app.screen.query(Toast))


async def test_a_small_terminal_names_no_key_that_cannot_be_used(tmp_path: Path) -> None:
    story = the_whole()
    for number in (6, 7):
        story.does("14:04", "alice", cmd.Refuse(f"M{number}"), because="no")
    for size, shown in (((120, 40), True), ((40, 12), False)):
        async with sitting_down(seated(tmp_path, story), size) as (app, _):
            assert app.board is not None
            keys = {item.action for item in app.board.query_one(KeyBar).items}
            assert ("measure.approve" in keys) is shown and "entry.note" in keys


async def test_a_proposal_in_the_check_in_is_shown_whole_or_not_approved_there(tmp_path: Path) -> None:
    story = the_whole()
    story.does("14:04", "dave", cmd.Propose("fix", "word " * 30 + "end6", undo="put it back"))
    story.does("14:04", "dave", cmd.Propose("fix", "word " * 900 + "end7"))
    story.now = at("14:08")
    for size in ((80, 24), (40, 12)):
        async with sitting_down(seated(tmp_path / str(size[0]), story), size) as (app, pilot):
            assert app.board is not None
            await app.board.do("checkin")
            form = app.board.query_one(CheckinForm)
            await wait_for_async(partial(has_room, form), "the form stands")
            await pilot.pause()
            rows = {row.name: row for row in form.query(PickRow)}
            rows["M8"].focus()
            await wait_for_async(lambda: "end6" in "\n".join(screen_lines(app.screen)), "it is whole")
            for name, words in (("M3", "rolled back"), ("trend", "new symptom")):
                assert any(words in str(piece) for piece in rows[name].render().plain.splitlines())
                assert all(
                    len(piece) <= rows[name].size.width for piece in rows[name].render().plain.split("\n")
                )
            rows["M9"].focus()
            await pilot.press("a")
            assert rows["M9"].chosen is None and "longer than this form" in "\n".join(
                screen_lines(app.screen)
            )


async def test_several_lines_pasted_into_a_line_become_one_and_none_is_lost(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, the_whole(), "dave")) as (app, pilot):
        await pilot.press("n")
        await wait_for_async(lambda: isinstance(app.focused, Input), "the line")
        line = app.focused
        assert isinstance(line, Input)
        line.post_message(events.Paste("\nlag 340 s\r\n\nbasket is slow\n"))
        await wait_for_async(lambda: line.value, "it is pasted")
        assert line.value == "lag 340 s basket is slow"
