"""Standard input as lines, as they come: what waits is taken together, a lone line at once."""

from __future__ import annotations

import io
import os
import select
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from cockpit.cli.failures import REFUSED, Stop
from cockpit.cli.output import nobody_reads
from cockpit.incident.texts import split_lines

TOGETHER = 256
"""Lines that may share a commit."""
LONGEST_WAIT = 0.02
"""Seconds spent on gathering lines that are waiting already."""
LOOK_SECONDS = 1.0
"""How long a terminal may have been gone while no line comes."""
_CHUNK = 1 << 16
_TOO_LONG = 1 << 21
"""Bytes without an end of line after which the line is handed over, to be refused, and its rest dropped."""


def batches() -> Iterator[list[bytes]]:
    """The lines of standard input, at most 256 at a time, none of them held back.

    Raises Stop where standard input is closed, and where nothing comes and nobody reads what is printed.
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
    """The bytes of standard input. Raises Stop where it is closed; a read, as one of `batches` does."""
    if sys.stdin is None or sys.stdin.closed:
        raise Stop("Standard input is closed: pipe the text into it, or name a file.")
    try:
        return io.BufferedReader(_Awaited(sys.stdin.fileno()))
    except io.UnsupportedOperation:
        return sys.stdin.buffer


class _Awaited(io.RawIOBase):
    """What comes from a file as long as somebody is there to learn what became of it."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = _read(self._handle, len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)


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
    return lambda: _read(handle), lambda: _has_more(handle)


def _read(handle: int, most: int = _CHUNK) -> bytes:
    while not _has_more(handle, LOOK_SECONDS):
        if nobody_reads(sys.stdout):
            gone = "The terminal, or whatever read what is printed, has gone: nothing is waited for."
            raise Stop(gone, REFUSED)
    return os.read(handle, most)


def _has_more(handle: int, within: float = 0) -> bool:
    return bool(select.select([handle], [], [], within)[0])
