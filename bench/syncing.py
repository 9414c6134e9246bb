"""How soon a commit in one terminal is painted in all others."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.figures import Figure, middle, percentile, spread
from bench.program import Program
from bench.records import LAST, record
from bench.screens import opened
from bench.writing import release, stamps, start_writer
from tests.terminals import Terminal

COMMITS = 100
SLOW_BY = 20
"""Milliseconds that the slow disk takes more for each sync."""
SCREENS = [[], [], [], [], ["scribe"], ["scribe"], ["scribe"], ["observe"], ["observe"], ["observe"]]
"""Ten terminals, as an incident has them."""
TARGET = "p50 ≤ 25 ms, p99 ≤ 60 ms, none missed"

SHIM = """\
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
static int slowly(const char *name, int fd) {
    struct timespec pause = {0, %d * 1000000L};
    nanosleep(&pause, 0);
    return ((int (*)(int))dlsym(RTLD_NEXT, name))(fd);
}
int fsync(int fd) { return slowly("fsync", fd); }
int fdatasync(int fd) { return slowly("fdatasync", fd); }
"""


def syncing(program: Program) -> list[Figure]:
    """On this machine's disk, with one terminal and with ten."""
    return [
        _measured(program, 302, SCREENS, {}, "10 terminals"),
        _measured(program, 303, SCREENS[:1], {}, "1 terminal"),
        entering(program),
    ]


def slow_disk(program: Program) -> list[Figure]:
    """The writer's every fsync and fdatasync takes longer: a library loaded before libc's sleeps first."""
    compiler = shutil.which("cc")
    if compiler is None:
        return [Figure(f"fsync + {SLOW_BY} ms", "not measured: there is no C compiler", TARGET)]
    source, library = program.folder / "slow.c", program.folder / "slow.so"
    source.write_text(SHIM % SLOW_BY)
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    env: dict[str, str | None] = {"LD_PRELOAD": str(library)}
    return [_measured(program, 304, SCREENS, env, f"10 terminals, the writer's fsync + {SLOW_BY} ms")]


def entering(program: Program) -> Figure:
    """From enter in the scribe's terminal to the paint in nine others."""
    path = record(program.folder, 305)
    delays: list[float] = []
    with terminals(program, path, SCREENS) as shown:
        scribe = shown[4]
        for number in range(40):
            token = f"typed{number:04d}z"
            scribe.type(token)
            scribe.wait_until(lambda text, token=token: token in text, "it is typed")  # type: ignore[misc]
            marks = [len(terminal.arrived) for terminal in shown]
            sent = scribe.press("enter")
            for terminal, mark in zip(shown, marks, strict=True):
                if terminal is not scribe:
                    painted = terminal.wait_raw(token.encode(), f"{token} is painted", start=mark)
                    delays.append((painted - sent) / 1e6)
            time.sleep(0.1)
    return Figure("enter in one terminal to paint in 9 others", spread(delays))


def _measured(
    program: Program, size: int, screens: list[list[str]], env: dict[str, str | None], what: str
) -> Figure:
    path = record(program.folder, size)
    delays: list[float] = []
    missed = 0
    with terminals(program, path, screens) as shown:
        begun = [len(terminal.arrived) for terminal in shown]
        writer = start_writer(path, COMMITS, "k", pauses=(0.08, 0.3), env={**program.environment(), **env})
        release(writer)
        out, _ = writer.communicate()
        time.sleep(1.5)
        written = stamps(out)
        took = [(durable - start) / 1e6 for _, start, durable in written]
        for text, _, durable in written:
            for terminal, mark in zip(shown, begun, strict=True):
                painted = first_seen(terminal, text.encode(), mark)
                missed += painted is None
                delays += [] if painted is None else [(painted - durable) / 1e6]
    return Figure(
        f"commit to paint, {what}",
        f"{spread(delays)}; {missed} missed",
        TARGET,
        middle(delays) <= 25 and percentile(delays, 0.99) <= 60 and not missed,
        f"the commits themselves: {spread(took)}",
    )


@contextmanager
def terminals(program: Program, path: Path, screens: list[list[str]]) -> Iterator[list[Terminal]]:
    """Screens that follow a record, each painted whole and quiet."""
    with ExitStack() as stack:
        shown = []
        for words in screens:
            command = program.cockpit(*words, "--db", str(path))
            first = ("In short",) if words == ["observe"] else (LAST,)
            terminal, _ = stack.enter_context(opened(program, command, first))
            if words == ["observe"]:
                terminal.press("tab")
                terminal.wait_until(lambda text: LAST in text, "the panes behind the card")
            shown.append(terminal)
        time.sleep(2)
        yield shown


def first_seen(terminal: Terminal, token: bytes, start: int) -> int | None:
    """When bytes first arrived that hold the token, possibly cut in two."""
    before = b""
    for chunk in terminal.arrived[start:]:
        if token in before + chunk.data:
            return chunk.at
        before = chunk.data[1 - len(token) :]
    return None
