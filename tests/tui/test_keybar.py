"""The key bar shows whole items, says what cannot be used, and grows nothing however often it changes."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual import on
from textual.app import App, ComposeResult

from cockpit.tui.actions import FooterItem
from cockpit.tui.messages import ActionChosen
from cockpit.tui.widgets.keybar import KeyBar, fitting
from tests.waiting import wait_for_async

ITEMS = (
    FooterItem("measure.approve", "a", "approve"),
    FooterItem("measure.refuse", "x", "refuse", "Nothing waits."),
    FooterItem("check-in.start", "c", "check-in"),
    FooterItem("app.help", "?", "help", pinned=True),
)


class BarApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield KeyBar(ITEMS)

    @on(ActionChosen)
    def remember(self, message: ActionChosen) -> None:
        self.chosen.append(message.action)


def line_of(bar: KeyBar) -> str:
    return bar.render_line(0).text.rstrip()


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (80, "a approve  x refuse  c check-in  ? help"),
        (41, "a approve  x refuse  c check-in  ? help"),
        (40, "a approve  x refuse  …  ? help"),
        (24, "a approve  …  ? help"),
        (12, "…  ? help"),
    ],
)
async def test_only_whole_items_are_shown_and_pinned_ones_stay(width: int, line: str) -> None:
    app = BarApp()
    async with app.run_test(size=(width, 5)):
        assert line_of(app.query_one(KeyBar)) == line


def test_where_only_one_pinned_item_has_room_it_is_the_help() -> None:
    items = (FooterItem("write", "i", "write something", pinned=True), *ITEMS)
    assert [item and item.key for item in fitting(items, 20)] == [None, "?"]


def test_no_width_gives_a_line_longer_than_it() -> None:
    for width in range(4, 60):
        texts = ["…" if item is None else f"{item.key} {item.label}" for item in fitting(ITEMS, width)]
        assert cell_len("  ".join(texts)) <= width


async def test_an_item_that_cannot_be_used_is_dim() -> None:
    app = BarApp()
    async with app.run_test(size=(80, 5)):
        bar = app.query_one(KeyBar)
        styles = {segment.text.strip(): segment.style for segment in bar.render_line(0)}
        assert styles["refuse"] != styles["approve"]
        assert styles["refuse"] == bar.get_component_rich_style("key-bar--unusable")


async def test_clicking_an_item_chooses_it_also_when_it_is_dim() -> None:
    app = BarApp()
    async with app.run_test(size=(80, 5)) as pilot:
        await pilot.click(KeyBar, offset=(1, 0))
        await pilot.click(KeyBar, offset=(13, 0))
        await pilot.click(KeyBar, offset=(11, 0))
        await pilot.click(KeyBar, offset=(70, 0))
        assert app.chosen == ["measure.approve", "measure.refuse"]


async def test_changed_items_are_painted_without_new_widgets() -> None:
    app = BarApp()
    async with app.run_test(size=(80, 5)):
        bar = app.query_one(KeyBar)
        before = len(app.screen.query("*"))
        for count in range(50):
            bar.items = (FooterItem("n", "n", f"note {count}"),)
        await wait_for_async(lambda: line_of(bar) == "n note 49", "the last items are shown")
        assert len(app.screen.query("*")) == before


async def test_hostile_labels_are_harmless() -> None:
    app = BarApp()
    async with app.run_test(size=(80, 5)):
        bar = app.query_one(KeyBar)
        bar.items = (FooterItem("n", "n", "[@click=app.bell]\x1b[2J"),)
        assert line_of(bar) == "n [@click=app.bell]␛[2J"
