"""Command taken from its holder on screen: red until they know; roles that stay together (S5, S13, S25)."""

from __future__ import annotations

from pathlib import Path

import pytest

from cockpit.incident import commands as cmd
from cockpit.tui.actions import ScreenName
from cockpit.tui.dialogs.choice import ChoiceDialog
from cockpit.tui.dialogs.people import PeopleDialog
from cockpit.tui.noticing import news
from cockpit.tui.panes.base.heading import commander
from cockpit.tui.panes.base.sentences import commander as told_commander
from cockpit.tui.panes.roles import RolesPane
from cockpit.tui.panes.topbar import TopBar
from tests.incident.play import declared
from tests.tui.sitting import blank, is_told, sitting
from tests.tui.stage import on_stage
from tests.tui.story import Story
from tests.waiting import wait_for_async


@pytest.fixture
def story() -> Story:
    """bob took command from alice; grace is scribe."""
    story = blank()
    story.declare("12:51", "dave", "Checkout returns 500s", severity="SEV2")
    story.does("12:52", "alice", cmd.TakeCommand())
    story.does("12:53", "grace", cmd.Join("scribe"))
    story.does("12:54", "bob", cmd.TakeCommand(), because="alice is gone")
    return story


def inks(story: Story, part: str, pane: RolesPane) -> set[str]:
    """How the lines of Roles that hold `part` are drawn."""
    view = story.view("dave")
    return {span.ink for line in pane.body(view, pane.room) for span in line if part in span.text}


async def test_s5_what_was_taken_is_red_on_every_screen_until_it_is_acknowledged(story: Story) -> None:
    async with on_stage(story, me="dave") as (app, _):
        pane = app.part(RolesPane)
        assert inks(story, "! taken from alice", pane) == {"bad"}
        assert ("! bob", "bad") in [(span.text, span.ink) for span in commander(story.view("dave"))]
        assert told_commander(story.view("dave")) == ("! bob, for <10s, taken from alice", "bad")
        assert "! bob" in "".join(app.part(TopBar).text())
        story.does("12:55", "alice", cmd.AcknowledgeTakeover())
        assert inks(story, "! taken from alice", pane) == {"dim"}
        assert ("bob", "head") in [(span.text, span.ink) for span in commander(story.view("dave"))]
        assert told_commander(story.view("dave"))[1] == "head"


async def test_s5_whoever_took_nothing_bears_no_mark_and_the_record_says_who_did(story: Story) -> None:
    story.does("12:55", "erin", cmd.Join())
    story.does("12:56", "bob", cmd.OfferHandoff("erin"))
    story.does("12:57", "erin", cmd.AcceptHandoff())
    async with on_stage(story, me="dave") as (app, _):
        pane = app.part(RolesPane)
        assert told_commander(story.view("dave")) == ("erin, for <10s, taken from alice by bob", "bad")
        assert ("erin", "head") in [(span.text, span.ink) for span in commander(story.view("dave"))]
        assert inks(story, "! taken from alice by bob", pane) == {"bad"}


@pytest.mark.parametrize(
    ("kind", "keys"), [("commander", ["h"]), ("commander", ["1"]), ("scribe", ["escape", "h"])]
)
async def test_s5_whoever_had_command_says_with_one_key_that_they_know(
    tmp_path: Path, story: Story, kind: ScreenName, keys: list[str]
) -> None:
    async with sitting(tmp_path, story, "alice", kind) as seat:
        assert seat.app.board and seat.app.board.view
        assert seat.app.board.view.my_duties[0].text == "bob took command from you: h says that you know"
        assert "! bob" in seat.text()
        await seat.press(*keys)
        await seat.until(lambda now: now.takeovers[0].acknowledged_at, "alice knows it")
        await wait_for_async(lambda: "! bob" not in seat.text(), "the red is gone")


async def test_s5_h_stays_with_an_offer_to_me_and_is_refused_to_those_it_is_not_about(
    tmp_path: Path, story: Story
) -> None:
    story.does("12:55", "bob", cmd.OfferHandoff("alice"))
    async with sitting(tmp_path, story, "alice") as seat:
        await seat.press("h")
        await wait_for_async(lambda: "bob offers command to alice" in seat.text(), "the offer is answered")
        await seat.press("y")
        await seat.until(lambda now: now.commander == "alice", "alice accepts")
        assert seat.app.incident.takeovers[0].acknowledged_at
    async with sitting(tmp_path, story, "dave") as seat:
        await seat.press("h")
        await wait_for_async(lambda: is_told(seat.app, "Only the commander offers"), "dave is told who may")


def test_s13_a_new_commander_who_did_not_type_it_hears_who_approves_beside_them() -> None:
    play = declared(crew=("bob", "carol", "grace"))
    play.does("alice", cmd.AssignRole("deputy", "bob"))
    play.does("alice", cmd.Delegate())
    play.does("alice", cmd.OfferHandoff("carol"))
    before = play.incident
    play.does("grace", cmd.AcceptHandoff(), word="carol")
    told = "bob may approve beside you, as before: g, then a ends it."
    assert told in news(before, play.incident, "carol")
    assert told not in news(before, play.incident, "bob")


async def test_s25_the_duty_about_roles_together_asks_for_the_reason_or_leads_to_the_people(
    tmp_path: Path, story: Story
) -> None:
    story.does("12:54", "alice", cmd.AcknowledgeTakeover())
    story.does("12:54", "bob", cmd.AssignRole("communicator", "grace"))
    story.does("12:55", "bob", cmd.SetSeverity("SEV1"))
    async with sitting(tmp_path, story, "bob") as seat:
        assert seat.app.board and seat.app.board.view
        texts = [duty.text for duty in seat.app.board.view.my_duties]
        key = str(texts.index("grace is scribe and communicator: two people at SEV1?") + 1)
        await seat.opens(key, ChoiceDialog)
        assert "grace is scribe and communicator" in seat.text()
        await seat.opens("g", PeopleDialog)
        await seat.press("escape")
        await wait_for_async(lambda: seat.app.screen is seat.app.board, "the board is back")
        await seat.opens(key, ChoiceDialog)
        await seat.press("k")
        await seat.asks("why grace alone")
        await seat.types("nobody else is awake")
        await seat.until(
            lambda now: ("S25", "grace is scribe and communicator at SEV1") in now.given, "the reason stands"
        )
