"""Waiting in tests: on a condition with a name, never on the clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

T = TypeVar("T")

PATIENCE = 20.0
"""Seconds before a wait fails: long, for a busy machine is slow and only a broken one never gets there."""
_PAUSE = 0.005


def wait_for(condition: Callable[[], T], description: str, within: float = PATIENCE) -> T:
    """Ask `condition` until its answer is true, and return that answer.

    The test fails with `description` after `within` seconds. The condition is asked once more at the end, so
    that a machine that stood still does not fail a test by itself.
    """
    end = time.monotonic() + within
    while True:
        late = time.monotonic() >= end
        if answer := condition():
            return answer
        if late:
            pytest.fail(f"waited {within:g} s, but never: {description}", pytrace=True)
        time.sleep(_PAUSE)


async def wait_for_async(
    condition: Callable[[], T | Awaitable[T]], description: str, within: float = PATIENCE
) -> T:
    """Like `wait_for`, for tests inside an event loop, which goes on; the condition may be a coroutine."""
    end = time.monotonic() + within
    while True:
        late = time.monotonic() >= end
        asked = condition()
        answer = await asked if isinstance(asked, Awaitable) else asked
        if answer:
            return answer
        if late:
            pytest.fail(f"waited {within:g} s, but never: {description}", pytrace=True)
        await asyncio.sleep(_PAUSE)
