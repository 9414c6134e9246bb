"""The fair queue in front of the write lock: places to wait at and a lock, for checkpoints as for commits."""

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
from cockpit.record.holders import described, holder_of, intruder, locks_on

_LOCK = struct.Struct("hhqqi")
WAIT_SECONDS = 5.0
_LOOK_SECONDS = 0.0002
_DOOR = 0
"""The byte held while somebody takes a place; the places are the bytes behind it."""


@contextmanager
def turn(path: Path, *, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the queue of the record at `path`.

    Raises Unavailable naming the holder after `wait` seconds; 0 asks only once.
    """
    handle = _open_queue(beside(path, ".queue"))
    until = time.monotonic() + wait
    before = _take_place(handle, until)
    if before and not (wait > 0 and _Waiter(handle, before).wait(wait)):
        if wait <= 0:
            os.close(handle)
        raise Unavailable(_busy(path))
    try:
        if before is None or not _lock_in_front(handle, until):
            raise Unavailable(_busy(path))
        yield
    finally:
        os.close(handle)


def _open_queue(queue: Path) -> int:
    """Anybody of the group may queue, whatever the umask of whoever came first.

    No link is followed: whoever may write the folder could otherwise open up a file of somebody else's.
    """
    handle = os.open(queue, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o660)
    with suppress(OSError):
        found = os.fstat(handle)
        if found.st_mode & 0o060 != 0o060 and found.st_nlink == 1:
            os.fchmod(handle, 0o660)
    return handle


def _take_place(handle: int, until: float) -> int | None:
    """Stand behind the last one, whose place is returned: 0 where there is nobody, None where time ran out.

    A place is a locked byte, so the kernel frees it whatever becomes of its process.
    """
    while not _locked(handle, _DOOR):
        if time.monotonic() >= until:
            return None
        time.sleep(_LOOK_SECONDS)
    last = _last_place(handle)
    _locked(handle, last + 1)
    fcntl.fcntl(handle, fcntl.F_OFD_SETLK, _bytes(fcntl.F_UNLCK, _DOOR))
    return last


def _last_place(handle: int) -> int:
    last = 0
    while True:
        answer = fcntl.fcntl(handle, fcntl.F_OFD_GETLK, _bytes(fcntl.F_WRLCK, last + 1, 0))
        kind, _, found, *_ = _LOCK.unpack(answer)
        if kind == fcntl.F_UNLCK:
            return last
        last = found


def _bytes(kind: int, first: int, count: int = 1) -> bytes:
    """A lock on `count` bytes; 0: on all from the first."""
    return _LOCK.pack(kind, os.SEEK_SET, first, count, 0)


def _locked(handle: int, place: int) -> bool:
    try:
        fcntl.fcntl(handle, fcntl.F_OFD_SETLK, _bytes(fcntl.F_WRLCK, place))
    except BlockingIOError:
        return False
    return True


def _lock_in_front(handle: int, until: float) -> bool:
    """Only the first looks, so looking again and again is fair, and quicker than to be woken."""
    try:
        while not _taken(handle):
            if time.monotonic() >= until:
                return False
            time.sleep(_LOOK_SECONDS)
        return True
    finally:
        fcntl.fcntl(handle, fcntl.F_OFD_SETLK, _bytes(fcntl.F_UNLCK, _DOOR + 1, 0))


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class _Waiter(threading.Thread):
    """Waits until the place before ours is free.

    Everybody waits for a place of their own. Waiting together for one lock, whoever comes straight back is
    quicker than all who wait, and each time that happens the kernel wakes them all, to line up anew.
    A wait in the kernel cannot be called off, so a thread waits; given up on by its caller it closes the
    handle, and with it our place, the moment it gets it.
    """

    def __init__(self, queue: int, before: int) -> None:
        super().__init__(name="record-queue", daemon=True)
        self._queue = queue
        self._before = before
        self._decided = threading.Lock()
        self._done = threading.Event()
        self._given_up = False
        self._got_it = False

    def run(self) -> None:
        with suppress(OSError):
            fcntl.fcntl(self._queue, fcntl.F_OFD_SETLKW, _bytes(fcntl.F_RDLCK, self._before))
            self._got_it = True
        with self._decided:
            if self._given_up:
                os.close(self._queue)
            self._done.set()

    def wait(self, seconds: float) -> bool:
        """Whether we are first in time; if not, the handle is the thread's to close."""
        self.start()
        self._done.wait(seconds)
        with self._decided:
            self._given_up = not self._done.is_set()
            return self._got_it and not self._given_up


def waits_for(path: Path) -> str:
    """What to tell a person whose entry waits for somebody else; empty where nobody is in its way."""
    outside = intruder(path)
    if not outside:
        others = {lock.process for lock in locks_on(beside(path, ".queue"))} - {os.getpid()}
        outside = described(min(others)) if others else ""
    if not outside:
        return ""
    return f"What was entered waits for {outside}, who holds the record at {path}: let it go on or end it."


def _busy(path: Path) -> str:
    """Whoever has the turn may only be waiting for somebody who never queued: that one is named then."""
    if outside := intruder(path):
        return locked_by(outside, path)
    holder = holder_of(beside(path, ".queue"))
    return (
        f"Another terminal ({holder}) has been writing to the record at {path} for too long: "
        "let it go on or end it, then try again; nothing was written."
    )
