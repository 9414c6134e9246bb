"""One question at a terminal, answered with one key."""

from __future__ import annotations

import os
import sys
import termios
import tty
from collections.abc import Mapping
from typing import TypeVar

import click

from cockpit.incident.texts import harmless

T = TypeVar("T")

_LEAVE = ("", "\x1b", "\x04", "\r", "\n")


def in_foreground() -> bool:
    """Whether the terminal would give a key to this process and not stop it."""
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except OSError:
        return False


def one_key(question: str, answers: Mapping[str, T]) -> T | None:
    """The answer whose key is pressed; None for esc, enter, ctrl+c and ctrl+d. Other keys do nothing.

    What was typed before the question stood there is not taken for an answer.
    """
    keyboard = sys.stdin.fileno()
    before = termios.tcgetattr(keyboard)
    try:
        tty.setcbreak(keyboard, termios.TCSANOW)
        termios.tcflush(keyboard, termios.TCIFLUSH)
        click.echo(f"{harmless(question)} ", err=True, nl=False)
        return _answer(keyboard, answers)
    except KeyboardInterrupt:
        return None
    finally:
        termios.tcsetattr(keyboard, termios.TCSANOW, before)
        click.echo(err=True)


def _answer(keyboard: int, answers: Mapping[str, T]) -> T | None:
    while True:
        key = os.read(keyboard, 1).decode(errors="replace").casefold()
        if key in answers:
            return answers[key]
        if key in _LEAVE:
            termios.tcflush(keyboard, termios.TCIFLUSH)  # the rest of an arrow key
            return None
