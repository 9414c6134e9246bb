"""Plain entries: one from the line, many from a pipe, exactly as they came."""

from __future__ import annotations

import base64
import json
import select
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cockpit.notebook import write_notes
from cockpit.record.errors import Unavailable

from .conftest import Shell


def entries(shell: Shell) -> list[dict[str, Any]]:
    return [json.loads(line) for line in shell.done("timeline", "--json").lines]


def test_words_need_no_quotes_and_the_number_is_all_that_is_printed(shell: Shell, incident: str) -> None:
    ran = shell.done("log", "fix: replica", "lag", "*is*", "--star", "340 s", who="bob")
    assert (ran.out, ran.err) == ("4\n", "")
    entry = entries(shell)[-1]
    assert (entry["text"], entry["kind"], entry["starred"]) == ("fix: replica lag *is* 340 s", "note", True)
    assert (entry["event"], entry["actor"], entry["raw"]) == ("entry.logged", "bob", None)


def test_text_that_starts_with_a_dash_follows_two(shell: Shell, incident: str) -> None:
    shell.done("log", "--kind", "update", "--", "-7m", "--star")
    assert (entries(shell)[-1]["text"], entries(shell)[-1]["kind"]) == ("-7m --star", "update")


@pytest.mark.parametrize("form", [["--at", "-7m"], ["--at=-7m"]])
def test_a_time_is_stored_and_printed_back_with_its_zone(
    shell: Shell, incident: str, form: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 11, 23, 14, 40, tzinfo=UTC)
    monkeypatch.setattr("cockpit.cli.context.utc_now", lambda: now)
    ran = shell.done("log", *form, "errors", "began")
    assert ran.out == "4\n"
    assert "14:33 UTC" in ran.err
    entry = entries(shell)[-1]
    assert datetime.fromisoformat(entry["happened_at"]) == now - timedelta(minutes=7)
    assert entry["text"] == "errors began"


def test_a_date_that_has_not_come_yet_needs_a_reason_which_is_kept(shell: Shell, incident: str) -> None:
    words = ["log", "the certificate ends", "--at", "2100-01-01T00:00Z"]
    ran = shell(*words)
    assert ran.status == 3
    assert "--because WHY" in ran.err
    assert shell.done(*words, "--because", "a date to keep in sight").out == "4\n"
    assert entries(shell)[-1]["happened_at"].startswith("2100-01-01")


def test_somebody_elses_word_stands_under_their_name(shell: Shell, incident: str) -> None:
    shell.done("log", "--kind", "decision", "we fail over", "--word", "ALICE", who="bob")
    entry = entries(shell)[-1]
    assert (entry["actor"], entry["by_word"]) == ("alice", "bob")


def test_without_text_and_without_a_terminal_it_says_what_to_do(shell: Shell, incident: str) -> None:
    ran = shell("log")
    assert ran.status == 2
    assert "- to take" in ran.err
    assert shell("log", " ").status == 2
    assert len(entries(shell)) == 3


def test_bytes_that_are_no_text_are_kept_as_they_were(shell: Shell, incident: str) -> None:
    assert shell.process("log", b"caf\xe9", b"au lait").out == "4\n"
    assert shell.process("log", "-", stdin=b"a\xff\x00b\n").out == "5\n"
    first, second = entries(shell)[-2:]
    assert base64.b64decode(first["raw"]) == b"caf\xe9 au lait"
    assert base64.b64decode(second["raw"]) == b"a\xff\x00b"
    assert second["text"] == "a\ufffd\u2400b"


def test_every_line_of_a_pipe_is_an_entry_in_order(shell: Shell, incident: str) -> None:
    lines = [f"line {number}" for number in range(1000)]
    ran = shell.process("log", "-", "--kind", "chat", stdin="\n".join(lines).encode())
    assert ran.status == 0
    assert ran.lines == [str(number) for number in range(4, 1004)]
    stored = entries(shell)[3:]
    assert [entry["text"] for entry in stored] == lines
    assert {entry["kind"] for entry in stored} == {"chat"}


def test_lines_end_at_lf_one_cr_goes_and_blank_ones_are_skipped(shell: Shell, incident: str) -> None:
    shell.done("log", "-", stdin=b"one\r\n\n  \r\ntwo\r\r\n\x0bthree\x0cstill three\n four")
    texts = [entry["text"] for entry in entries(shell)[3:]]
    assert texts == ["one", "two\r", "\x0bthree\x0cstill three", " four"]


def test_nothing_on_a_pipe_is_nothing_to_do(shell: Shell, incident: str) -> None:
    assert shell.process("log", "-").out == ""


def test_a_lone_line_is_stored_while_the_pipe_stays_open(shell: Shell, incident: str) -> None:
    child = shell.start("log", "-")
    assert child.stdin and child.stdout
    for number, line in ((4, b"one\n"), (5, b"two\n")):
        child.stdin.write(line)
        child.stdin.flush()
        assert select.select([child.stdout], [], [], 30)[0], f"line {line!r} is held back"
        assert child.stdout.readline() == f"{number}\n".encode()
    assert [entry["text"] for entry in entries(shell)[3:]] == ["one", "two"]
    child.stdin.write(b"half")
    child.stdin.close()
    assert child.stdout.readline() == b"6\n"
    assert child.wait() == 0


def test_a_line_too_long_is_named_and_all_others_are_stored(shell: Shell, incident: str) -> None:
    huge = b"x" * (3 << 20)
    ran = shell.process("log", "-", stdin=b"one\n" + huge + b"\ntwo\n" + huge[: 1 << 20] + b"y\nthree")
    assert ran.status == 2
    assert ran.lines == ["4", "5", "6"]
    assert [entry["text"] for entry in entries(shell)[3:]] == ["one", "two", "three"]
    assert "Line 2: " in ran.err
    assert "Line 4: " in ran.err
    assert "3 entries stored, 2 not" in ran.err


def test_a_failure_half_way_says_what_is_in(
    shell: Shell, incident: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def full_after_two(*args: Any, **more: Any) -> Any:
        calls.append(args)
        if len(calls) > 2:
            raise Unavailable("The disk is full.")
        return write_notes(*args, **more)

    monkeypatch.setattr("cockpit.cli.logbook.write_notes", full_after_two)
    ran = shell("log", "-", stdin=b"".join(b"line %d\n" % number for number in range(600)))
    assert ran.status == 4
    assert ran.lines == [str(number) for number in range(4, 516)]
    assert "512 entries stored" in ran.err
    assert "line 512" in ran.err
    assert "The disk is full." in ran.err


def test_an_interrupt_in_the_middle_of_a_write_claims_nothing_about_what_was_under_way(
    shell: Shell, incident: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*args: Any, **more: Any) -> Any:
        write_notes(*args, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr("cockpit.cli.logbook.write_notes", interrupted)
    ran = shell("log", "-", stdin=b"line 0\nline 1\n")
    assert ran.status == 130
    assert "0 entries stored; of what follows, from 'line 0' on, the end of cockpit timeline says" in ran.err
    assert "line 1" in shell.done("timeline").out


def test_standard_input_that_is_closed_is_said(shell: Shell, incident: str) -> None:
    command = " ".join([sys.executable, "-m", "cockpit", "log", "-", "<&-"])
    ran = subprocess.run(["/bin/sh", "-c", command], capture_output=True)
    assert (ran.returncode, b"Standard input is closed" in ran.stderr) == (2, True)


def test_it_loads_no_model_and_no_screen(shell: Shell, incident: str) -> None:
    code = (
        "import sys\nfrom cockpit.cli.main import cli\n"
        "try:\n    cli.main(['--as', 'bob', 'log', 'hello'])\nexcept SystemExit: pass\n"
        "heavy = {'pydantic', 'textual', 'rich', 'watchfiles', 'sqlite_utils', 'asyncio'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert ran.stdout == b"4\n\n"
