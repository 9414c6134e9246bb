"""How a screen feels: its start, its memory, what it costs at rest, and its answer to a key."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench.figures import Figure, middle, percentile, spread
from bench.program import NINE_LINES, Program
from bench.records import LARGE, LAST, large_record, record
from tests.terminals import Terminal

STARTS = 15
REST = 20.0
"""Seconds at rest."""
LETTERS = 120
MOVES = 60
HELLO = ("hello, and nothing else",)
BOARD = ("Checkout returns 500s", "IC alice", "Next check-in", "Roles", "Mitigations", "Timeline", "help")
"""What stands on every pane of the commander's screen, from the top bar to the keys."""
_NUMBERS = re.compile(r"^│ *(\d+) ", re.MULTILINE)


@contextmanager
def opened(
    program: Program,
    command: Sequence[str],
    shown: Sequence[str],
    env: Mapping[str, str | None] | None = None,
) -> Iterator[tuple[Terminal, float]]:
    """A program on a terminal of 120 by 40, and the milliseconds until all of `shown` was painted."""
    terminal = Terminal(command, env=env or program.environment())
    try:
        painted = terminal.wait_until(lambda text: all(one in text for one in shown), f"{shown} is painted")
        yield terminal, (painted - terminal.started) / 1e6
    finally:
        terminal.close()


def starting(program: Program) -> list[Figure]:
    """From the start of the process to a full first paint, in turns with the smallest Textual app."""
    small, large = record(program.folder, 10), large_record()
    runs: dict[str, tuple[list[str], Sequence[str]]] = {
        "baseline": (program.baseline(NINE_LINES), HELLO),
        "10 entries": (program.cockpit("--db", str(small)), (*BOARD, LAST)),
        f"{LARGE:,} entries": (program.cockpit("--db", str(large)), (*BOARD, LAST)),
    }
    taken: dict[str, list[float]] = {what: [] for what in runs}
    for turn in range(STARTS + 1):
        for what, (command, shown) in runs.items():
            with opened(program, command, shown) as (_, milliseconds):
                if turn:  # the first brings the files into memory
                    taken[what].append(milliseconds)
    base = taken.pop("baseline")
    return [
        Figure(
            f"cold start to full first paint, {what}",
            f"{spread(times)} = {middle(times) / middle(base):.2f} ×",
            "p50 ≤ 2 × the baseline",
            middle(times) <= 2 * middle(base),
            f"a 9-line Textual app: {spread(base)}",
        )
        for what, times in taken.items()
    ]


def memory(program: Program) -> list[Figure]:
    """What one terminal keeps in memory after it was opened and its timeline was paged through."""
    with opened(program, program.baseline(NINE_LINES), HELLO) as (terminal, _):
        base = resident(terminal)
    figures = []
    for size, path in ((10, record(program.folder, 11)), (LARGE, large_record())):
        with opened(program, program.cockpit("scribe", "--db", str(path)), (LAST,)) as (terminal, _):
            terminal.press("escape")
            for _ in range(40):
                terminal.press("pageup")
                terminal.wait_quiet(0.05)
            held = resident(terminal)
        figures.append(
            Figure(
                f"memory of one terminal, {size:,} entries",
                f"{held:.1f} MB",
                "≤ 60 MB",
                held <= 60,
                f"a 9-line Textual app: {base:.1f} MB",
            )
        )
    return figures


def idling(program: Program) -> list[Figure]:
    """What a screen costs that only counts time and watches the record."""
    path = record(program.folder, 301)
    with opened(program, program.baseline(NINE_LINES), HELLO) as (terminal, _):
        base, _ = at_rest(terminal)
    figures = []
    for what, words in (("the commander's", []), ("the scribe's", ["scribe"])):
        command = program.cockpit(*words, "--db", str(path))
        with opened(program, command, (LAST,)) as (terminal, _):
            share, rate = at_rest(terminal)
        figures.append(
            Figure(
                f"at rest for {REST:.0f} s, {what} screen",
                f"{share:.2f} % of a core, {rate:.0f} bytes/s",
                "≤ 0.9 %, ≤ 600 bytes/s",
                share <= 0.9 and rate <= 600,
                f"a 9-line Textual app: {base:.2f} %",
            )
        )
    return figures


def keys(program: Program) -> list[Figure]:
    """From a key to its effect on the screen, with a million entries in the timeline."""
    command = program.cockpit("scribe", "--db", str(large_record()))
    with opened(program, command, (LAST, "› ")) as (terminal, _):
        terminal.wait_quiet()
        typed = _typing(terminal)
        terminal.press(*["backspace"] * LETTERS, "escape")
        terminal.wait_quiet()
        paged = _moving(terminal, lambda turn: "pageup" if turn % 4 < 3 else "pagedown")
        terminal.press(*["up"] * 60)
        terminal.wait_quiet()
        stepped = _moving(terminal, lambda _: "up")
    target = "p50 ≤ 8 ms, p99 ≤ 30 ms"
    with opened(program, program.baseline(_ECHO), ("ready",)) as (terminal, _):
        base = _typing(terminal)
    return [
        Figure(
            f"key to paint, {LARGE:,} entries: {what}",
            spread(times),
            target,
            _within(times, 8, 30),
            f"typing into a lone Textual Input: {spread(base)}",
        )
        for what, times in (("typing an entry", typed), ("page up and down", paged), ("line up", stepped))
    ]


_ECHO = """\
from textual.app import App, ComposeResult
from textual.widgets import Input, Label


class Echo(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("ready")
        yield Input()


Echo().run()
"""


def _within(times: Sequence[float], half: float, most: float) -> bool:
    return middle(times) <= half and percentile(times, 0.99) <= most


def _typing(terminal: Terminal) -> list[float]:
    chance = random.Random(8)
    typed = ""
    times = []
    for _ in range(LETTERS - 20):
        typed += chance.choice("abcdefghijklmnopqrstuvwxyz ") if typed[-1:] != " " else "q"
        time.sleep(chance.uniform(0.03, 0.09))
        sent = terminal.type(typed[-1])
        painted = terminal.wait_until(partial(_holds, typed.rstrip()), f"{typed!r} is typed")
        if typed[-1] != " ":
            times.append((painted - sent) / 1e6)
    return times


def _holds(wanted: str, text: str) -> bool:
    return wanted in text


def _moving(terminal: Terminal, key: Callable[[int], str]) -> list[float]:
    """Each key has to bring other entries into view."""
    chance = random.Random(9)
    times = []
    for turn in range(MOVES):
        time.sleep(chance.uniform(0.03, 0.09))
        before = _NUMBERS.findall(terminal.text)
        sent = terminal.press(key(turn))
        painted = terminal.wait_until(
            lambda text, before=before: _NUMBERS.findall(text) != before,  # type: ignore[misc]
            "other entries are in view",
        )
        times.append((painted - sent) / 1e6)
    return times


def resident(terminal: Terminal) -> float:
    """Megabytes of memory a program holds now."""
    status = Path(f"/proc/{terminal.pid}/status").read_text()
    found = re.search(r"VmRSS:\s*(\d+) kB", status)
    assert found is not None
    return int(found[1]) * 1024 / 1e6


def at_rest(terminal: Terminal) -> tuple[float, float]:
    """Percent of a core that a program uses at rest, and the bytes a second it writes."""
    terminal.wait_quiet(0.5)
    time.sleep(2)
    used, written, begun = processor_time(terminal.pid), len(terminal.raw), time.monotonic()
    time.sleep(REST)
    seconds = time.monotonic() - begun
    share = (processor_time(terminal.pid) - used) / seconds * 100
    return share, (len(terminal.raw) - written) / seconds


def processor_time(pid: int) -> float:
    """Seconds that all threads of a process have been running."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9
