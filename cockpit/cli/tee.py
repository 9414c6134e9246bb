"""What a command writes, kept as it passes: through a terminal of its own where there is one, else a pipe."""

from __future__ import annotations

import os
import selectors
import termios
import threading
import tty
from contextlib import suppress
from typing import Any

KEPT = 64 * 1024
"""Bytes of a command's output that are kept, the last ones."""


class Tee:
    """Copies a command's output to where it would have gone, and keeps the end of it.

    On a terminal the command gets a pseudo-terminal, so that it behaves as if nobody listened.
    """

    def __init__(self) -> None:
        self.has_terminal = all(_is_tty(number) for number in (0, 1))
        self.written = 0
        """Bytes that passed."""
        self._end = bytearray()
        self._routes: dict[int, int] = {}
        """Where what is read goes."""
        self._theirs: list[int] = []
        self._master = -1
        self._settings: list[Any] = []
        self._wake_read, self._wake = os.pipe()
        self._thread = threading.Thread(target=self._copy, name="output", daemon=True)

    @property
    def text(self) -> str:
        """The end of the output, as text."""
        return bytes(self._end).decode(errors="replace")

    def actions(self) -> list[tuple[Any, ...]]:
        """What posix_spawn is to do with the command's files."""
        return self._terminal() if self.has_terminal else self._pipes()

    def _pipes(self) -> list[tuple[Any, ...]]:
        actions: list[tuple[Any, ...]] = []
        for number in (1, 2):
            ours, theirs = os.pipe()
            self._routes[ours] = number
            self._theirs.append(theirs)
            actions.append((os.POSIX_SPAWN_DUP2, theirs, number))
        return actions

    def _terminal(self) -> list[tuple[Any, ...]]:
        self._master, slave = os.openpty()
        self._settings = termios.tcgetattr(0)
        termios.tcsetattr(slave, termios.TCSANOW, self._settings)
        self._theirs.append(slave)
        self._routes = {0: self._master, self._master: 1}
        self.fit()
        opened = (os.POSIX_SPAWN_OPEN, 0, os.ttyname(slave), os.O_RDWR, 0)
        return [opened, (os.POSIX_SPAWN_DUP2, 0, 1), (os.POSIX_SPAWN_DUP2, 0, 2)]

    def fit(self) -> None:
        """The command's terminal gets the size of this one."""
        with suppress(OSError, termios.error):
            termios.tcsetwinsize(self._master, termios.tcgetwinsize(1))

    def start(self) -> None:
        """The command runs: from now on what it writes is passed on."""
        for descriptor in self._theirs:
            os.close(descriptor)
        self._theirs.clear()
        if self.has_terminal:
            tty.setraw(0, termios.TCSADRAIN)
        self._thread.start()

    def finish(self) -> None:
        """The command has ended: pass on what is left, and give the terminal back as it was."""
        if self._thread.is_alive():
            os.write(self._wake, b".")
            self._thread.join()
        if self._settings:
            termios.tcsetattr(0, termios.TCSADRAIN, self._settings)
        left = {*self._routes, *self._theirs, self._wake_read, self._wake} - {0}
        for descriptor in left:
            os.close(descriptor)
        self._routes.clear()
        self._theirs.clear()

    def _copy(self) -> None:
        with selectors.DefaultSelector() as ready:
            for descriptor in (*self._routes, self._wake_read):
                ready.register(descriptor, selectors.EVENT_READ)
            ended = False
            while len(ready.get_map()) > 1:
                found = [key.fd for key, _ in ready.select(0 if ended else None)]
                if ended and not set(found) - {0, self._wake_read}:
                    return
                ended = ended or self._wake_read in found
                for descriptor in found:
                    if descriptor in self._routes and not self._passed(descriptor):
                        ready.unregister(descriptor)

    def _passed(self, descriptor: int) -> bool:
        """Copy what is there; False at its end."""
        try:
            data = os.read(descriptor, 65536)
        except OSError:  # nobody has the other end of the terminal open any more
            data = b""
        if not data:
            return False
        if descriptor != 0:
            self._keep(data)
        return _written(self._routes[descriptor], data)

    def _keep(self, data: bytes) -> None:
        self.written += len(data)
        self._end += data
        del self._end[:-KEPT]


def _written(descriptor: int, data: bytes) -> bool:
    """False where nobody reads it any more."""
    try:
        while data:
            data = data[os.write(descriptor, data) :]
    except OSError:
        return False
    return True


def _is_tty(number: int) -> bool:
    with suppress(OSError):
        return os.isatty(number)
    return False
