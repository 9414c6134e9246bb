"""People on the screens: a role for newcomers with one key, relief, delegation, tasks."""

from __future__ import annotations

from pathlib import Path

import pytest

from cockpit.incident import commands as cmd
from cockpit.incident.procedure import OnCall, Procedure
from cockpit.tui.dialogs.choice import ChoiceDialog
from cockpit.tui.dialogs.people import PeopleDialog
from cockpit.tui.noticing import news
from cockpit.tui.panes.roles import RolesPane
from cockpit.tui.panes.topbar import TopBar
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


async def test_s55_newcomers_stand_in_one_line_and_one_key_gives_each_a_role(
    tmp_path: Path, story: Story
) -> None:
    async with sitting(tmp_path, story, "alice") as seat:
        assert seat.app.board and seat.app.board.view
        lines = [duty.text for duty in seat.app.board.view.my_duties]
        assert "bob and carol are here: g gives a role" in lines
        await seat.opens("d", ChoiceDialog)
        await seat.opens("g", PeopleDialog)
        await seat.press("l")
        await seat.until(lambda now: now.holders("technical lead") == ("bob",), "bob leads")
        await seat.pilot.pause()
        await seat.press("s")
        await seat.until(lambda now: now.holders("scribe") == ("carol",), "carol is scribe")


async def test_s55_the_duty_about_newcomers_leads_to_them(tmp_path: Path, story: Story) -> None:
    async with sitting(tmp_path, story, "alice") as seat:
        assert seat.app.board and seat.app.board.view
        places = [duty.pane for duty in seat.app.board.view.my_duties]
        await seat.opens(str(places.index("people") + 1), PeopleDialog)
        assert "✚ bob" in seat.text()


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


def test_s15_whoever_was_free_to_go_and_acts_is_heard_of_by_themselves_and_the_commander() -> None:
    play = declared(crew=("dave", "carol"))
    play.does("alice", cmd.Release("carol"))
    before = play.incident
    play.does("alice", cmd.Propose("fix", "roll back api", owner="carol"))
    assert "You are here again, as investigator." in news(before, play.incident, "carol")
    play.does("alice", cmd.Release("carol"))
    before = play.incident
    play.does("carol", cmd.Start("M1"))
    assert "carol is here again, as investigator. (g)" in news(before, play.incident, "alice")
    assert not any("here again" in one for one in news(before, play.incident, "dave"))


async def test_s55_whoever_was_relieved_is_no_newcomer_and_one_key_from_a_role(
    tmp_path: Path, story: Story
) -> None:
    story.does("12:54", "bob", cmd.TakeCommand(), because="alice's line is dead")
    async with sitting(tmp_path, story, "bob") as seat:
        assert seat.app.board and seat.app.board.view
        lines = [duty.text for duty in seat.app.board.view.my_duties]
        assert "carol is here: g gives a role" in lines
        await seat.opens("r", ChoiceDialog)
        await seat.press("s")
        await wait_for_async(lambda: "alice, here without a role" in seat.text(), "alice is offered")
        await seat.press("escape")
        await wait_for_async(lambda: seat.app.screen is seat.app.board, "the board")
        await seat.opens("r", ChoiceDialog)
        await seat.press("d")
        await wait_for_async(lambda: "give it to somebody else" in seat.text(), "who is deputy?")
        assert "I am deputy" not in seat.text()


async def test_s17_the_roles_show_the_lead_before_the_investigators(tmp_path: Path, story: Story) -> None:
    story.does("12:54", "alice", cmd.AssignRole("technical lead", "carol"))
    async with sitting(tmp_path, story, "alice") as seat:
        lines = seat.app.screen.query_one(RolesPane).text()
        lead = next(place for place, line in enumerate(lines) if "tech lead" in line and "carol" in line)
        assert lead < next(place for place, line in enumerate(lines) if "investigator" in line)


async def test_s13_the_deputy_approves_with_two_keys_while_the_commander_is_silent(
    tmp_path: Path, story: Story
) -> None:
    story.does("12:54", "alice", cmd.AssignRole("deputy", "bob"))
    story.does("12:55", "dave", cmd.Propose("mitigation", "fail over", undo="fail back"))
    story.now = at("13:06")
    async with sitting(tmp_path, story, "bob") as seat:
        await seat.press("a")
        await wait_for_async(lambda: "enter approves M1" in seat.text(), "the row asks")
        assert "alice is silent: you approve instead" in seat.text() and "fail back" in seat.text()
        await seat.press("enter")
        await seat.until(lambda now: now.measures["M1"].state == "approved", "M1 is approved")
        assert seat.app.incident.delegated_to == "bob"
        story.does("13:07", "alice", cmd.ReportImpact("same", "checkouts fail"))
        await seat.until(lambda now: now.delegated_to is None, "alice is there again")
        await wait_for_async(
            lambda: is_told(seat.app, "You no longer approve: alice is there again."), "bob is told"
        )
