"""`cockpit run`: terminal, signals and exit status are the command's, and the record has the rest."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from cockpit.record.sqlite import SqliteLog
from tests.cli.conftest import Shell
from tests.waiting import wait_for


def measure(shell: Shell, id: str = "M1") -> dict[str, Any]:
    state = json.loads(shell.done("status", "--json").out)
    return next(one for one in state["measures"] if one["id"] == id)


def last_run(shell: Shell) -> dict[str, Any]:
    run: dict[str, Any] = measure(shell)["runs"][-1]
    return run


@pytest.fixture
def approved(shell: Shell, incident: str) -> str:
    """M1 is bob's and approved."""
    shell.done("measure", "propose", "mitigation", "restart api", who="bob")
    shell.done("measure", "approve", "M1")
    return "M1"


@pytest.mark.parametrize("status", [0, 1, 3, 125, 255])
def test_the_exit_status_is_the_commands(shell: Shell, approved: str, status: int) -> None:
    ran = shell.process("run", approved, "--", "sh", "-c", f"exit {status}", who="bob")
    assert ran.status == status
    assert last_run(shell)["exit_code"] == status


def test_input_and_both_outputs_pass_through_a_pipe_byte_for_byte(shell: Shell, approved: str) -> None:
    given = bytes(range(256)) * 300
    child = shell.start("run", approved, "--", "sh", "-c", "cat; echo no >&2", who="bob")
    out, err = child.communicate(given)
    assert out == given
    assert err.decode().splitlines()[-1] == "no"


def test_s34_host_command_status_and_duration_are_recorded_and_the_output_is_not(
    shell: Shell, approved: str
) -> None:
    ran = shell.process("run", approved, "--", "echo", "a secret word", who="bob")
    run = last_run(shell)
    host = os.uname().nodename
    assert (run["command"], run["host"], run["exit_code"], run["by"]) == (
        "echo 'a secret word'", host, 0, "bob",
    )  # fmt: skip
    assert run["seconds"] >= 0
    assert ran.err.splitlines()[-1] == f"on {host}: echo 'a secret word'"
    stored = SqliteLog(shell.path, read_only=True)
    bodies = [entry.body for entry in stored.since(stored.incidents()[0].incident, 0)]
    stored.close()
    assert not any('"output"' in body for body in bodies)
    assert measure(shell)["state"] == "running"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGUSR1])
def test_a_signal_sent_to_it_reaches_the_command_and_its_death_is_told_as_a_shell_does(
    shell: Shell, approved: str, number: signal.Signals
) -> None:
    child = shell.start("run", approved, "--", "sh", "-c", "echo ready; exec sleep 60", who="bob")
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    child.send_signal(number)
    assert child.wait(20) == 128 + number
    assert last_run(shell)["exit_code"] == 128 + number


def test_a_command_that_handles_a_signal_goes_on(shell: Shell, approved: str) -> None:
    script = "trap 'echo caught; exit 7' TERM; echo ready; while :; do sleep 0.05; done"
    child = shell.start("run", approved, "--", "sh", "-c", script, who="bob")
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    child.send_signal(signal.SIGTERM)
    assert child.stdout.read() == b"caught\n"
    assert child.wait(20) == 7


@pytest.mark.parametrize("line", [("nonesuch",), ("/etc/passwd",), ("/etc",)])
def test_a_program_that_cannot_run_ends_with_125_and_nothing_is_started(
    shell: Shell, approved: str, line: tuple[str, ...]
) -> None:
    ran = shell.process("run", approved, "--", *line, who="bob")
    assert (ran.status, ran.out) == (125, "")
    assert line[0] in ran.err
    assert measure(shell)["state"] == "approved"


def test_a_script_nobody_can_read_ends_with_125_and_no_run_is_recorded(
    shell: Shell, approved: str, tmp_path: Path
) -> None:
    script = tmp_path / "restart"
    script.write_text("no first line that names a shell\n")
    script.chmod(0o755)
    ran = shell.process("run", approved, "--", str(script), who="bob")
    assert ran.status == 125
    assert "begins with #!" in ran.err
    assert "cockpit measure finish M1" in ran.err
    assert measure(shell)["runs"] == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("M1",), "There is no command"),
        (("M9", "--", "true"), "There is no measure M9"),
        (("M1", "--undo", "u", "--", "true"), "--undo belongs to a new proposal"),
        (("M1", "--under", "A3", "--", "true"), "there is no standing approval 'A3'"),
        (("--nonesuch", "--", "true"), "No such option"),
        (("--incident", "1999-1", "M1", "--", "true"), "There is no incident 1999-1"),
    ],
)
def test_whatever_keeps_it_from_running_ends_with_125_and_says_why(
    shell: Shell, approved: str, words: tuple[str, ...], why: str
) -> None:
    ran = shell.process("run", *words, who="bob")
    assert (ran.status, ran.out) == (125, "")
    assert why in ran.err


def test_s11_unapproved_it_runs_only_as_an_emergency_with_a_reason(shell: Shell, incident: str) -> None:
    shell.done("measure", "propose", "fix", "roll back", who="bob")
    refused = shell.process("run", "M1", "--", "echo", "ran", who="bob")
    assert (refused.status, refused.out) == (125, "")
    assert "Add --because WHY" in refused.err
    ran = shell.process("run", "m1", "--because", "the disk fills", "--", "echo", "ran", who="bob")
    assert (ran.status, ran.out) == (0, "ran\n")
    assert measure(shell)["unapproved"] == "emergency"


def test_a_finished_measure_is_not_run_again(shell: Shell, approved: str) -> None:
    shell.done("measure", "finish", "M1", "worked", who="bob")
    ran = shell.process("run", "M1", "--", "true", who="bob")
    assert ran.status == 125
    assert "propose it anew" in ran.err


def test_s61_with_a_text_it_proposes_waits_and_runs_once_approved(shell: Shell, incident: str) -> None:
    child = shell.start("run", "drain node 8", "--undo", "uncordon it", "--", "echo", "ran", who="bob")
    wait_for(lambda: json.loads(shell.done("status", "--json").out)["approvals"] == ["M1"], "it is proposed")
    shell.done("measure", "approve", "M1")
    out, err = child.communicate()
    assert (child.returncode, out) == (0, b"ran\n")
    assert "M1 waits for alice" in err.decode()
    assert (measure(shell)["undo"], measure(shell)["state"]) == ("uncordon it", "running")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (("refuse", "M1", "--because", "not now"), "not now"),
        (("ask", "M1", "and the disk?"), "and the disk?"),
    ],
)
def test_refused_or_sent_back_it_does_not_run(
    shell: Shell, incident: str, answer: tuple[str, ...], told: str
) -> None:
    child = shell.start("run", "drain node 8", "--", "echo", "ran", who="bob")
    wait_for(lambda: json.loads(shell.done("status", "--json").out)["approvals"] == ["M1"], "it is proposed")
    shell.done("measure", *answer)
    out, err = child.communicate()
    assert (child.returncode, out) == (125, b"")
    assert told in err.decode()


def test_s11_under_a_standing_approval_it_runs_at_once(shell: Shell, incident: str) -> None:
    shell.done("allow", "restart any pod", "--for", "bob")
    ran = shell.process("run", "restart pod 7", "--under", "A1", "--", "echo", "ran", who="bob")
    assert (ran.status, ran.out) == (0, "ran\n")
    assert measure(shell)["standing"] == "A1"


def test_the_commander_who_runs_something_has_approved_it(shell: Shell, incident: str) -> None:
    ran = shell.process("run", "flip it", "--because", "nobody else has access", "--", "echo", "ran")
    assert (ran.status, ran.out) == (0, "ran\n")
    assert measure(shell)["decided_by"] == "alice"


def test_one_person_alone_is_asked_nothing(shell: Shell) -> None:
    shell.done("declare", "Checkout returns 500s")
    ran = shell.process("run", "roll back", "--", "echo", "ran")
    assert (ran.status, ran.out) == (0, "ran\n")
    assert (measure(shell)["alone"], measure(shell)["unapproved"]) == (True, None)


def test_kept_output_is_the_end_of_it_and_passes_through(shell: Shell, approved: str) -> None:
    script = "import sys; sys.stdout.write('x' * 200000 + 'end'); sys.stderr.write('wrong'); sys.exit(4)"
    words = ("run", approved, "--keep-output", "--", sys.executable, "-c", script)
    ran = shell.process(*words, who="bob")
    assert (ran.status, len(ran.out)) == (4, 200003)
    assert "wrong" in ran.err
    assert "the last 65,536 are kept" in ran.err
    stored = SqliteLog(shell.path, read_only=True)
    body = json.loads(stored.since(stored.incidents()[0].incident, 0)[-1].body)
    stored.close()
    assert len(body["output"]) == 65536
    assert "end" in body["output"]


def test_when_the_record_cannot_take_it_the_status_stays_and_the_line_to_enter_is_said(
    shell: Shell, approved: str
) -> None:
    shell.done("measure", "start", "M1", who="bob")
    gone = f"rm -f {shell.path}*; exit 3"
    ran = shell.process("run", approved, "--", "sh", "-c", gone, who="bob")
    assert ran.status == 3
    assert "It ran, and that is not recorded. Enter it later: cockpit log --at" in ran.err
    assert "exit 3" in ran.err.splitlines()[-1]
