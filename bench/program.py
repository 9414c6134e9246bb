"""The program as a user has it: installed from a wheel, compiled, in an environment of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".run" / "bench"
"""Keeps the large records between runs."""
_FOREIGN = ("COCKPIT_", "XDG_", "TEXTUAL", "PYTHON", "TMUX", "SUDO_")

NINE_LINES = """\
from textual.app import App, ComposeResult
from textual.widgets import Static


class Hello(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("hello, and nothing else")


Hello().run()
"""
ONE_MODEL = """\
from pydantic import BaseModel


class Model(BaseModel):
    text: str


Model(text="one")
"""


@dataclass(frozen=True, slots=True)
class Program:
    """How to start what is measured."""

    folder: Path
    """Temporary: a home, and the package."""

    def cockpit(self, *words: str) -> list[str]:
        return [sys.executable, str(self.folder / "site" / "bin" / "cockpit"), *words]

    def baseline(self, source: str) -> list[str]:
        """A script in a file of its own."""
        path = self.folder / f"baseline{abs(hash(source))}.py"
        path.write_text(source)
        return [sys.executable, str(path)]

    def environment(self) -> Mapping[str, str | None]:
        """Changes to this process's environment: the package is found, compiled files are used and made."""
        foreign = dict.fromkeys(name for name in os.environ if name.startswith(_FOREIGN))
        return {
            **foreign,
            "PYTHONPATH": str(self.folder / "site"),
            "HOME": str(self.folder / "home"),
            "TZ": "UTC",
            "COCKPIT_AS": "alice",
        }


def installed() -> Program:
    """Build the wheel from this checkout and install it, compiled, into a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="cockpit-bench-"))
    (folder / "home").mkdir()
    target = str(folder / "site")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "--target", target, str(ROOT)],
        check=True,
        env={**os.environ, "PIP_ROOT_USER_ACTION": "ignore"},
    )
    return Program(folder)


def remove(program: Program) -> None:
    shutil.rmtree(program.folder, ignore_errors=True)


def merged(changes: Mapping[str, str | None]) -> dict[str, str]:
    """This process's environment with changes; None takes a variable away."""
    both: dict[str, str | None] = {**os.environ, **changes}
    return {name: value for name, value in both.items() if value is not None}


def run(command: Sequence[str], env: Mapping[str, str | None]) -> None:
    """Run a command to its end, which has to be a good one."""
    subprocess.run(command, env=merged(env), check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
