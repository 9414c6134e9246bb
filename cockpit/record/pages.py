"""The pages of a database file and of its log as bytes, for one that SQLite itself cannot read any more."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MAGIC = b"SQLite format 3\x00"
_PAGE_SIZE = 4096
"""Bytes; what the cockpit's files have, where neither header can be read."""
_LOG_HEADER = 32
_FRAME_HEADER = 24
_BIG_ENDIAN_SUMS = 0x377F0683
_MAGICS = (0x377F0682, _BIG_ENDIAN_SUMS)
_MASK = 0xFFFFFFFF

Sums = tuple[int, int]


class Frame(NamedTuple):
    """One page in the log."""

    page: int
    commits: bool
    intact: bool
    """Whether its checksum holds, as continued from the one before it."""
    at: int
    """Where its page begins."""


class Pages:
    """Every image of every page that was ever committed and still stands in a file or its log."""

    def __init__(self, database: bytes, log: bytes = b"") -> None:
        self._database = database
        self._log = log
        self.size = _page_size(database, log)
        self._frames = _committed(list(_frames(log, self.size)))
        self._latest = {frame.page: frame for frame in self._frames if frame.intact}

    def images(self) -> Iterator[bytes]:
        """Intact ones of the log first, then those of the file, then what is damaged in the log."""
        yield from (self._framed(frame) for frame in self._frames if frame.intact)
        for start in range(0, len(self._database), self.size):
            yield self._database[start : start + self.size]
        yield from (self._framed(frame) for frame in self._frames if not frame.intact)

    def page(self, number: int) -> bytes:
        """A page as it was last, counted from 1; empty where there is none."""
        if number in self._latest:
            return self._framed(self._latest[number])
        return self._database[(number - 1) * self.size : number * self.size] if number > 0 else b""

    def _framed(self, frame: Frame) -> bytes:
        return self._log[frame.at : frame.at + self.size]


def read_pages(database: Path, log: Path) -> Pages:
    """The pages of copies: nobody may have them open."""
    return Pages(database.read_bytes(), log.read_bytes() if log.exists() else b"")


class Header(NamedTuple):
    """What the first page says about the whole file."""

    application: int
    layout: int


def header(database: bytes) -> Header | None:
    """None where it is damaged."""
    if not database.startswith(MAGIC) or len(database) < 100:
        return None
    (layout,) = struct.unpack(">I", database[60:64])
    (application,) = struct.unpack(">I", database[68:72])
    return Header(application, layout)


def _page_size(database: bytes, log: bytes) -> int:
    stated = int.from_bytes(database[16:18], "big") if database.startswith(MAGIC) else 0
    if not _plausible(stated) and int.from_bytes(log[:4], "big") in _MAGICS:
        stated = int.from_bytes(log[8:12], "big")
    return stated if _plausible(stated) else _PAGE_SIZE


def _plausible(size: int) -> bool:
    return 512 <= size <= 32768 and size & (size - 1) == 0


def _frames(log: bytes, size: int) -> Iterator[Frame]:
    """Those of the log's present round; a frame that an earlier round left has another salt."""
    magic, salts, sums = _log_header(log)
    for at in range(_LOG_HEADER, len(log) - _FRAME_HEADER - size + 1, _FRAME_HEADER + size):
        page, commit, salt1, salt2, *stated = struct.unpack(">6I", log[at : at + _FRAME_HEADER])
        content = at + _FRAME_HEADER
        found = _summed(log[at : at + 8], sums, magic)
        found = _summed(log[content : content + size], found, magic)
        sums = (stated[0], stated[1])
        if (salt1, salt2) == salts and page > 0:
            yield Frame(page, commit > 0, found == sums, content)


def passed_over(log: bytes) -> bool:
    """Whether commits stand in a log behind a place where SQLite stops reading it.

    What a crash leaves there are pieces of one write that was never whole, or of an earlier round.
    """
    size, read = _page_size(b"", log), True
    if not _header_holds(log):
        return any(frame.commits for frame in _frames(log, size))
    expected = _LOG_HEADER + _FRAME_HEADER
    for frame in _frames(log, size):
        read = read and frame.intact and frame.at == expected
        expected = frame.at + size + _FRAME_HEADER
        if not read and frame.intact and frame.commits:
            return True
    return False


def first_frame_holds(start: bytes) -> bool:
    """Whether a log begins with a frame that SQLite reads, or with what a crash may leave, or is empty."""
    size = _page_size(b"", start)
    frame = start[_LOG_HEADER : _LOG_HEADER + _FRAME_HEADER + size]
    if not any(start) or (_header_holds(start) and len(frame) < _FRAME_HEADER + size):
        return True
    if not _header_holds(start):
        return False
    (round_before,) = struct.unpack(">I", frame[8:12])
    (this_round,) = struct.unpack(">I", start[16:20])
    return round_before == (this_round - 1) & _MASK or any(
        one.intact and one.at == _LOG_HEADER + _FRAME_HEADER for one in _frames(start, size)
    )


def _header_holds(log: bytes) -> bool:
    magic = int.from_bytes(log[:4], "big")
    if magic not in _MAGICS or len(log) < _LOG_HEADER:
        return False
    return _summed(log[:24], (0, 0), magic) == struct.unpack(">2I", log[24:32])


def _log_header(log: bytes) -> tuple[int, Sums, Sums]:
    """Magic, salts and the checksum the first frame goes on from. The first frame is always of this round."""
    magic = int.from_bytes(log[:4], "big")
    if len(log) < _LOG_HEADER + _FRAME_HEADER:
        return magic, (0, 0), (0, 0)
    salt1, salt2, *stated = struct.unpack(">4I", log[16:32])
    sums = (stated[0], stated[1])
    if magic not in _MAGICS or _summed(log[:24], (0, 0), magic) != sums:
        salt1, salt2 = struct.unpack(">2I", log[_LOG_HEADER + 8 : _LOG_HEADER + 16])
    return magic, (salt1, salt2), sums


def _summed(data: bytes, sums: Sums, magic: int) -> Sums:
    """SQLite's checksum of a log, continued."""
    first, second = sums
    order = ">" if magic == _BIG_ENDIAN_SUMS else "<"
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & _MASK
        second = (second + odd + first) & _MASK
    return first, second


def _committed(frames: list[Frame]) -> list[Frame]:
    """Up to the last commit: what follows it was never in the record."""
    while frames and not frames[-1].commits:
        frames.pop()
    return frames
