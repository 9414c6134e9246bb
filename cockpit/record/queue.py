"""The fair queue in front of the write lock: one file lock, taken for commits and checkpoints alike."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cockpit.record.errors import Unavailable
from cockpit.record.guard import beside
from cockpit.record.holders import holder_of

WAIT_SECONDS = 5.0


@contextmanager
def turn(path: Path, *, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the queue of the record at `path`.

    Raises Unavailable naming the holder after `wait` seconds; 0 asks only once.
    """
    handle = _open_queue(beside(path, ".queue"))
    if not _try_lock(handle) and not (wait > 0 and _wait_for_lock(handle, wait)):
        raise Unavailable(_busy(path))
    try:
        yield
    finally:
        os.close(handle)


def _open_queue(queue: Path) -> int:
    """Anybody of the group may queue, whatever the umask of whoever came first."""
    handle = os.open(queue, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
    with suppress(OSError):
        if os.fstat(handle).st_mode & 0o060 != 0o060:
            os.fchmod(handle, 0o660)
    return handle


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for_lock(handle: int, wait: float) -> bool:
    """Wait in the kernel's queue: polling would let the quick starve the patient.

    A blocked flock cannot be called off, so a thread waits; whoever is given up on by the
    caller closes the handle, and with it the lock, the moment it gets it.
    """
    waiter = _Waiter(handle)
    waiter.start()
    return waiter.wait(wait)


class _Waiter(threading.Thread):
    def __init__(self, handle: int) -> None:
        super().__init__(name="record-queue", daemon=True)
        self._handle = handle
        self._decided = threading.Lock()
        self._done = threading.Event()
        self._given_up = False
        self._got_it = False

    def run(self) -> None:
        with suppress(OSError):
            fcntl.flock(self._handle, fcntl.LOCK_EX)
            self._got_it = True
        with self._decided:
            if self._given_up:
                os.close(self._handle)
            self._done.set()

    def wait(self, seconds: float) -> bool:
        self._done.wait(seconds)
        with self._decided:
            self._given_up = not self._done.is_set()
            return self._got_it and not self._given_up


def _busy(path: Path) -> str:
    holder = holder_of(beside(path, ".queue"))
    return (
        f"Another terminal ({holder}) has been writing to the record at {path} for too long: "
        "let it go on or end it, then try again; nothing was written."
    )
