"""A filtered timeline reads backward as far as it must, and never moves what is seen."""

from __future__ import annotations

from rich.style import Style
from textual.color import Color

from cockpit.record.log import Filter
from tests.tui.synthetic import Synthetic
from tests.tui.timeline_app import TimelineApp
from tests.waiting import wait_for_async


async def test_a_filter_shows_only_what_passes_and_reads_backward() -> None:
    app = TimelineApp(Synthetic(200_000))
    async with app.run_test(size=(120, 20)) as pilot:
        await app.at(200_000)
        app.timeline.show(Filter(starred=True))
        await wait_for_async(lambda: app.numbers()[:1] == [199_810], "only stars are shown")
        assert app.numbers() == list(range(199_810, 200_001, 10))
        assert app.record.asked.count("numbers") <= 2
        await pilot.press("home")
        await app.at(10)
        assert app.numbers() == list(range(10, 201, 10))
        app.timeline.show(Filter())
        await app.at(10)
        assert len(app.numbers()) == 20


async def test_reading_older_numbers_does_not_move_what_is_seen() -> None:
    app = TimelineApp(Synthetic(200_000), Filter(starred=True))
    async with app.run_test(size=(120, 20)) as pilot:
        await app.at(200_000)
        reached = 200_000
        begun = app.record.asked.count("numbers")
        while app.record.asked.count("numbers") == begun:
            await pilot.press("pageup")
            reached -= 200
            await app.at(reached)
            before = app.lines()
            await wait_for_async(lambda: all(w.is_finished for w in app.workers), "reading is over")
            assert app.lines() == before
        assert app.numbers()[0] == reached
        await pilot.press("pageup")
        await app.at(reached - 200)


async def test_a_reader_stays_at_their_entry_when_the_filter_changes() -> None:
    app = TimelineApp(Synthetic(10_000))
    async with app.run_test(size=(120, 20)):
        await app.at(10_000)
        app.timeline.jump(5_003)
        await app.at(5_003)
        app.timeline.show(Filter(starred=True))
        await app.at(5_010)


async def test_a_filter_that_nothing_passes_says_so() -> None:
    app = TimelineApp(Synthetic(100), Filter(kind="quote"))
    async with app.run_test(size=(120, 20)):
        await wait_for_async(
            lambda: app.lines()[0] == " No entry passes this filter.", "the sentence is shown"
        )
        app.record.add(kind="quote")
        app.timeline.grown()
        await app.shows(101, 101)


async def test_an_entry_starred_later_enters_the_view_of_stars() -> None:
    app = TimelineApp(Synthetic(100), Filter(starred=True))
    async with app.run_test(size=(120, 20)):
        await app.at(100)
        app.record.change(55, starred=True)
        app.record.change(60, starred=False)
        app.record.add(event="entry.starred", kind="star")
        app.timeline.grown()
        await wait_for_async(lambda: app.numbers() == [10, 20, 30, 40, 50, 55, 70, 80, 90, 100], "55 for 60")


async def test_a_search_marks_what_it_found() -> None:
    app = TimelineApp(Synthetic(100))
    async with app.run_test(size=(120, 20)):
        await app.at(100)
        for typed in ("l", "la", "lag"):
            app.timeline.show(Filter(search=typed))
            assert app.timeline.wanted.search == typed
        await wait_for_async(lambda: app.numbers() == list(range(7, 100, 7)), "only what has the word")
        reverse = {s.text for strip in app.timeline.render_lines(app.timeline.size.region) for s in strip
                   if s.style and s.style.reverse}  # fmt: skip
        assert reverse == {"lag"}


async def test_every_part_of_a_line_stands_out_from_its_background_in_every_theme() -> None:
    app = TimelineApp(Synthetic(30))
    async with app.run_test(size=(120, 20)) as pilot:
        await app.shows(11, 30)
        for name, theme in app.available_themes.items():
            if theme.ansi:
                continue  # the terminal's own colours
            app.theme = name
            await pilot.pause()
            strips = app.timeline.render_lines(app.timeline.size.region)
            faint = {segment.text for strip in strips for segment in strip if _contrast(segment.style) < 1.25}
            assert not {text for text in faint if text.strip()}, name


def _contrast(style: Style | None) -> float:
    """How far the writing stands out from what is behind it: 1 is not at all."""
    assert style is not None and style.color is not None and style.bgcolor is not None
    fore, back = (Color.from_rich_color(color).brightness for color in (style.color, style.bgcolor))
    return (max(fore, back) + 0.05) / (min(fore, back) + 0.05)
