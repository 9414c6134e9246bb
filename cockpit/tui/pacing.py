"""How often a terminal looks: at once on a host at ease, less often on a crowded one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class Pauses(NamedTuple):
    """Seconds between two looks on a crowded host: the first pause, and the longest."""

    least: float
    most: float


READERS = Pauses(0.5, 8.0)
WRITERS = Pauses(0.25, 0.5)
"""What others write may wait so long that a screen paints several entries at once."""
CROWDED = 4.0
EASE = 1.5
"""Time spent waiting for a processor, for each unit of time spent on one."""
CALM_LOOKS = 5
"""Seconds of ease before the pause gets shorter: those who waited must not all come back at once."""

_SCHEDSTAT = Path("/proc/thread-self/schedstat")


def scheduled() -> tuple[int, int]:
    """Nanoseconds this thread has run, and was ready and waited; 0 where the kernel does not say."""
    try:
        ran, waited, _ = _SCHEDSTAT.read_text().split()
    except (OSError, ValueError):
        return 0, 0
    return int(ran), int(waited)


class Pace:
    """Seconds to rest after each look, learnt from how long this thread waits for a processor.

    A hundred terminals that all look at once keep a small host from everything else; those that only read
    give way most, so that whoever types does not wait.
    """

    def __init__(self, pauses: Pauses = READERS, measure: Callable[[], tuple[int, int]] = scheduled) -> None:
        self.rest = 0.0
        self._pauses = pauses
        self._hurry = asyncio.Event()
        self._measure = measure
        self._ran, self._waited = measure()
        self._calm = 0
        self._since_tick = 0.0

    def look(self) -> bool:
        """Once a second: learn from the second past; whether this is a second to tick in."""
        before_ran, before_waited = self._ran, self._waited
        self._ran, self._waited = self._measure()
        ran, waited = self._ran - before_ran, self._waited - before_waited
        if waited > CROWDED * ran:
            self.rest, self._calm = min(self._pauses.most, max(self._pauses.least, self.rest * 2)), 0
        elif waited < EASE * ran:
            self._calm += 1
            if self._calm >= CALM_LOOKS:
                self.rest, self._calm = (self.rest / 2 if self.rest > self._pauses.least else 0.0), 0
        self._since_tick += 1
        if self._since_tick < self.rest:
            return False
        self._since_tick = 0.0
        return True

    async def pause(self) -> None:
        """Rest after a look; what the person at the terminal did ends it."""
        if self.rest:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), self.rest)
        self._hurry.clear()

    def hurry(self) -> None:
        """The person at the terminal waits for what they did: no pause now."""
        self._hurry.set()
