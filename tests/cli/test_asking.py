"""What a verb asks, and tells, when a person sits at a terminal."""

from __future__ import annotations

import json
import os

from .conftest import Shell


def test_a_missing_reason_is_asked_for(shell: Shell, incident: str) -> None:
    ran = shell.terminal("take", who="bob", typed="her line is dead\n")
    assert ran.status == 0
    assert "alice has command: why take it (S5)?" in ran.out
    assert "bob takes command: her line is dead" in ran.out


def test_enter_alone_gives_up(shell: Shell, incident: str) -> None:
    for typed in ("\n", "\x04"):
        ran = shell.terminal("take", who="bob", typed=typed)
        assert ran.status == 3
        assert "nothing was recorded" in ran.err
    assert json.loads(shell.done("status", "--json").out)["commander"] == "alice"


def test_the_last_line_says_who_waits_for_me(shell: Shell, incident: str) -> None:
    shell.done("measure", "propose", "fix", "roll back", who="bob")
    assert "approve or refuse M1" in shell.terminal("log", "hello").out.splitlines()[-1]
    shell.done("measure", "ask", "M1", "is it\x1b[2J safe?")
    told = shell.terminal("star", "3", who="bob").out.splitlines()[-1]
    assert "alice asks about M1: is it␛[2J safe?" in told
    assert "M1" not in shell.terminal("log", "hello", who="carol").out
    assert "M1" not in shell.done("log", "hello").err


def test_a_pipe_gets_the_number_alone_while_the_person_is_told(shell: Shell, incident: str) -> None:
    shell.done("measure", "propose", "fix", "roll back", who="bob")
    read, write = os.pipe()
    ran = shell.terminal("measure", "propose", "fix", "restart", out=write)
    os.close(write)
    assert os.read(read, 1000) == b"M2\n"
    os.close(read)
    assert "M2 proposed: restart" in ran.err


def test_lines_are_taken_until_ctrl_d(shell: Shell, incident: str) -> None:
    ran = shell.terminal("log", "--kind", "chat", typed="one\n\ntwo\n\x04")
    assert ran.status == 0
    assert "ctrl+d ends" in ran.out
    stored = [json.loads(line) for line in shell.done("timeline", "--kind", "chat", "--json").lines]
    assert [entry["text"] for entry in stored] == ["one", "two"]


def test_a_redaction_has_to_be_confirmed_by_its_number(shell: Shell, incident: str) -> None:
    ran = shell.terminal("redact", "3", "--because", "a password", typed="yes\n")
    assert ran.status == 3
    assert "nothing was removed" in ran.err
    assert "looking at graphs" in shell.done("timeline").out
    assert shell.terminal("redact", "3", "--because", "a password", typed="3\n").status == 0
    assert "looking at graphs" not in shell.done("timeline").out


def test_a_check_in_is_asked_step_by_step(shell: Shell, incident: str) -> None:
    shell.done("join", "investigator", who="carol")
    shell.done("measure", "propose", "fix", "roll back", who="bob")
    shell.done("measure", "approve", "M1")
    shell.done("measure", "start", "M1", who="bob")
    answers = "errors fall\nmaybe\nbe\nfew users\n\nin an hour\n20m\nbob: look at the logs\nwrite\n\nlater\n"
    ran = shell.terminal("checkin", typed=answers)
    assert ran.status == 0, ran
    now = json.loads(shell.done("status", "--json").out)
    assert (now["impact"]["trend"], now["impact"]["text"]) == ("better", "few users")
    said = shell.done("timeline").out
    assert "loop 1: better. errors fall. Plan: look at the logs (bob), write" in said
    assert "M1 still running until" in said
    assert "is no time" in ran.out


def test_a_check_in_can_be_given_up_and_without_a_terminal_says_what_is_missing(
    shell: Shell, incident: str
) -> None:
    ran = shell.terminal("checkin", typed="\n")
    assert (ran.status, "nothing was recorded" in ran.err) == (3, True)
    ran = shell("checkin")
    assert (ran.status, "--trend" in ran.err) == (3, True)
