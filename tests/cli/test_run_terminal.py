"""`cockpit run` at a terminal: signals, sizes, kept output, stopping, and the one key after it."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator

import pytest

from cockpit.record.sqlite import SqliteLog
from tests.cli.conftest import Shell
from tests.cli.test_run import last_run, measure
from tests.terminals import Terminal
from tests.waiting import wait_for

QUESTION = "s still watching"


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
