"""Decisions, objections, standing approvals and hypotheses on the commander's screen; what others hear."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from cockpit.incident import commands as cmd
from cockpit.tui.app import CockpitApp
from cockpit.tui.noticing import news
from cockpit.tui.panes.approvals import ApprovalsPane
from cockpit.tui.panes.measures import MeasuresPane
from cockpit.tui.panes.mitigations import MitigationsPane
from cockpit.tui.screens.commander import CommanderScreen
from cockpit.tui.widgets.promptline import PromptLine
from tests.tui.seated import dialog, seated, sitting_down
from tests.tui.stage import TABS, on_stage, played, screen_lines
from tests.tui.story import Story
from tests.waiting import wait_for_async


def small(story: Story) -> Story:
    """alice commands, dave investigates and grace writes; M1 of dave's waits."""
    story.declare("12:51", "dave", "Checkout returns 500s")
    story.does("12:52", "alice", cmd.TakeCommand())
    story.does("12:53", "grace", cmd.Join("scribe"))
    story.does("12:54", "dave", cmd.Propose("fix", "roll back api", component="api"))
    return story


@pytest.fixture
def story() -> Story:
    return played(small)


class Hands:
    """Somebody's keys at an app."""

    def __init__(self, app: CockpitApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def line(self, *keys: str) -> None:
        """Press keys until the line at the bottom asks."""
        await self.pilot.press(*keys)
        await self.until(lambda: self.prompt.is_asking, "the line asks")

    @property
    def prompt(self) -> PromptLine:
        board = self.app.board
        assert board is not None
        return board.query_one(PromptLine)

    async def opens(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await dialog(self.app)

    async def type(self, text: str) -> None:
        await self.pilot.press(*("space" if char == " " else char for char in text))

    async def until(self, condition: Callable[[], Any], what: str) -> None:
        await wait_for_async(condition, what)

    def text(self) -> str:
        return "\n".join(screen_lines(self.app.screen))


async def test_s10_o_decides_what_was_asked_and_shows_the_objections(tmp_path: Path, story: Story) -> None:
    story.does("12:55", "dave", cmd.AskObjections("fail over now"))
    story.does("12:55:20", "grace", cmd.Object("the replica lags"))
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        hands = Hands(app, pilot)
        await hands.opens("o")
        assert "decide O1: fail over now" in hands.text()
        assert "grace: the replica lags" in hands.text()
        await hands.line("1")
        await hands.type("go")
        await pilot.press("enter")
        await hands.until(lambda: app.incident.decisions, "it is decided")
        decision = app.incident.decisions[0]
        assert (decision.text, decision.round, decision.by) == ("go", "O1", "alice")


async def test_s10_whoever_may_not_decide_enters_it_by_word(tmp_path: Path, story: Story) -> None:
    async with sitting_down(seated(tmp_path, story, "dave")) as (app, pilot):
        hands = Hands(app, pilot)
        await hands.opens("o")
        await hands.line("n")
        await hands.type("go")
        await hands.opens("enter")
        await pilot.press("w")
        await hands.until(lambda: app.incident.decisions, "it is decided")
        assert app.incident.decisions[0].by == "alice"


async def test_s11_a_standing_approval_is_given_listed_at_the_foot_and_used(
    tmp_path: Path, story: Story
) -> None:
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        hands = Hands(app, pilot)
        await hands.line("A")
        await hands.type("dave: restart pods")
        await pilot.press("enter")
        await hands.until(lambda: app.incident.allowances, "it is given")
        pane = app.screen.query_one(ApprovalsPane)
        await hands.until(
            lambda: any("A1 dave may restart pods" in one for one in pane.text()), "at the foot"
        )
    async with sitting_down(seated(tmp_path, story, "dave")) as (app, pilot):
        hands = Hands(app, pilot)
        await hands.opens("m")
        await hands.until(lambda: "start it under A1" in hands.text(), "the menu offers it")
        await pilot.press("1")
        await hands.until(lambda: app.incident.measures["M1"].is_running, "it runs")
        assert app.incident.measures["M1"].standing == "A1"
        table = app.screen.query_one(MitigationsPane)
        await hands.until(lambda: any("(under A1)" in one for one in table.text()), "the row names it")


async def test_s34_the_menu_of_a_measure_shows_what_was_run_for_it(tmp_path: Path, story: Story) -> None:
    story.does("12:55", "alice", cmd.Approve("M1"))
    story.does("12:56", "dave", cmd.RecordRun("M1", "kubectl rollout undo deploy/api", "bastion", 1, 72.4))
    async with sitting_down(seated(tmp_path, story, "dave")) as (app, pilot):
        hands = Hands(app, pilot)
        await hands.opens("m", "1")
        await hands.until(lambda: "ran on bastion at 12:56" in hands.text(), "the run is told")
        assert "exit 1" in hands.text()


async def test_s11_what_was_done_unapproved_is_red_until_it_is_acknowledged(story: Story) -> None:
    story.does("12:55", "dave", cmd.DoneAlready("mitigation", "pause deploys", "worked"))
    async with on_stage(story) as (app, _):
        pane = app.part(MitigationsPane)

        def inks() -> set[str]:
            rows = pane.body(app.seen(), pane.room)
            row = next(row for row in rows if any("pause deploys" in span.text for span in row))
            return {span.ink for span in row if "pause" in span.text or "!" in span.text}

        assert inks() == {"bad"}
        story.does("12:56", "alice", cmd.Acknowledge("M2"))
        assert inks() == {"dim"}
        assert any("!" in line and "pause deploys" in line for line in pane.text())


@pytest.mark.parametrize("keys", [["!"], ["place"], ["d", "place"]])
async def test_s11_acknowledging_is_one_key_for_everything_that_is_red(
    tmp_path: Path, story: Story, keys: list[str]
) -> None:
    story.does("12:54:30", "alice", cmd.Refuse("M1"), because="not now")
    story.does("12:55", "alice", cmd.ReportImpact("worse", "checkouts fail"))
    story.does("12:56", "dave", cmd.DoneAlready("mitigation", "pause deploys", "worked"))
    story.does("12:56", "dave", cmd.DoneAlready("fix", "roll back api"))
    async with sitting_down(seated(tmp_path, story), (80, 24) if "!" in keys else (120, 40)) as (app, pilot):
        assert app.board is not None and app.board.view is not None
        texts = [duty.text for duty in app.board.view.my_duties]
        place = texts.index("acknowledge M2, M3, done without approval (!)") + 1
        for key in keys:
            await pilot.press(str(place) if key == "place" else key)
            if key == "d":
                await dialog(app)
        seen = app.incident.measures
        await wait_for_async(
            lambda: all(app.incident.measures[one].acknowledged for one in ("M2", "M3")), f"{seen} is seen"
        )


async def test_s11_what_is_red_stands_on_the_small_boards_list_until_it_is_acknowledged(story: Story) -> None:
    story.does("12:55", "dave", cmd.DoneAlready("mitigation", "pause deploys"))
    async with on_stage(story, size=(80, 24)) as (app, _):
        pane = app.part(MeasuresPane)

        def inks() -> list[str]:
            drawn = [span for row in pane.body(app.seen(), pane.room) for span in row]
            return [span.ink for span in drawn if "pause deploys" in span.text]

        assert inks() == ["bad"]
        story.does("12:56", "alice", cmd.Acknowledge("M2"))
        assert inks() == []


async def test_s8_of_ten_measures_the_tenth_has_no_key_that_would_open_the_first(
    tmp_path: Path, story: Story
) -> None:
    for number in range(2, 11):
        story.does("12:55", "dave", cmd.Propose("passive", f"look at pod {number}"))
    async with sitting_down(seated(tmp_path, story, "grace")) as (app, pilot):
        await pilot.press("tab", "tab", "tab")
        await Hands(app, pilot).opens("m")
        assert "↓ more" not in "".join(screen_lines(app.screen))
        await pilot.resize_terminal(80, 24)
        await wait_for_async(lambda: "↓ more" in "".join(screen_lines(app.screen)), "the list goes on")
        await pilot.press("end")
        await wait_for_async(lambda: "↓ more" not in "".join(screen_lines(app.screen)), "its end is seen")
        await pilot.resize_terminal(120, 40)
        told = [line.strip(" ┃") for line in screen_lines(app.screen)]
        assert "9  M9 look at pod 9" in told and "M10 look at pod 10" in told


async def test_s8_a_measures_menu_tells_its_time_box_and_nothing_decided_is_nothing_else(
    tmp_path: Path, story: Story
) -> None:
    story.does("12:54", "dave", cmd.Propose("passive", "look at the logs", box=10))
    story.does("12:54", "dave", cmd.Start("M2"))
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        hands = Hands(app, pilot)
        await hands.opens("o")
        assert "decide something" in hands.text() and "something else" not in hands.text()
        await pilot.press("escape")
        await pilot.press("tab", "tab", "tab")
        await hands.opens("m")
        await pilot.press("2")
        await hands.until(lambda: "time box 10 min, 10m left" in hands.text(), "its box is told")


async def test_s62_hypotheses_are_opened_and_ruled_out_in_a_dialog(tmp_path: Path, story: Story) -> None:
    async with sitting_down(seated(tmp_path, story, "dave")) as (app, pilot):
        hands = Hands(app, pilot)
        await hands.opens("H")
        await hands.line("n")
        await hands.type("a full disk")
        await pilot.press("enter")
        await hands.until(lambda: app.incident.hypotheses, "it is open")
        await hands.opens("H")
        await pilot.press("1")
        await hands.until(lambda: "rule it out" in hands.text(), "what can be done with it")
        await hands.line("x")
        await hands.type("df says 12")
        await pilot.press("enter")
        await hands.until(lambda: app.incident.hypotheses["H1"].verdict == "ruled-out", "it is ruled out")


async def test_s61_templates_of_a_mitigation_are_an_arrow_up_away(tmp_path: Path, story: Story) -> None:
    async with sitting_down(seated(tmp_path, story, "dave")) as (app, pilot):
        hands = Hands(app, pilot)
        await hands.line("p")
        await pilot.press("up")
        assert hands.prompt.values(hands.prompt.prompt)["text"] == "fail over "  # type: ignore[arg-type]
        await hands.type("us-east")
        await pilot.press("enter")
        await hands.until(lambda: "M2" in app.incident.measures, "it is proposed")
        assert app.incident.measures["M2"].text == "fail over us-east"


async def test_s11_the_line_names_the_kind_that_is_typed_and_keeps_every_field_of_a_refused_one(
    tmp_path: Path, story: Story
) -> None:
    async with sitting_down(seated(tmp_path, story, "dave"), (80, 24)) as (app, pilot):
        hands = Hands(app, pilot)
        await hands.line("p")
        line = hands.prompt
        assert line.border_title == "Propose a mitigation"
        await hands.type("fix: raise the limit")
        assert line.border_title == "Propose a fix"
        await pilot.press("tab", *"api", "shift+tab", "shift+tab", "shift+tab")
        assert line.border_title == "Propose a fix · box"
        boxes = [box for box in line.query(Input) if box.display]
        assert [box.name for box in boxes] == ["box"] and boxes[0].size.width > 60
        await pilot.press(*"xx", "enter")
        await hands.until(lambda: "number of minutes" in str(line.border_subtitle), "the box is refused")
        assert line.prompt is not None
        kept = line.values(line.prompt)
        assert (kept["text"], kept["component"], kept["box"]) == ("fix: raise the limit", "api", "xx")
        await pilot.press("escape")
        await hands.line("D")
        await hands.type("fix: roll back")
        assert line.border_title == "Done already, without approval: a fix"


def queue(app: Any) -> str:
    return "\n".join(app.part(ApprovalsPane).text())


async def test_s61_s65_the_queue_says_what_is_missing_and_what_comes_first(story: Story) -> None:
    async with on_stage(story) as (app, _):
        assert "undo  —" in queue(app)
        assert "first: nobody has said who is hit" in queue(app)
    async with on_stage(story, me="dave") as (app, _):
        assert "⚠ first" not in queue(app)


async def test_s65_the_hint_is_gone_once_a_mitigation_was_considered(story: Story) -> None:
    story.does("12:55", "alice", cmd.ReportImpact("worse", "checkouts fail"))
    async with on_stage(story) as (app, _):
        assert "first: no mitigation considered" in queue(app)
        story.does("12:56", "dave", cmd.Propose("mitigation", "read-only mode"))
        app.show()
        assert "⚠ first" not in queue(app)


async def test_s61_the_queue_says_that_no_undo_was_given(story: Story) -> None:
    async with on_stage(story) as (app, _):
        assert "undo  —" in queue(app)


async def test_s10_objections_stand_beside_the_proposal_and_rounds_at_the_foot(story: Story) -> None:
    story.does("12:55", "dave", cmd.AskObjections("", measure="M1"))
    story.does("12:55:10", "grace", cmd.Object("loses the hotfix", about="M1"))
    for size in ((120, 40), TABS):
        async with on_stage(story, size) as (app, _):
            assert "? O1 objections? 50s left (o) M1 roll" in app.text()
            if size != TABS:
                assert "but   grace: loses the hotfix" in queue(app)


def told(story: Story, who: str, act: Callable[[], object]) -> list[str]:
    before = story.incident
    act()
    return news(before, story.incident, who)


def test_s10_everybody_hears_that_objections_are_asked_for_and_what_was_decided(story: Story) -> None:
    def ask() -> None:
        story.does("12:55", "dave", cmd.AskObjections("fail over now"))

    assert told(story, "grace", ask) == [
        "dave: any strong objections? fail over now (within 1m00; o objects)"
    ]
    assert told(story, "dave", lambda: story.does("12:55:05", "grace", cmd.Object("it lags"))) == [
        "grace objects to O1: it lags"
    ]
    made = told(story, "dave", lambda: story.does("12:56", "alice", cmd.Decide("go", round="O1")))
    assert made == ["alice decided: go (D1)"]


def test_s11_whoever_gets_a_standing_approval_hears_it(story: Story) -> None:
    def give() -> None:
        story.does("12:55", "alice", cmd.Allow("restart any pod", "dave"))

    assert told(story, "dave", give) == ["Until the next check-in you may: restart any pod (under A1, alice)"]
    assert told(story, "grace", give) == []
    ended = told(story, "dave", lambda: story.does("13:10", "alice", cmd.CheckIn("same")))
    assert "A1 has ended: what you do next is approved anew." in ended


def test_a_decision_entered_by_word_is_told_to_the_commander(story: Story) -> None:
    def enter() -> None:
        story.does("12:55", "grace", cmd.Decide("go"), word="alice")

    assert any("that you decided D1" in sentence for sentence in told(story, "alice", enter))


async def test_s59_an_empty_impact_is_the_commanders_next_duty_after_who_waits(story: Story) -> None:
    async with on_stage(story) as (app, _):
        assert isinstance(app.board, CommanderScreen)
        assert "say who is hit and how badly" in app.text()


async def test_s60_the_impact_pane_shows_what_fails_and_since_when(story: Story) -> None:
    since = story.now.replace(hour=12, minute=40)
    report = cmd.ReportImpact(
        "worse", "checkouts fail", share="20%", cohort="new accounts", function="POST /checkout", since=since
    )
    story.does("12:55", "alice", report)
    async with on_stage(story) as (app, _):
        shown = app.text()
        assert "since 12:40" in shown
        assert "20%, new accounts" in shown
        assert "POST /checkout" in shown
