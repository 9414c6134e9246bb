"""Standard input as lines, as they come: what waits is taken together, a lone line at once."""

from __future__ import annotations

import io
import os
import select
import sys
import time
from collections.abc import Callable, Iterator
from typing import BinaryIO

from cockpit.cli.failures import Stop
from cockpit.incident.texts import split_lines

TOGETHER = 256
"""Lines that may share a commit."""
LONGEST_WAIT = 0.02
"""Seconds spent on gathering lines that are waiting already."""
_CHUNK = 1 << 16
_TOO_LONG = 1 << 21
"""Bytes without an end of line after which the line is handed over, to be refused, and its rest dropped."""


def batches() -> Iterator[list[bytes]]:
    """The lines of standard input, at most 256 at a time, none of them held back.

    Raises Stop where standard input is closed.
    """
    read, is_waiting = _source()
    lines = _Lines()
    while not lines.ended:
        lines.take(read())
        until = time.monotonic() + LONGEST_WAIT
        while not lines.ended and len(lines.whole) < TOGETHER and time.monotonic() < until and is_waiting():
            lines.take(read())
        whole, lines.whole = lines.whole, []
        for start in range(0, len(whole), TOGETHER):
            yield whole[start : start + TOGETHER]


def standard_input() -> BinaryIO:
    """The bytes of standard input. Raises Stop where it is closed."""
    if sys.stdin is None or sys.stdin.closed:
        raise Stop("Standard input is closed: pipe the text into it, or name a file.")
    return sys.stdin.buffer


class _Lines:
    """Whole lines out of pieces of any length."""

    def __init__(self) -> None:
        self.whole: list[bytes] = []
        self.ended = False
        self._rest = b""
        self._dropping = False

    def take(self, chunk: bytes) -> None:
        """One more piece; an empty one is the end."""
        self.ended = not chunk
        if self._dropping:
            _, newline, chunk = chunk.partition(b"\n")
            self._dropping = not newline
        more, self._rest = split_lines(self._rest + chunk, final=self.ended)
        self.whole += more
        if len(self._rest) > _TOO_LONG:
            self.whole.append(self._rest)
            self._rest, self._dropping = b"", True


def _source() -> tuple[Callable[[], bytes], Callable[[], bool]]:
    """How to read what is there, and how to see whether more is."""
    if sys.stdin is None or sys.stdin.closed:
        raise Stop("Standard input is closed: pipe lines into it, or give the TEXT.")
    try:
        handle = sys.stdin.fileno()
    except io.UnsupportedOperation:
        return sys.stdin.buffer.read, lambda: True
    return lambda: os.read(handle, _CHUNK), lambda: bool(select.select([handle], [], [], 0)[0])
