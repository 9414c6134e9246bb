"""`cockpit run`: terminal, signals and exit status are the command's, and the record has the rest."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cockpit.record.sqlite import SqliteLog
from tests.cli.conftest import Shell
from tests.terminals import Terminal
from tests.waiting import wait_for

QUESTION = "s still watching"


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


Typing = Callable[..., Terminal]


@pytest.fixture
def typing(shell: Shell) -> Iterator[Typing]:
    """bob types `cockpit run` at a terminal of his own, which is its session's only program."""
    opened: list[Terminal] = []

    def start(*words: str, shell_first: bool = False) -> Terminal:
        command = [sys.executable, "-m", "cockpit", "--as", "bob", "run", *words]
        if shell_first:
            command = ["sh", "-c", '"$@"; echo "status $?"', "sh", *command]
        opened.append(Terminal(command, columns=100, rows=30))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


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


@pytest.mark.parametrize(
    ("line", "status"), [(("nonesuch",), 127), (("/etc/passwd",), 126), (("/etc",), 126)]
)
def test_a_program_that_cannot_run_is_told_as_a_shell_does_and_nothing_is_started(
    shell: Shell, approved: str, line: tuple[str, ...], status: int
) -> None:
    ran = shell.process("run", approved, "--", *line, who="bob")
    assert ran.status == status
    assert line[0] in ran.err
    assert measure(shell)["state"] == "approved"


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


def test_at_a_terminal_one_key_says_what_came_of_it(shell: Shell, approved: str, typing: Typing) -> None:
    terminal = typing(approved, "--", "sh", "-c", "tty; exit 3")
    terminal.wait_for(QUESTION, "it asks")
    assert "/dev/pts/" in terminal.text
    terminal.type("w")
    assert terminal.status() == 3
    assert measure(shell)["state"] == "worked"


def test_still_watching_leaves_it_running(shell: Shell, approved: str, typing: Typing) -> None:
    terminal = typing(approved, "--", "true")
    terminal.wait_for(QUESTION, "it asks")
    terminal.type("s")
    assert terminal.status() == 0
    assert measure(shell)["state"] == "running"


def test_what_was_typed_while_it_ran_answers_nothing(shell: Shell, approved: str, typing: Typing) -> None:
    terminal = typing(approved, "--", "sh", "-c", "echo ready; read -r line; echo got $line; sleep 0.2")
    terminal.wait_for("^ready$", "it runs")
    terminal.type("hello\nwww")
    terminal.wait_for("got hello", "the command reads the terminal")
    terminal.wait_for(QUESTION, "it asks")
    terminal.press("escape")
    assert terminal.status() == 0
    assert measure(shell)["state"] == "running"


def test_ctrl_c_at_a_terminal_is_the_commands_and_comes_once(
    shell: Shell, approved: str, typing: Typing
) -> None:
    script = "import signal, sys\ncount = [0]\ndef on(*_):\n count[0] += 1\nsignal.signal(2, on)\n"
    script += "print('ready', flush=True)\nsys.stdin.readline()\nprint('interrupted', count[0], flush=True)"
    terminal = typing(approved, "--", sys.executable, "-c", script)
    terminal.wait_for("^ready$", "it runs")
    terminal.press("ctrl+c")
    terminal.wait_for(r"\^C", "the terminal has seen it")
    terminal.press("enter")
    terminal.wait_for("^interrupted 1$", "once")
    terminal.wait_for(QUESTION, "it asks")
    terminal.press("enter")
    assert terminal.status() == 0


def test_ctrl_c_ends_a_command_that_does_not_mind(shell: Shell, approved: str, typing: Typing) -> None:
    terminal = typing(approved, "--", "sh", "-c", "echo ready; exec sleep 60")
    terminal.wait_for("^ready$", "it runs")
    terminal.press("ctrl+c")
    terminal.wait_for(QUESTION, "it asks")
    terminal.type("n")
    assert terminal.status() == 128 + signal.SIGINT
    assert measure(shell)["state"] == "no-effect"


def test_a_terminal_that_goes_away_ends_the_command(shell: Shell, approved: str, typing: Typing) -> None:
    terminal = typing(approved, "--", "sh", "-c", "echo ready; exec sleep 60")
    terminal.wait_for("^ready$", "it runs")
    terminal.hang_up()
    wait_for(lambda: bool(measure(shell)["runs"]), "the run is recorded")
    assert last_run(shell)["exit_code"] == 128 + signal.SIGHUP


def test_the_commands_terminal_has_this_ones_size_and_learns_of_a_new_one(
    shell: Shell, approved: str, typing: Typing
) -> None:
    for options in ((), ("--keep-output",)):
        script = "trap 'stty size' WINCH; stty size; while ! [ -e done ]; do sleep 0.05; done"
        script = f"cd {shell.path.parent}; rm -f done; {script}"
        terminal = typing(approved, *options, "--", "sh", "-c", script)
        terminal.wait_for("^30 100$", "its size")
        terminal.resize(90, 25)
        terminal.wait_for("^25 90$", "its new size")
        (shell.path.parent / "done").touch()
        terminal.wait_for(QUESTION, "it asks")
        terminal.type("s")
        assert terminal.status() == 0


def test_kept_output_at_a_terminal_goes_through_a_terminal(
    shell: Shell, approved: str, typing: Typing
) -> None:
    script = "test -t 0 && test -t 1 && echo both; read -r line; echo got $line; exit 5"
    terminal = typing(approved, "--keep-output", "--", "sh", "-c", script)
    terminal.wait_for("^both$", "a terminal")
    terminal.type("hello\r")
    terminal.wait_for("^got hello$", "what is typed arrives")
    terminal.wait_for(QUESTION, "it asks")
    terminal.type("w")
    assert terminal.status() == 5
    stored = SqliteLog(shell.path, read_only=True)
    rows = stored.since(stored.incidents()[0].incident, 0)
    stored.close()
    kept = next(json.loads(row.body) for row in rows if row.event == "measure.ran")
    assert "got hello" in kept["output"]


def test_ctrl_c_through_a_kept_terminal_is_the_commands(shell: Shell, approved: str, typing: Typing) -> None:
    terminal = typing(approved, "--keep-output", "--", "sh", "-c", "echo ready; exec sleep 60")
    terminal.wait_for("^ready$", "it runs")
    terminal.press("ctrl+c")
    terminal.wait_for(QUESTION, "it asks")
    terminal.press("enter")
    assert terminal.status() == 128 + signal.SIGINT


def test_ctrl_z_stops_both_for_the_shell_that_started_them(
    shell: Shell, approved: str, typing: Typing
) -> None:
    words = " ".join([sys.executable, "-m", "cockpit", "--as", "bob", "run", approved])
    terminal = Terminal(["bash", "--norc", "--noprofile", "-i"], columns=100, rows=30, env={"PS1": "% "})
    try:
        terminal.wait_for(r"^%", "the shell is there")
        terminal.type(f"{words} -- sh -c 'echo rea''dy; read -r line; echo got $line'\n")
        terminal.wait_for("^ready$", "it runs")
        terminal.press("ctrl+z")
        terminal.wait_for("Stopped", "the shell has it back")
        terminal.type("fg\n")
        terminal.wait_for(r"(?s)Stopped.*fg\n", "it goes on")
        terminal.type("hello\n")
        terminal.wait_for("got hello", "the command reads again")
        terminal.wait_for(QUESTION, "it asks")
        terminal.type("s")
        terminal.wait_for("is still running", "and it ends")
    finally:
        terminal.close()


def test_the_wait_for_approval_shows_a_clock_and_ctrl_c_ends_it(
    shell: Shell, incident: str, typing: Typing
) -> None:
    terminal = typing("drain node 8", "--", "echo", "ran")
    terminal.wait_for(r"M1 waits for alice  0:0\d", "the clock")
    terminal.press("ctrl+c")
    assert terminal.status() == 125
    assert "it stays in the queue" in terminal.text
    assert "\nran" not in terminal.text
    assert json.loads(shell.done("status", "--json").out)["approvals"] == ["M1"]


def test_a_job_in_the_background_asks_nothing(shell: Shell, approved: str) -> None:
    """A terminal it may not read would stop it."""
    words = " ".join([sys.executable, "-m", "cockpit", "--as", "bob", "run", approved, "--", "true"])
    terminal = Terminal(["bash", "--norc", "--noprofile", "-i"], columns=100, rows=30, env={"PS1": "% "})
    try:
        terminal.wait_for(r"^%", "the shell is there")
        terminal.type(f"{words} & wait; echo all do''ne\n")
        terminal.wait_for("^all done$", "it has ended by itself")
        assert QUESTION not in terminal.text
    finally:
        terminal.close()
    assert last_run(shell)["exit_code"] == 0


def test_a_command_that_stops_itself_gives_the_terminal_back_to_the_shell(
    shell: Shell, approved: str
) -> None:
    words = " ".join([sys.executable, "-m", "cockpit", "--as", "bob", "run", approved])
    terminal = Terminal(["bash", "--norc", "--noprofile", "-i"], columns=100, rows=30, env={"PS1": "% "})
    try:
        terminal.wait_for(r"^%", "the shell is there")
        terminal.type(f"{words} -- sh -c 'kill -TSTP $$; echo ba''ck'\n")
        terminal.wait_for("Stopped", "the shell has it back")
        terminal.type("fg\n")
        terminal.wait_for("^back$", "it goes on")
        terminal.wait_for(QUESTION, "it asks")
        terminal.type("s")
        terminal.wait_for("is still running", "and it ends")
    finally:
        terminal.close()
