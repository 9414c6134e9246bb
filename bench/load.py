"""A hundred terminals on one record: how long an entry takes, what they keep, and what the log holds."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.figures import Figure, middle, percentile, spread
from bench.program import Program, merged
from bench.records import LAST, record
from bench.screens import opened, processor_time, resident
from cockpit.record.sqlite import SqliteLog
from cockpit.tui.pacing import READERS
from tests.terminals import Terminal

OBSERVERS = int(os.environ.get("LOAD_OBSERVERS", "90"))
WRITERS = 10
MINUTES = float(os.environ.get("LOAD_MINUTES", "10"))
A_SECOND = 5
"""Entries, all writers together."""
LOG_LIMIT = 8.0
"""Megabytes the log may take: the four it is given when the record is made, and as much again."""
_TOKEN = re.compile(rb"load\d{5}z")
_LENGTH = len("load00000z")


@dataclass(slots=True)
class Watched:
    """One terminal, and when each entry was first painted on it (`time.monotonic_ns`)."""

    terminal: Terminal
    seen: dict[str, int] = field(default_factory=dict)
    _tail: bytes = b""

    def look(self) -> None:
        """Go through what has arrived since the last look, and forget it."""
        for chunk in self.terminal.take():
            data = self._tail + chunk.data
            for token in _TOKEN.findall(data):
                self.seen.setdefault(token.decode(), chunk.at)
            self._tail = data[1 - _LENGTH :]


@dataclass(slots=True)
class Load:
    """What was counted over the minutes."""

    sent: dict[str, tuple[int, int]] = field(default_factory=dict)
    """The writer's number, and when enter was pressed, for each entry."""
    log: float = 0.0
    """Megabytes of the write-ahead log, at its largest."""
    held: list[list[float]] = field(default_factory=list)
    """Megabytes of every terminal, minute by minute."""
    used: list[float] = field(default_factory=list)
    """Seconds of processor time of every terminal."""


def loading(program: Program) -> list[Figure]:
    """`LOAD_MINUTES` (10) minutes of ten scribes who type and `LOAD_OBSERVERS` (90) observers."""
    path = record(program.folder, 306)
    with ExitStack() as stack:
        screens = [["scribe", "--as", f"scribe{n}"] for n in range(WRITERS)] + [["observe"]] * OBSERVERS
        watched = [stack.enter_context(_following(program, path, words)) for words in screens]
        time.sleep(5)
        load = _loaded(path, watched)
        return [
            *_latencies(load, watched),
            _memory(load),
            _stored(program, path, load, watched),
        ]


@contextmanager
def _following(program: Program, path: Path, words: Sequence[str]) -> Iterator[Watched]:
    """A terminal that shows the end of the timeline."""
    first = "In short" if words == ["observe"] else LAST
    with opened(program, program.cockpit(*words, "--db", str(path)), (first,)) as (terminal, _):
        if words == ["observe"]:
            terminal.press("tab")
            terminal.wait_until(lambda text: LAST in text, "the panes behind the card")
        yield Watched(terminal)


def _loaded(path: Path, watched: Sequence[Watched]) -> Load:
    """Let the writers type by turns, at an even pace, and look at everything once a second."""
    load = Load()
    before = [processor_time(one.terminal.pid) for one in watched]
    begun = time.monotonic()
    log = path.with_name(path.name + "-wal")
    for number in range(int(MINUTES * 60 * A_SECOND)):
        token, writer = f"load{number:05d}z", number % WRITERS
        watched[writer].terminal.type(token)
        load.sent[token] = (writer, watched[writer].terminal.press("enter"))
        if number % A_SECOND == 0:
            for one in watched:
                one.look()
            load.log = max(load.log, log.stat().st_size / 1e6)
        if number % (60 * A_SECOND) == 0:
            load.held.append([resident(one.terminal) for one in watched])
        time.sleep(max(0.0, begun + (number + 1) / A_SECOND - time.monotonic()))
    load.used = [
        (processor_time(one.terminal.pid) - past) / (time.monotonic() - begun)
        for one, past in zip(watched, before, strict=True)
    ]
    time.sleep(2 * READERS.most)
    for one in watched:
        one.look()
    load.held.append([resident(one.terminal) for one in watched])
    return load


def _reached(one: Watched, tokens: Sequence[str]) -> dict[str, int]:
    """When a screen had caught up with each entry: it painted that one, or one that came after it."""
    reached: dict[str, int] = {}
    at: int | None = None
    for token in reversed(tokens):
        seen = one.seen.get(token)
        at = seen if at is None else min(at, seen or at)
        if at is not None:
            reached[token] = at
    return reached


def _latencies(load: Load, watched: Sequence[Watched]) -> list[Figure]:
    """From enter at one writer until each of the others shows that entry, or one that came after it."""
    groups = {
        "the other writers": (watched[:WRITERS], load.used[:WRITERS]),
        f"{OBSERVERS} observers": (watched[WRITERS:], load.used[WRITERS:]),
    }
    figures = []
    for group, (terminals, part) in groups.items():
        delays: list[float] = []
        behind = unpainted = 0
        for one in terminals:
            others = {token: at for token, (who, at) in load.sent.items() if watched[who] is not one}
            reached = _reached(one, list(others))
            unpainted += sum(token not in one.seen for token in reached)
            behind += len(others) - len(reached)
            delays += [(reached[token] - others[token]) / 1e6 for token in reached]
        figures.append(
            Figure(
                f"{len(watched)} terminals, {A_SECOND} entries a second for {MINUTES:g} minutes: to {group}",
                f"{spread(delays)}; {unpainted} scrolled by before the paint, {behind} not reached",
                "p50 ≤ 45 ms, p99 ≤ 100 ms",
                not behind and middle(delays) <= 45 and percentile(delays, 0.99) <= 100,
                f"together they use {sum(part) * 100:.0f} % of a core, of {os.cpu_count()} cores",
            )
        )
    return figures


def _memory(load: Load) -> Figure:
    """From halfway on: the caches for widths, styles and lines fill first; they are bounded."""
    first, half, end = load.held[min(1, len(load.held) - 2)], load.held[len(load.held) // 2], load.held[-1]
    grown = max(after - before for before, after in zip(half, end, strict=True))
    return Figure(
        f"{len(end)} terminals: memory of one",
        f"{middle(first):.1f} MB after a minute, {middle(half):.1f} halfway, {middle(end):.1f} at the end; "
        f"from halfway on none grew by more than {grown:.1f}",
        "flat from halfway: ≤ 2 MB more",
        middle(end) - middle(half) <= 2,
    )


def _stored(program: Program, path: Path, load: Load, watched: Sequence[Watched]) -> Figure:
    """Whether what anybody saw stands in the record, the chain fits, and the log was kept short."""
    with closing(SqliteLog(path)) as log:
        words = ["--db", str(path), "--incident", log.incidents()[0].incident]
    told, verified = (
        subprocess.run(
            program.cockpit(*verb, *words), env=merged(program.environment()), stdout=subprocess.PIPE
        )
        for verb in (["timeline", "--json"], ["verify"])
    )
    stored = {token.decode() for token in _TOKEN.findall(told.stdout)}
    shown = {token for one in watched[WRITERS:] for token in one.seen}
    lost, unsent = len(shown - stored), len(load.sent.keys() - stored)
    return Figure(
        f"{len(watched)} terminals: entries lost; the log at its largest",
        f"{lost} lost, {unsent} of {len(load.sent)} not yet handled by the terminal they were typed at; "
        f"verify says {verified.returncode}; {load.log:.1f} MB",
        f"none lost, ≤ {LOG_LIMIT:.0f} MB",
        not lost and not unsent and not verified.returncode and load.log <= LOG_LIMIT,
    )
