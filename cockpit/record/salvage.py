"""Which rows found in a damaged file are entries of the record: the chain tells them from what is not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from cockpit.record.cells import Cell
from cockpit.record.chain import FIRST, linked, sealed

_INTEGERS = (2, 4, 6, 12)
_TEXTS = (1, 3, 5, 7, 8, 10, 11, 13)
_COLUMNS = 16


class Found(NamedTuple):
    """The columns of a row that looks like an entry, as they stand in the file."""

    seq: int
    incident: str
    number: int
    commit: str
    position: int
    happened_at: str
    about: int
    recorded_at: str
    actor: str
    by_word: str | None
    origin: str
    event: str
    is_act: int
    body: str
    salt: bytes
    digest: bytes

    @property
    def redacted(self) -> bool:
        return not self.salt

    def fits(self, before: bytes) -> bool:
        """Whether it is what was recorded right after the entry with that digest."""
        return linked(before, self[1:13], self._seal()) == self.digest

    def may_follow(self, last: Found | None) -> bool:
        """Numbers of an incident cannot grow faster than the rows of the file; what does is damage."""
        number, seq = (last.number, last.seq) if last else (0, 0)
        return 0 < self.number - number <= self.seq - seq and self._is_sound()

    def _is_sound(self) -> bool:
        said = self.incident and self.actor and self.event and len(self.digest) == 32
        flags = {self.about, self.is_act} <= {0, 1}
        return bool(said) and flags and _is_json(self.body) and _is_json(self.origin)

    def _seal(self) -> bytes:
        if self.salt:
            return sealed(self.salt, self.body)
        try:
            return bytes.fromhex(json.loads(self.body)["redacted"]["sealed"])
        except (ValueError, KeyError, TypeError):
            return b""


class Kept(NamedTuple):
    """An entry that goes into the new file; not `proved`, the one before it is lost."""

    entry: Found
    proved: bool


class Broken(NamedTuple):
    """A row of which something can be read, and which is not what was recorded."""

    entry: Found


def as_entry(cell: Cell) -> Found | None:
    """The entry a row of a table is, as far as the kinds of its values tell."""
    values = cell.values
    if cell.rowid is None or len(values) < _COLUMNS or values[0] is not None:
        return None
    whole = (
        all(isinstance(values[place], int) for place in _INTEGERS)
        and all(isinstance(values[place], str) for place in _TEXTS)
        and (values[9] is None or isinstance(values[9], str))
        and isinstance(values[14], bytes)
        and isinstance(values[15], bytes)
    )
    return Found(cell.rowid, *values[1:_COLUMNS]) if whole else None  # type: ignore[arg-type]


def chosen(found: Iterable[Found]) -> Iterator[Kept | Broken]:
    """Of one incident's rows, ascending by number, at most one for each number, and what is none.

    A row is kept if it fits the one before it. Where that one is lost it is kept if the next one fits it,
    or if it is the last and stands where it may.
    """
    last: Found | None = None
    dropped: Sequence[Found] = ()
    for rows, following in _with_next(found):
        answer = _choice(rows, following, last, dropped)
        yield answer
        if isinstance(answer, Kept):
            last, dropped = answer.entry, ()
        else:
            dropped = rows


def _with_next(found: Iterable[Found]) -> Iterator[tuple[list[Found], list[Found]]]:
    """The rows of each number, and those of the next that is there."""
    rows: list[Found] = []
    for _, group in groupby(found, key=lambda row: row.number):
        following = list(group)
        if rows:
            yield rows, following
        rows = following
    if rows:
        yield rows, []


def _choice(
    rows: list[Found], following: list[Found], last: Found | None, dropped: Sequence[Found]
) -> Kept | Broken:
    number = rows[0].number
    rows = sorted(rows, key=lambda row: not row.redacted)  # a body that was taken away stays away
    if number == (last.number if last else 0) + 1:
        fitting = [row for row in rows if row.fits(last.digest if last else FIRST)]
        return Kept(fitting[0], True) if fitting else Broken(rows[0])
    for row in rows:
        if row.may_follow(last) and (_joined(row, dropped) or _confirmed(row, following)):
            return Kept(row, False)
    return Broken(rows[0])


def _joined(row: Found, dropped: Sequence[Found]) -> bool:
    """Whether it fits the digest of a row that is itself damaged elsewhere."""
    return any(one.number == row.number - 1 and row.fits(one.digest) for one in dropped)


def _confirmed(row: Found, following: list[Found]) -> bool:
    after = [one for one in following if one.number == row.number + 1]
    return not after or any(one.fits(row.digest) for one in after)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
