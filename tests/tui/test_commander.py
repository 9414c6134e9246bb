"""The commander's screen at every size: what stands where, and where the keys lead."""

from __future__ import annotations

import pytest
from msgspec import structs
from textual.screen import ModalScreen
from textual.widgets import Label

from cockpit.incident import commands as cmd
from cockpit.record.log import Filter
from cockpit.tui.messages import DutyChosen
from cockpit.tui.panes.approvals import ApprovalsPane
from cockpit.tui.panes.card import CardPane
from cockpit.tui.panes.impact import ImpactPane
from cockpit.tui.panes.mitigations import MitigationsPane
from cockpit.tui.widgets.clock import BigClock
from cockpit.tui.widgets.promptline import PromptLine
from cockpit.tui.widgets.timeline import Timeline
from tests.tui.stage import SMALL, TABS, TINY, WIDE, Stage, on_stage, repainted, the_first_minutes, the_whole
from tests.tui.story import Story
from tests.waiting import wait_for_async


@pytest.fixture(scope="module")
def story() -> Story:
    """Only read by the tests of this module; those that go on with it play their own."""
    return the_whole()


def clock_of(app: Stage) -> BigClock:
    """The clock that is shown; the small board has one of its own."""
    return next(clock for clock in app.board.query(BigClock) if clock.region)


def row_of(lines: list[str], *words: str) -> int:
    """The first line that holds all these words."""
    return next(y for y, text in enumerate(lines) if all(word in text for word in words))


async def test_wide_it_stands_in_the_order_the_eye_should_get_it(story: Story) -> None:
    async with on_stage(story) as (app, _):
        lines = app.lines()
        assert len(lines) == 40
        assert "SEV1 CRITICAL" in lines[0] and "IC alice 1h09" in lines[0]
        assert "⚑ 1 approve or refuse M6" in lines[1]
        first = row_of(lines, "Impact", "Next check-in", "loop 4", "Roles")
        second = row_of(lines, "Approvals", "2 waiting", "Mitigations", "2 running · 1 over")
        last = row_of(lines, "Timeline", "people and ★")
        assert (first, second, last) == (2, 15, 27)
        assert "approve" in lines[-1]


async def test_narrow_it_has_four_tabs(story: Story) -> None:
    async with on_stage(story, TABS) as (app, pilot):
        assert len(app.lines()[0]) <= 80 and "14:03 UTC" in app.lines()[0]
        assert "Waiting for you 2 · running 2" in app.text() and "Timeline" in app.text()
        await pilot.press("2")
        assert "Approvals" in app.text() and "Mitigations" in app.text() and "M1" in app.text()
        await pilot.press("3")
        assert "Approvals" not in app.text() and "replica lag 0" in app.text()
        await pilot.press("4")
        assert "tech lead" in app.text() and "loop 4" in app.text()
        await pilot.press("1")
        assert "Waiting for you 2" in app.text()


async def test_narrow_the_duty_line_has_the_check_in_at_its_right(story: Story) -> None:
    async with on_stage(story, TABS) as (app, pilot):
        assert app.lines()[1].endswith("check-in 04:00  due 14:07")
        app.ticks("14:03:11")
        await pilot.pause()
        assert app.lines()[1].endswith("check-in 03:59  due 14:07")


async def test_small_it_still_shows_what_counts(story: Story) -> None:
    async with on_stage(story, SMALL) as (app, _):
        text = app.text()
        for words in ("SEV1", "14:03 UTC", "IC alice", "due 14:07", "▲ WORSE", "2 approvals", "2 running"):
            assert words in text
        assert clock_of(app).reading.seconds == 240


async def test_too_small_it_says_so_and_who_commands_and_when_the_check_in_is(story: Story) -> None:
    async with on_stage(story, TINY) as (app, _):
        text = app.text()
        for words in ("needs 40×12, is 30×8", "SEV1", "IC alice", "04:00"):
            assert words in text


@pytest.mark.parametrize("size", [(30, 8), (1, 1), (40, 12), (60, 18), (110, 28), (200, 60)])
async def test_a_terminal_may_take_any_size_and_come_back(story: Story, size: tuple[int, int]) -> None:
    async with on_stage(story) as (app, pilot):
        before = app.text()
        await pilot.resize_terminal(*size)
        await pilot.pause()
        assert len(app.lines()) == size[1]
        assert all(len(text) <= size[0] for text in app.lines())
        await pilot.resize_terminal(*WIDE)
        await wait_for_async(lambda: app.text() == before, "the board is as it was")


async def test_z_gives_the_focused_pane_the_board_and_esc_takes_it_back(story: Story) -> None:
    async with on_stage(story) as (app, pilot):
        app.part(MitigationsPane).focus()
        await pilot.pause()
        await app.board.do("zoom")
        await pilot.pause()
        assert "Mitigations" in app.lines()[2] and "Approvals" not in app.text()
        assert app.part(MitigationsPane).size.width == 120
        await pilot.press("escape")
        assert "Approvals" in app.text()


@pytest.mark.parametrize("size", [WIDE, TABS, SMALL])
async def test_going_to_a_duty_puts_the_cursor_on_its_measure(story: Story, size: tuple[int, int]) -> None:
    async with on_stage(story, size) as (app, pilot):
        await app.board.do("go mitigations M5")
        await pilot.pause()
        assert app.board.selection()[1] == "M5"
        assert any("▸" in text and "M5" in text for text in app.lines())


async def test_a_digit_goes_to_a_duty_where_there_are_no_tabs(story: Story) -> None:
    async with on_stage(story) as (app, pilot):
        await pilot.press("3")
        [chosen] = app.posted
        assert isinstance(chosen, DutyChosen) and chosen.duty.target == "M3"
        await pilot.press("9")
        assert len(app.posted) == 1


async def test_tab_goes_from_pane_to_pane(story: Story) -> None:
    async with on_stage(story) as (app, pilot):
        seen = set()
        for _ in range(8):
            await pilot.press("tab")
            assert app.focused is not None
            seen.add(app.focused.id or type(app.focused).__name__)
        assert {"impact", "countdown", "roles", "approvals", "mitigations", "Timeline"} <= seen


async def test_the_filter_goes_round_and_a_search_narrows_it(story: Story) -> None:
    async with on_stage(story) as (app, pilot):
        timeline = app.part(Timeline)
        await app.board.do("filter")
        assert timeline.wanted == Filter()
        await app.board.do("filter")
        assert timeline.wanted == Filter(starred=True)
        await app.board.do("filter")
        await app.board.do("search")
        await pilot.press(*"lag")
        await wait_for_async(lambda: timeline.wanted.search == "lag", "the search is in force")
        await pilot.press("enter")
        await wait_for_async(lambda: app.focused is timeline, "the timeline has the focus")
        assert "people and ★ · /lag" in app.text()


async def test_news_never_take_the_focus_from_a_line_being_typed() -> None:
    story = the_whole()
    async with on_stage(story) as (app, pilot):
        await app.board.do("note")
        await pilot.press(*"lag is b")
        story.does("14:03:20", "alice", cmd.Refuse("M6"))
        app.show()
        await pilot.resize_terminal(*TABS)
        await pilot.press(*"ack")
        prompt = app.part(PromptLine)
        assert app.focused is not None and prompt in app.focused.ancestors
        assert "lag is back" in app.text()


async def test_alone_the_card_stands_in_for_the_empty_panes_and_each_line_goes_when_it_is_true() -> None:
    story = the_first_minutes()
    async with on_stage(story, (80, 20), "dave") as (app, pilot):
        assert "NO COMMANDER 01:40" in app.lines()[0] and "ALONE" in app.lines()[1]
        assert "First minutes" in app.text() and "Impact" not in app.text()
        story.does("03:07", "dave", cmd.ReportImpact("worse", "all checkouts fail"))
        app.show()
        await pilot.pause()
        assert "getting worse?" not in app.text() and "Impact" in app.text()
        story.does("03:08", "dave", cmd.Propose("mitigation", "restart the pods"))
        app.show()
        await pilot.pause()
        assert "First minutes" not in app.text() and "restart the pods" in app.text()


async def test_esc_hides_the_card() -> None:
    async with on_stage(the_first_minutes(), WIDE, "dave") as (app, pilot):
        assert app.part(CardPane).display
        await pilot.press("escape")
        await pilot.pause()
        assert "First minutes" not in app.text() and "Approvals" in app.text()


async def test_nothing_repaints_when_nothing_has_changed(story: Story) -> None:
    async with on_stage(story) as (app, _):
        pane = app.part(ImpactPane)
        assert repainted(pane, lambda: pane.show(app.seen())) == []
        changed = repainted(pane, lambda: pane.show(app.seen("14:04:10")))
        assert 0 < len(changed) < 5 and all(region.height == 1 for region in changed)


async def test_a_second_repaints_nothing_but_what_counts(story: Story) -> None:
    async with on_stage(story) as (app, pilot):
        panes = [app.part(ApprovalsPane), app.part(MitigationsPane), app.part(ImpactPane)]
        for pane in panes:
            assert repainted(pane, lambda: app.ticks("14:03:11")) == []
        await wait_for_async(lambda: clock_of(app).reading.seconds == 239, "the clock counts")
        await pilot.pause()


async def test_under_a_dialog_nothing_ticks(story: Story) -> None:
    class Dialog(ModalScreen[None]):
        def compose(self):  # type: ignore[no-untyped-def]
            yield Label("?")

    async with on_stage(story) as (app, pilot):
        await app.push_screen(Dialog())
        app.ticks("14:09")
        await pilot.pause()
        assert clock_of(app).reading.seconds == 240
        app.pop_screen()
        await wait_for_async(lambda: clock_of(app).reading.state == "due", "it catches up")


HOSTILE = "[@click=app.bell()]x[/] [/nope] \x1b]52;c;ZXZpbA==\x07 \u202eabc\r\nnext\x9b2J"


async def test_what_people_type_is_never_interpreted() -> None:
    story = the_whole()
    story.does("14:03:11", "erin", cmd.Propose("fix", HOSTILE, component=HOSTILE, risk=HOSTILE, undo=HOSTILE))
    story.does("14:03:12", "alice", cmd.AskBack("M7", HOSTILE))
    story.does("14:03:13", "alice", cmd.ReportImpact("worse", HOSTILE, share=HOSTILE, metrics={HOSTILE: "1"}))
    for size in (WIDE, TABS, SMALL, TINY):
        async with on_stage(story, size) as (app, pilot):
            title = structs.replace(story.incident, title=HOSTILE, channel=HOSTILE)
            app.board.show(structs.replace(app.seen(), incident=title, login=HOSTILE))
            await pilot.pause()
            text = app.text()
            assert "[@click" in text or size == TINY
            assert not set(text) & set("\x1b\x07\u202e\r\x9b")
