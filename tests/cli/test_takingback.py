"""What somebody else entered as my decision is taken back, by an act that says so."""

from __future__ import annotations

import json

import pytest

from .conftest import Shell


def state(shell: Shell) -> dict[str, object]:
    told: dict[str, object] = json.loads(shell.done("status", "--json").out)
    return told


@pytest.mark.parametrize("decided", ["approve", "refuse"])
def test_a_decision_on_a_measure_goes_back_to_whoever_proposed_it(
    shell: Shell, incident: str, decided: str
) -> None:
    shell.done("measure", "propose", "fix", "roll back api", who="dave")
    shell.done("measure", decided, "M1", "--word", "alice", who="grace")
    shown = shell.done("take-back", "--show").out
    assert "M1" in shown and state(shell)["approvals"] == []
    shell.done("take-back")
    (measure,) = json.loads(shell.done("status", "--json").out)["measures"]
    assert measure["state"] == "asked" and measure["question"].startswith(f"I did not {decided} it")


def test_a_severity_a_role_and_a_phase_are_put_back(shell: Shell, incident: str) -> None:
    shell.done("severity", "SEV1")
    shell.done("severity", "SEV2", "--word", "alice", "--because", "heard so", who="grace")
    shell.done("take-back")
    assert state(shell)["severity"] == "SEV1"
    shell.done("role", "assign", "scribe", "bob", "--word", "alice", who="grace")
    shell.done("take-back")
    assert json.loads(shell.done("status", "--json").out)["roles"]["scribe"] == []
    shell.done("resolve", "--word", "alice", who="grace")
    shell.done("take-back")
    assert state(shell)["phase"] == "active"


def test_what_cannot_be_undone_is_denied_in_an_entry(shell: Shell, incident: str) -> None:
    shell.done("measure", "propose", "fix", "roll back api", who="dave")
    shell.done("measure", "approve", "M1", "--word", "alice", who="grace")
    shell.done("measure", "start", "M1", who="dave")
    shell.done("take-back")
    last = json.loads(shell.done("timeline", "--json", "--last", "1").out)
    assert last["text"].startswith("I did not say so (entry ") and last["starred"]
    assert json.loads(shell.done("status", "--json").out)["measures"][0]["state"] == "running"


def test_with_nothing_to_take_back_it_says_so(shell: Shell, incident: str) -> None:
    ran = shell("take-back", who="bob")
    assert ran.status == 2 and "Nothing was entered by word for bob" in ran.err
