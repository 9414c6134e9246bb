"""Telling people from the command line: told, statement, waive, ask, forward, answer, announced."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import Shell


@pytest.fixture
def crew(shell: Shell, incident: str) -> str:
    """alice commands a SEV1, frank is communicator, bob is there."""
    shell.done("severity", "1")
    shell.done("join", "communicator", who="frank")
    return incident


def audience(shell: Shell, name: str) -> dict[str, Any]:
    found = [json.loads(line) for line in shell.done("audiences", "--json").lines]
    return next(one for one in found if one["audience"] == name)


def duties_of(shell: Shell, who: str) -> list[str]:
    found: list[dict[str, str]] = json.loads(shell.done("mine", "--json", who=who).out)["duties"]
    return [duty["rule"] for duty in found]


def last(shell: Shell) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shell.done("timeline", "--json").lines[-1])
    return found


def test_s22_one_line_records_what_anybody_told_an_audience(shell: Shell, crew: str) -> None:
    assert audience(shell, "stakeholders")["last_told"] is None
    ran = shell.done(
        "told", "stakeholders", "Some", "checkouts fail.", "--link", "https://status/1",
        "--next", "20m", "--at", "-1m", who="bob",
    )  # fmt: skip
    assert "told stakeholders: Some checkouts fail. (next by " in ran.out
    now = audience(shell, "stakeholders")
    assert (now["statement"], now["link"], now["promised"]) == (
        "Some checkouts fail.",
        "https://status/1",
        True,
    )
    entry = last(shell)
    assert (entry["event"], entry["kind"], entry["starred"]) == ("audience.told", "update", True)


def test_what_was_told_can_come_through_a_pipe(shell: Shell, crew: str) -> None:
    shell.done("told", "eng", "-", stdin=b"The pool is exhausted.\nNext update by 23:59.\n")
    now = audience(shell, "engineering")
    assert now["statement"] == "The pool is exhausted.\nNext update by 23:59."
    assert now["promised"]


def test_s22_no_change_is_said_in_one_go(shell: Shell, crew: str) -> None:
    out = shell.done("told", "stakeholders", "--no-change", who="frank").out
    assert "told stakeholders: No change. Next update by " in out
    assert audience(shell, "stakeholders")["promised"]
    assert shell("told", "stakeholders", "but", "--no-change").status == 2


def test_s21_engineering_is_listed_from_the_declaration(shell: Shell, incident: str) -> None:
    assert shell.done("audiences").lines[0].startswith("engineering    never told · next due by ")


def test_s41_setting_the_severity_starts_the_clocks(shell: Shell, incident: str) -> None:
    assert audience(shell, "stakeholders")["due_at"] is None
    shell.done("severity", "2", "--at", "-58m")
    assert audience(shell, "stakeholders")["due_at"]
    assert "S41" in duties_of(shell, "alice"), "the hour is almost over"
    assert "stakeholders: never told, due in " in shell.done("status").out


def test_s20_a_statement_goes_from_draft_over_approval_to_sent(shell: Shell, crew: str) -> None:
    assert shell.done("statement", "draft", "stakeholders", "Some checkouts fail.", who="frank").out == "S1\n"
    assert "S20" in duties_of(shell, "alice")
    refused = shell("statement", "approve", "S1", who="frank")
    assert refused.status == 3 and "--word alice" in refused.err
    why = shell("statement", "send", "S1", who="frank")
    assert why.status == 3 and "Add --because WHY" in why.err
    shell.done("statement", "approve", "S1")
    assert (
        "S1 sent to stakeholders: Some checkouts fail."
        in shell.done("statement", "send", "1", who="frank").out
    )
    assert '"Some checkouts fail."' in shell.done("audiences").out
    assert "S1 stakeholders: sent" in shell.done("statement", "list").out


def test_s20_engineering_needs_no_approval(shell: Shell, crew: str) -> None:
    shell.done("statement", "draft", "engineering", "--template", who="frank")
    assert "We are investigating: " in shell.done("statement", "send", "S1", who="frank").out


def test_s80_every_audience_that_was_told_is_told_of_the_end_or_waived(shell: Shell, crew: str) -> None:
    shell.done("told", "stakeholders", "Some checkouts fail.", who="frank")
    shell.done("told", "engineering", "The pool is exhausted.", who="frank")
    shell.done("resolve")
    closing = shell("close")
    assert closing.status == 3 and "S80" in closing.err
    shell.done("told", "stakeholders", "It is over.", "--end", who="frank")
    shell.done("close", "--because", "they sit beside us")
    assert duties_of(shell, "frank") == ["S80"]
    shell.done("waive", "engineering", "--incident", crew)
    assert "S80" not in duties_of(shell, "frank")


def test_s23_a_question_goes_to_the_communicator_not_to_the_commander(shell: Shell, crew: str) -> None:
    ran = shell.done("ask", "are", "invoices", "affected?", "--from", "the bank", who="bob")
    assert ran.out == "Q1\n" and "it goes to frank (communicator)" in ran.err
    assert "S23" in duties_of(shell, "frank")
    assert "S23" not in duties_of(shell, "alice")
    assert "the bank" in shell.done("questions").out


def test_s23_whoever_may_not_write_is_told_whom_to_ask_and_where(shell: Shell, crew: str) -> None:
    shell.done("announced", "--channel", "#inc-checkout")
    ran = shell("--read-only", "ask", "are invoices affected?", who="mallory")
    assert (ran.status, ran.out) == (3, "")
    assert "Ask frank (communicator) in #inc-checkout." in ran.err


def test_s24_a_forwarded_question_comes_back_to_whoever_asked(shell: Shell, crew: str) -> None:
    shell.done("ask", "are invoices affected?", who="bob")
    shell.done("forward", "Q1", who="frank")
    assert "S24" in duties_of(shell, "alice")
    shell.done("answer", "Q1", "no,", "only checkouts")
    assert "Q1 was answered to bob by alice: no, only checkouts" in shell.done("mine", who="bob").out
    assert shell.done("questions").out == ""
    again = shell("answer", "q1", "yes", who="frank")
    assert again.status == 3 and "was already answered by alice" in again.err


def test_one_verb_answers_questions_and_measures(shell: Shell, crew: str) -> None:
    shell.done("measure", "propose", "fix", "roll back", who="bob")
    shell.done("measure", "ask", "M1", "to which version?")
    shell.done("answer", "M1", "the one before", who="bob")
    assert json.loads(shell.done("status", "--json").out)["approvals"] == ["M1"]


def test_s49_announcing_is_due_until_it_is_ticked_with_the_link(shell: Shell, crew: str) -> None:
    assert "S49" in duties_of(shell, "frank")
    ran = shell.done("announced")
    assert "cockpit announced --link URL" in ran.err
    assert "S49" not in duties_of(shell, "frank")
    shell.done("announced", "--link", "https://chat/1")
    assert json.loads(shell.done("status", "--json").out)["first_message"] == "https://chat/1"


def test_s49_the_projects_command_posts_the_first_message_and_its_address_is_stored(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "post"
    script = f"cat > {tmp_path}/text; echo posted: https://chat/7; exit $(cat {tmp_path}/status)"
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o700)
    procedure = tmp_path / "procedure.toml"
    procedure.write_text(f'announce = ["{tool}", "{{incident}}"]\n')
    shell.done("declare", "no command")
    without = shell("announced", "--send")
    assert without.status == 3 and "name a command in procedure.toml (announce" in without.err
    shell.done("stand-down", "--because", "a drill")
    monkeypatch.setenv("COCKPIT_PROCEDURE", str(procedure))
    incident = shell.done("declare", "Checkout returns 500s; rm -rf $HOME").out.strip()
    (tmp_path / "status").write_text("1")
    failed = shell("announced", "--send")
    assert failed.status == 4 and "failed with status 1. Nothing was recorded." in failed.err
    (tmp_path / "status").write_text("0")
    assert f"Running {tool} {incident}" in shell.done("announced", "--send").err
    assert (tmp_path / "text").read_text().startswith(f"Incident {incident}: Checkout returns 500s; rm -rf")
    assert json.loads(shell.done("status", "--json").out)["first_message"] == "https://chat/7"


def test_s50_the_channel_stands_in_the_header_and_the_first_message(shell: Shell, crew: str) -> None:
    shell.done("announced", "--channel", "#inc-checkout")
    assert "channel       #inc-checkout" in shell.done("status").out
    assert "We talk in #inc-checkout." in shell.done("first-message").out


def test_s58_the_first_message_says_how_to_join_with_command_and_file(shell: Shell, crew: str) -> None:
    message = shell.done("first-message").lines
    assert message[0].startswith(f"Incident {crew}: Checkout returns 500s (SEV1 CRITICAL).")
    (line,) = shell.done("first-message", "--join").lines
    assert message[-1] == line and line.startswith("To join on ")
    command = line.split(": ", 1)[1].split()
    assert command == ["cockpit", "join", "--incident", crew, "--db", str(shell.path)]
    shell.done(*command[1:], who="newcomer")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("waive nobody", "audiences: engineering, stakeholders"),
        ("statement draft nobody hello", "audiences: engineering, stakeholders"),
        ("told stakeholders hello --next 2000-01-01T00:00", "lies in the past"),
    ],
)
def test_a_wrong_word_is_told_with_the_right_ones(shell: Shell, crew: str, line: str, says: str) -> None:
    ran = shell(*line.split())
    assert ran.status == 2 and says in ran.err, ran


@pytest.mark.parametrize(
    ("words", "offered"), [("told st", "stakeholders"), ("statement approve ", "S1"), ("answer ", "Q1")]
)
def test_audiences_statements_and_questions_are_completed(
    shell: Shell, crew: str, monkeypatch: pytest.MonkeyPatch, words: str, offered: str
) -> None:
    shell.done("statement", "draft", "stakeholders", "Some checkouts fail.", who="frank")
    shell.done("ask", "are invoices affected?", who="bob")
    monkeypatch.setenv("_COCKPIT_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", f"cockpit {words}")
    monkeypatch.setenv("COMP_CWORD", str(len(f"cockpit {words}".split(" ")) - 1))
    assert offered in shell(who=None).out
