"""The fair queue in front of the write lock: a gate and a lock, taken for commits and checkpoints alike."""

from __future__ import annotations

import fcntl
import os
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cockpit.record.errors import Unavailable, locked_by
from cockpit.record.guard import beside
from cockpit.record.holders import holder_of, intruder

WAIT_SECONDS = 5.0
_LOOK_SECONDS = 0.0002
_GATE = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, 0, 1, 0)
_NO_GATE = struct.pack("hhqqi", fcntl.F_UNLCK, os.SEEK_SET, 0, 1, 0)


@contextmanager
def turn(path: Path, *, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the queue of the record at `path`.

    Raises Unavailable naming the holder after `wait` seconds; 0 asks only once.
    """
    handle = _open_queue(beside(path, ".queue"))
    until = time.monotonic() + wait
    if not _at_the_gate(handle) and not (wait > 0 and _Waiter(handle).wait(wait)):
        raise Unavailable(_busy(path))
    try:
        if not _lock_in_the_gate(handle, until):
            raise Unavailable(_busy(path))
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


def _at_the_gate(handle: int) -> bool:
    try:
        fcntl.fcntl(handle, fcntl.F_OFD_SETLK, _GATE)
    except BlockingIOError:
        return False
    return True


def _lock_in_the_gate(handle: int, until: float) -> bool:
    """Only one is here at a time, so looking again and again is fair, and quicker than to be woken."""
    try:
        while not _taken(handle):
            if time.monotonic() >= until:
                return False
            time.sleep(_LOOK_SECONDS)
        return True
    finally:
        fcntl.fcntl(handle, fcntl.F_OFD_SETLK, _NO_GATE)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class _Waiter(threading.Thread):
    """Waits in the kernel's queue for the gate.

    Without the gate, whoever comes straight back is quicker than the one who waits: the kernel wakes
    the next one but hands nothing over. A wait in the kernel cannot be called off, so a thread waits;
    given up on by its caller it closes the handle, and with it the gate, the moment it gets it.
    """

    def __init__(self, queue: int) -> None:
        super().__init__(name="record-queue", daemon=True)
        self._queue = queue
        self._decided = threading.Lock()
        self._done = threading.Event()
        self._given_up = False
        self._got_it = False

    def run(self) -> None:
        with suppress(OSError):
            fcntl.fcntl(self._queue, fcntl.F_OFD_SETLKW, _GATE)
            self._got_it = True
        with self._decided:
            if self._given_up:
                os.close(self._queue)
            self._done.set()

    def wait(self, seconds: float) -> bool:
        """Whether the gate was reached in time; if not, the handle is the thread's to close."""
        self.start()
        self._done.wait(seconds)
        with self._decided:
            self._given_up = not self._done.is_set()
            return self._got_it and not self._given_up


def _busy(path: Path) -> str:
    """Whoever has the turn may only be waiting for somebody who never queued: that one is named then."""
    if outside := intruder(path):
        return locked_by(outside, path)
    holder = holder_of(beside(path, ".queue"))
    return (
        f"Another terminal ({holder}) has been writing to the record at {path} for too long: "
        "let it go on or end it, then try again; nothing was written."
    )
