"""A shared host with people of several groups on it, and one record in a folder of theirs."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

from tests import unix
from tests.terminals import Terminal

LOCK = """
import fcntl, struct, sys, time
file, byte = open(sys.argv[1], sys.argv[3]), int(sys.argv[2])
kind = fcntl.F_RDLCK if sys.argv[3] == "rb" else fcntl.F_WRLCK
fcntl.fcntl(file, fcntl.F_SETLK, struct.pack("hhqqi", kind, 0, byte, 1, 0))
print("held", flush=True)
time.sleep(600)
"""


class Bastion:
    """Alice and bob are on call, bob and carol do security, olga is neither; one shared folder."""

    def __init__(self, made: unix.Users) -> None:
        self.users = made
        self.oncall, self.security = made.group("oncall"), made.group("sec")
        self.alice = made.user("alice", self.oncall)
        self.bob = made.user("bob", self.oncall, self.security)
        self.carol = made.user("carol", self.security)
        self.olga = made.user("olga")
        self._used = 0
        self.folder = made.folder

    def fresh(self) -> None:
        """A folder of its own for each test."""
        self._used += 1
        self.folder = self.users.folder / f"shared{self._used}"

    @property
    def path(self) -> Path:
        return self.folder / "incidents.db"

    def init(self, *more: str, umask: int = 0o077) -> subprocess.CompletedProcess[str]:
        """As root."""
        command = [sys.executable, "-m", "cockpit", "init", str(self.folder), "--group", self.oncall, *more]
        return subprocess.run(command, capture_output=True, text=True, umask=umask, cwd=unix.ROOT, check=True)

    def ran(self, user: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Somebody runs one command, whatever comes of it; never a traceback."""
        env = {"COCKPIT_DB": str(self.path), **more}
        done = self.users.run(user, *self.users.command(*words), umask=0o077, **env)
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def did(self, user: str, *words: str, **more: str) -> str:
        """What it printed, where it has to work."""
        done = self.ran(user, *words, **more)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    def start(self, user: str, *words: str) -> subprocess.Popen[str]:
        return self.users.start(user, *self.users.command(*words), COCKPIT_DB=str(self.path))

    def holds(self, user: str, path: Path, byte: int, mode: str = "rb") -> subprocess.Popen[str]:
        """Somebody locks one byte of a file, and keeps it."""
        child = self.users.start(user, *self.users.python("-c", LOCK, str(path), str(byte), mode))
        assert child.stdout is not None and child.stdout.readline() == "held\n"
        return child

    def look(self, suffix: str = "") -> tuple[int, str]:
        """Mode and group of the folder, or of the record with this suffix."""
        path = Path(f"{self.path}{suffix}") if suffix != "/" else self.folder
        return stat.S_IMODE(path.stat().st_mode), path.group()

    def doctor(self, user: str) -> tuple[int, dict[str, list[dict[str, str]]]]:
        """Its exit status, and what it found, by check."""
        done = self.ran(user, "doctor", "--json")
        found: dict[str, list[dict[str, str]]] = {}
        for line in done.stdout.splitlines():
            one = json.loads(line)
            found.setdefault(one["check"], []).append(one)
        return done.returncode, found

    def texts(self, user: str) -> list[str]:
        """What the entries say, as somebody reads them."""
        return [json.loads(line)["text"] for line in self.did(user, "timeline", "--json").splitlines()]

    def screen(self, user: str, *words: str) -> Terminal:
        """Somebody's screen; without words that of one who only watches."""
        command = [*self.users.becoming(user), *self.users.command(*(words or ("observe",)))]
        env: dict[str, str | None] = {name: None for name in os.environ if name.startswith("XDG_")}
        env |= {**self.users.environment(user), "COCKPIT_DB": str(self.path)}
        return Terminal(command, columns=120, rows=40, env=env)
