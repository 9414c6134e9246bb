"""The fault matrix is true: each fault stands once, with a promise and a test or a bench that exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tables import exists, lines, quoted

FAULTS = {cells[0]: cells[1:] for cells in lines("reliability.md")}
BENCHES = (Path(__file__).parent.parent / "bench" / "__main__.py").read_text(encoding="utf-8")


def test_each_fault_stands_once() -> None:
    named = [cells[0] for cells in lines("reliability.md")]
    assert len(named) == len(set(named)) > 0


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_has_a_promise_and_something_that_shows_it(fault: str) -> None:
    promise, shown_by = FAULTS[fault]
    assert promise
    shown = quoted(shown_by)
    assert shown, "nothing shows it"
    tests = [name for name in shown if not name.startswith("python -m bench ")]
    assert [name for name in tests if not exists(name)] == []
    benches = [name.rpartition(" ")[2] for name in shown if name not in tests]
    assert [name for name in benches if f'"{name}": ' not in BENCHES] == []
