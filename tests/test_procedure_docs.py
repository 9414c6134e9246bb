"""The table of the procedure is true: each rule has a line, and what a line names exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from cockpit.cli.main import VERBS
from cockpit.incident.events import FACTS
from cockpit.tui.actions import shown
from cockpit.tui.table import ACTIONS

ROOT = Path(__file__).parent.parent
COLUMNS = ("rule", "says", "force", "screen", "verb", "event", "test")
RULES = [f"S{number}" for number in range(1, 89)]


def table() -> Mapping[str, Mapping[str, str]]:
    """The lines of docs/procedure.md by rule, each cell by its column."""
    lines = (ROOT / "docs" / "procedure.md").read_text(encoding="utf-8").splitlines()
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| S")
    ]
    return {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in cells}


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def functions_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


def test_every_rule_has_one_line() -> None:
    assert list(table()) == RULES


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_proved_by_a_test_that_bears_its_number(rule: str) -> None:
    named = quoted(table()[rule]["test"])
    assert named, f"{rule} names no test"
    for name in named:
        path, _, function = name.partition("::")
        assert function in set(functions_of(ROOT / path)), f"{rule}: there is no test {name}"
    assert any(f"test_{rule.casefold()}_" in name for name in named), f"{rule}: none bears its number"


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_stands_somewhere_a_person_sees_it(rule: str) -> None:
    line = table()[rule]
    assert line["screen"], f"{rule} names no place on a screen"
    keys = {shown(key) for action in ACTIONS.actions for key in action.keys}
    unknown = [key for key in quoted(line["screen"]) if key not in keys]
    assert not unknown, f"{rule}: no key {unknown}"


@pytest.mark.parametrize("rule", RULES)
def test_the_verbs_and_events_it_names_exist(rule: str) -> None:
    line = table()[rule]
    verbs = [text.removeprefix("cockpit ").split()[0] for text in quoted(line["verb"])]
    assert [verb for verb in verbs if verb not in VERBS] == []
    assert [name for name in quoted(line["event"]) if name not in FACTS] == []
