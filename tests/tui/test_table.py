"""The table of actions: no key means two things, every action does something, and the docs say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from cockpit.tui.actions import SCREENS, ScreenName
from cockpit.tui.acts.table import ACTS
from cockpit.tui.table import ACTIONS

KEYS_PAGE = Path(__file__).parents[2] / "docs" / "keys.md"


@pytest.mark.parametrize("screen", SCREENS)
def test_no_key_means_two_things_on_a_screen(screen: ScreenName) -> None:
    assert ACTIONS.clashes(screen) == []


def test_behind_every_action_stands_a_function_and_behind_every_function_an_action() -> None:
    assert set(ACTS) == {action.id for action in ACTIONS.actions if not action.fixed}


def test_the_docs_show_every_key_as_the_table_has_it() -> None:
    page = KEYS_PAGE.read_text()
    assert page.endswith(ACTIONS.as_markdown()), "make docs/keys.md anew: cockpit keys --markdown"


def test_keys_stay_clear_of_tmux_and_of_what_terminals_cannot_tell_apart() -> None:
    taken = {"ctrl+a", "ctrl+b", "ctrl+h", "ctrl+j", "ctrl+k", "ctrl+l", "ctrl+enter", "shift+enter"}
    assert not taken & {key for action in ACTIONS.actions for key in action.keys}
