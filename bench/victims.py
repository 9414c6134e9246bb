"""Processes that write entries until they are killed: through the record, a pipe, or a screen's line."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from bench.program import merged
from bench.writing import release, stamps, start_writer
from tests.terminals import Terminal

OURS = re.compile(r"(k\d+x)(\d{4})z")
"""The text of an entry of somebody who will be killed: who, and the how manieth."""
_SHOWN = re.compile(rf"^│ *\d+ .*\b({OURS.pattern})", re.MULTILINE)
_ENDLESS = 100_000
_AT_FULL_SPEED = (0.0, 0.0)
_BREATH = (0.1, 0.2)
"""Seconds between two entries of one appender: beside a screen, which can then show them all."""

Cockpit = Callable[..., list[str]]
"""The command line of a verb and its words."""


class Victim(Protocol):
    """Begins to write as soon as it is told to, or is there."""

    def begin(self) -> None: ...

    def killed(self, chance: random.Random) -> set[str]:
        """Kill it at some moment of its work; the texts that it acknowledged, in any way people rely on."""


class Appender:
    """Appends to the record and prints what is durable."""

    def __init__(
        self, path: Path, name: str, env: Mapping[str, str | None], pauses: tuple[float, float]
    ) -> None:
        self._most = 80 if pauses == _AT_FULL_SPEED else 5
        """Entries it has acknowledged at most when it is killed; about every 64th empties the log."""
        self._writer = start_writer(path, _ENDLESS, name, pauses=pauses, env=env)

    def begin(self) -> None:
        release(self._writer)

    def killed(self, chance: random.Random) -> set[str]:
        stdout = self._writer.stdout
        assert stdout is not None
        told = [stdout.readline() for _ in range(chance.randint(1, self._most))]
        self._writer.send_signal(signal.SIGKILL)
        rest = stdout.read()  # all of it: what communicate() returns lacks what readline() took ahead
        self._writer.communicate()
        return {text for text, _, _ in stamps(_whole("".join(told) + rest))}


class Piped:
    """`cockpit log -`, fed in bursts; a number that it prints acknowledges the line in its turn."""

    def __init__(self, cockpit: Cockpit, path: Path, name: str, env: Mapping[str, str | None]) -> None:
        command = cockpit("--db", str(path), "log", "-")
        pipe = subprocess.PIPE
        self._name = name
        self._fed: list[str] = []
        self._log = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=merged(env))

    def begin(self) -> None:
        self._feed(1)

    def killed(self, chance: random.Random) -> set[str]:
        stdin, stdout = self._log.stdin, self._log.stdout
        assert stdin is not None and stdout is not None
        told = stdout.readline()
        for _ in range(chance.randint(1, 10)):
            burst = chance.randint(1, 20)
            self._feed(burst)
            told += "".join(stdout.readline() for _ in range(burst))
        self._feed(chance.randint(1, 600))
        told += "".join(stdout.readline() for _ in range(chance.randint(0, 1)))
        self._log.send_signal(signal.SIGKILL)
        told += stdout.read()
        self._log.wait()
        for pipe in (stdin, stdout):
            pipe.close()
        return set(self._fed[: _whole(told).count("\n")])

    def _feed(self, lines: int) -> None:
        assert self._log.stdin is not None
        begun = len(self._fed)
        self._fed += [_text(self._name, number) for number in range(begun, begun + lines)]
        self._log.stdin.write("".join(f"{text}\n" for text in self._fed[begun:]))
        self._log.stdin.flush()


class Typed:
    """A scribe's screen; an entry with its number in the timeline is acknowledged, whoever wrote it."""

    def __init__(self, cockpit: Cockpit, path: Path, name: str, env: Mapping[str, str | None]) -> None:
        command = cockpit("--db", str(path), "--as", f"scribe {name}", "scribe")
        self._name = name
        self._terminal = Terminal(command, rows=60, env=env)

    def begin(self) -> None:
        self._terminal.wait_for("› ", "the entry line")

    def killed(self, chance: random.Random) -> set[str]:
        last = chance.randint(1, 4)
        shown: set[str] = set()
        for number in range(last):
            self._enter(number)
            shown |= self._until_shown(_text(self._name, number))
        self._enter(last)
        self._terminal.wait_quiet(chance.uniform(0.001, 0.03))
        self._terminal.signal(signal.SIGKILL)
        self._terminal.status()
        shown |= _entries(self._terminal.text)
        self._terminal.close()
        return shown

    def _enter(self, number: int) -> None:
        self._terminal.type(_text(self._name, number))
        self._terminal.press("enter")

    def _until_shown(self, text: str) -> set[str]:
        found: set[str] = set()

        def looked(screen: str) -> bool:
            found.update(_entries(screen))
            return text in found

        self._terminal.wait_until(looked, f"{text} stands in the timeline")
        return found


Start = Callable[[str], Victim]
"""One that is called by a name."""


def from_source(*words: str) -> list[str]:
    """The program out of this checkout."""
    return [sys.executable, "-m", "cockpit", *words]


def appenders(
    path: Path, count: int, env: Mapping[str, str | None], pauses: tuple[float, float] = _AT_FULL_SPEED
) -> Sequence[Start]:
    return [lambda name: Appender(path, name, env, pauses)] * count


def all_kinds(cockpit: Cockpit, path: Path, count: int, env: Mapping[str, str | None]) -> Sequence[Start]:
    """One at a screen, one with a pipe, the rest appenders, which are at work while those are killed."""
    return [
        lambda name: Typed(cockpit, path, name, env),
        lambda name: Piped(cockpit, path, name, env),
        *appenders(path, count - 2, env, _BREATH),
    ]


def _text(name: str, number: int) -> str:
    return f"{name}{number:04d}z"


def _whole(printed: str) -> str:
    return printed[: printed.rfind("\n") + 1]


def _entries(screen: str) -> set[str]:
    return {row[0] for row in _SHOWN.findall(screen)}
