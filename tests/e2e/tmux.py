"""A tmux server of the test's own, for what people see through a multiplexer."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.terminals import environment
from tests.waiting import wait_for

CONFIGURATION = """\
set -g default-terminal tmux-256color
set -g escape-time 10
set -g status off
set -g remain-on-exit on
set -g history-limit 0
"""
_NAMES = {
    "enter": "Enter",
    "escape": "Escape",
    "tab": "Tab",
    "up": "Up",
    "down": "Down",
    "backspace": "BSpace",
}


class Tmux:
    """Windows by name; nothing of the developer's own tmux is seen or touched."""

    def __init__(self) -> None:
        # Not the test's own folder: its path may be too long for a socket.
        self._folder = tempfile.TemporaryDirectory(prefix="cockpit-tmux-")
        self._configuration = Path(self._folder.name, "tmux.conf")
        self._configuration.write_text(CONFIGURATION)
        self._socket = Path(self._folder.name, "socket")
        self._names: list[str] = []

    def open(
        self,
        name: str,
        command: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 40,
        env: Mapping[str, str] | None = None,
    ) -> Window:
        """A program in a session of its own size."""
        settings = [word for key, value in (env or {}).items() for word in ("-e", f"{key}={value}")]
        size = ["-x", str(columns), "-y", str(rows)]
        self.run("new-session", "-d", "-s", name, *size, *settings, shlex.join(command))
        self._names.append(name)
        return Window(self, name)

    def run(self, *words: str) -> str:
        """One command to the server; what it printed."""
        command = ["tmux", "-S", str(self._socket), "-f", str(self._configuration), *words]
        done = subprocess.run(command, capture_output=True, text=True, env=environment({}), check=False)
        assert done.returncode == 0, f"tmux {shlex.join(words)}: {done.stderr}"
        return done.stdout

    def die(self) -> None:
        """The server is killed, as by a machine without memory; its programs get no word of it."""
        os.kill(int(self.run("display", "-p", "#{pid}")), signal.SIGKILL)
        self._names.clear()

    def close(self) -> None:
        """End the server and everything in it."""
        if self._names:
            self.run("kill-server")
        self._folder.cleanup()


class Window:
    """One program in tmux: its keys and its screen."""

    def __init__(self, tmux: Tmux, name: str) -> None:
        self._tmux = tmux
        self._name = name

    def press(self, *keys: str) -> None:
        """Press keys by name; a letter is its own name."""
        self._tmux.run("send-keys", "-t", self._name, *(_NAMES.get(key, _control(key)) for key in keys))

    def type(self, text: str) -> None:
        self._tmux.run("send-keys", "-t", self._name, "-l", "--", text)

    def resize(self, columns: int, rows: int) -> None:
        self._tmux.run("resize-window", "-t", self._name, "-x", str(columns), "-y", str(rows))

    @property
    def text(self) -> str:
        return self._tmux.run("capture-pane", "-t", self._name, "-p")

    @property
    def pid(self) -> int:
        """The process in the window."""
        return int(self._tmux.run("display", "-t", self._name, "-p", "#{pane_pid}"))

    @property
    def ended(self) -> bool:
        """Whether the program has; tmux does not always know with which status."""
        return self._tmux.run("display", "-t", self._name, "-p", "#{pane_dead}").strip() == "1"

    def wait_for(self, pattern: str, what: str) -> str:
        """Wait until the screen's text matches, and return it; fails with the screen in words."""
        wanted = re.compile(pattern, re.MULTILINE)
        seen = [""]

        def shown() -> bool:
            seen[0] = self.text
            return wanted.search(seen[0]) is not None

        try:
            wait_for(shown, what)
        except BaseException as error:
            error.add_note(f"{self._name} shows:\n{seen[0]}")
            raise
        return seen[0]


def _control(key: str) -> str:
    return f"C-{key.removeprefix('ctrl+')}" if key.startswith("ctrl+") else key
