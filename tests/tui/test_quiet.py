"""A calm screen: bells only for what is mine and once for each cause, few duties, and no shouting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from cockpit.incident import commands as cmd
from cockpit.tui.acts.loop import snooze
from cockpit.tui.acts.steps import Stage as ActStage
from cockpit.tui.app import CockpitApp
from cockpit.tui.dialogs.choice import ChoiceDialog
from cockpit.tui.panes.dutyline import DutyLine
from cockpit.tui.widgets.promptline import PromptLine
from tests.record.memory_log import MemoryLog
from tests.tui.seated import seated, sitting_down
from tests.tui.stage import screen_lines, the_whole
from tests.tui.story import Story, at
from tests.waiting import wait_for_async


def begun(severity: str = "SEV2") -> Story:
    """alice has command, bob is deputy, dave investigates, frank and grace have roles; impact is known."""
    story = Story(MemoryLog(lambda: story.now))
    story.declare("12:51", "dave", "Checkout returns 500s", severity=severity)
    story.does("12:52", "alice", cmd.TakeCommand())
    for who, role in (
        ("bob", "deputy"),
        ("frank", "communicator"),
        ("grace", "scribe"),
        ("dave", "investigator"),
    ):
        story.does("12:52", who, cmd.Join(role))
    story.does("12:53", "alice", cmd.ReportImpact("worse", "20% of checkouts fail"))
    story.now = at("12:54")
    return story


@asynccontextmanager
async def hearing(
    folder: Path, story: Story, who: str, **how: Any
) -> AsyncIterator[tuple[CockpitApp, Pilot[None], list[str]]]:
    """The app of `who`, and every bell it rang, by the time of the story."""
    app = seated(folder / who, story, who, **how)
    bells: list[str] = []
    app.bell = lambda: bells.append(f"{story.now:%H:%M}")  # type: ignore[method-assign]
    async with sitting_down(app) as (_, pilot):
        app.tick()
        yield app, pilot, bells


def passes(story: Story, *apps: CockpitApp, minutes: int) -> None:
    """Time goes by, minute by minute, and every screen ticks twice in each."""
    for _ in range(minutes):
        story.now += timedelta(minutes=1)
        for app in apps:
            app.tick()
            app.tick()


async def caught_up(app: CockpitApp, story: Story) -> None:
    number = story.incident.number
    await wait_for_async(lambda: app.incident.number >= number, "the screen has caught up")
    app.tick()


async def test_a_proposal_rings_the_commander_once_and_nobody_else(tmp_path: Path) -> None:
    story = begun()
    async with (
        hearing(tmp_path, story, "alice") as (alice, _, heard),
        hearing(tmp_path, story, "bob") as (bob, _, silent),
    ):
        story.does("12:55", "dave", cmd.Propose("mitigation", "drain the node"))
        for app in (alice, bob):
            await caught_up(app, story)
        passes(story, alice, bob, minutes=2)
        assert (heard, silent) == (["12:55"], [])


async def test_what_was_due_when_the_screen_was_opened_is_seen_and_not_heard(tmp_path: Path) -> None:
    story = the_whole()
    async with hearing(tmp_path, story, "alice") as (app, _, heard):
        passes(story, app, minutes=1)
        assert heard == [] and app.view().my_duties


async def test_news_for_everybody_come_without_a_bell(tmp_path: Path) -> None:
    story = begun()
    async with hearing(tmp_path, story, "dave") as (app, _, heard):
        story.does("12:56", "alice", cmd.Resolve(), because="the graphs are flat")
        await wait_for_async(lambda: any("Resolved" in t.message for t in app._notifications), "dave is told")
        assert heard == []


async def test_s75_overdue_rings_the_commander_once_then_the_deputy_and_then_nobody(tmp_path: Path) -> None:
    story = begun()
    async with (
        hearing(tmp_path, story, "alice") as (alice, _, heard),
        hearing(tmp_path, story, "bob") as (bob, _, deputy),
        hearing(tmp_path, story, "dave") as (dave, _, silent),
    ):
        passes(story, alice, bob, dave, minutes=60)
        assert (heard.count("13:12"), deputy, silent) == (1, ["13:17"], [])
        shown = "\n".join(screen_lines(dave.screen))
        assert "is somebody still running" in shown and "OVERDUE" not in shown


async def test_s66_the_band_is_told_in_words_early_due_overdue_escalated(tmp_path: Path) -> None:
    story = begun()
    async with hearing(tmp_path, story, "dave") as (app, _, _bells):
        told = []
        for clock in ("13:06", "13:08", "13:13", "13:18"):
            story.now = at(clock)
            app.tick()
            told.append(next(w for w in _WORDS if w in "\n".join(screen_lines(app.screen))))
        assert told == [
            "until due",
            "DUE  until 13:12",
            "OVERDUE  since 13:12",
            "ESCALATED  overdue since 13:12",
        ]


_WORDS = ("until due", "DUE  until 13:12", "OVERDUE  since 13:12", "ESCALATED  overdue since 13:12")


async def test_s75_an_observer_sees_how_long_ago_the_last_check_in_was(tmp_path: Path) -> None:
    story = the_whole()
    story.now = at("14:19:10")
    async with sitting_down(seated(tmp_path, story, "zoe", "observer")) as (app, _):
        assert "13:52 UTC, 27m ago" in "\n".join(screen_lines(app.screen))


async def test_s44_at_night_nobodys_bell_rings_for_what_can_wait_for_the_morning(tmp_path: Path) -> None:
    story = begun("SEV3")
    story.now = at("23:10")
    async with hearing(tmp_path, story, "alice") as (app, _, heard):
        story.does("23:11", "dave", cmd.Propose("mitigation", "drain the node"))
        await caught_up(app, story)
        assert heard == [] and "M1" in "\n".join(screen_lines(app.screen))
        story.does("23:12", "alice", cmd.SetSeverity("SEV1"))
        await caught_up(app, story)
        assert heard == ["23:12"]


async def test_a_team_that_only_logs_is_never_shouted_at(tmp_path: Path) -> None:
    story = Story(MemoryLog(lambda: story.now))
    story.declare("12:51", "dave", "Checkout returns 500s")
    story.notes("12:52", "erin", "looking at graphs")
    async with hearing(tmp_path, story, "dave") as (app, pilot, heard):
        for _ in range(12):
            story.notes(f"{story.now:%H:%M}", "erin", "still looking", "nothing yet")
            await caught_up(app, story)
            passes(story, app, minutes=10)
        await pilot.pause()
        assert heard == []
        named = [part for part in app.screen.query_one(DutyLine).text()[0].split("   ") if part.strip()]
        assert len([part for part in named if not part.strip().startswith("+")]) <= 3
        assert len(app._notifications) <= 2


async def test_a_timer_rings_only_whose_it_is_and_says_what_for(tmp_path: Path) -> None:
    story = begun()
    async with (
        hearing(tmp_path, story, "dave") as (dave, pilot, heard),
        hearing(tmp_path, story, "alice") as (alice, _, silent),
    ):
        assert dave.board is not None
        line = dave.board.query_one(PromptLine)
        await pilot.press("T")
        await wait_for_async(lambda: line.is_asking, "it asks what for")
        await pilot.press(*"graphs", "enter")
        await wait_for_async(lambda: "T1" in dave.incident.timers, "it is set")
        await caught_up(alice, story)
        await wait_for_async(
            lambda: "12:59  graphs" in "\n".join(screen_lines(dave.screen)), "it stands on the board"
        )
        assert "graphs" not in "\n".join(screen_lines(alice.screen)[:20])
        passes(story, dave, alice, minutes=6)
        assert (heard, silent) == (["12:59"], [])
        told = "graphs (your timer T1"
        await wait_for_async(lambda: any(told in t.message for t in dave._notifications), "it says what for")
        await pilot.press("T")
        await wait_for_async(lambda: isinstance(dave.screen, ChoiceDialog), "which one is over?")
        await pilot.press("1")
        await wait_for_async(lambda: not dave.incident.timers, "it is ended")


async def test_a_time_that_cannot_be_read_keeps_the_timers_line_open(tmp_path: Path) -> None:
    async with hearing(tmp_path, begun(), "dave") as (app, pilot, _):
        assert app.board is not None
        line = app.board.query_one(PromptLine)
        await pilot.press("T")
        await wait_for_async(lambda: line.is_asking, "it asks what for")
        await pilot.press(*"graphs", "tab", "ctrl+u", *"soon", "enter")
        await wait_for_async(
            lambda: "is no time" in str(line.border_subtitle) + str(line.border_title), "why"
        )
        assert line.is_asking and not app.incident.timers


async def test_a_duty_is_put_off_with_two_keys_and_stands_there_no_more(tmp_path: Path) -> None:
    story = begun()
    story.does("12:55", "dave", cmd.Propose("mitigation", "drain the node"))
    async with hearing(tmp_path, story, "alice") as (app, pilot, _):
        assert "approve or refuse M1" in screen_lines(app.screen)[1]
        await pilot.press("d")
        await wait_for_async(lambda: isinstance(app.screen, ChoiceDialog), "what is due")
        await pilot.press("S")
        await wait_for_async(lambda: "Put off what?" in "\n".join(screen_lines(app.screen)), "which one")
        await pilot.press("1")
        await wait_for_async(lambda: app.incident.snoozes, "it is put off")
        await wait_for_async(lambda: "M1" not in screen_lines(app.screen)[1], "and not asked for")


def test_with_nothing_due_there_is_nothing_to_put_off() -> None:
    story = begun()
    assert "Nothing is due" in str(snooze(ActStage(story.view("erin"))))


async def test_s7_the_age_of_the_last_confirmation_stands_on_the_impact_pane(tmp_path: Path) -> None:
    story = begun()
    story.does("13:10", "alice", cmd.CheckIn(trend="same"))
    story.now = at("13:15")
    async with sitting_down(seated(tmp_path, story)) as (app, _):
        assert "confirmed 5m ago" in screen_lines(app.screen)[2]


async def test_s72_after_the_check_in_everybodys_own_line_stands_beside_their_name(tmp_path: Path) -> None:
    story = the_whole()
    async with sitting_down(seated(tmp_path, story, "frank")) as (app, _):
        lines = screen_lines(app.screen)
        place = next(n for n, text in enumerate(lines) if "communicator  frank" in text)
        assert "statement" in lines[place + 1]
