"""Exit statuses, and the one place where whatever went wrong becomes one of them and a sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple, TextIO

import click

DONE = 0
USAGE = 2
REFUSED = 3
UNREADABLE = 4
INTERRUPTED = 130
PIPE_CLOSED = 141


class Stop(Exception):
    """Ends the command with a sentence on stderr, perhaps a list below it, and an exit status."""

    def __init__(self, sentence: str, status: int = USAGE, *, lines: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.status = status
        self.lines = tuple(lines)


class Ending(NamedTuple):
    """How a command ends: its exit status, and the lines to say on stderr."""

    status: int
    lines: tuple[str, ...] = ()


def ending_of(error: BaseException) -> Ending:
    """What a failure means for whoever typed the command. Never a traceback; COCKPIT_DEBUG=1 adds one."""
    if isinstance(error, Stop):
        return Ending(error.status, (str(error), *error.lines))
    if isinstance(error, click.exceptions.Exit):
        return Ending(error.exit_code)
    if isinstance(error, click.ClickException):
        return Ending(USAGE, tuple(_of_usage(error).splitlines()))
    if isinstance(error, KeyboardInterrupt | click.Abort | EOFError):
        return Ending(INTERRUPTED, ("Interrupted.",))
    if isinstance(error, BrokenPipeError):
        return Ending(PIPE_CLOSED)
    return _of_the_house(error)


def _of_usage(error: click.ClickException) -> str:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    sentence = " ".join(error.format_message().split())  # click sets a list of choices in lines
    sentence += "" if sentence.endswith((".", "?")) else "."
    context = getattr(error, "ctx", None)
    if isinstance(error, click.NoSuchOption) and context is not None and _takes_text(context.command):
        path = context.command_path
        return f"{sentence} Text that starts with - needs -- before it: {path} -- {error.option_name} …"
    return f"{sentence} See {context.command_path} --help." if context is not None else sentence


def _takes_text(command: click.Command) -> bool:
    return any(
        isinstance(p, click.Argument) and any(word in (p.metavar or "") for word in ("TEXT", "TITLE"))
        for p in command.params
    )


def _of_the_house(error: BaseException) -> Ending:
    from cockpit.incident.people import BadName
    from cockpit.incident.zones import BadTime
    from cockpit.record.errors import RecordError, Unstorable
    from cockpit.settings import BadSettings

    if isinstance(error, BadTime | BadName | BadSettings | Unstorable):
        return Ending(USAGE, (str(error),))
    if isinstance(error, RecordError):
        return Ending(UNREADABLE, (str(error),))
    if isinstance(error, OSError):
        why = error.strerror or error
        sentence = (
            f"Standard input or output failed ({why}): look what is recorded (cockpit timeline --last 5)."
        )
        return Ending(UNREADABLE, (sentence,))
    name = type(error).__name__
    sentence = (
        f"This cockpit failed in a way nobody thought of ({name}: {error}): look whether your entry is there "
        "(cockpit timeline --last 5), and run the command with COCKPIT_DEBUG=1 to see where it failed."
    )
    return Ending(UNREADABLE, (sentence,))


def report(error: BaseException) -> int:
    """Say what went wrong on stderr; the exit status."""
    from cockpit.cli.output import say

    ending = ending_of(error)
    if os.environ.get("COCKPIT_DEBUG") and not isinstance(error, click.exceptions.Exit):
        import traceback

        say(*"".join(traceback.format_exception(error)).splitlines())
    with suppress(OSError):  # a terminal that has gone is told nothing, and the status stays true
        say(*ending.lines)
    for stream in (sys.stdout, sys.stderr):
        _settle(stream)
    return ending.status


def _settle(stream: TextIO) -> None:
    """What its terminal or pipe does not take goes nowhere, instead of failing once again at exit."""
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)
