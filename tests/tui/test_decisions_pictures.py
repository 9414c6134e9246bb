"""Pictures of what is decided and believed: the dialogs behind o, A and H, and a measure's menu."""

from __future__ import annotations

from pathlib import Path

import pytest

from cockpit.incident import commands as cmd
from tests.tui.seated import seated
from tests.tui.stage import played
from tests.tui.story import Story, play_whole
from tests.tui.test_pictures import BIG, Compare, in_dialog


def decided(story: Story) -> Story:
    """Everything that can stand in the dialogs: a round with an objection, a decision, what is believed."""
    play_whole(story)
    story.does("14:03:20", "dave", cmd.AskObjections("", measure="M7"))
    story.does("14:03:30", "grace", cmd.Object("loses the price hotfix"))
    story.does("14:03:31", "alice", cmd.Decide("deploys stay paused until the end"))
    story.does("14:03:32", "alice", cmd.Allow("restart any checkout pod", "dave"))
    story.does("14:03:33", "dave", cmd.OpenHypothesis("the connection pool of basket is too small"))
    story.does("14:03:34", "erin", cmd.OpenHypothesis("the resolver of us-west-2 is slow"))
    story.does("14:03:35", "carol", cmd.CloseHypothesis("H2", "ruled-out", "2 ms, dig from three nodes"))
    return story


@BIG
@pytest.mark.parametrize(
    ("name", "key"), [("decide", "o"), ("hypotheses", "H")], ids=["decide", "hypotheses"]
)
def test_what_is_decided_and_believed(
    snap_compare: Compare, tmp_path: Path, name: str, key: str, size: tuple[int, int]
) -> None:
    app = seated(tmp_path, played(decided))
    assert snap_compare(app, terminal_size=size, run_before=in_dialog(key))
