"""A proposal that stays until somebody decided it."""

from __future__ import annotations

import signal
import subprocess

import pytest

from .conftest import Shell


def proposed(shell: Shell, *more: str) -> subprocess.Popen[bytes]:
    """bob's proposal, waiting; its id is out already."""
    child = shell.start("measure", "propose", "fix", *more, "roll back", who="bob")
    assert child.stdout
    assert child.stdout.readline() == b"M1\n"
    return child


@pytest.mark.parametrize("wait", [["--wait"], ["--wait", "600"], ["--wait=600.5"]])
def test_it_ends_well_once_approved(shell: Shell, incident: str, wait: list[str]) -> None:
    child = proposed(shell, *wait)
    shell.done("measure", "approve", "M1")
    _, err = child.communicate()
    assert child.returncode == 0
    assert b"M1 approved: roll back" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["refuse", "M1", "--because", "too risky"], b"M1 refused: roll back \xe2\x80\x94 too risky."),
        (["ask", "M1", "how do we undo it?"], b"alice asks about M1: how do we undo it?"),
        (["withdraw", "M1"], b"M1 withdrawn"),
    ],
)
def test_it_ends_as_refused_otherwise_and_says_which(
    shell: Shell, incident: str, words: list[str], told: bytes
) -> None:
    child = proposed(shell, "--wait")
    shell.done("measure", *words)
    _, err = child.communicate()
    assert child.returncode == 3
    assert told in err


def test_out_of_time_it_stays_in_the_queue(shell: Shell, incident: str) -> None:
    ran = shell("measure", "propose", "fix", "roll back", "--wait", "0", who="bob")
    assert (ran.status, ran.out) == (3, "M1\n")
    assert "not decided within 0 s" in ran.err
    shell.done("measure", "approve", "M1")


def test_an_interrupt_leaves_it_in_the_queue_and_says_so(shell: Shell, incident: str) -> None:
    child = proposed(shell, "--wait")
    child.send_signal(signal.SIGINT)
    _, err = child.communicate()
    assert child.returncode == 130
    assert b"Traceback" not in err
    assert b"measure withdraw M1" in err
    shell.done("measure", "approve", "M1")


def test_what_needs_no_approval_does_not_wait(shell: Shell, incident: str) -> None:
    assert shell.done("measure", "propose", "passive", "read logs", "--wait", who="bob").out == "M1\n"


def test_a_bare_wait_takes_no_word_of_the_text(shell: Shell, incident: str) -> None:
    shell.done("measure", "propose", "passive", "--wait", "read", "--", "--wait", "5", who="bob")
    assert "M1 proposed: read --wait 5" in shell.done("timeline").out
