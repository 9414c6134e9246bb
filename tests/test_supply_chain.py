"""What the program is made of and may never do: few bounded packages, no network, no code out of data."""

from __future__ import annotations

import ast
import json
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cockpit.cli.main import VERBS
from tests.terminals import Terminal

ROOT = Path(__file__).parent.parent
COCKPIT = ROOT / "cockpit"
WIRETAP = ROOT / "tests" / "wiretap.py"
MOST_PACKAGES = 8
SCREENS = frozenset({"", "scribe", "observe"})

FORBIDDEN_CALLS = frozenset(
    {
        "eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv", "os.execve",
        "os.execvp", "os.tempnam", "os.tmpnam", "tempfile.mktemp", "subprocess.getoutput",
        "subprocess.getstatusoutput",
    }
)  # fmt: skip
FORBIDDEN_MODULES = frozenset(
    {
        "pickle", "cPickle", "marshal", "shelve", "dbm", "dill", "yaml", "xmlrpc", "ctypes", "cffi", "code",
        "http", "urllib", "ftplib", "smtplib", "telnetlib", "requests", "httpx", "aiohttp", "ssl",
        "webbrowser",
    }
)  # fmt: skip


def sources() -> list[Path]:
    return sorted(COCKPIT.rglob("*.py"))


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def name_of(node: ast.expr) -> str:
    """`a.b.c` of the expression a.b.c; else empty."""
    if isinstance(node, ast.Attribute):
        before = name_of(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def test_no_code_is_made_out_of_data_and_no_shell_is_started() -> None:
    found = []
    for path in sources():
        for node in nodes(path):
            found += [
                f"{path}: import {one}" for one in imported(node) if one.split(".")[0] in FORBIDDEN_MODULES
            ]
            if isinstance(node, ast.Call):
                shell = any(word.arg == "shell" for word in node.keywords)
                found += [f"{path}:{node.lineno}"] if shell or name_of(node.func) in FORBIDDEN_CALLS else []
    assert found == []


def runtime_packages() -> list[str]:
    return list(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"])


def test_packages_are_few_and_each_has_both_bounds_and_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    before = dict(re.findall(r"(?m)^    (#.*)\n    \"([^\"]+)\",$", text))
    explained = set(before.values())
    assert 0 < len(runtime_packages()) <= MOST_PACKAGES
    for wanted in runtime_packages():
        assert re.search(r"==|>=[^,]+,\s*<", wanted), f"{wanted} needs a lower and an upper bound"
        assert wanted in explained, f"{wanted} needs a line above it that says what it is for"


def test_only_those_packages_are_imported() -> None:
    named = {re.split(r"[<>=!~\[ ]", one)[0].replace("-", "_") for one in runtime_packages()}
    tops = {one.split(".")[0] for path in sources() for node in nodes(path) for one in imported(node)}
    assert tops - set(sys.stdlib_module_names) - {"cockpit", "pydantic_core"} <= named


LINES = """
procedure show
completion bash
keys
doctor
declare Checkout_returns_500s --severity 1
take
--as bob join
--as dave join investigator
--as grace join scribe
--as frank join communicator
log -
correct 2 text other
comment 2 more
star 2
unstar 2
--as bob log a-password
redact 2 --because a_password
severity 2 --because less
impact worse 20%_fail
role assign investigator erin
people
staffing
fetch bob --called
feel ok
task reading
context --noticed -7m
--as dave measure propose drain_the_node
measure approve M1
--as dave run M1 -- true
decide go_on
objections restart_it
--as bob object no
allow restarts --for dave
hypothesis open the_cache
told engineering we_know
audiences
statement draft stakeholders We_know.
waive stakeholders --because none
--as eve ask how_long?
--as frank forward Q1
--as frank answer Q1 soon
questions
first-message
announced
checkin --trend same --because now
timer look --in 5m
mine
snooze
role assign deputy bob
delegate
handoff offer bob
--as grace decide wait --word alice
take-back
list
status
timeline
brief
say
digest
verify
backup {out}/backup.db
recover {out}/recovered.db
record
export --to {out}/record.md
export --format html --to {out}/record.html
activity
metrics
import {rows}
release erin
--as dave measure finish M1 worked
resolve --because it_is_gone
reopen --because again
resolve --because now
close --because over
sign-off
reread
facilitator heidi
ticket
review
declare nothing
stand-down --because none
replay {rows} --speed 100000 --longest 0
init {out}/place --group {group}
""".strip().splitlines()
"""Every verb of the command line at least once; _ stands for a space inside a word."""


ASKED_WHY = 3
"""A rule of the procedure may come to ask for more: the verb ran all the same."""
ALLOWED = ["subprocess.Popen ('/usr/bin/bash'", "os.posix_spawn ('/usr/bin/true'"]
"""`completion` asks bash for its version, and `run` runs what it is given."""


class Ran:
    """What all the command lines came to, and what they left behind."""

    def __init__(self, home: Path, umask: int) -> None:
        self.home, self.out, self.log = home, home / "out", home / "wiretap.log"
        self.shared = home / "shared"
        self.umask = umask
        for folder in (home, self.out, self.shared):
            folder.mkdir(mode=0o700)
            folder.chmod(0o700)
        rows = home / "rows.csv"
        rows.write_text("t,who,kind,text\n2026-11-23T12:00:00Z,ann,note,before\n")
        group = subprocess.run(["id", "-gn"], capture_output=True, text=True, check=True).stdout.strip()
        fill = {"out": self.out, "rows": rows, "group": group}
        lines = [
            json.dumps([[word.format(**fill).replace("_", " ") for word in line.split()], "one\ntwo\n"])
            for line in LINES
        ]
        done = subprocess.run(
            [sys.executable, str(WIRETAP), str(self.log), "--lines"],
            input="\n".join(lines), capture_output=True, text=True, umask=umask, check=False,
            env=environment(home, self.shared),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        self.answers = [json.loads(line) for line in done.stdout.splitlines()]


def environment(home: Path, shared: Path) -> dict[str, str]:
    return {
        "HOME": str(home), "COCKPIT_DB": str(shared / "incidents.db"), "COCKPIT_AS": "alice",
        "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm-256color", "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip


@pytest.fixture(scope="module", params=[0o000, 0o077], ids=["umask 000", "umask 077"])
def ran(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return Ran(tmp_path_factory.mktemp("wiretap") / "home", request.param)


def verb_of(line: str) -> str:
    words = line.split()
    return words[2] if words[0] == "--as" else words[0]


def test_no_verb_reaches_for_a_network_and_only_run_starts_what_it_was_given(ran: Ran) -> None:
    assert {verb_of(line) for line in LINES} == VERBS.keys() - SCREENS, "every verb is looked at"
    failed = [
        (line, *answer)
        for line, answer in zip(LINES, ran.answers, strict=True)
        if answer[0] not in {0, ASKED_WHY}
    ]
    assert failed == [], "\n".join(map(str, failed))
    heard = [line for line in ran.log.read_text().splitlines() if not line.startswith("#")]
    assert [line.split(",")[0] for line in heard] == ALLOWED


@pytest.fixture(scope="module")
def screened(ran: Ran) -> Ran:
    """After somebody sat at each screen and left a line unsent; traced where that is possible."""
    trace = ["strace", "-Af", "-qq", "-e", "trace=connect,bind,sendto,sendmsg", "-o", str(ran.home / "trace")]
    can_trace = (
        shutil.which("strace") and not subprocess.run([*trace, "true"], capture_output=True).returncode
    )
    line = f'umask {ran.umask:03o}; exec "$0" "$@"'
    command = [*(trace if can_trace else []), sys.executable, str(WIRETAP), str(ran.log)]
    shell = ["/bin/sh", "-c", line, *command]
    with closing(
        Terminal([*shell, "declare", "Checkout"], env=environment(ran.home, ran.shared))
    ) as terminal:
        assert terminal.status() == 0, terminal.text
    with closing(Terminal([*shell, "scribe"], env=environment(ran.home, ran.shared))) as terminal:
        terminal.wait_for("Enter joins", "the incidents")
        terminal.press("enter")
        terminal.wait_for("what happened", "the scribe's screen")
        terminal.type("not sent yet")
        terminal.wait_for("not sent yet", "the line")
        terminal.press("ctrl+q")
        assert terminal.status() == 0
    named = environment(ran.home, ran.shared) | {"COCKPIT_INCIDENT": "3"}
    for words, seen in (([], "NO COMMANDER"), (["observe"], "impact|Impact|IMPACT")):
        with closing(Terminal([*shell, *words], env=named)) as terminal:
            terminal.wait_for(seen, "the screen")
            terminal.press("ctrl+q")
            assert terminal.status() == 0
    return ran


def test_the_screen_reaches_for_no_network_and_starts_no_program(screened: Ran) -> None:
    heard = [line for line in screened.log.read_text().splitlines() if not line.startswith(("#", "open "))]
    assert [line.split(",")[0] for line in heard] == ALLOWED, "nothing more than the command lines did"
    trace = screened.home / "trace"
    assert not trace.exists() or "AF_INET" not in trace.read_text()


def test_no_screen_opens_the_record_but_through_sqlite(screened: Ran) -> None:
    """A handle of its own on it, closed, would drop the locks that SQLite holds under the screen."""
    assert [line for line in screened.log.read_text().splitlines() if line.startswith("open ")] == []


def modes(folder: Path) -> dict[str, int]:
    """The mode of everything in a folder, by its name."""
    return {
        str(path.relative_to(folder)): stat.S_IMODE(path.lstat().st_mode)
        for path in sorted(folder.rglob("*"))
        if "wiretap" not in path.name and path.name not in {"trace", "rows.csv"}
    }


def test_nothing_it_makes_can_be_written_by_everybody(screened: Ran) -> None:
    found = modes(screened.home)
    assert {name for name, mode in found.items() if mode & 0o002} == set()
    assert {
        "shared/incidents.db",
        "shared/incidents.db.queue",
        "out/record.md",
        "out/backup.db",
    } <= found.keys()


def test_what_is_not_for_the_group_is_for_its_owner_alone(screened: Ran) -> None:
    found = modes(screened.home)
    own = {name: mode for name, mode in found.items() if name.startswith(".local")}
    assert any(name.endswith(".json") for name in own), "the unsent line is kept"
    assert {name: f"{mode:o}" for name, mode in own.items() if mode & 0o077} == {}
    copies = {found["out/backup.db"], found["out/recovered.db"], found["shared/incidents.db"]}
    assert all(not mode & 0o007 for mode in copies)
