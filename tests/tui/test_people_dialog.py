"""People on the screens: a role for newcomers with one key, relief, the handoff's brief, what was so far."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot

from cockpit.desk import Desk
from cockpit.drafts import Drafts
from cockpit.incident import commands as cmd
from cockpit.incident.events import Origin
from cockpit.incident.procedure import OnCall, Procedure
from cockpit.incident.state import Incident
from cockpit.tui.actions import ScreenName
from cockpit.tui.app import CockpitApp
from cockpit.tui.dialogs.brief import BriefDialog
from cockpit.tui.dialogs.choice import ChoiceDialog
from cockpit.tui.dialogs.entry import EntryDialog
from cockpit.tui.dialogs.people import PeopleDialog
from cockpit.tui.noticing import news
from cockpit.tui.opening import make_board
from cockpit.tui.panes.roles import RolesPane
from cockpit.tui.panes.topbar import TopBar
from cockpit.tui.widgets.promptline import PromptLine
from tests.incident.play import declared
from tests.record.memory_log import MemoryLog
from tests.tui.seated import painted
from tests.tui.stage import WIDE, screen_lines
from tests.tui.story import Story, at
from tests.waiting import wait_for_async


class Sitting:
    """One person's running app, and what it takes to wait for it."""

    def __init__(self, app: CockpitApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def types(self, text: str) -> None:
        await self.press(*("space" if char == " " else char for char in text), "enter")

    async def until(self, condition: Callable[[Incident], object], description: str) -> None:
        await wait_for_async(lambda: condition(self.app.incident), description)

    async def opens(self, key: str, kind: type) -> None:
        """Press a key and wait for the dialog it opens."""
        await self.press(key)
        await wait_for_async(
            lambda: isinstance(self.app.screen, kind) and self.app.screen.is_mounted, f"{key} opens {kind}"
        )
        await self.pilot.pause()

    async def asks(self, title: str) -> None:
        """Wait until the line at the bottom asks this."""
        await wait_for_async(
            lambda: self.app.board and title in str(self.app.board.query_one(PromptLine).border_title),
            f"the line asks {title!r}",
        )

    def text(self) -> str:
        return "\n".join(screen_lines(self.app.screen))


@asynccontextmanager
async def sitting(
    folder: Path, story: Story, who: str, kind: ScreenName = "commander"
) -> AsyncIterator[Sitting]:
    desk = Desk(story.store, who, Origin(user=who), clock=lambda: story.now)
    desk.open(story.id)
    drafts = Drafts(folder / "drafts")
    app = CockpitApp(desk, lambda here, which: make_board(here, which, folder / "db", drafts), kind=kind)
    async with app.run_test(size=WIDE) as pilot:
        await painted(app)
        yield Sitting(app, pilot)


def _is_told(app: CockpitApp, sentence: str) -> bool:
    return any(sentence in one for one in told(app))


def told(app: CockpitApp) -> list[str]:
    return [note.message for note in app._notifications]


def blank() -> Story:
    """A story in a record of its own, whose appender has the story's clock."""
    made: list[Story] = []
    made.append(Story(MemoryLog(lambda: made[0].now if made else at("12:51"))))
    return made[0]


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


async def test_s55_newcomers_stand_in_one_line_and_one_key_gives_each_a_role(
    tmp_path: Path, story: Story
) -> None:
    async with sitting(tmp_path, story, "alice") as seat:
        assert seat.app.board and seat.app.board.view
        lines = [duty.text for duty in seat.app.board.view.my_duties]
        assert "bob and carol are here: l lead · i investigate · s scribe · m communicate" in lines
        await seat.opens("g", PeopleDialog)
        await seat.press("l")
        await seat.until(lambda now: now.holders("technical lead") == ("bob",), "bob leads")
        await seat.pilot.pause()
        await seat.press("s")
        await seat.until(lambda now: now.holders("scribe") == ("carol",), "carol is scribe")


async def test_s56_one_key_makes_one_person_scribe_and_communicator(tmp_path: Path, story: Story) -> None:
    async with sitting(tmp_path, story, "alice") as seat:
        await seat.opens("g", PeopleDialog)
        await seat.press("b")
        await seat.until(lambda now: now.roles_of("bob") == ("scribe", "communicator"), "bob is both")


async def test_s25_a_doubt_about_a_role_is_asked_in_sight(tmp_path: Path, story: Story) -> None:
    story.does("12:54", "alice", cmd.SetSeverity("SEV1"))
    async with sitting(tmp_path, story, "alice") as seat:
        await seat.opens("g", PeopleDialog)
        await seat.press("b")
        await seat.asks("why bob alone")
        assert seat.app.screen is seat.app.board
        await seat.types("nobody else is awake")
        await seat.until(lambda now: now.roles_of("bob") == ("scribe", "communicator"), "with the reason")


async def test_s9_the_people_dialog_says_how_everybody_holds_up(tmp_path: Path, story: Story) -> None:
    story.does("12:54", "carol", cmd.Join(zone="Asia/Tokyo"))
    story.does("12:54", "dave", cmd.SetTask("replica lag"))
    story.does("12:54", "dave", cmd.Feel("tired"))
    async with sitting(tmp_path, story, "alice") as seat:
        await seat.opens("g", PeopleDialog)
        shown = seat.text()
        for part in ("investigator", "3m on duty", "replica lag", "tired", "21:54 there"):
            assert part in shown, part


async def test_s9_relief_takes_one_key_and_a_name(tmp_path: Path, story: Story) -> None:
    story.does("12:54", "dave", cmd.Feel("relief"))
    async with sitting(tmp_path, story, "alice") as seat:
        assert any("dave asks for relief" in line for line in seat.app.screen.query_one(RolesPane).text())
        await seat.opens("g", PeopleDialog)
        await seat.press("up")
        await wait_for_async(lambda: "r relieve" in seat.text(), "dave's row is selected")
        await seat.press("r")
        await seat.asks("Who is investigator instead of dave?")
        await seat.types("bob")
        await seat.until(lambda now: now.holders("investigator") == ("bob",), "bob relieves dave")


async def test_s9_whoever_is_released_hears_it_and_goes_from_the_pane(tmp_path: Path, story: Story) -> None:
    async with sitting(tmp_path, story, "dave") as seat:
        story.does("12:55", "alice", cmd.Release("dave"))
        seat.app.record_changed()
        await wait_for_async(
            lambda: "You are free to go, says alice: your roles have ended." in told(seat.app),
            "dave hears it",
        )


async def test_s9_s18_how_i_feel_and_what_i_do_are_two_keys_each(tmp_path: Path, story: Story) -> None:
    async with sitting(tmp_path, story, "dave") as seat:
        await seat.opens("F", ChoiceDialog)
        await seat.press("t")
        await seat.until(lambda now: now.condition("dave").feeling == "tired", "dave is tired")
        await seat.opens("F", ChoiceDialog)
        await seat.press("k")
        await seat.asks("What are you doing now?")
        await seat.types("replica lag")
        await seat.until(lambda now: now.task_of("dave") == "replica lag", "dave has a task")


async def test_s18_the_same_task_twice_is_marked_for_the_commander(tmp_path: Path, story: Story) -> None:
    for name in ("bob", "dave"):
        story.does("12:54", name, cmd.SetTask("replica lag"))
    async with sitting(tmp_path, story, "alice") as seat:
        lines = seat.app.screen.query_one(RolesPane).text()
        warned = " ".join(" ".join(line.strip("│ ") for line in lines).split())
        assert "bob and dave do the same" in warned


async def test_s6_a_commander_who_investigates_is_told_quietly_beside_the_name(
    tmp_path: Path, story: Story
) -> None:
    story.does("12:54", "alice", cmd.AssignRole("investigator", "alice"), because="nobody else can")
    story.now = at("13:08")
    async with sitting(tmp_path, story, "alice") as seat:
        assert "also investigating 14m" in " ".join(seat.app.screen.query_one(TopBar).text())


async def test_s16_the_third_investigator_raises_a_banner_until_there_is_a_lead(
    tmp_path: Path, story: Story
) -> None:
    for name in ("bob", "carol"):
        story.does("12:54", name, cmd.Join("investigator"))
    async with sitting(tmp_path, story, "alice") as seat:
        roles = seat.app.screen.query_one(RolesPane)
        assert any("3 investigators without" in line for line in roles.text())
        await seat.opens("r", ChoiceDialog)
        assert "name a technical lead · missing for" in seat.text()
        await seat.press("l", "g")
        await seat.asks("Who is technical lead?")
        await seat.types("erin")
        await seat.until(lambda now: now.holders("technical lead") == ("erin",), "erin leads")
        await wait_for_async(
            lambda: not any("without" in line for line in roles.text()), "the banner has gone"
        )


async def test_s13_the_deputy_is_prompted_when_the_commander_is_silent_and_takes_approving_over(
    tmp_path: Path, story: Story
) -> None:
    story.does("12:54", "alice", cmd.AssignRole("deputy", "bob"))
    story.does("12:55", "dave", cmd.Propose("mitigation", "fail over"))
    story.now = at("13:06")
    async with sitting(tmp_path, story, "bob") as seat:
        assert seat.app.board and seat.app.board.view
        assert any("alice is silent for 11m while M1" in one.text for one in seat.app.board.view.my_duties)
        await seat.opens("g", PeopleDialog)
        await seat.press("a")
        await seat.until(lambda now: now.delegated_to == "bob", "bob may approve")
        await seat.press("escape", "a")
        await wait_for_async(lambda: "enter approves" in seat.text(), "the row asks")
        await seat.press("enter")
        await seat.until(lambda now: now.measures["M1"].state == "approved", "bob has approved")


async def test_s54_who_leads_the_investigation_offers_those_on_call(tmp_path: Path) -> None:
    story = blank()
    procedure = Procedure(on_call=(OnCall("bella", reach="pager 4711", does="databases"),))
    desk = story.desk("dave")
    desk.declare(cmd.Declare("Checkout returns 500s"), procedure=procedure)
    story.id = desk.incident.id
    story.does("12:52", "dave", cmd.TakeCommand())
    story.does("12:53", "bob", cmd.Join("scribe"))
    async with sitting(tmp_path, story, "dave") as seat:
        await seat.opens("r", ChoiceDialog)
        assert "who leads the investigation? · missing for" in seat.text()
        await seat.press("i")
        await wait_for_async(
            lambda: "bella (databases), pager 4711, on call" in seat.text(), "bella is offered"
        )
        await seat.press("1")
        await seat.until(lambda now: now.holders("investigator") == ("bella",), "bella leads it")


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


def _last(story: Story) -> str:
    return str(story.store.row(story.id, story.store.head(story.id).number).text)


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
            await wait_for_async(partial(_is_told, seat.app, sentence), sentence)
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


def test_s9_s13_what_was_done_about_me_is_told_to_me_alone() -> None:
    play = declared(crew=("dave", "bob"))
    heard: list[str] = []
    for who, command in (
        ("alice", cmd.AssignRole("deputy", "bob")), ("alice", cmd.SetTask("watch the errors", "bob")),
        ("alice", cmd.Delegate()), ("alice", cmd.EndDelegation()), ("alice", cmd.RelieveRole("deputy")),
    ):  # fmt: skip
        before = play.incident
        play.does(who, command)
        heard += news(before, play.incident, "bob")
        assert news(before, play.incident, "dave") == []
    assert heard == [
        "You are deputy now, says alice.",
        "Your task now, says alice: watch the errors",
        "You may approve too, beside alice: a approves.",
        "You no longer approve.",
        "You are no longer deputy, says alice.",
    ]


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


async def test_s17_the_roles_show_the_lead_before_the_investigators(tmp_path: Path, story: Story) -> None:
    story.does("12:54", "alice", cmd.AssignRole("technical lead", "carol"))
    async with sitting(tmp_path, story, "alice") as seat:
        lines = seat.app.screen.query_one(RolesPane).text()
        lead = next(place for place, line in enumerate(lines) if "tech lead" in line and "carol" in line)
        assert lead < next(place for place, line in enumerate(lines) if "investigator" in line)


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
