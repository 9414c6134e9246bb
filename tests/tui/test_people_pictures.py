"""Pictures of the dialogs about people; a change of them is looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cockpit.incident import commands as cmd
from tests.tui.seated import seated
from tests.tui.stage import TABS, WIDE, the_whole
from tests.tui.story import Story
from tests.tui.test_pictures import in_dialog

Compare = Callable[..., bool]
BIG = pytest.mark.parametrize("size", [WIDE, TABS], ids=lambda size: f"{size[0]}x{size[1]}")


@pytest.fixture
def story() -> Story:
    """Two have just come, erin wants to be relieved, bob is deputy and is offered command."""
    story = the_whole()
    story.does("14:03:10", "hugo", cmd.Join(zone="Asia/Tokyo"))
    story.does("14:03:10", "ivan", cmd.Join())
    story.does("14:03:10", "erin", cmd.Feel("relief"))
    story.does("14:03:10", "alice", cmd.AssignRole("deputy", "bob"))
    story.does("14:03:10", "alice", cmd.OfferHandoff("bob"))
    return story


@BIG
def test_who_is_here(snap_compare: Compare, tmp_path: Path, story: Story, size: tuple[int, int]) -> None:
    assert snap_compare(seated(tmp_path, story), terminal_size=size, run_before=in_dialog("g"))


@BIG
def test_command_is_offered(
    snap_compare: Compare, tmp_path: Path, story: Story, size: tuple[int, int]
) -> None:
    assert snap_compare(seated(tmp_path, story, "bob"), terminal_size=size, run_before=in_dialog("h"))
