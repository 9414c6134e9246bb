"""Telling people on the screens: audiences, statements, questions from outside, the first message."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.screen import ModalScreen

from cockpit.incident import commands as cmd
from cockpit.incident.audiences import standing
from cockpit.tui.actions import ScreenName
from cockpit.tui.app import CockpitApp
from cockpit.tui.dialogs.choice import ChoiceDialog
from cockpit.tui.dialogs.rows import RowsDialog
from cockpit.tui.hearing import telling_news
from cockpit.tui.panes.dutyline import DutyLine
from cockpit.tui.panes.topbar import TopBar
from tests.incident.play import Play, declared
from tests.tui.seated import dialog, painted, seated
from tests.tui.stage import TABS, WIDE, screen_lines, the_whole
from tests.tui.story import Story, at
from tests.tui.test_app import Seat, sitting
from tests.waiting import wait_for_async

STATEMENT = "20% of checkouts fail in us-west-2. Next update by 14:35."


def asked(story: Story, text: str = "are invoices affected?") -> Story:
    story.does("14:03", "dave", cmd.AskQuestion(text, asker="the bank"))
    return story


def drafted(story: Story) -> Story:
    story.does("14:03", "frank", cmd.DraftStatement("stakeholders", STATEMENT))
    return story


@asynccontextmanager
async def at_dialog(
    record: Path, story: Story, who: str, key: str, kind: ScreenName = "commander"
) -> AsyncIterator[Seat]:
    """`who` with a dialog of telling open."""
    async with sitting(record, who, story, kind) as seat:
        await seat.press(key)
        await seat.until(lambda: shown(seat), "the dialog is open")
        yield seat


def shown(seat: Seat) -> bool:
    top = seat.app.screen
    return isinstance(top, RowsDialog | ChoiceDialog) and top.is_mounted and bool(screen_lines(top))


def text(seat: Seat) -> str:
    return " ".join(" ".join(line.strip("┃│ ") for line in screen_lines(seat.app.screen)).split())


async def sees(seat: Seat, words: str) -> None:
    await seat.until(lambda: words in text(seat), f"the screen says {words}")


async def asking(seat: Seat) -> None:
    await seat.until(lambda: seat.prompt.is_asking, "a line asks")


async def test_s22_the_dialog_lists_audiences_with_last_told_next_due_and_never(
    record: Path, story: Story
) -> None:
    story.does("13:50", "frank", cmd.Tell("stakeholders", "Some fail. Next update by 14:20."))
    story.now = at("14:03:10")
    async with at_dialog(record, story, "frank", "u") as seat:
        await sees(seat, "engineering never told · next due by 13:10 UTC, ⚠ overdue by 53m")
        await sees(seat, "told 13:50 UTC, 13m ago, by frank · next promised by 14:20 UTC, in 16m")
        await sees(seat, '"Some fail. Next update by 14:20."')


async def test_s22_no_change_is_one_key(record: Path, story: Story) -> None:
    async with at_dialog(record, story, "frank", "u") as seat:
        await sees(seat, "n no change, next by 15:00")
        await seat.press("n")
        await seat.until(lambda: bool(seat.app.incident.tellings), "it is recorded")
    told = standing(seat.app.incident, "engineering")
    assert told and told.last and told.last.statement == "No change. Next update by 15:00 UTC."
    assert told.due_at == at("15:00")


async def test_s21_what_was_told_already_is_entered_in_one_line(record: Path, story: Story) -> None:
    async with at_dialog(record, story, "frank", "u") as seat:
        await seat.press("t")
        await asking(seat)
        await seat.type("the pool is exhausted; next update by 14:40")
        await seat.press("enter")
        await seat.until(lambda: "engineering" in seat.app.incident.tellings, "it is recorded")
    told = standing(seat.app.incident, "engineering")
    assert told and told.due_at == at("14:40")


async def test_a_next_time_that_is_none_is_asked_again(record: Path, story: Story) -> None:
    async with at_dialog(record, story, "frank", "u") as seat:
        await seat.press("t")
        await asking(seat)
        await seat.type("some fail")
        await seat.press("tab", "tab")
        await seat.type("soon")
        await seat.press("enter")
        await sees(seat, "soon is no time")
        assert not seat.app.incident.tellings


async def test_s22_the_scribes_line_says_and_stores_what_an_audience_was_told(
    record: Path, story: Story
) -> None:
    async with sitting(record, "grace", story, "scribe") as seat:
        await seat.type("frank: told stakeholders: Some fail. Next update by 14:40")
        await sees(seat, "told stakeholders · said by frank · next by 14:40 UTC")
        await seat.press("enter")
        await seat.until(lambda: "stakeholders" in seat.app.incident.tellings, "it is recorded")
    told = standing(seat.app.incident, "stakeholders")
    assert told and told.last and (told.last.by, told.due_at) == ("frank", at("14:40"))


async def test_s20_a_draft_begins_as_the_template_and_the_commander_approves_it(
    record: Path, story: Story
) -> None:
    async with at_dialog(record, story, "frank", "u") as seat:
        await seat.press("down", "d")
        await asking(seat)
        await sees(
            seat, "We are investigating: 20% of checkouts fail in us-west-2. Next update by 15:00 UTC."
        )
        await seat.press("enter")
        await seat.until(lambda: "S1" in seat.app.incident.statements, "it is drafted")
    async with at_dialog(record, story, "alice", "u") as seat:
        await sees(seat, "S1 waits for approval")
        await seat.press("a")
        await seat.until(lambda: seat.app.incident.statements["S1"].state == "ready", "it is approved")
    async with at_dialog(record, story, "frank", "u") as seat:
        await seat.press("down", "down", "s")
        await seat.until(lambda: seat.app.incident.statements["S1"].state == "sent", "it is sent")


async def test_s20_sending_an_unapproved_statement_asks_why(record: Path, story: Story) -> None:
    drafted(story)
    async with at_dialog(record, story, "frank", "u") as seat:
        await seat.press("down", "down", "s")
        await asking(seat)
        await sees(seat, "S1 waits for the approval of alice: why send it now")
        await seat.type("the client is on the phone")
        await seat.press("enter")
        await seat.until(lambda: seat.app.incident.statements["S1"].state == "sent", "it is sent")


async def test_a_statement_can_be_copied_and_reworded(record: Path, story: Story) -> None:
    drafted(story)
    async with at_dialog(record, story, "frank", "u") as seat:
        await seat.press("down", "down", "c")
        await seat.until(lambda: seat.app.clipboard == STATEMENT, "it is on the clipboard")
        await seat.press("u")
        await seat.until(lambda: shown(seat), "the dialog is open")
        await seat.press("down", "down", "r")
        await asking(seat)
        await seat.type(" Sorry.")
        await seat.press("enter")
        await seat.until(lambda: "S2" in seat.app.incident.statements, "it is reworded")
    assert seat.app.incident.statements["S2"].text == f"{STATEMENT} Sorry."
    assert seat.app.incident.statements["S1"].state == "dropped"


async def test_s41_a_clock_that_runs_out_is_a_duty_of_the_communicator(record: Path, story: Story) -> None:
    async with sitting(record, "frank", story) as seat:
        await sees(seat, "engineering: never told, due 13:10, 53m late")
        await seat.press("1")
        await seat.until(lambda: shown(seat), "the duty's key leads to the dialog")
    async with at_dialog(record, story, "frank", "d") as seat:
        await seat.press("enter")
        await sees(seat, "engineering never told")
    async with sitting(record, "alice", story) as seat:
        line = " ".join(seat.app.screen.query_one(DutyLine).text())
        assert "never told" not in line


async def test_s80_the_end_is_told_or_waived(record: Path, story: Story) -> None:
    story.does("13:50", "frank", cmd.Tell("stakeholders", "Some fail."))
    story.does("13:50", "frank", cmd.Tell("engineering", "The pool is exhausted."))
    story.does("14:10", "alice", cmd.Resolve(), because="the graphs are flat")
    story.now = at("14:26")
    async with at_dialog(record, story, "frank", "u") as seat:
        await seat.press("e")
        await asking(seat)
        await sees(seat, "This is resolved: 20% of checkouts fail in us-west-2. No further updates.")
        await seat.press("enter")
        await seat.until(lambda: seat.app.incident.tellings["engineering"][-1].ending, "they know")
    async with at_dialog(record, story, "alice", "u") as seat:
        await seat.press("down", "w")
        await seat.until(lambda: seat.app.incident.tellings["stakeholders"][-1].waived, "it is waived")


async def test_s23_questions_are_counted_for_the_communicator_alone(record: Path, story: Story) -> None:
    asked(story)
    for who, counted in (("frank", True), ("alice", False)):
        async with sitting(record, who, story) as seat:
            top = seat.app.screen.query_one(TopBar)
            await seat.until(lambda top=top: bool(top.text()), "the top bar is painted")  # type: ignore[misc]
            assert ("1 question" in " ".join(top.text())) is counted


async def test_s23_the_commander_sees_no_question_that_was_not_forwarded(record: Path, story: Story) -> None:
    asked(story)
    async with at_dialog(record, story, "alice", "Q") as seat:
        await sees(seat, "None was forwarded to you; 1 is with frank.")
        assert "invoices" not in text(seat)


async def test_s24_one_key_forwards_and_the_answer_goes_back(record: Path, story: Story) -> None:
    asked(story)
    async with at_dialog(record, story, "frank", "Q") as seat:
        await sees(seat, "are invoices affected?")
        await seat.press("f")
        await seat.until(lambda: bool(seat.app.incident.questions["Q1"].forwarded_by), "it is forwarded")
    async with at_dialog(record, story, "alice", "Q") as seat:
        await seat.press("a")
        await asking(seat)
        await seat.type("no, only checkouts")
        await seat.press("enter")
        await seat.until(lambda: not seat.app.incident.open_questions, "it is answered")
    assert seat.app.incident.questions["Q1"].answered_by == "alice"


async def test_somebody_enters_a_question_they_were_asked(record: Path, story: Story) -> None:
    async with at_dialog(record, story, "dave", "Q") as seat:
        await sees(seat, "No question from outside is open.")
        await seat.press("n")
        await asking(seat)
        await seat.type("are invoices affected?")
        await seat.press("tab")
        await seat.type("the bank")
        await seat.press("enter")
        await seat.until(lambda: bool(seat.app.incident.open_questions), "it is entered")
    assert seat.app.incident.questions["Q1"].asker == "the bank"


async def test_s49_once_the_first_message_is_copied_one_key_says_it_is_posted(
    record: Path, story: Story
) -> None:
    async with at_dialog(record, story, "alice", "y") as seat:
        assert seat.app.clipboard.startswith(f"Incident {story.id}: Checkout returns 500s (SEV1 CRITICAL).")
        await seat.press("l")
        await asking(seat)
        await seat.type("https://chat/1")
        await seat.press("enter")
        await seat.until(lambda: bool(seat.app.incident.announced_at), "it is announced")
    assert seat.app.incident.first_message == "https://chat/1"


async def test_s50_the_channel_stands_in_the_top_bar(record: Path, story: Story) -> None:
    async with sitting(record, "alice", story) as seat:
        await sees(seat, "#inc-checkout")


async def test_s58_the_line_to_join_with_is_copied_alone(record: Path, story: Story) -> None:
    async with at_dialog(record, story, "alice", "y") as seat:
        assert seat.app.clipboard.endswith(f"cockpit join --incident {story.id}")
        await seat.press("o")
        await seat.until(lambda: seat.app.clipboard.startswith("To join on "), "the line is copied")


async def test_who_reads_along_sees_the_last_statement_the_next_and_whom_to_ask(tmp_path: Path) -> None:
    story = the_whole()
    story.does("14:01", "frank", cmd.Tell("stakeholders", "Some fail. Next update by 14:30."))
    story.does("14:02", "alice", cmd.Announce(link="https://chat/1"))
    story.now = at("14:03:10")
    app = seated(tmp_path, story, "zoe", "observer")
    async with app.run_test(size=WIDE):
        await painted(app)
        for words in (
            "told stakeholders: Some fail. Next update by 14:30.",
            "by 14:30 UTC, as stakeholders were promised",
            "frank (communicator) in #inc-checkout",
        ):
            await wait_for_async(partial(says, app, words), f"the card says {words}")


def says(app: CockpitApp, words: str) -> bool:
    return words in " ".join(screen_lines(app.screen))


def news(play: Play, me: str, who: str, command: cmd.Command) -> list[str]:
    before = play.incident
    play.does(who, command)
    return list(telling_news(before, play.incident, me))


def test_whoever_a_question_or_a_statement_is_about_hears_of_it_and_nobody_else() -> None:
    play = declared(crew=("dave",))
    play.does("frank", cmd.Join("communicator"))
    question = cmd.AskQuestion("are invoices affected?")
    before = play.incident
    play.does("dave", question)
    assert list(telling_news(before, play.incident, "alice")) == []
    assert list(telling_news(before, play.incident, "frank")) == [
        "dave asks from outside: are invoices affected? (Q answers)"
    ]
    assert news(play, "alice", "frank", cmd.ForwardQuestion("Q1")) == [
        "frank needs your word on Q1, from dave: are invoices affected? (Q answers)"
    ]
    assert news(play, "dave", "alice", cmd.AnswerQuestion("Q1", "no")) == ["alice answered Q1 of dave: no"]
    assert news(play, "alice", "frank", cmd.DraftStatement("stakeholders", STATEMENT)) == [
        "frank wants S1 for stakeholders approved. (u shows it)"
    ]
    assert news(play, "frank", "alice", cmd.ApproveStatement("S1")) == [
        "S1 for stakeholders is approved by alice."
    ]


def telling_story() -> Story:
    story = the_whole()
    story.does("13:50", "frank", cmd.Tell("stakeholders", "Some checkouts fail. Next update by 14:05."))
    asked(drafted(story))
    story.now = at("14:03:10")
    return story


@pytest.mark.parametrize("size", [WIDE, TABS], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("key", ["u", "Q"])
def test_the_dialogs(snap_compare: Any, tmp_path: Path, size: tuple[int, int], key: str) -> None:
    async def before(pilot: Any) -> None:
        await painted(pilot.app)
        await pilot.press(key)
        await dialog(pilot.app)
        await pilot.pause()
        assert isinstance(pilot.app.screen, ModalScreen)

    app = seated(tmp_path, telling_story(), "frank")
    assert snap_compare(app, terminal_size=size, run_before=before)


async def test_s49_the_projects_command_posts_the_first_message_from_the_screen(
    record: Path, story: Story, tmp_path: Path
) -> None:
    tool = tmp_path / "post"
    tool.write_text(f"#!/bin/sh\ncat > {tmp_path}/text\necho https://chat/7\n")
    tool.chmod(0o700)
    procedure = replace(story.incident.procedure, announce=(str(tool),))
    story.does("14:03", "alice", cmd.Amend(procedure), because="we have a bot")
    async with at_dialog(record, story, "alice", "y") as seat:
        assert "post it with the project's command" in text(seat)
        await seat.press("p")
        await seat.until(lambda: seat.app.incident.first_message == "https://chat/7", "its address is stored")
    assert (tmp_path / "text").read_text().startswith(f"Incident {story.id}: Checkout returns 500s")
