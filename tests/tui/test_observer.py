"""The observer's screen: the plain card, the panes behind it, and nothing that writes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import on
from textual.app import App

from cockpit.desk import Done
from cockpit.incident import commands as cmd
from cockpit.record.sqlite import SqliteLog
from cockpit.tui.messages import ActionChosen, Submitted
from cockpit.tui.panes.base import Pane
from cockpit.tui.panes.plaincard import PlainCard
from cockpit.tui.screens import observer
from cockpit.tui.screens.observer import ObserverScreen, last_statement
from cockpit.tui.styles import styles_dir
from cockpit.tui.table import ACTIONS
from cockpit.tui.widgets.keybar import KeyBar
from cockpit.tui.widgets.timeline import Timeline
from tests.tui.story import DAY, Story, at, whole
from tests.waiting import wait_for_async


class Host(App[None]):
    """The observer's screen, and what it asks for."""

    CSS_PATH = styles_dir() / "cockpit.tcss"

    def __init__(self, story: Story, clock: str = "") -> None:
        super().__init__()
        self.animation_level = "none"
        self.story = story
        self.clock = clock
        self.chosen: list[str] = []
        self.submitted: list[Submitted] = []
        zone = DAY.tzinfo
        assert zone is not None
        self.board = ObserverScreen(story.store, story.id, zone)

    def on_mount(self) -> None:
        self.push_screen(self.board)
        self.call_later(self.look)

    def look(self) -> None:
        self.board.show(self.story.view("zoe", self.clock))
        self.board.grown(self.story.incident.number)

    @on(ActionChosen)
    def action_chosen(self, event: ActionChosen) -> None:
        self.chosen.append(event.action)

    @on(Submitted)
    def took(self, event: Submitted) -> None:
        self.submitted.append(event)

    @property
    def card(self) -> PlainCard:
        return self.board.query_one(PlainCard)

    def said(self) -> str:
        """The words of the card, without the frame."""
        return " ".join(" ".join(text.strip("│┃ ") for text in self.card.text()).split())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteLog]:
    log = SqliteLog(tmp_path / "incidents.db")
    yield log
    log.close()


@asynccontextmanager
async def opened(story: Story, *, size: tuple[int, int] = (120, 40), clock: str = "") -> Any:
    app = Host(story, clock)
    async with app.run_test(size=size) as pilot:
        await wait_for_async(lambda: app.board.view and "impact" in app.said(), "the card is shown")
        yield app, pilot


def declared(store: SqliteLog, **more: Any) -> Story:
    """Dave's incident, two minutes old, in a project that has no channel of its own."""
    story = Story(store)
    story.now = at("14:00")
    answer = story.desk("dave").declare(cmd.Declare("Checkout returns 500s", **more))
    assert isinstance(answer, Done)
    story.id = story.desk("dave").incident.id
    story.now = at("14:02")
    return story


async def test_it_opens_on_a_card_that_says_it_all(store: SqliteLog) -> None:
    async with opened(whole(store)) as (app, _):
        await wait_for_async(lambda: "13:49, frank" in app.said(), "the last statement is read")
        said = app.said()
        for sentence in (
            "▲ WORSE 20% of checkouts fail in us-west-2",
            "commander alice, for 1h09",
            "▶ fail over us-east replica (carol, 31m, 6m over)",
            "dave: read-only mode",
            "◌ 2 more wait for approval",
            'last told 13:49, frank: sent to stakeholders: "Some checkouts fail. Next update by 14:20."',
            "next update by 14:12 UTC, with check-in 4",
            "last check-in 13:52 UTC, 11m ago",
            "ask frank (communicator) in #inc-checkout",
            'write: "frank, about 2026-11-23-1 (Checkout returns 500s): …"',
        ):
            assert sentence in said


async def test_s10_what_was_decided_last_is_told(store: SqliteLog) -> None:
    story = whole(store)
    async with opened(story, size=(80, 24)) as (app, _):
        assert "decided" not in app.said()
        story.does("14:03:31", "alice", cmd.Decide("deploys stay paused until the end"))
        app.look()
        await wait_for_async(
            lambda: "last decided 14:03, alice: deploys stay paused until the end" in app.said(), "it is told"
        )


async def test_what_is_not_there_yet_is_said(store: SqliteLog) -> None:
    async with opened(declared(store)) as (app, _):
        await wait_for_async(lambda: "no statement" in app.said(), "the statements are looked for")
        for sentence in (
            "nobody has said yet who is hit",
            "commander nobody for 2m",
            "nothing is running now",
            "no statement has been sent yet",
            "the check-ins start when somebody takes command",
            "last check-in none yet",
            "nobody is named yet: ask dave, who declared it",
        ):
            assert sentence in app.said()


async def test_s23_until_the_last_statement_is_read_the_card_does_not_say_that_there_is_none(
    store: SqliteLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_read = threading.Event()

    def slowly(*asked: Any, **how: Any) -> Any:
        assert may_read.wait(60)
        return last_statement(*asked, **how)

    monkeypatch.setattr(observer, "last_statement", slowly)
    async with opened(whole(store)) as (app, _):
        try:
            assert "last told next update by" in app.said()
        finally:
            may_read.set()
        await wait_for_async(lambda: "last told 13:49, frank" in app.said(), "the last statement is read")


async def test_without_a_communicator_one_asks_the_commander(store: SqliteLog) -> None:
    story = declared(store, channel="#inc")
    story.does("14:01", "alice", cmd.TakeCommand())
    async with opened(story, clock="14:30") as (app, _):
        assert "alice (commander, for there is no communicator) in #inc" in app.said()
        assert "by 14:21 UTC, with check-in 1: overdue" in app.said()


async def test_after_the_end_nothing_more_is_promised(store: SqliteLog) -> None:
    story = declared(store)
    story.does("14:01", "alice", cmd.TakeCommand())
    story.does("14:02", "alice", cmd.Resolve())
    async with opened(story, clock="14:03") as (app, _):
        assert "by 14:17 UTC, when the watch ends" in app.said()
        story.does("14:18", "alice", cmd.Close())
        app.look()
        assert "none: the incident is closed" in app.said()
        assert "nobody any more" in app.said()


async def test_a_new_statement_appears_and_reads_as_corrected(store: SqliteLog) -> None:
    story = declared(store)
    async with opened(story) as (app, _):
        story.does("14:03", "frank", cmd.Log("Sum checkouts fail.", kind="update"))
        app.look()
        await wait_for_async(lambda: "frank: Sum checkouts fail." in app.said(), "the statement")
        story.does("14:04", "frank", cmd.Correct(story.incident.number, "Some checkouts fail."))
        app.look()
        await wait_for_async(lambda: "frank: Some checkouts fail." in app.said(), "the corrected statement")


async def test_nothing_typed_acts_on_the_terminal(store: SqliteLog) -> None:
    story = declared(store)
    hostile = "[@click=app.bell]x[/] \x1b]52;c;eA==\x07 [/nope]"
    story.does("14:01", "alice", cmd.ReportImpact("worse", hostile))
    async with opened(story) as (app, _):
        assert "[@click=app.bell]x[/] ␛]52;c;eA==␇ [/nope]" in app.said()


async def test_tab_shows_the_panes_and_esc_the_card(store: SqliteLog) -> None:
    async with opened(declared(store)) as (app, pilot):
        assert app.card.display and app.card.has_focus
        assert app.board.query_one(KeyBar).items[0].label == "panes"
        await pilot.press("tab")
        assert not app.card.display
        assert app.board.query_one("#impact").region.height > 0
        assert app.board.query_one(Timeline).has_focus
        before = app.focused
        await pilot.press("tab")
        assert app.focused is not before
        await pilot.press("escape")
        assert app.card.display and app.card.has_focus


async def test_no_key_of_it_writes(store: SqliteLog) -> None:
    story = whole(store)
    last = story.incident.number
    async with opened(story) as (app, pilot):
        for _ in range(2):
            for key in "axqcipnmDrthsROCKwe*X":
                await pilot.press(key)
            await pilot.press("tab")
        assert app.submitted == []
        assert [action for action in app.chosen if ACTIONS[action].writes] == []
        assert story.incident.number == last


async def test_watching_leaves_no_duty(store: SqliteLog) -> None:
    async with opened(whole(store)) as (app, pilot):
        await pilot.press("tab")
        assert app.board.view and app.board.view.read_only and app.board.view.my_duties == []
        assert not any(pane.has_class("-mine") for pane in app.board.query(Pane))


async def test_nobody_who_watches_is_asked_to_act_in_the_first_minutes(store: SqliteLog) -> None:
    async with opened(declared(store)) as (app, pilot):
        await pilot.press("tab")
        assert not app.board.query_one("#card").display


async def test_a_click_on_the_key_shows_the_panes(store: SqliteLog) -> None:
    async with opened(declared(store)) as (app, pilot):
        await pilot.click(KeyBar, offset=(2, 0))
        assert not app.card.display


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)], ids=lambda size: "x".join(map(str, size)))
async def test_every_size_says_the_impact_who_commands_the_next_update_and_whom_to_ask(
    store: SqliteLog, size: tuple[int, int]
) -> None:
    async with opened(whole(store), size=size) as (app, _):
        said = app.said()
        for words in ("▲ WORSE 20% of checkouts", "alice, for 1h09", "by 14:12 UTC", "frank (communicator)"):
            assert words in said
        assert app.card.region.bottom <= size[1] - 1


async def test_a_terminal_too_small_says_so(store: SqliteLog) -> None:
    app = Host(whole(store))
    async with app.run_test(size=(30, 8)):
        await wait_for_async(lambda: app.board.query_one("#tiny").display, "it says that it is too small")
        assert not app.card.display
