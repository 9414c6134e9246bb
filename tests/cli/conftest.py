"""The command line as a test types it: in this process, in one of its own, or at a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

from cockpit.cli.main import cli


@dataclass(frozen=True)
class Ran:
    """What one command line came to."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@dataclass
class Shell:
    """Types command lines for one person after the other, all on the record of the test."""

    path: Path
    _open: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __call__(self, *words: str, who: str | None = "alice", stdin: bytes = b"") -> Ran:
        """In this process, which is quick."""
        result = CliRunner().invoke(cli, self.words(words, who), input=stdin)
        return Ran(result.exit_code, result.stdout, result.stderr)

    def done(self, *words: str, who: str | None = "alice", stdin: bytes = b"") -> Ran:
        """As a call, where nothing else but success will do."""
        ran = self(*words, who=who, stdin=stdin)
        assert ran.status == 0, ran
        return ran

    def process(self, *words: str | bytes, who: str | None = "alice", stdin: bytes = b"") -> Ran:
        """In a process of its own, as a shell does it."""
        child = self.start(*words, who=who)
        out, err = child.communicate(stdin)
        return Ran(child.returncode, out.decode(), err.decode())

    def start(self, *words: str | bytes, who: str | None = "alice") -> subprocess.Popen[bytes]:
        """A process of its own, with pipes; it is ended with the test."""
        pipe = subprocess.PIPE
        child = subprocess.Popen(self.command(words, who), stdin=pipe, stdout=pipe, stderr=pipe)
        self._open.append(child)
        return child

    def terminal(
        self, *words: str, who: str | None = "alice", typed: str = "", out: int | None = None
    ) -> Ran:
        """At a terminal on which `typed` was typed ahead; it shows is `err` where `out` is a pipe."""
        master, slave = pty.openpty()
        child = subprocess.Popen(
            self.command(words, who), stdin=slave, stderr=slave, stdout=slave if out is None else out
        )
        self._open.append(child)
        os.close(slave)
        os.write(master, typed.encode())
        seen = _everything(master)
        return Ran(child.wait(), seen, seen)

    def words(self, words: tuple[str, ...], who: str | None) -> list[str]:
        return [*(("--as", who) if who else ()), *words]

    def command(self, words: tuple[str | bytes, ...], who: str | None) -> list[str | bytes]:
        return [sys.executable, "-m", "cockpit", *(("--as", who) if who else ()), *words]

    def end(self) -> None:
        for child in self._open:
            if child.poll() is None:
                child.kill()
            child.wait()
            for stream in (child.stdin, child.stdout, child.stderr):
                if stream:
                    stream.close()


def _everything(master: int) -> str:
    """All that is written to a terminal until the last program on it ends."""
    seen = b""
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:
            break
        if not chunk:
            break
        seen += chunk
    os.close(master)
    return seen.decode().replace("\r\n", "\n")


@pytest.fixture
def shell(isolated: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    typing = Shell(isolated / "incidents.db")
    yield typing
    typing.end()


@pytest.fixture
def incident(shell: Shell) -> str:
    """An incident that alice commands, with bob beside her."""
    made = shell.done("declare", "Checkout returns 500s").out.strip()
    shell.done("take")
    shell.done("log", "looking at graphs", who="bob")
    return made
