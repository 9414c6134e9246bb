"""The timeline pages through a record of any length, follows its end, and never moves under a reader."""

from __future__ import annotations

import pytest
from textual import events

from cockpit.tui.widgets.timeline import Timeline
from cockpit.tui.widgets.timeline_pages import KEPT
from tests.tui.synthetic import Synthetic
from tests.tui.timeline_app import MILLION, TimelineApp
from tests.waiting import wait_for_async


def wheel_up(timeline: Timeline) -> events.MouseScrollUp:
    return events.MouseScrollUp(timeline, 5, 5, 0, 0, 0, False, False, False)


@pytest.mark.parametrize("with_tail", [True, False], ids=["read before", "read by itself"])
@pytest.mark.parametrize("count", [3, MILLION])
async def test_it_opens_at_the_end_of_a_record_of_any_length(count: int, with_tail: bool) -> None:
    app = TimelineApp(Synthetic(count), with_tail=with_tail)
    async with app.run_test(size=(120, 20)):
        await app.shows(max(1, count - 19), count)
        await app.at(count)
        assert app.timeline.following
        assert len(app.record.asked) <= 4


async def test_the_first_paint_has_the_rows_that_were_read_before() -> None:
    app = TimelineApp(Synthetic(MILLION), with_tail=True)
    app.gate.clear()
    async with app.run_test(size=(120, 20)):
        await app.shows(MILLION - 19, MILLION)


async def test_an_empty_record_says_so_and_its_first_entry_appears() -> None:
    app = TimelineApp(Synthetic(0))
    async with app.run_test(size=(120, 20)) as pilot:
        await wait_for_async(lambda: app.lines()[0] == " Nothing is recorded yet.", "the sentence is shown")
        await pilot.press("j", "k", "end", "home", "enter", "pagedown")
        assert app.timeline.cursor == 0
        app.record.add()
        app.timeline.grown()
        await app.shows(1, 1)
        await app.at(1)


async def test_keys_move_the_cursor_and_the_view_goes_along() -> None:
    app = TimelineApp(Synthetic(MILLION))
    async with app.run_test(size=(120, 20)) as pilot:
        await app.at(MILLION)
        await pilot.press("k", "up")
        await app.at(MILLION - 2)
        await app.shows(MILLION - 19, MILLION)
        await pilot.press("pageup")
        await app.at(MILLION - 22)
        await app.shows(MILLION - 22, MILLION - 3)
        await pilot.press("home")
        await app.at(1)
        await app.shows(1, 20)
        await pilot.press("j", "down", "pagedown")
        await app.at(23)
        await app.shows(4, 23)
        await pilot.press("G")
        await app.at(MILLION)
        await pilot.press("home")
        await app.at(1)
        await pilot.press("k")
        assert app.timeline.cursor == 1


async def test_every_entry_can_be_paged_through() -> None:
    app = TimelineApp(Synthetic(300))
    async with app.run_test(size=(120, 24)) as pilot:
        await app.at(300)
        seen = set(app.numbers())
        for page in range(1, 14):
            await pilot.press("pageup")
            await app.at(max(1, 300 - 24 * page))
            seen |= set(app.numbers())
        assert seen == set(range(1, 301))


async def test_new_entries_are_followed_at_the_end() -> None:
    app = TimelineApp(Synthetic(50))
    async with app.run_test(size=(120, 20)):
        await app.at(50)
        app.record.add(text="just came")
        app.timeline.grown()
        await app.at(51)
        await app.shows(32, 51)
        assert app.lines()[-1].endswith("just came")
        assert app.timeline.new_count == 0


async def test_nothing_moves_under_a_reader_and_the_new_ones_are_counted() -> None:
    app = TimelineApp(Synthetic(200))
    async with app.run_test(size=(120, 20)) as pilot:
        await app.at(200)
        await pilot.press("k", "k", "k")
        await app.at(197)
        assert not app.timeline.following
        before = app.lines()
        for _ in range(12):
            app.record.add()
            app.timeline.grown()
        await wait_for_async(lambda: app.timeline.new_count == 12, "twelve are counted")
        assert app.lines() == before
        assert app.timeline.cursor == 197
        await wait_for_async(lambda: app.places[-1] == (False, 12), "the place is told")
        await pilot.press("end")
        await app.at(212)
        assert app.timeline.new_count == 0
        await wait_for_async(lambda: app.places[-1] == (True, 0), "following is told")


async def test_a_flood_of_new_entries_is_not_read_one_by_one() -> None:
    app = TimelineApp(Synthetic(100))
    async with app.run_test(size=(120, 20)) as pilot:
        await app.at(100)
        await pilot.press("k")
        await app.at(99)
        app.record.count = 50_000
        app.record.asked.clear()
        app.timeline.grown()
        await wait_for_async(lambda: app.timeline.new_count == 49_900, "all are counted")
        await app.shows(81, 100)
        await pilot.press("end")
        await app.at(50_000)
        await app.shows(49_981, 50_000)
        assert len(app.record.asked) < 12


async def test_a_flood_into_a_record_that_fitted_the_screen_is_followed_to_its_end() -> None:
    app = TimelineApp(Synthetic(2))
    async with app.run_test(size=(120, 20)):
        await app.at(2)
        for count in (258, 402):
            app.record.count = count
            ask = app.timeline.asks()
            if ask is None or not app.timeline.take(ask(app.record)):
                app.timeline.grown()
        app.record.count = 402
        app.timeline.grown()
        await app.shows(383, 402)


async def test_the_wheel_scrolls_without_the_cursor_and_ends_following() -> None:
    app = TimelineApp(Synthetic(MILLION))
    async with app.run_test(size=(120, 20)) as pilot:
        await app.at(MILLION)
        for _ in range(60):
            app.timeline.post_message(wheel_up(app.timeline))
        await wait_for_async(lambda: app.numbers()[-1:] < [MILLION - 60], "scrolled up")
        await wait_for_async(lambda: "…" not in "".join(app.lines()), "what is seen is read")
        assert app.timeline.cursor == MILLION
        assert not app.timeline.following
        await pilot.press("k")
        await app.at(MILLION - 1)
        assert MILLION - 1 in app.numbers()


async def test_a_click_moves_the_cursor_and_a_double_click_selects() -> None:
    app = TimelineApp(Synthetic(50))
    async with app.run_test(size=(120, 20)) as pilot:
        await app.at(50)
        await pilot.click(Timeline, offset=(5, 3))
        await app.at(34)
        await pilot.double_click(Timeline, offset=(5, 4))
        await app.at(35)
        await pilot.press("enter")
        await wait_for_async(lambda: app.selected == [35, 35], "selected twice")


async def test_jumping_to_a_number_and_from_star_to_star() -> None:
    app = TimelineApp(Synthetic(MILLION))
    async with app.run_test(size=(120, 20)) as pilot:
        await app.at(MILLION)
        app.timeline.jump(123_456)
        await app.at(123_456)
        assert app.timeline.row is not None
        assert app.timeline.row.text == "entry 123456"
        await pilot.press("{")
        await app.at(123_450)
        await pilot.press("}")
        await app.at(123_460)
        app.timeline.jump(5)
        await app.at(5)
        await pilot.press("{")
        app.timeline.jump(MILLION + 7)
        await app.at(MILLION)


async def test_what_comes_while_rows_are_read_does_not_call_a_reader_back() -> None:
    app = TimelineApp(Synthetic(MILLION))
    async with app.run_test(size=(120, 20)):
        await app.at(MILLION)
        app.timeline.jump(500)
        app.record.add()
        app.timeline.grown()
        await app.at(500)
        await wait_for_async(lambda: app.timeline.new_count == 1, "it is counted")
        assert app.timeline.cursor == 500


async def test_a_correction_repaints_the_entry_it_corrects() -> None:
    app = TimelineApp(Synthetic(30))
    async with app.run_test(size=(120, 20)) as pilot:
        await app.at(30)
        await pilot.press("k")
        app.record.change(25, corrected_text="was wrong")
        app.record.add(event="entry.corrected", kind="correction")
        app.timeline.grown()
        await wait_for_async(
            lambda: any(line.endswith("corrected was wrong") for line in app.lines()), "corrected"
        )
        assert "…" not in "".join(app.lines())


async def test_a_record_that_cannot_be_read_is_told_and_what_is_shown_stays() -> None:
    app = TimelineApp(Synthetic(MILLION))
    async with app.run_test(size=(120, 20)) as pilot:
        await app.at(MILLION)
        before = app.lines()
        app.record.failure = "The disk does not answer: ask its keeper."
        await pilot.press("home")
        await wait_for_async(lambda: app.record.failure in app.failures, "the failure is told")
        assert app.lines()[0].split()[0] == before[0].split()[0]
        app.record.failure = None
        await pilot.press("home")
        await app.at(1)


async def test_keys_pressed_while_a_page_is_read_are_not_lost() -> None:
    app = TimelineApp(Synthetic(MILLION))
    async with app.run_test(size=(120, 20)) as pilot:
        await app.at(MILLION)
        app.gate.clear()
        await pilot.press("home", "j", "j", "pagedown")
        assert app.highlighted[-1] == MILLION
        app.gate.set()
        await app.at(23)
        await app.shows(23, 42)


async def test_what_is_kept_in_memory_does_not_grow_with_reading() -> None:
    app = TimelineApp(Synthetic(MILLION))
    async with app.run_test(size=(120, 40)) as pilot:
        await app.at(MILLION)
        for _ in range(60):
            await pilot.press("pageup")
        await app.at(MILLION - 2400)
        entries = app.timeline._entries
        assert sum(entries.row_at(index) is not None for index in range(MILLION - 3000, MILLION)) <= KEPT


async def test_a_resize_keeps_the_cursor_in_view() -> None:
    app = TimelineApp(Synthetic(1000))
    async with app.run_test(size=(120, 40)) as pilot:
        await app.at(1000)
        await pilot.press("pageup")
        await app.at(960)
        await pilot.resize_terminal(60, 8)
        await wait_for_async(lambda: 960 in app.numbers() and len(app.numbers()) == 8, "still in view")
        await pilot.press("end")
        await app.shows(993, 1000)


async def test_a_theme_repaints_every_line_in_its_colours() -> None:
    app = TimelineApp(Synthetic(30))
    async with app.run_test(size=(120, 20)):
        await app.at(30)
        dark = styles_of(app.timeline)
        app.theme = "textual-light"
        await wait_for_async(
            lambda: not (styles_of(app.timeline) & dark), "no colour of the dark theme is left"
        )


def styles_of(timeline: Timeline) -> set[tuple[object, object]]:
    strips = timeline.render_lines(timeline.size.region)
    return {(s.style.color, s.style.bgcolor) for strip in strips for s in strip if s.style and s.text.strip()}
