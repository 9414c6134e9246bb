"""How often an observer's terminal looks: at once on a host at ease, seldom on a crowded one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

LEAST = 0.5
MOST = 8.0
"""Seconds between two looks on a crowded host: the first pause, and the longest."""
CROWDED = 2.0
EASE = 0.5
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
    give way, so that whoever types does not wait.
    """

    def __init__(self, measure: Callable[[], tuple[int, int]] = scheduled) -> None:
        self.rest = 0.0
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
            self.rest, self._calm = min(MOST, max(LEAST, self.rest * 2)), 0
        elif waited < EASE * ran:
            self._calm += 1
            if self._calm >= CALM_LOOKS:
                self.rest, self._calm = (self.rest / 2 if self.rest > LEAST else 0.0), 0
        self._since_tick += 1
        if self._since_tick < self.rest:
            return False
        self._since_tick = 0.0
        return True
