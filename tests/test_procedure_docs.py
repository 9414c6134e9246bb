"""The table of the procedure is true: each rule has a line, and what a line names exists."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from cockpit.cli.main import VERBS
from cockpit.incident.events import FACTS
from cockpit.tui.actions import shown
from cockpit.tui.table import ACTIONS
from tests.tables import exists, lines, quoted

COLUMNS = ("rule", "says", "force", "screen", "verb", "event", "test")
RULES = [f"S{number}" for number in range(1, 89)]


def table() -> Mapping[str, Mapping[str, str]]:
    """The lines of docs/procedure.md by rule, each cell by its column."""
    return {cells[0]: dict(zip(COLUMNS, cells, strict=True)) for cells in lines("procedure.md")}


def test_every_rule_has_one_line() -> None:
    assert [cells[0] for cells in lines("procedure.md")] == RULES


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_proved_by_a_test_that_bears_its_number(rule: str) -> None:
    named = quoted(table()[rule]["test"])
    assert named, f"{rule} names no test"
    assert [name for name in named if not exists(name)] == []
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
