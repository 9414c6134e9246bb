"""Command taken from its holder, and roles that stay together, on the command line (S5, S25)."""

from __future__ import annotations

import json

from .conftest import Shell


def test_s5_what_was_taken_is_acknowledged_by_a_verb_and_keeps_its_mark_wherever_it_is_read(
    shell: Shell, incident: str
) -> None:
    shell.done("take", "--because", "her line is dead", who="bob")
    waits = "bob took command from you: say that you know (cockpit handoff acknowledge)"
    assert waits in shell.done("mine").out
    read = shell.done("join", who="carol")
    assert "(! taken from alice, who has not acknowledged it yet)" in " ".join((read.out + read.err).split())
    found = json.loads(shell.done("status", "--json").out)
    assert found["taken_from"] == "alice" and [one["from"] for one in found["unacknowledged"]] == ["alice"]
    refused = shell("handoff", "acknowledge", who="bob")
    assert refused.status == 3 and "only whoever command was taken from" in refused.err
    assert "alice knows that bob has command" in shell.done("handoff", "acknowledge").out
    assert json.loads(shell.done("status", "--json").out)["unacknowledged"] == []
    assert waits not in shell.done("mine").out
    _keeps_its_mark(shell)


def _keeps_its_mark(shell: Shell) -> None:
    mark = "! alice relieved: bob takes command: her line is dead"
    assert mark in shell.done("timeline").out
    assert "(! taken from alice)" in " ".join(shell.done("handoff", "brief").out.split())
    for form in ("md", "html", "json", "csv"):
        assert mark in shell.done("export", "--format", form).out, form
    assert "commands taken without a handoff  1" in shell.done("metrics").out
    counted = json.loads(shell.done("metrics", "--json").out)
    assert counted["takeovers"] == 1 and "alice" not in json.dumps(counted)


def test_s25_the_reason_for_roles_that_were_together_before_is_given_by_a_verb(
    shell: Shell, incident: str
) -> None:
    shell.done("severity", "2")
    shell.done("role", "assign", "scribe+communicator", "bob")
    shell.done("severity", "1")
    shell.done("log", "here too", who="carol")
    assert "two people at SEV1?" in shell.done("mine").out
    asked = shell("role", "keep")
    assert asked.status == 3 and "why bob alone (S25)" in asked.err
    done = shell.done("role", "keep", "--because", "nobody else is awake")
    assert "bob stays scribe and communicator: nobody else is awake" in done.out
    assert "two people at SEV1?" not in shell.done("mine").out
