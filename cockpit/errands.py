"""Work on a disk that may never answer: done by a thread of its own, and waited for only so long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")


class Errands:
    """One thread that does what it is handed, in turn. A call takes no lock another call may hold, so that
    a signal may hand something over too; the thread holds up no process that ends."""

    def __init__(self, name: str, patience: float) -> None:
        self.patience = patience
        """Seconds after which an errand counts as stuck."""
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._begun: float | None = None
        """When the errand under way was begun, on the monotonic clock."""
        self._over = False
        threading.Thread(target=self._run, name=name, daemon=True).start()

    @property
    def is_stuck(self) -> bool:
        """Whether the errand under way has taken longer than anybody waits for."""
        begun = self._begun
        return begun is not None and time.monotonic() - begun > self.patience

    def hand_over(self, work: Callable[[], T]) -> Future[T]:
        """Have `work` done after all that was handed over before."""
        future: Future[T] = Future()

        def do() -> None:
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001 whoever waits for it is told
                future.set_exception(error)

        if self._over:
            do()
        else:
            self._queue.put(do)
        return future

    def end(self) -> None:
        """The thread ends when it has done everything; from now on work is done where it is handed over."""
        if not self._over:
            self._over = True
            self._queue.put(None)

    def _run(self) -> None:
        while (errand := self._queue.get()) is not None:
            self._begun = time.monotonic()
            errand()
            self._begun = None
