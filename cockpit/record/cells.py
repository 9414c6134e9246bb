"""Rows out of the bytes of a page, one by one, so that a damaged one takes no other with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cockpit.record.pages import Pages

Value = int | float | str | bytes | None

_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER = 13, 10, 2
_INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_LARGEST = 2**26
"""Bytes of a row; more is damage, an entry being a quarter of it at most."""


class Cell(NamedTuple):
    """One row of a table, by its rowid, or one entry of an index, which has none."""

    rowid: int | None
    values: tuple[Value, ...]


def cells(pages: Pages, image: bytes) -> Iterator[Cell]:
    """What can be read of one image of a page, if it is a leaf of a table or part of an index."""
    kind = image[0] if len(image) == pages.size else 0
    if kind not in (_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER):
        return
    first = 12 if kind == _INDEX_INNER else 8
    count = int.from_bytes(image[3:5], "big")
    for place in range(first, min(first + 2 * count, pages.size - 1), 2):
        at = int.from_bytes(image[place : place + 2], "big")
        try:
            yield _cell(pages, image, at + (4 if kind == _INDEX_INNER else 0), is_table=kind == _TABLE_LEAF)
        except (IndexError, ValueError):
            continue


def _cell(pages: Pages, image: bytes, at: int, *, is_table: bool) -> Cell:
    size, at = _varint(image, at)
    rowid = None
    if is_table:
        rowid, at = _varint(image, at)
    if size > _LARGEST:
        raise ValueError("larger than any row")
    local = _local(size, pages.size, is_table=is_table)
    payload = image[at : at + local]
    if local < size:
        payload += _overflow(pages, int.from_bytes(image[at + local : at + local + 4], "big"), size - local)
    if len(payload) != size:
        raise ValueError("cut off")
    return Cell(rowid, tuple(_values(payload)))


def _local(size: int, page: int, *, is_table: bool) -> int:
    """How many bytes of a row stand in the page itself; the others are in pages of their own."""
    most = page - 35 if is_table else (page - 12) * 64 // 255 - 23
    if size <= most:
        return size
    least = (page - 12) * 32 // 255 - 23
    fitting = least + (size - least) % (page - 4)
    return fitting if fitting <= most else least


def _overflow(pages: Pages, number: int, size: int) -> bytes:
    pieces: list[bytes] = []
    while size > 0:
        image = pages.page(number)
        if len(image) != pages.size:
            raise ValueError("cut off")
        pieces.append(image[4 : 4 + min(size, pages.size - 4)])
        size -= len(pieces[-1])
        number = int.from_bytes(image[:4], "big")
    return b"".join(pieces)


def _values(payload: bytes) -> Iterator[Value]:
    end, at = _varint(payload, 0)
    start = end
    while at < end:
        kind, at = _varint(payload, at)
        size = _size(kind)
        if start + size > len(payload):
            raise ValueError("cut off")
        yield _value(kind, payload[start : start + size])
        start += size


def _size(kind: int) -> int:
    if kind >= 12:
        return (kind - 12) // 2
    if kind in (10, 11):
        raise ValueError("no kind of value")
    return 8 if kind == 7 else _INTEGER_BYTES.get(kind, 0)


def _value(kind: int, data: bytes) -> Value:
    """A text that is none becomes bytes, and so does a fraction: no row of an entry holds either."""
    if kind == 0:
        return None
    if kind in (8, 9):
        return kind - 8
    if kind in _INTEGER_BYTES:
        return int.from_bytes(data, "big", signed=True)
    if kind >= 13 and kind % 2:
        try:
            return data.decode()
        except UnicodeDecodeError:
            return data
    return data


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(9):
        byte = data[at + place]
        if place == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + place + 1
    raise ValueError("no number")
