"""Real processes over one record: the command line run once, screens on terminals, and tmux."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path

import pytest

from cockpit.desk import Desk, Done
from cockpit.incident.commands import Command, Declare, Join, Log, Propose
from cockpit.incident.envelope import Origin
from cockpit.record.errors import Unavailable
from cockpit.record.log import Filter, Row
from cockpit.record.sqlite import SqliteLog
from tests.e2e.tmux import Tmux, Window
from tests.terminals import Terminal, environment

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "cockpit")
FRESH: Mapping[str, str | None] = {
    "PYTHONPATH": str(ROOT),
    # Compiled once, not by every process anew: a developer may have switched that off.
    "PYTHONDONTWRITEBYTECODE": None,
}


class House:
    """One record, and everybody who works on it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "incidents.db"
        self._tmux = Tmux()
        self._terminals: list[Terminal] = []
        self._running: list[subprocess.Popen[str]] = []

    def cockpit(
        self,
        *words: str,
        who: str = "alice",
        typed: str = "",
        status: int = 0,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run one command to its end; it has to end with `status` and without a traceback."""
        done = subprocess.run(
            self.command(*words, who=who),
            input=typed,
            capture_output=True,
            text=True,
            env=environment({**FRESH, **(env or {})}),
            check=False,
        )
        assert "Traceback" not in done.stderr + done.stdout
        assert done.returncode == status, f"cockpit {' '.join(words)}: {done.stderr}"
        return done

    def command(self, *words: str, who: str) -> list[str]:
        return [*PROGRAM, "--db", str(self.path), "--as", who, *words]

    def start(self, *words: str, who: str) -> subprocess.Popen[str]:
        """Run a command beside the test; its three streams are pipes."""
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        command = self.command(*words, who=who)
        self._running.append(subprocess.Popen(command, text=True, env=environment(FRESH), **pipes))  # type: ignore[call-overload]
        return self._running[-1]

    def screen(
        self,
        *words: str,
        who: str,
        size: tuple[int, int] = (120, 40),
        env: Mapping[str, str | None] | None = None,
        shell: str = "",
    ) -> Terminal:
        """A screen on a terminal of its own; `shell` wraps the command, such as `exec "$@" < /dev/null`."""
        command = self.command(*words, who=who)
        if shell:
            command = ["sh", "-c", shell, "sh", *command]
        columns, rows = size
        self._terminals.append(Terminal(command, columns=columns, rows=rows, env={**FRESH, **(env or {})}))
        return self._terminals[-1]

    def window(self, *words: str, who: str, size: tuple[int, int] = (120, 40)) -> Window:
        """A screen in tmux."""
        columns, rows = size
        env = {name: value for name, value in FRESH.items() if value is not None}
        program = ["env", "-u", "PYTHONDONTWRITEBYTECODE", *self.command(*words, who=who)]
        return self._tmux.open(f"{who}-{'-'.join(words)}", program, columns=columns, rows=rows, env=env)

    def tmux_dies(self) -> None:
        """The server of all windows is killed."""
        self._tmux.die()

    def declare(self, title: str = "Checkout returns 500s", *, commander: str = "alice") -> None:
        """An incident with somebody in command."""
        with closing(SqliteLog(self.path)) as log:
            self._desk(log, commander).declare(Declare(title, severity="SEV2", commander=commander))

    def join(self, who: str) -> None:
        self._submit(who, Join())

    def propose(self, text: str, *, who: str = "dave") -> None:
        """A measure of somebody who is not alone: it waits for approval."""
        self._submit(who, Join())
        self._submit(who, Propose("mitigation", text))

    def exhaust(self) -> None:
        """Enter lines, shorter and shorter ones, until not even the shortest is taken any more."""
        with closing(SqliteLog(self.path)) as log:
            desk = self._desk(log, "dave")
            desk.open(log.incidents()[0].incident)
            for size in (2**19, 2**14, 2**10, 8):
                with suppress(Unavailable):
                    while True:
                        desk.submit(Log("x" * size))

    def fill(self) -> Path:
        """Somebody's core dump takes every block of the record's disk; the file to remove."""
        filler = self.path.with_name("core")
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        return filler

    def entries(self) -> list[Row]:
        """Every entry of the incident."""
        with closing(SqliteLog(self.path, read_only=True)) as log:
            return log.rows(log.incidents()[0].incident, Filter(), after=0, limit=100_000)

    def texts(self) -> list[str]:
        return [entry.text for entry in self.entries()]

    def assert_sound(self) -> None:
        """Numbers are dense, and the chain fits."""
        numbers = [entry.number for entry in self.entries()]
        assert numbers == list(range(1, len(numbers) + 1))
        self.cockpit("verify")

    def _submit(self, who: str, command: Command) -> None:
        with closing(SqliteLog(self.path)) as log:
            desk = self._desk(log, who)
            desk.open(log.incidents()[0].incident)
            answer = desk.submit(command)
            assert isinstance(answer, Done), answer

    def _desk(self, log: SqliteLog, who: str) -> Desk:
        return Desk(log, who, Origin(user=who, host="bastion"))

    def close(self) -> None:
        for terminal in self._terminals:
            terminal.close()
        for process in self._running:
            if process.poll() is None:
                process.kill()
            process.communicate()
        self._tmux.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


@pytest.fixture
def small_disk() -> Iterator[House]:
    """A house on a disk of 24 MiB."""
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a small disk")
    folder = Path(tempfile.mkdtemp(prefix="disk-"))  # a short path, so that sentences fit the line's edge
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    if mounted.returncode:
        folder.rmdir()
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    made = House(folder)
    yield made
    made.close()
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()
