"""An incident of 24 hours, played with a fast clock: what the screens keep in memory."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.clock import fast_clock
from bench.figures import Figure
from bench.program import ROOT, Program
from bench.screens import opened, resident
from cockpit.desk import Desk
from cockpit.incident import commands as cmd
from cockpit.incident.envelope import Origin
from cockpit.record.sqlite import SqliteLog
from tests.terminals import Terminal

HOURS = 24
MINUTES = float(os.environ.get("DAY_MINUTES", "8"))
"""What the 24 hours take."""
SPEED = HOURS * 60 / MINUTES
SCREENS = ("commander", "scribe", "observer")
SETTLED = 12
"""Hours until what a screen keeps of lines, widths and styles has filled: they are bounded."""


def a_day(program: Program) -> list[Figure]:
    """Every half minute an entry, every quarter of an hour what a team does, for `DAY_MINUTES` (8)."""
    path = program.folder / "day.db"
    times = (datetime(2026, 3, 1, tzinfo=UTC).timestamp(), time.monotonic(), SPEED)
    clock = fast_clock(*times)
    with closing(SqliteLog(path, now=clock)) as log, ExitStack() as stack:
        desk = Desk(log, "alice", Origin(user="alice"), clock=clock)
        desk.declare(cmd.Declare("Checkout returns 500s", severity="SEV1", commander="alice"))
        desk.submit(cmd.Log("the screens may start"))
        watched = [stack.enter_context(_screen(program, path, name, times)) for name in SCREENS]
        held = _played(Story(desk, clock), watched)
        entries = desk.catch_up().number
    return [
        _figure(name, column, entries) for name, column in zip(SCREENS, zip(*held, strict=True), strict=True)
    ]


@contextmanager
def _screen(program: Program, path: Path, name: str, times: Sequence[float]) -> Iterator[Terminal]:
    command = [sys.executable, "-m", "bench.fast", str(path), name, *map(str, times)]
    shown = "In short" if name == "observer" else "Timeline"
    changed = {**program.environment(), "PYTHONPATH": f"{program.folder / 'site'}:{ROOT}"}
    with opened(program, command, (shown,), changed) as (terminal, _):
        if name == "observer":
            terminal.press("tab")
        yield terminal


class Story:
    """What happens in the incident, by its own clock."""

    def __init__(self, desk: Desk, clock: Callable[[], datetime]) -> None:
        self._desk = desk
        self._clock = clock
        self._chance = random.Random(24)
        self._number = 0
        self._begun = self._acted = clock()

    @property
    def hours(self) -> float:
        """How long it has gone on."""
        return (self._clock() - self._begun) / timedelta(hours=1)

    def go_on(self) -> None:
        """Half a minute's entry, and each quarter of an hour what a team does."""
        self._number += 1
        self._desk.submit(cmd.Log(f"line {self._number}: {self._chance.random():.6f} of requests fail"))
        if self._clock() - self._acted >= timedelta(minutes=15):
            self._acted = self._clock()
            self._act()

    def _act(self) -> None:
        acts: tuple[cmd.Command, ...] = (
            cmd.ReportImpact("same", f"{self._chance.randint(5, 30)}% of checkouts fail"),
            cmd.Tell("stakeholders", "We are working on it."),
            cmd.CheckIn(trend="same"),
            cmd.Propose("mitigation", f"restart group {self._number}"),
        )
        for command in acts:
            self._desk.submit(command, because="the day goes on")
        measure = list(self._desk.incident.measures)[-1]
        acts = (cmd.Approve(measure), cmd.Start(measure), cmd.Finish(measure, "no-effect"))
        for command in acts:
            self._desk.submit(command, because="the day goes on")


def _played(story: Story, watched: Sequence[Terminal]) -> list[list[float]]:
    """Megabytes of each screen, hour by hour."""
    held: list[list[float]] = []
    while story.hours < HOURS:
        story.go_on()
        for terminal in watched:
            terminal.take()
        if story.hours >= len(held):
            held.append([resident(terminal) for terminal in watched])
        time.sleep(30 / SPEED)
    return held


def _figure(name: str, held: Sequence[float], entries: int) -> Figure:
    grown = max(held[SETTLED:]) - held[SETTLED]
    return Figure(
        f"24 hours in {MINUTES:g} minutes, {entries:,} entries: memory of the {name}'s screen",
        f"{held[SETTLED]:.1f} MB after {SETTLED} hours, {held[-1]:.1f} at the end; at most {grown:.1f} more",
        "flat: ≤ 2 MB more",
        grown <= 2,
    )
