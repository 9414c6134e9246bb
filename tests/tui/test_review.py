"""The end on the screens: back to active, the close's checklist, the reread, what follows (S37, S76–S88)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace
from textual.pilot import Pilot

from cockpit.drafts import Drafts
from cockpit.incident import commands as cmd
from cockpit.tui.actions import ScreenName
from cockpit.tui.app import CockpitApp
from cockpit.tui.dialogs.checklist import Checklist
from cockpit.tui.dialogs.choice import ChoiceDialog
from cockpit.tui.dialogs.entry import EntryDialog
from cockpit.tui.dialogs.reread import RereadDialog
from cockpit.tui.noticing import news
from cockpit.tui.widgets.promptline import PromptLine
from tests.incident.play import declared
from tests.tui.seated import seated, sitting_down
from tests.tui.stage import played, screen_lines
from tests.tui.story import Story, at
from tests.waiting import wait_for_async


def in_watch(story: Story) -> Story:
    """alice commands, grace writes, dave runs M1; engineering was told; resolved at 13:30."""
    story.declare("12:51", "dave", "Checkout returns 500s", severity="SEV1")
    story.does("12:54", "alice", cmd.TakeCommand())
    story.does("12:58", "grace", cmd.Join("scribe"))
    story.does("13:00", "dave", cmd.Propose("passive", "watch the pods"))
    story.does("13:01", "dave", cmd.Start("M1"))
    story.does("13:05", "alice", cmd.Tell("engineering", "checkout is down"))
    story.notes("13:10", "grace", "the pods were out of memory", "the limit is 512 MiB", "nobody deployed")
    story.does("13:30", "alice", cmd.Resolve())
    return story


def closed(story: Story) -> Story:
    in_watch(story)
    story.does("13:46", "alice", cmd.Close(), because="dave goes on watching")
    story.now = at("13:47")
    return story


class Seat:
    """One person's running app over a story in memory."""

    def __init__(self, app: CockpitApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.press = pilot.press

    async def until(self, condition: Callable[[], object], description: str) -> None:
        await wait_for_async(condition, description)

    async def dialog(self, kind: type) -> None:
        await self.until(
            lambda: isinstance(self.app.screen, kind) and self.app.screen.is_mounted, f"a {kind.__name__}"
        )
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        await self.until(lambda: self.line.is_asking, "the line asks")
        await self.press(*("space" if char == " " else char for char in text), "enter")

    @property
    def line(self) -> PromptLine:
        """The line of the dialog on top, else the board's."""
        found = self.app.screen.query(PromptLine) or self.app.board.query(PromptLine)  # type: ignore[union-attr]
        return found.first()

    @property
    def text(self) -> str:
        return "\n".join(screen_lines(self.app.screen))

    @property
    def last(self) -> str:
        """What the last entry of the record says."""
        row = self.app.desk.store.row(self.app.incident.id, self.app.desk.catch_up().number)
        return row.text if row else ""


@asynccontextmanager
async def sitting(
    folder: Path,
    play: Callable[[Story], Story],
    who: str = "alice",
    kind: ScreenName = "commander",
    clock: str = "",
    **later: float,
) -> AsyncIterator[tuple[Seat, Story]]:
    story = played(play)
    story.now = (at(clock) if clock else story.now) + timedelta(**later)
    async with sitting_down(seated(folder, story, who, kind)) as (app, pilot):
        yield Seat(app, pilot), story


async def test_s77_worse_in_the_watch_takes_one_key_back_to_active(tmp_path: Path) -> None:
    async with sitting(tmp_path, in_watch) as (seat, story):
        story.does("13:33", "dave", cmd.ReportImpact("worse", "checkout fails again"))
        await seat.until(lambda: "it got worse in the watch" in seat.text, "it stands in the duty line")
        await seat.press("O")
        await seat.until(lambda: "ACTIVE" in seat.text, "back to active")
        assert seat.app.incident.relapses == 1


async def test_s77_enter_on_the_duty_line_goes_back_to_active_too(tmp_path: Path) -> None:
    async with sitting(tmp_path, in_watch) as (seat, story):
        story.does("13:33", "dave", cmd.Finish("M1", "worked"))
        story.does("13:33", "dave", cmd.ReportImpact("new-symptom", "logins fail"))
        await seat.until(lambda: "⚑ 1 it got worse in the watch" in seat.text, "it stands in the duty line")
        await seat.press("1")
        await seat.until(lambda: "ACTIVE" in seat.text, "back to active")


async def test_while_nothing_got_worse_back_to_active_is_asked(tmp_path: Path) -> None:
    async with sitting(tmp_path, in_watch) as (seat, _):
        await seat.press("O")
        await seat.dialog(ChoiceDialog)
        assert seat.app.incident.phase == "watch"


async def test_s78_the_close_is_a_checklist_whose_lines_are_ticked_one_by_one(tmp_path: Path) -> None:
    async with sitting(tmp_path, in_watch, clock="13:46") as (seat, story):
        await seat.press("C")
        await seat.dialog(Checklist)
        assert "✔ the watch is over" in seat.text
        assert "◌ not told of the end: engineering" in seat.text
        assert "◌ still running: M1" in seat.text
        assert "never started" not in seat.text
        story.does("13:46", "alice", cmd.Propose("mitigation", "fail over"))
        await seat.until(lambda: "◌ never started, the ticket names them: M2" in seat.text, "M2 is named")
        await seat.press("1")
        await seat.until(lambda: "✔ whoever was told of it knows" in seat.text, "the line is ticked")
        assert isinstance(seat.app.screen, Checklist)
        assert seat.app.incident.tellings["engineering"][-1].ending
        await seat.press("y")
        await seat.until(lambda: seat.app.board.query_one(PromptLine).is_asking, "why is asked")  # type: ignore[union-attr]
        title = str(seat.line.border_title)
        assert "M1 still runs" in title and "engineering" not in title
        await seat.type("dave goes on")
        await seat.until(lambda: "this incident is closed" in seat.text, "closed")


async def test_s78_a_close_with_nothing_open_asks_nothing(tmp_path: Path) -> None:
    def quiet(story: Story) -> Story:
        in_watch(story)
        story.does("13:31", "dave", cmd.Finish("M1", "worked"))
        story.does("13:32", "alice", cmd.Tell("engineering", "it is over", ending=True))
        return story

    async with sitting(tmp_path, quiet, clock="13:46") as (seat, _):
        await seat.press("C")
        await seat.dialog(Checklist)
        await seat.press("y")
        await seat.until(lambda: "this incident is closed" in seat.text, "closed")


async def test_the_checklist_leads_to_a_measure_that_still_runs(tmp_path: Path) -> None:
    async with sitting(tmp_path, in_watch, clock="13:46") as (seat, _):
        await seat.press("C")
        await seat.dialog(Checklist)
        await seat.press("a")
        await seat.until(lambda: seat.app.screen is seat.app.board, "the dialog is gone")
        await seat.until(
            lambda: seat.app.focused is not None and seat.app.focused.id == "mitigations", "at the measures"
        )


async def test_reopened_the_last_commander_takes_command_again_with_one_key(tmp_path: Path) -> None:
    async with sitting(tmp_path, closed) as (seat, story):
        story.does("14:10", "dave", cmd.Reopen())
        await seat.until(lambda: "dave offers you command" in seat.text, "it stands in the duty line")
        await seat.press("h")
        await seat.until(lambda: seat.app.incident.commander == "alice", "alice has command")


def test_the_end_is_heard_by_everybody_and_what_is_mine_by_me() -> None:
    play = declared()
    before = play.incident
    play.does("alice", cmd.Close(), because="over")
    assert news(before, play.incident, "dave") == ["The incident is closed."]
    before = play.incident
    play.does("alice", cmd.ChooseFacilitator("zoe"))
    assert news(before, play.incident, "zoe") == ["You lead the retrospective: the record is yours to read."]
    assert news(before, play.incident, "dave") == []
    before = play.incident
    play.does("dave", cmd.Reopen())
    heard = news(before, play.incident, "alice")
    assert "dave offers you command: h takes it." in heard
    assert "Reopened: the same record goes on." in heard


async def test_a_closed_incident_asks_for_nothing_until_the_morning(tmp_path: Path) -> None:
    async with sitting(tmp_path, closed, who="dave") as (seat, _):
        assert "this incident is closed" in seat.text


async def test_s81_in_the_morning_it_stands_in_the_duty_line_and_one_key_signs_off(tmp_path: Path) -> None:
    async with sitting(tmp_path, closed, who="dave", days=1) as (seat, _):
        assert "⚑ read the record, add what is missing, sign off" in seat.text
        await seat.press("W")
        await seat.dialog(ChoiceDialog)
        assert "0 of 3; still to come: dave, alice, grace" in seat.text
        await seat.press("s")
        await seat.until(lambda: seat.app.incident.signed_off, "signed off")
        await seat.until(lambda: "this incident is closed" in seat.text, "nothing is due any more")


async def test_s81_a_late_entry_shows_both_its_times(tmp_path: Path) -> None:
    def late(story: Story) -> Story:
        closed(story)
        story.does("19:12", "dave", cmd.Log("I had paged the vendor"), happened="13:02")
        return story

    async with sitting(tmp_path, late) as (seat, _):
        await seat.until(lambda: "recorded 19:12 · I had paged the vendor" in seat.text, "both times")
        assert "13:02" in next(one for one in seat.text.splitlines() if "paged the vendor" in one)


async def _rereading(seat: Seat) -> RereadDialog:
    await seat.press("W")
    await seat.dialog(ChoiceDialog)
    await seat.press("r")
    await seat.dialog(RereadDialog)
    walk = seat.app.screen
    assert isinstance(walk, RereadDialog)
    return walk


async def test_s82_the_scribe_walks_what_has_no_star_one_by_one(tmp_path: Path) -> None:
    async with sitting(tmp_path, closed, who="grace", kind="scribe") as (seat, _):
        await seat.press("escape")
        walk = await _rereading(seat)
        while walk.row and "out of memory" not in walk.row.text:
            await seat.press("n")
        assert "the pods were out of memory" in seat.text
        number = walk.row.number if walk.row else 0
        await seat.press("space", "c")
        await seat.type("it was 256 until May")
        await seat.until(lambda: "to" in seat.last and "it was 256 until May" in seat.last, "the comment")
        await seat.press("n", "b", "n")
        while walk.row:
            await seat.press("n")
        assert "enter says that the pass is done" in seat.text
        await seat.press("enter")
        await seat.until(lambda: seat.app.incident.reread_at, "the pass is done")
        row = seat.app.desk.store.row(seat.app.incident.id, number)
        assert row is not None and row.starred
        assert "1 starred" in seat.last


async def test_s82_the_scribes_strip_waits_for_the_reread_and_asks_in_the_morning(tmp_path: Path) -> None:
    async with sitting(tmp_path, closed, who="grace", kind="scribe") as (seat, story):
        assert "◌ reread" in seat.text
        story.now += timedelta(days=1)
        await seat.until(lambda: "⚑ reread" in seat.text, "it is due")


async def test_s82_a_walk_that_was_left_goes_on_where_it_stopped(tmp_path: Path) -> None:
    async with sitting(tmp_path, closed, who="grace") as (seat, _):
        walk = await _rereading(seat)
        await seat.press("n", "n")
        assert walk.row is not None
        stopped = walk.row.number
        await seat.press("escape")
        await seat.until(lambda: seat.app.incident.reread_through, "how far it came is stored")
        assert seat.app.incident.reread_at is None
        walk = await _rereading(seat)
        assert walk.row is not None and walk.row.number == stopped


async def test_s82_a_walk_that_a_dying_terminal_cut_off_goes_on_where_it_was(tmp_path: Path) -> None:
    story, drafts = played(closed), Drafts(tmp_path / "drafts")
    async with sitting_down(seated(tmp_path, story, "grace", drafts=drafts)) as (app, pilot):
        walk = await _rereading(Seat(app, pilot))
        await pilot.press("n", "n")
        stopped = walk.row
        app.keep_drafts()  # as a hang-up does, or the tick a second later
    drafts.close()
    assert stopped is not None and not story.incident.reread_through
    async with sitting_down(seated(tmp_path, story, "grace")) as (app, pilot):
        walk = await _rereading(Seat(app, pilot))
        assert walk.row == stopped


async def test_a_star_given_in_the_walk_can_be_taken_back(tmp_path: Path) -> None:
    async with sitting(tmp_path, closed, who="grace") as (seat, story):
        walk = await _rereading(seat)
        assert walk.row is not None
        number = walk.row.number
        await seat.press("space", "b", "space")

        def starred() -> bool:
            row = story.store.row(story.id, number)
            return bool(row and row.starred)

        await seat.until(lambda: seat.last == f"{number} unstarred" and not starred(), "the star is gone")


async def test_s87_whoever_took_part_is_faded_and_choosing_them_asks_why(tmp_path: Path) -> None:
    async with sitting(tmp_path, closed) as (seat, _):
        await seat.press("W")
        await seat.dialog(ChoiceDialog)
        await seat.press("f")
        await seat.until(lambda: "Who leads the retrospective?" in seat.text, "the picker")
        assert "took part: scribe" in seat.text
        await seat.press("1")
        await seat.until(lambda: seat.app.board.query_one(PromptLine).is_asking, "why is asked")  # type: ignore[union-attr]
        assert "took part" in str(seat.line.border_title)
        await seat.type("nobody else is free")
        await seat.until(lambda: seat.app.incident.facilitator, "somebody is chosen")


async def test_s83_the_tickets_text_is_copied_and_its_link_stored(tmp_path: Path) -> None:
    async with sitting(tmp_path, closed) as (seat, _):
        await seat.press("W")
        await seat.dialog(ChoiceDialog)
        await seat.press("t")
        await seat.until(lambda: "copy its text" in seat.text, "the ticket's dialog")
        await seat.press("c")
        await seat.until(lambda: seat.app.clipboard.startswith("# Retrospective:"), "the text is copied")
        await seat.press("W")
        await seat.dialog(ChoiceDialog)
        await seat.press("t")
        await seat.until(lambda: "store its link" in seat.text, "the ticket's dialog")
        await seat.press("l")
        await seat.type("https://tickets/9")
        await seat.until(lambda: seat.app.incident.ticket == "https://tickets/9", "the link is stored")


async def test_s83_the_projects_command_makes_the_ticket_from_the_screen(tmp_path: Path) -> None:
    tool = tmp_path / "tracker"
    tool.write_text(f"#!/bin/sh\ncat > {tmp_path}/text\necho https://tickets/7\n")
    tool.chmod(0o700)

    def with_tracker(story: Story) -> Story:
        in_watch(story)
        procedure = replace(story.incident.procedure, ticket=(str(tool),))
        story.does("13:31", "alice", cmd.Amend(procedure), because="we have a tracker")
        return story

    async with sitting(tmp_path, with_tracker) as (seat, _):
        await seat.press("W")
        await seat.dialog(ChoiceDialog)
        await seat.press("t")
        await seat.until(lambda: "make it with the project's command" in seat.text, "the ticket's dialog")
        assert str(tool)[:40] in seat.text
        await seat.press("s")
        await seat.until(lambda: seat.app.incident.ticket == "https://tickets/7", "its address is stored")
    assert (tmp_path / "text").read_text().startswith("# Retrospective: Checkout")


async def test_s85_a_missing_first_message_is_shown_at_the_close(tmp_path: Path) -> None:
    async with sitting(tmp_path, in_watch, clock="13:46") as (seat, _):
        await seat.press("C")
        await seat.dialog(Checklist)
        assert "the link of the first message is missing" in seat.text
        await seat.press("l")
        await seat.type("https://chat/1")
        await seat.until(lambda: seat.app.incident.first_message == "https://chat/1", "the link is stored")


async def test_s29_a_link_is_shown_in_the_whole_entry(tmp_path: Path) -> None:
    def linked(story: Story) -> Story:
        closed(story)
        story.does("13:47", "dave", cmd.Log("the thread", link="https://chat.example/t/19"))
        return story

    async with sitting(tmp_path, linked) as (seat, _):
        await seat.press("v")
        await seat.dialog(EntryDialog)
        await seat.until(lambda: "see https://chat.example/t/19" in seat.text, "the link")


async def test_s37_a_comment_is_read_beside_its_entry(tmp_path: Path) -> None:
    async with sitting(tmp_path, closed) as (seat, _):
        await seat.press("M")
        board = seat.app.board
        row = board.selection()[2] if board else None
        assert row is not None
        await seat.type("the reason is in the thread")
        await seat.until(lambda: "the reason is in the thread" in seat.last, "the comment is stored")
        await board.do(f"read {row.number}")  # type: ignore[union-attr]
        await seat.dialog(EntryDialog)
        await seat.until(lambda: "the reason is in the thread" in seat.text, "the comment beside it")
        assert f"to {row.number}:" not in seat.text.split("alice", 1)[1]


async def test_nothing_of_it_is_open_to_a_terminal_that_only_reads(tmp_path: Path) -> None:
    async with sitting(tmp_path, closed, who="zoe", kind="observer") as (seat, _):
        await seat.press("W", "M")
        await seat.pilot.pause()
        assert not isinstance(seat.app.screen, ChoiceDialog) and not seat.line.is_asking
