"""Real processes over one record: the command line run once, screens on terminals, and tmux."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

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

    def declare(self, title: str = "Checkout returns 500s", *, commander: str = "alice") -> str:
        """An incident with somebody in command; its id."""
        words = ("declare", title, "--severity", "SEV2", "--commander", commander)
        return self.cockpit(*words, who=commander).stdout.strip()

    def propose(self, text: str, *, who: str = "dave") -> str:
        """A measure of somebody who is not alone, waiting for approval; its id."""
        self.cockpit("join", who=who)
        return self.cockpit("measure", "propose", "mitigation", text, who=who).stdout.strip()

    def entries(self) -> list[dict[str, Any]]:
        """Every entry of the incident."""
        return [json.loads(line) for line in self.cockpit("timeline", "--json").stdout.splitlines()]

    def texts(self) -> list[str]:
        return [entry["text"] for entry in self.entries()]

    def assert_sound(self) -> None:
        """Numbers are dense, and the chain fits."""
        numbers = [entry["number"] for entry in self.entries()]
        assert numbers == list(range(1, len(numbers) + 1))
        self.cockpit("verify")

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


def all_of(patterns: Sequence[str]) -> Callable[[str], bool]:
    """For `wait_until`: every one of the texts stands on the screen."""
    return lambda text: all(pattern in text for pattern in patterns)
