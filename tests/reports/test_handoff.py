"""The brief that goes with command: what a new commander needs first stands first."""

from __future__ import annotations

from cockpit.incident import commands as cmd
from cockpit.reports.handoff import handoff_lines
from tests.reports.story import in_the_middle


def test_s5_the_brief_tells_the_next_check_in_after_impact() -> None:
    play = in_the_middle()
    headings = [
        line.split()[0] for line in handoff_lines(play.incident, play.now) if not line.startswith(" ")
    ]
    assert headings[:4] == ["Situation", "Impact", "Next", "Measures"]


def test_s5_the_brief_tells_rounds_standing_approvals_and_decisions() -> None:
    play = in_the_middle()
    play.does("alice", cmd.AskObjections("switch off basket"))
    play.does("dave", cmd.Object("the orders in it are lost"))
    play.does("alice", cmd.Allow("restart any pod", "dave"))
    play.does("alice", cmd.Decide("no deploys"))
    told = "\n".join(handoff_lines(play.incident, play.now))
    assert "Rounds     O1 switch off basket (alice, 1 objection, until " in told
    assert "Standing   A1 dave may restart any pod" in told
    assert "Decided    D1 no deploys" in told
    play.passes(minutes=5)
    assert "decide now" in "\n".join(handoff_lines(play.incident, play.now))
