"""What the command line writes: facts on stdout, everything said to the person on stderr."""

from __future__ import annotations

import json
import select
import sys
from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from cockpit.incident.events import Recorded


def say(*lines: str) -> None:
    """Lines for the person, on stderr; nothing in them acts on the terminal."""
    from cockpit.incident.texts import harmless

    for line in lines:
        click.echo(harmless(line), err=True)


def show(*lines: str) -> None:
    """Lines on stdout at once. Nothing in them acts, in a pipe neither: many a pipe ends at a terminal."""
    from cockpit.incident.texts import harmless

    for line in lines:
        click.echo(harmless(line))


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at `stream`; a closed one is none."""
    return stream is not None and not stream.closed and stream.isatty()


def nobody_reads(stream: TextIO) -> bool:
    """Whether the terminal or the reader at the other end has gone: with nothing to write, no write tells."""
    try:
        number = stream.fileno()
    except (OSError, ValueError, AttributeError):
        return False
    poll = select.poll()
    poll.register(number, 0)
    return any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(0))


def can_ask() -> bool:
    """Whether somebody is there to be asked: both the question and the answer need a terminal."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


def ask(question: str) -> str:
    """One line from the terminal; ctrl+d counts as enter alone."""
    from cockpit.incident.texts import harmless

    click.echo(f"{harmless(question)} ", err=True, nl=False)
    line = sys.stdin.readline()
    if not line.endswith("\n"):
        click.echo(err=True)
    return line.strip()


def counted(count: int, thing: str) -> str:
    """1 row, 2 rows, 1,451 rows"""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def at_text(happened_at: datetime, about: bool, zone: tzinfo, now: datetime) -> str:
    """A time with its zone, and its day where that is not today: ~14:30 UTC."""
    from cockpit.incident.moments import stamp

    return f"{'~' if about else ''}{stamp(happened_at, zone, now=now)}"


def entry_lines(recorded: Iterable[Recorded], zone: tzinfo, now: datetime) -> list[str]:
    """Each entry as one line: its number, its time with the zone, and its sentence."""
    return [
        f"{entry.number}  {at_text(entry.happened_at, entry.about, zone, now)}  {text_of(entry)}"
        for entry in recorded
    ]


def text_of(entry: Recorded) -> str:
    """The sentence an entry was stored with."""
    text = json.loads(entry.body).get("text")
    return text if isinstance(text, str) else entry.event
