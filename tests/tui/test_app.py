"""The app over a real record: keys become commands, refusals and doubts are answered, others' acts appear."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from cockpit.desk import Desk
from cockpit.drafts import Drafts
from cockpit.incident import commands as cmd
from cockpit.incident.events import Origin
from cockpit.record.sqlite import SqliteLog
from cockpit.tui.actions import ScreenName
from cockpit.tui.app import CockpitApp
from cockpit.tui.dialogs.checkin import CheckinForm
from cockpit.tui.dialogs.choice import ChoiceDialog
from cockpit.tui.opening import make_board
from cockpit.tui.panes.approvals import ApprovalsPane
from cockpit.tui.screens.incidents import IncidentsScreen
from cockpit.tui.widgets.entryline import EntryLine
from cockpit.tui.widgets.promptline import PromptLine
from tests.tui.story import Story, whole
from tests.waiting import wait_for_async

SIZE = (120, 40)


class Seat:
    """One person's running app, and what it takes to wait for it."""

    def __init__(self, app: CockpitApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def until(self, condition: Callable[[], bool], description: str) -> None:
        await wait_for_async(condition, description)

    @property
    def prompt(self) -> PromptLine:
        board = self.app.board
        assert board is not None
        return board.query_one(PromptLine)

    async def confirm(self, key: str) -> None:
        """Press an approval's key, and enter once its row has asked for it on the screen."""
        pane = self.app.screen.query_one(ApprovalsPane)
        await self.press(key)
        await self.until(lambda: any("enter approves" in line for line in pane.text()), "the row asks")
        await self.press("enter")

    async def type(self, text: str) -> None:
        """All keys at once: pressing one and waiting for it takes longer than everything it does."""
        for char in text:
            self.app.post_message(events.Key("space" if char == " " else char, char))
        await self.pilot.pause()


@asynccontextmanager
async def sitting(
    record: Path, who: str, story: Story | None, kind: ScreenName = "commander"
) -> AsyncIterator[Seat]:
    """`who` at the record, with the story's clock; `story` None: at no incident yet."""
    store = SqliteLog(record, read_only=kind == "observer")
    desk = Desk(
        store,
        who,
        Origin(user=who),
        read_only=kind == "observer",
        clock=lambda: story.now if story else datetime.now(UTC),
    )
    if story:
        desk.open(story.id)
    drafts = Drafts(record.parent / "drafts")
    app = CockpitApp(desk, lambda here, which: make_board(here, which, record, drafts), kind=kind)
    async with app.run_test(size=SIZE) as pilot:
        seat = Seat(app, pilot)
        await seat.until(lambda: app.board is None or app.board.view is not None, "the screen stands")
        yield seat
    drafts.close()
    store.close()


async def test_approving_takes_one_key_and_another_to_confirm(record: Path, story: Story) -> None:
    async with sitting(record, "alice", story) as seat:
        first = story.incident.waiting[0].id
        await seat.confirm("a")
        await seat.until(
            lambda: seat.app.incident.measures[first].state == "approved", f"{first} is approved"
        )


async def test_an_incident_that_appears_in_an_empty_list_can_be_joined_at_once(record: Path) -> None:
    async with sitting(record, "alice", None) as seat:
        assert isinstance(seat.app.screen, IncidentsScreen)
        story = whole(SqliteLog(record))
        listed = seat.app.screen.query_one(OptionList)
        await seat.until(lambda: listed.option_count == 1 and listed.has_focus, "the list has it")
        await seat.press("enter")
        await seat.until(lambda: seat.app.board is not None, "its screen is open")
        assert seat.app.incident.id == story.id


async def test_the_lists_cursor_stays_while_others_declare(record: Path) -> None:
    first, second = whole(SqliteLog(record)), whole(SqliteLog(record))
    async with sitting(record, "alice", None) as seat:
        listed = seat.app.screen.query_one(OptionList)
        await seat.press("j")
        assert listed.highlighted_option is not None
        chosen = listed.highlighted_option.id
        assert chosen in {first.id, second.id}
        whole(SqliteLog(record))
        await seat.until(lambda: listed.option_count == 3, "the third is listed")
        assert listed.highlighted_option is not None and listed.highlighted_option.id == chosen


async def test_what_another_terminal_writes_appears_here(record: Path, story: Story) -> None:
    async with sitting(record, "alice", story) as seat:
        before = seat.app.incident.number
        story.does("14:04", "dave", cmd.Log("the lag is back to 0"))
        await seat.until(lambda: seat.app.incident.number > before, "the entry has arrived")


async def test_a_note_is_read_with_the_scribes_grammar(record: Path, story: Story) -> None:
    async with sitting(record, "alice", story) as seat:
        await seat.press("n")
        await seat.until(lambda: seat.prompt.is_asking, "the line asks")
        await seat.type("! carol: the lag is gone")
        number = seat.app.incident.number
        await seat.press("enter")
        await seat.until(lambda: seat.app.incident.number > number, "the note is stored")
        row = seat.app.desk.store.row(story.id, seat.app.incident.number)
        assert row is not None
        assert (row.text, row.starred, row.actor) == ("the lag is gone", True, "alice")


async def test_a_rule_that_doubts_asks_for_the_reason_in_the_same_line(record: Path, story: Story) -> None:
    async with sitting(record, "dave", story) as seat:
        await seat.press("t", "y")
        await seat.until(lambda: seat.prompt.is_asking, "the reason is asked for")
        assert seat.prompt.prompt is not None
        assert "alice has command" in seat.prompt.prompt.title
        await seat.type("line dead")
        await seat.press("enter")
        await seat.until(lambda: seat.app.incident.commander == "dave", "dave has command")


async def test_the_commander_whose_command_is_taken_is_told(record: Path, story: Story) -> None:
    async with sitting(record, "alice", story) as seat:
        story.does("14:04", "bob", cmd.TakeCommand(), because="alice is gone")
        told = "bob has command now; yours has ended."
        await seat.until(
            lambda: any(told in toast.message for toast in seat.app._notifications), "alice is told"
        )


async def test_a_decision_that_is_not_mine_is_entered_by_word(record: Path, story: Story) -> None:
    async with sitting(record, "grace", story) as seat:
        first = story.incident.waiting[0].id
        await seat.confirm("a")
        await seat.until(lambda: isinstance(seat.app.screen, ChoiceDialog), "who may is said")
        await seat.press("w")
        await seat.until(lambda: seat.app.incident.measures[first].state == "approved", "approved by word")
        last = seat.app.desk.store.row(story.id, seat.app.incident.number)
        assert last is not None
        assert (last.actor, last.by_word) == ("alice", "grace")


async def test_a_check_in_takes_six_keys_when_nothing_changed(record: Path, story: Story) -> None:
    for measure in story.incident.running:
        story.does("14:03:20", "carol", cmd.Finish(measure.id, "worked"))
    story.does("14:03:40", "carol", cmd.Propose("passive", "watch the lag"))
    story.does("14:03:50", "carol", cmd.Start(story.incident.measure("8").id))  # type: ignore[union-attr]
    story.now = story.now.replace(hour=14, minute=8)
    async with sitting(record, "alice", story) as seat:
        loop = seat.app.incident.loop
        await seat.press("c")
        await seat.until(lambda: bool(seat.app.screen.query(CheckinForm)), "the form is there")
        await seat.until(lambda: seat.app.screen.query_one(CheckinForm).is_open, "the form is open")
        await seat.press("s", "enter", "f10")
        await seat.until(lambda: seat.app.incident.loop == loop + 1, "the check-in is finished")


async def test_a_check_in_left_with_esc_keeps_what_was_typed(record: Path, story: Story) -> None:
    story.now = story.now.replace(minute=8)
    async with sitting(record, "alice", story) as seat:
        await seat.press("c")
        await seat.until(lambda: bool(seat.app.screen.query(CheckinForm)), "the form is there")
        form = seat.app.screen.query_one(CheckinForm)
        await seat.until(lambda: form.is_open, "the form is open")
        await seat.press("w", "escape")
        await seat.until(lambda: not form.is_open, "the form is closed")
        await seat.press("c")
        await seat.until(lambda: form.is_open, "the form is open again")
        assert form.values()["picked"]["trend"] == "worse"
        assert "over the time box" in str(form.command())


async def test_a_doubt_about_a_check_in_is_asked_in_sight_and_esc_leads_back_to_the_form(
    record: Path, story: Story
) -> None:
    story.now = story.now.replace(minute=8)
    async with sitting(record, "alice", story) as seat:
        loop = seat.app.incident.loop
        await seat.press("c")
        await seat.until(lambda: bool(seat.app.screen.query(CheckinForm)), "the form is there")
        form = seat.app.screen.query_one(CheckinForm)
        await seat.until(lambda: form.is_open, "the form is open")
        await seat.press("s", "f10", "u", "u")
        form.query_one("#plan-0", Input).value = "write to clients"  # and nobody is named
        await seat.press("f10")
        await seat.until(lambda: seat.prompt.is_asking, "the reason is asked for")
        await seat.pilot.pause()
        assert not form.region and seat.prompt.region and seat.app.focused in seat.prompt.children
        before = form.values()
        await seat.press("escape")
        await seat.until(lambda: bool(form.region), "the form is back")
        assert form.values() == before and form.has_focus_within
        await seat.press("f10")
        await seat.until(lambda: seat.prompt.is_asking, "the reason is asked for again")
        await seat.type("all are here")
        await seat.press("enter")
        await seat.until(lambda: seat.app.incident.loop == loop + 1, "the check-in is finished")
        await seat.until(lambda: not form.is_open, "the form is closed")


async def test_what_was_typed_and_not_sent_is_there_in_the_next_terminal(record: Path, story: Story) -> None:
    async with sitting(record, "alice", story) as seat:
        await seat.press("n")
        await seat.until(lambda: seat.prompt.is_asking, "the line asks")
        await seat.type("half a line")
        seat.app.keep_drafts()
    async with sitting(record, "alice", story) as seat:
        await seat.pilot.pause()
        await seat.press("n")
        await seat.until(lambda: seat.prompt.is_asking, "the line asks")
        assert seat.prompt.drafts()["note"]["line"] == "half a line"


@pytest.mark.parametrize("disk", ["takes drafts", "takes none"])
async def test_the_scribe_looks_at_the_list_and_comes_back_to_the_half_typed_line(
    record: Path, story: Story, disk: str
) -> None:
    if disk == "takes none":
        (record.parent / "drafts").write_text("in the way of the folder")
    async with sitting(record, "grace", story, "scribe") as seat:
        await seat.type("half a line")
        left = seat.app.board
        await seat.press("escape", "L")
        await seat.until(lambda: isinstance(seat.app.screen, IncidentsScreen), "the list is there")
        listed = seat.app.screen.query_one(OptionList)
        await seat.until(lambda: listed.option_count == 1 and listed.has_focus, "the list has it")
        await seat.press("enter")
        await seat.until(lambda: seat.app.screen is seat.app.board is not left, "open again")
        await seat.until(lambda: seat.app.screen.query_one(EntryLine).value == "half a line", "as it was")


async def test_with_no_incident_open_there_is_a_list_and_declare(record: Path) -> None:
    async with sitting(record, "dave", None) as seat:
        assert isinstance(seat.app.screen, IncidentsScreen)
        await seat.press("d")
        line = seat.app.screen.query_one(PromptLine)
        await seat.until(lambda: line.is_asking, "the title is asked for")
        await seat.type("it burns")
        await seat.press("enter")
        await seat.until(lambda: seat.app.board is not None, "the new incident's screen")
        assert seat.app.desk.incident.title == "it burns"


async def test_an_incident_of_the_list_is_opened_with_enter(record: Path, story: Story) -> None:
    store = SqliteLog(record)
    Desk(store, "bob", Origin(user="bob")).declare(cmd.Declare("another one"))
    async with sitting(record, "dave", None) as seat:
        await seat.press("enter")
        await seat.until(lambda: seat.app.board is not None, "the incident's screen")
        assert seat.app.desk.incident.title == "another one"
    store.close()


async def test_an_observer_has_no_key_that_writes(record: Path, story: Story) -> None:
    async with sitting(record, "zoe", story, "observer") as seat:
        before = seat.app.incident.number
        await seat.press("a", "enter", "n", "x", "c", "i", "t", "y", "R", "y", "p", "s", "1")
        await seat.pilot.pause()
        assert seat.app.desk.store.head(story.id).number == before


async def test_markup_that_somebody_typed_is_shown_as_text(record: Path, story: Story) -> None:
    evil = "[@click=app.exit]press me[/] [/nope] \x1b]0;title\x07"
    story.does("14:04", "dave", cmd.Propose("mitigation", evil))
    story.does("14:04", "dave", cmd.ReportImpact("worse", evil))
    story.does("14:04", "dave", cmd.Log(evil))
    async with sitting(record, "alice", story) as seat:
        await seat.press("m")
        await seat.until(lambda: isinstance(seat.app.screen, ChoiceDialog), "the list of measures")
        await seat.press("escape")
        assert seat.app.is_running


@pytest.mark.parametrize(
    ("keys", "text", "stored"),
    [
        ("n", "x has recovered, close to all", "x has recovered, close to all"),
        ("x", "no, stop", "M6 refused: debug logging on basket — no, stop"),
    ],
)
async def test_a_burst_of_keys_means_what_the_same_keys_mean_one_by_one(
    record: Path, story: Story, keys: str, text: str, stored: str
) -> None:
    async with sitting(record, "alice", story) as seat:
        for char in keys + text:
            seat.app.post_message(events.Key("space" if char == " " else char, char))
        seat.app.post_message(events.Key("enter", "\r"))
        number = story.incident.number + 1
        await seat.until(lambda: seat.app.incident.number >= number, "it is stored")
        row = seat.app.desk.store.row(story.id, number)
        assert row is not None and row.text == stored
        assert seat.app.incident.number == number


async def test_one_key_takes_back_what_was_entered_for_me(record: Path, story: Story) -> None:
    async with sitting(record, "alice", story) as seat:
        story.does("14:03:20", "grace", cmd.Approve("M6"), word="alice")
        await seat.until(lambda: seat.app.incident.measures["M6"].state == "approved", "it came in by word")
        await seat.press("comma")
        await seat.until(lambda: seat.app.incident.measures["M6"].state == "asked", "it went back")
        assert seat.app.incident.measures["M6"].question == "I did not approve it: who said so?"
