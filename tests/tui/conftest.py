"""Real terminals for the tests of the screens, and a record that holds a story."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from cockpit.record.sqlite import SqliteLog
from tests.tui.story import Story, whole
from tests.waiting import wait_for

APPS = Path(__file__).parent / "apps"
ROOT = Path(__file__).parents[2]


class RealTerminal:
    """A program of `apps/` on a pseudo-terminal of 80 by 24, and every byte it has written there."""

    def __init__(
        self,
        program: str,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        controlling: bool = True,
        **streams: int,
    ) -> None:
        """`streams` may give stdin, stdout or stderr something else than the terminal."""
        self.master, self.slave = os.openpty()
        termios.tcsetwinsize(self.master, (24, 80))
        self.output = b""
        self.process = subprocess.Popen(
            [sys.executable, str(APPS / f"{program}.py"), *arguments],
            **{"stdin": self.slave, "stdout": self.slave, "stderr": self.slave, **streams},  # type: ignore[call-overload]
            env=_environment(env or {}),
            start_new_session=True,
            preexec_fn=_take_terminal if controlling else None,
        )
        self.attributes = termios.tcgetattr(self.slave)
        os.close(self.slave)

    def wait_for(self, condition: Callable[[], bool], description: str, *, reading: bool = True) -> None:
        """Read what the program writes until the condition holds."""

        def read_and_ask() -> bool:
            if reading:
                self._read()
            return condition()

        wait_for(read_and_ask, description)

    def wait_for_text(self, text: str) -> None:
        self.wait_for(lambda: text.encode() in self.output, f"{text!r} on the terminal")

    def wait_until_quiet(self) -> None:
        """Read until nothing more comes, so that what is painted later was not painted anyway."""
        while self._read(within=0.3):
            pass

    def status(self, *, reading: bool = True) -> int:
        """The exit status, once the program has ended."""
        self.wait_for(lambda: self.process.poll() is not None, "the program ends", reading=reading)
        while reading and self._read():
            pass
        return int(self.process.returncode)

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def vanish(self) -> None:
        os.close(self.master)
        self.master = -1

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.master >= 0:
            os.close(self.master)

    def _read(self, within: float = 0.01) -> bytes:
        if not select.select([self.master], [], [], within)[0]:
            return b""
        try:
            data = os.read(self.master, 65536)
        except OSError:  # nobody has the other end open any more
            return b""
        self.output += data
        return data


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _environment(changes: Mapping[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH") if name in os.environ}
    fixed = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), "COLORTERM": "truecolor"}
    return {**kept, **fixed, **changes}


Opener = Callable[..., RealTerminal]


@pytest.fixture
def open_terminal() -> Iterator[Opener]:
    opened: list[RealTerminal] = []

    def start(program: str, *arguments: str, **options: Any) -> RealTerminal:
        opened.append(RealTerminal(program, *arguments, **options))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "incidents.db"


@pytest.fixture
def story(record: Path) -> Story:
    """The whole story, in a record of its own."""
    return whole(SqliteLog(record))
