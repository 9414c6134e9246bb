"""Real Unix users and groups for tests that root runs: made, become, and removed again."""

from __future__ import annotations

import compileall
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from re import match
from typing import IO

from tests.waiting import wait_for

ROOT = Path(__file__).parents[1]
_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
"""Where the tools for users are, also where nobody has put that into the path."""
_PYTHONS = (sys.executable, *(f"{at}/bin/python3.{sys.version_info.minor}" for at in ("/usr", "/usr/local")))
_PROBE = "import cockpit.cli.main, cockpit.tui.app, sys; print(sys.version_info[1])"


def why_not() -> str:
    """Why no users can be made here; empty where they can."""
    if os.geteuid() != 0:
        return "only root can make Unix users: run the tests as root to see these"
    missing = [name for name in ("useradd", "groupadd", "setpriv") if shutil.which(name, path=_PATH) is None]
    return f"{', '.join(missing)} is not installed, so no Unix users can be made" if missing else ""


class Users:
    """Users of this test run alone, under names nobody has; `folder` is theirs to pass, not to write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._prefix = f"ck{os.getpid()}"
        self._groups: list[str] = []
        self._users: list[str] = []
        self._started: list[subprocess.Popen[str]] = []
        self._python = ""
        self._library = ""

    def group(self, name: str) -> str:
        """A new group; the whole name."""
        full = f"{self._prefix}{name}"
        _administer("groupadd", full)
        self._groups.append(full)
        return full

    def user(self, name: str, *groups: str) -> str:
        """A new user with a home, in these groups besides their own."""
        full = f"{self._prefix}{name}"
        _administer("useradd", "-M", "-d", str(self.folder / full), "-G", ",".join(groups), full)
        self._users.append(full)
        (self.folder / full).mkdir(mode=0o700)
        shutil.chown(self.folder / full, full, full)
        return full

    def find_python(self, user: str) -> str:
        """Look for a Python and a library that others than root can use; why there is none, or empty."""
        self._library = f"{ROOT}:{':'.join(path for path in sys.path if 'site-packages' in path)}"
        if not self._usable(user):
            self._library = str(_copied(self.folder / "library"))
        return "" if self._usable(user) else "there is no Python here that other users than root may run"

    def _usable(self, user: str) -> bool:
        for self._python in _PYTHONS:
            try:
                probed = self.run(user, self._python, "-c", _PROBE)
            except OSError:
                continue
            if probed.stdout.strip() == str(sys.version_info.minor):
                return True
        return False

    def command(self, *words: str) -> list[str]:
        """How any of them runs the cockpit."""
        return [self._python, "-m", "cockpit", *words]

    def python(self, *words: str) -> list[str]:
        return [self._python, *words]

    def environment(self, user: str) -> dict[str, str]:
        """The test's own, as a login of that user would have it."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")}
        home = str(self.folder / user)
        named = {"HOME": home, "USER": user, "PYTHONPATH": self._library, "PYTHONDONTWRITEBYTECODE": "1"}
        return {**kept, **named}

    def run(
        self, user: str, *command: str, umask: int = 0o077, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Run something as that user to its end; `more` are variables of its environment."""
        child = self.start(user, *command, umask=umask, **more)
        out, err = child.communicate()
        return subprocess.CompletedProcess(command, child.returncode, out, err)

    def start(self, user: str, *command: str, umask: int = 0o077, **more: str) -> subprocess.Popen[str]:
        """Run it beside the test, with its streams as pipes; it is ended with the users."""
        known = pwd.getpwnam(user)
        child = subprocess.Popen(
            list(command), text=True, cwd="/", umask=umask, user=known.pw_uid, group=known.pw_gid,
            extra_groups=os.getgrouplist(user, known.pw_gid), env={**self.environment(user), **more},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self._started.append(child)
        return child

    def becoming(self, user: str) -> list[str]:
        """The words before a command that make its process that user's."""
        return ["setpriv", "--reuid", user, "--regid", user, "--init-groups"]

    def remove(self) -> None:
        for child in self._started:
            end(child)
        for user in self._users:
            _administer("userdel", user)
        for group in self._groups:
            _administer("groupdel", group)


def end(child: subprocess.Popen[str]) -> None:
    """End a process, however it stands, and let go of its pipes."""
    if child.poll() is None:
        child.kill()
    child.wait()
    streams: tuple[IO[str] | None, ...] = (child.stdin, child.stdout, child.stderr)
    for stream in streams:
        if stream and not stream.closed:
            stream.close()


@contextmanager
def users() -> Iterator[Users]:
    """A place for users; pytest's own folders let nobody but their owner pass."""
    folder = Path(tempfile.mkdtemp(prefix="cockpit-users-"))
    folder.chmod(0o755)
    made = Users(folder)
    try:
        yield made
    finally:
        made.remove()
        shutil.rmtree(folder)


def _administer(*command: str) -> None:
    """One process at a time may change the list of users: whoever finds it locked tries again."""

    def done() -> bool:
        env = {**os.environ, "PATH": _PATH}
        return subprocess.run(command, capture_output=True, check=False, env=env).returncode == 0

    wait_for(done, " ".join(command))


def _copied(folder: Path) -> Path:
    """The package and what it needs, compiled, where everybody may read it."""
    folder.mkdir()
    for name in ("cockpit", "styles"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(folder / "cockpit", quiet=1)
    for one in _needed("incident-cockpit", set()):
        for file in one.files or ():
            source = Path(str(one.locate_file(file)))
            if ".." not in file.parts and source.is_file():
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, folder / file)  # what is compiled is valid for a file of that time alone
    subprocess.run(["chmod", "-R", "a+rX", str(folder)], check=True)
    return folder


def _needed(name: str, seen: set[str]) -> Iterator[Distribution]:
    """What a distribution needs to run, by its own word, and what that needs."""
    for told in _requirements(name):
        found = match(r"[\w.-]+", told)
        if found is None or "extra ==" in told or found[0].lower() in seen:
            continue
        seen.add(found[0].lower())
        try:
            yield distribution(found[0])
        except PackageNotFoundError:
            continue  # for another system or Python
        yield from _needed(found[0], seen)


def _requirements(name: str) -> Sequence[str]:
    return distribution(name).requires or ()
