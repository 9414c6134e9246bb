"""Notices that this host's clock was set, or that this screen stood still, by a clock that nobody can set."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from cockpit.incident.clocksteps import LEAST, ClockStep, ahead_of, on_one_clock
from cockpit.incident.moments import age, clock
from cockpit.incident.state import Incident

STOOD_STILL = 60.0
"""Seconds without a look after which a person has to be told what they see is of now."""
WAKING = 10.0
"""Seconds after such a pause in which what piled up rings no second bell."""
HINT = 15 * 60.0
"""Seconds for which the top bar says that the clock was set."""


def since_boot() -> float:
    """Seconds that really passed, those included in which the host slept."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class ClockWatch:
    """Compares the clock people read with one that only goes on. To be looked at about once a second."""

    def __init__(self, elapsed: Callable[[], float] | None = None) -> None:
        """`elapsed` counts real seconds; without it nothing is ever noticed."""
        self._elapsed = elapsed
        self._steps: tuple[ClockStep, ...] = ()
        self._last: tuple[datetime, float] | None = None
        self._told_at = 0.0
        self._woke_at = -WAKING
        self._reckoned: tuple[Incident, Incident] | None = None

    def begin(self, incident: Incident, now: datetime) -> str:
        """Start with an incident; a sentence if its last acts have times that have not come yet."""
        self._steps, self._reckoned = (), None
        ahead = ahead_of(incident, now) if self._elapsed else None
        if ahead is None or self._elapsed is None:
            return ""
        self._note(ahead, self._elapsed())
        return (
            f"Entry {ahead.through} was recorded {age(abs(ahead.by))} ahead of this host's clock, which was "
            "set back since: entries keep their numbers, and what is counted goes on."
        )

    def look(self, incident: Incident, now: datetime) -> str:
        """A sentence if the clock was set since the last look, or if that was long ago; else empty."""
        if self._elapsed is None:
            return ""
        here, before = (now.astimezone(UTC), self._elapsed()), self._last
        self._last = here
        if before is None:
            return ""
        if here[1] - before[1] >= STOOD_STILL:
            self._woke_at = here[1]
        passed = timedelta(seconds=here[1] - before[1])
        step = ClockStep(incident.number, here[0] - before[0] - passed)
        shown = clock(now, now.tzinfo or UTC)
        if abs(step.by) >= LEAST:
            self._note(step, here[1])
            was = clock(before[0] + passed, now.tzinfo or UTC)
            return (
                f"The clock of this host was {step.words}, from {was} to {shown}: entries keep their "
                "numbers, and what was being counted goes on as if it had not been."
            )
        if self._woke_at == here[1]:
            return f"This screen stood still for {age(passed)}: what it shows is of now, {shown}."
        return ""

    @property
    def is_waking(self) -> bool:
        """Whether this screen stood still for a while and has just gone on."""
        return self._elapsed is not None and self._elapsed() - self._woke_at < WAKING

    @property
    def hint(self) -> str:
        """What the top bar says of it, for a while; else empty."""
        net = sum((step.by for step in self._steps), timedelta())
        if self._elapsed is None or abs(net) < LEAST or self._elapsed() - self._told_at > HINT:
            return ""
        return f"clock {ClockStep(0, net).words}"

    def reckon(self, incident: Incident) -> Incident:
        """What everything is counted from: the incident, with its acts on the clock as it goes now."""
        if not self._steps:
            return incident
        if self._reckoned is None or self._reckoned[0] is not incident:
            self._reckoned = (incident, on_one_clock(incident, self._steps))
        return self._reckoned[1]

    def _note(self, step: ClockStep, at: float) -> None:
        self._steps = (*self._steps, step)
        self._told_at = at
        self._reckoned = None
