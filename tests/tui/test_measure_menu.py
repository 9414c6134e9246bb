"""The menu of one measure: what comes first for whoever opens it."""

from __future__ import annotations

from pathlib import Path

from cockpit.incident import commands as cmd
from tests.tui.seated import seated, sitting_down
from tests.tui.stage import played
from tests.tui.story import Story
from tests.tui.test_decisions import Hands


def own(story: Story) -> Story:
    """alice commands and has proposed M1 herself."""
    story.declare("12:51", "dave", "Checkout returns 500s")
    story.does("12:52", "alice", cmd.TakeCommand())
    story.does("12:53", "dave", cmd.Join("investigator"))
    story.does("12:54", "alice", cmd.Propose("fix", "roll back api"))
    return story


async def test_s11_the_menu_offers_a_commander_the_approval_of_their_own_measure(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, played(own))) as (app, pilot):
        hands = Hands(app, pilot)
        await hands.opens("m", "1")
        await hands.until(lambda: "start it without approval" in hands.text(), "the menu is there")
        assert hands.text().index("approve it") < hands.text().index("start it without approval")
        await pilot.press("a")
        await hands.until(lambda: app.incident.measures["M1"].state == "approved", "it is approved")
