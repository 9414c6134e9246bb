"""What of Textual is used and what never: widgets that leak, stall or interpret, keys few terminals have."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import cockpit
from cockpit.tui.actions import SCREENS
from cockpit.tui.table import ACTIONS
from tests.tui.seated import seated, sitting_down
from tests.tui.sitting import is_told
from tests.tui.stage import the_whole

TUI = Path(cockpit.__file__).parent / "tui"
USED = {"Input", "Label", "OptionList", "Static"}
"""Not Footer (it keeps every key it ever showed), nor DataTable, ListView and RichLog (a long record stalls
them), nor LoadingIndicator and ProgressBar (they never stop sending), nor TextArea, Button and Markdown."""
FEW_HAVE = re.compile(
    r"(?:^|,)(?:(?:alt|super|hyper|meta)\+|(?:ctrl\+)?shift\+(?!tab)|ctrl\+(?![a-z](?:,|$)))"
)
ALSO = {"ctrl+left", "ctrl+right"}
"""In the entry line beside keys that every terminal has."""
TAKEN = {f"ctrl+{letter}" for letter in "abhijklmsz"}
"""By tmux and screen, by ways to move between panes, by the terminal, or they are other keys: tab, enter."""


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    for path in sorted(TUI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield path, node


def calls(*names: str) -> list[tuple[str, ast.Call]]:
    """Every call of one of these, with the place where it stands."""
    return [
        (f"{path.relative_to(TUI)} line {node.lineno}", node)
        for path, node in nodes()
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in names
    ]


def without(argument: str, found: list[tuple[str, ast.Call]]) -> list[str]:
    """Where such a call does not say that the argument is False."""
    return [
        place
        for place, call in found
        if f"{argument}=False" not in {f"{each.arg}={ast.unparse(each.value)}" for each in call.keywords}
    ]


def test_only_widgets_are_used_that_neither_leak_nor_stall() -> None:
    imported = {
        alias.name
        for _, node in nodes()
        if isinstance(node, ast.ImportFrom) and node.module == "textual.widgets"
        for alias in node.names
    }
    assert imported <= USED
    assert not [place for place, _ in calls("Input")], "OneLine loses nothing that is pasted"
    assert not [place for place, _ in calls("OptionList")], "Options can be paged where no line of it fits"


def test_no_work_beside_the_loop_ends_the_screen_when_it_fails() -> None:
    works = calls("run_worker", "work")
    assert len(works) > 10
    assert without("exit_on_error", works) == []


@pytest.mark.parametrize("name", ["notify", "Static", "Label", "Options"])
def test_nothing_shown_can_be_taken_for_markup(name: str) -> None:
    found = calls(name)
    assert found
    assert without("markup", found) == []


def test_every_key_is_one_that_every_terminal_and_tmux_have() -> None:
    texts = {
        node.value for _, node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert {text for text in texts if FEW_HAVE.search(text)} <= ALSO
    assert not TAKEN & {key for screen in SCREENS for action in ACTIONS.on(screen) for key in action.keys}


async def test_a_theme_nobody_knows_is_said_and_another_one_shown(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, the_whole(), theme="nrod")) as (app, _):
        assert is_told(app, "The theme nrod is unknown, so textual-dark is shown: did you mean nord?")
        assert app.theme == "textual-dark"
