"""A clock that runs many times as fast as the host's."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def fast_clock(began: float, zero: float, speed: float) -> Callable[[], datetime]:
    """A clock that stood at `began` (seconds since 1970) when `time.monotonic()` was `zero`."""
    start = datetime.fromtimestamp(began, UTC)
    return lambda: start + timedelta(seconds=(time.monotonic() - zero) * speed)
