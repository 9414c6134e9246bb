"""Command and its brief, calling somebody, and what was so far."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from cockpit.incident import commands as cmd
from cockpit.incident.procedure import OnCall, Procedure
from cockpit.tui.dialogs.brief import BriefDialog
from cockpit.tui.dialogs.choice import ChoiceDialog
from cockpit.tui.dialogs.entry import EntryDialog
from cockpit.tui.noticing import news
from cockpit.tui.widgets.promptline import PromptLine
from tests.incident.play import declared
from tests.tui.sitting import blank, is_told, sitting, told
from tests.tui.story import Story, at
from tests.waiting import wait_for_async


@pytest.fixture
def story() -> Story:
    """dave declared it, alice has command, bob and carol have just come."""
    story = blank()
    story.declare("12:51", "dave", "Checkout returns 500s", severity="SEV2")
    story.does("12:52", "alice", cmd.TakeCommand())
    story.does("12:52", "dave", cmd.Join("investigator"))
    for name in ("bob", "carol"):
        story.does("12:53", name, cmd.Join())
    return story


def _last(story: Story) -> str:
    return str(story.store.row(story.id, story.store.head(story.id).number).text)


async def test_s52_whom_to_call_is_one_key_and_the_command_is_shown_before_it_runs(tmp_path: Path) -> None:
    story = blank()
    procedure = Procedure(on_call=(OnCall("bella"),), fetch=("sh", "-c", "exit 3", "{name}"))
    desk = story.desk("dave")
    desk.declare(cmd.Declare("Checkout returns 500s"), procedure=procedure)
    story.id = desk.incident.id
    async with sitting(tmp_path, story, "dave") as seat:
        await seat.opens("P", ChoiceDialog)
        assert "$ sh -c 'exit 3' bella" in seat.text()
        await seat.press("1")
        last = "bella was called by dave (the command ended with 3)"
        await wait_for_async(lambda: _last(story) == last, "it stands in the record")
        await wait_for_async(lambda: any("failed with 3" in one for one in told(seat.app)), "and is said")


async def test_s52_everybody_is_reminded_at_two_five_and_ten_minutes(tmp_path: Path) -> None:
    story = blank()
    story.declare("12:51", "dave", "Checkout returns 500s")
    story.does("12:51", "bob", cmd.Join())
    async with sitting(tmp_path, story, "bob") as seat:
        seat.app.tick()
        for minutes in (2, 5, 10):
            story.now = at("12:51") + timedelta(minutes=minutes)
            seat.app.tick()
            sentence = f"Nobody has command for {minutes}m{'00' if minutes == 2 else ''}: t takes it"
            await wait_for_async(partial(is_told, seat.app, sentence), sentence)
        count = len(told(seat.app))
        seat.app.tick()
        assert len(told(seat.app)) == count


async def test_s53_taking_command_offers_to_investigate_instead(tmp_path: Path) -> None:
    story = blank()
    story.declare("12:51", "dave", "Checkout returns 500s")
    story.does("12:51", "bob", cmd.Join())
    async with sitting(tmp_path, story, "dave") as seat:
        await seat.opens("t", ChoiceDialog)
        assert "already diagnosing? investigate, and keep looking for a commander" in seat.text()
        await seat.press("i")
        await seat.until(lambda now: now.roles_of("dave") == ("investigator",), "dave investigates")
        assert seat.app.incident.commander is None


async def test_s5_whoever_is_offered_command_reads_the_brief_and_accepts_in_words(
    tmp_path: Path, story: Story
) -> None:
    story.does("12:55", "dave", cmd.Propose("mitigation", "fail over"))
    story.does("12:56", "alice", cmd.OfferHandoff("bob"))
    async with sitting(tmp_path, story, "bob") as seat:
        await seat.opens("h", BriefDialog)
        for heading in ("Situation", "Impact", "Approvals", "People", "Next"):
            assert heading in seat.text()
        await seat.press("enter")
        assert isinstance(seat.app.screen, BriefDialog)
        assert seat.app.incident.commander == "alice"
        await seat.press("y")
        await seat.until(lambda now: now.commander == "bob", "bob has command")
        assert [stint.briefed for stint in seat.app.incident.stints if stint.role == "commander"] == [
            False,
            True,
        ]


def test_s5_a_new_commander_is_told_to_everybody_with_the_time_it_counts_from() -> None:
    play = declared(crew=("dave", "bob"))
    play.does("alice", cmd.OfferHandoff("bob"))
    before = play.incident
    play.does("bob", cmd.AcceptHandoff(briefed=True))
    assert news(before, play.incident, "dave") == ["bob has command since 12:51 UTC, after alice."]
    assert news(before, play.incident, "bob") == []


async def test_s57_four_questions_become_entries_at_their_own_times(tmp_path: Path, story: Story) -> None:
    story.does("12:54", "bob", cmd.Join("scribe"))
    async with sitting(tmp_path, story, "dave") as seat:
        await seat.press("w")
        await seat.asks("when was it first noticed?")
        await seat.types("12:40")
        await seat.asks("what have you seen?")
        await seat.types("-9m 5xx above 5 %")
        await seat.types("replica lag grows")
        await seat.press("enter")
        await seat.asks("what have you tried?")
        await seat.types("restarted the pods")
        await seat.press("enter")
        await seat.asks("where can it be seen?")
        await seat.types("https://graphs.example/checkout")
        await seat.press("enter")
        await seat.until(lambda now: len(now.to_check) == 5, "five entries wait to be checked")
    last = story.store.head(story.id).number
    rows = [story.store.row(story.id, number) for number in range(last - 4, last + 1)]
    assert [(row.text, f"{row.happened_at:%H:%M}") for row in rows] == [
        ("first noticed: Checkout returns 500s", "12:40"),
        ("seen: 5xx above 5 %", "12:45"),
        ("seen: replica lag grows", "12:54"),
        ("tried: restarted the pods", "12:54"),
        ("see: https://graphs.example/checkout", "12:54"),
    ]


async def test_s57_a_time_nobody_can_read_is_said_in_the_line(tmp_path: Path, story: Story) -> None:
    async with sitting(tmp_path, story, "dave") as seat:
        await seat.press("w")
        await seat.asks("when was it first noticed?")
        await seat.types("earlier")
        line = seat.app.screen.query_one(PromptLine)
        await wait_for_async(lambda: "earlier is no time" in str(line.border_subtitle), "the line complains")
        assert line.prompt is not None
        assert "earlier" in line.values(line.prompt).values(), "what was typed is still there to mend"


async def test_s57_the_scribe_reads_a_line_whole_and_checks_it_with_one_key(
    tmp_path: Path, story: Story
) -> None:
    story.does("12:54", "bob", cmd.Join("scribe"))
    story.does("12:55", "dave", cmd.GiveContext("seen", "5xx above 5 %"))
    async with sitting(tmp_path, story, "bob", "scribe") as seat:
        assert "⚑ 1 to check" in seat.text()
        await seat.press("escape")
        await seat.opens("v", EntryDialog)
        assert "c checked" in seat.text()
        await seat.press("c")
        await seat.until(lambda now: now.to_check == (), "it is checked")
        await wait_for_async(lambda: "to check" not in seat.text(), "the strip has forgotten it")


async def test_s52_the_second_persons_first_duty_names_the_keys_for_command_and_for_the_rest(
    tmp_path: Path,
) -> None:
    story = blank()
    story.declare("12:51", "dave", "Checkout returns 500s", severity="SEV2")
    story.does("12:53", "alice", cmd.Join())
    async with sitting(tmp_path, story, "alice") as seat:
        assert "t take it · r lead, or scribe and communicator" in seat.text()
        await seat.opens("d", ChoiceDialog)
        await seat.opens("t", ChoiceDialog)
        assert "l  I am technical lead" in seat.text()
        await seat.press("b")
        await seat.until(
            lambda now: set(now.roles_of("alice")) == {"scribe", "communicator"}, "alice writes and tells"
        )
