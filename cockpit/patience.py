"""A question to a disk that may never answer, asked without standing still with it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds after which a disk does not answer: longer than a crowded host lets anybody wait."""


class _Question(threading.Thread, Generic[T]):
    """A thread that holds up no process that ends."""

    def __init__(self, ask: Callable[[], T]) -> None:
        super().__init__(name="question", daemon=True)
        self._ask = ask
        self.answer: list[T] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.answer.append(self._ask())
        except BaseException as error:  # noqa: BLE001 whoever waits for it is told
            self.error = error


def answered(ask: Callable[[], T]) -> T:
    """What `ask` gives back, or raises; raises TimeoutError where that takes more than `PATIENCE` seconds."""
    question = _Question(ask)
    try:
        question.start()
    except RuntimeError:  # this user may have no further thread: better to stand still than to give up
        return ask()
    question.join(PATIENCE)
    if question.error is not None:
        raise question.error
    if not question.answer:
        raise TimeoutError(f"no answer within {PATIENCE:g} s")
    return question.answer[0]
