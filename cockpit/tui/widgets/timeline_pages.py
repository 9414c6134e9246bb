"""What a timeline holds of a record: which numbers pass the filter, and the rows near the reader."""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from functools import partial

from msgspec import Struct, field
from msgspec.structs import replace

from cockpit.record.log import Filter, Reader, Row

PAGE = 64
"""Rows read at once."""
KEPT = 16 * PAGE
"""Rows kept in memory, whatever the record holds."""
FIRST_BLOCK = 512
BLOCK = 8192
"""Numbers of a filtered view read at once, backward."""
NEWS = 256
"""New entries looked at one by one; of more, only the end is read."""

TEXT_KEPT = 4000
"""Characters kept of a text, ending in … where it goes on: one entry may hold a mebibyte."""
_END = 2**62
_CHANGING = frozenset({"entry.corrected", "entry.redacted", "entry.starred", "entry.unstarred"})
"""Events that change how earlier entries look, or whether they pass a filter."""


class View(Struct, frozen=True):
    """Whose entries are wanted, and which of them."""

    incident: str
    wanted: Filter = field(default_factory=Filter)


class Tail(Struct, frozen=True):
    """The end of a view: what a screen needs for its first paint."""

    view: View
    rows: tuple[Row, ...]
    numbers: tuple[int, ...] | None
    """Numbers that pass the filter, ascending; None where every entry does, for those have no gaps."""
    seen: int
    """The record's last number."""


class News(Struct, frozen=True):
    """What came after `since` into a view of which `loaded` numbers were known."""

    view: View
    since: int
    loaded: int
    seen: int
    changed: bool
    """Whether earlier entries may look different now."""
    fresh: tuple[Row, ...]
    """The new entries, whether they pass the filter or not; only the first `NEWS` of them."""
    rows: tuple[Row, ...]
    numbers: tuple[int, ...]
    """New numbers that pass the filter, where there is one."""
    renewed: tuple[int, ...] | None
    """All numbers of the loaded part, where earlier entries may pass or no longer pass the filter."""

    @property
    def whole(self) -> bool:
        """Whether `fresh` is all that came."""
        return bool(self.fresh) and self.fresh[-1].number == self.seen


def read_tail(reader: Reader, view: View) -> Tail:
    """The end of a view, in time that does not grow with the record. Raises RecordError."""
    if view.wanted.everything:
        rows = _rows(reader, view, before=_END, limit=PAGE)
        return Tail(view, rows, None, rows[-1].number if rows else 0)
    seen = _last_number(reader, view.incident)
    numbers = reader.numbers(view.incident, view.wanted, before=seen + 1, limit=FIRST_BLOCK)
    rows = _rows(reader, view, before=seen + 1, limit=PAGE)
    return Tail(view, rows, tuple(numbers), seen)


def read_rows(reader: Reader, view: View, first: int, limit: int) -> tuple[Row, ...]:
    """`limit` rows from number `first` on. Raises RecordError."""
    return _rows(reader, view, after=first - 1, limit=limit)


def read_older(reader: Reader, view: View, before: int, limit: int) -> list[int]:
    """The last `limit` numbers of a filtered view below `before`. Raises RecordError."""
    return reader.numbers(view.incident, view.wanted, before=before, limit=limit)


def read_news(reader: Reader, view: View, since: int, loaded: int) -> News:
    """What came after number `since` into a view of which `loaded` numbers are known. Raises RecordError."""
    fresh = _rows(reader, View(view.incident), after=since, limit=NEWS)
    flood = len(fresh) == NEWS
    seen = _last_number(reader, view.incident) if flood else (fresh[-1].number if fresh else since)
    changed = flood or any(row.event in _CHANGING for row in fresh)
    news = partial(News, view, since, loaded, seen, changed, fresh)
    if view.wanted.everything:
        return news(() if flood else fresh, (), None)
    if changed:
        renewed = reader.numbers(view.incident, view.wanted, before=seen + 1, limit=loaded + seen - since)
        return news((), tuple(n for n in renewed if n > since), tuple(renewed))
    passing = set(reader.numbers(view.incident, view.wanted, before=seen + 1, limit=len(fresh)))
    rows = tuple(row for row in fresh if row.number in passing)
    return news(rows, tuple(row.number for row in rows), None)


def read_star(reader: Reader, view: View, number: int, *, forward: bool) -> int | None:
    """The next starred entry of the view after (or before) `number`. Raises RecordError."""
    starred = View(view.incident, replace(view.wanted, starred=True))
    if forward:
        found = _rows(reader, starred, after=number, limit=1)
    else:
        found = _rows(reader, starred, before=number, limit=1)
    return found[0].number if found else None


class Entries:
    """The view of one filter. An index counts what is known of the view, the oldest known first.

    Indexes shift when older numbers are found, numbers never do: hold on to numbers.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self.seen = 0
        """The record's last number, as far as it was read."""
        self.complete = True
        """Whether the view's first entry is known."""
        self._numbers: array[int] | None = None if view.wanted.everything else array("q")
        self._rows: dict[int, Row] = {}
        self._outdated: dict[int, Row] = {}
        """Shown until they have been read anew, so that nothing flickers."""

    def __len__(self) -> int:
        return self.seen if self._numbers is None else len(self._numbers)

    @property
    def first_known(self) -> int:
        """The oldest number known of the view, or one past the record's end."""
        return self.number_at(0) if len(self) else self.seen + 1

    def number_at(self, index: int) -> int:
        return index + 1 if self._numbers is None else self._numbers[index]

    def index_of(self, number: int) -> int:
        """Where `number` stands, or the next entry that passes the filter, or the last."""
        index = number - 1 if self._numbers is None else bisect_left(self._numbers, number)
        return max(0, min(index, len(self) - 1))

    def row_at(self, index: int) -> Row | None:
        """The row, or None while it has not been read."""
        if not 0 <= index < len(self):
            return None
        number = self.number_at(index)
        return self._rows.get(number) or self._outdated.get(number)

    def missing(self, first: int, last: int) -> tuple[int, int] | None:
        """Which rows of indexes `first` to `last` (not included) to read: the first number, and how many."""
        first, last = max(0, first), min(last, len(self))
        numbers = range(first + 1, last + 1) if self._numbers is None else self._numbers[first:last]
        gaps = [index for index, number in enumerate(numbers) if number not in self._rows]
        return (numbers[gaps[0]], gaps[-1] - gaps[0] + 1) if gaps else None

    def begin(self, tail: Tail) -> None:
        """Take over the end of the view."""
        self.seen = tail.seen
        if tail.numbers is not None:
            self._numbers = array("q", tail.numbers)
            self.complete = len(tail.numbers) < FIRST_BLOCK
        self.keep(tail.rows)

    def keep(self, rows: Iterable[Row]) -> None:
        """Remember rows; those read longest ago are forgotten."""
        for row in rows:
            self._rows.pop(row.number, None)
            self._outdated.pop(row.number, None)
            self._rows[row.number] = row
        for held in (self._rows, self._outdated):
            for number in list(held)[: max(0, len(held) - KEPT)]:
                del held[number]

    def put_before(self, numbers: Sequence[int], before: int, limit: int) -> int:
        """Add older numbers of a filtered view that were read below `before`; returns how many."""
        if self._numbers is None or before != self.first_known:
            return 0
        self._numbers = array("q", numbers) + self._numbers
        self.complete = len(numbers) < limit
        return len(numbers)

    def fits(self, news: News) -> bool:
        """Whether nothing was taken over since these news were asked for."""
        return (news.view, news.since, news.loaded) == (self.view, self.seen, len(self))

    def add(self, news: News) -> int:
        """Take over what came after; returns how many new entries the view has."""
        if news.since != self.seen:
            return 0
        self.seen = news.seen
        if news.changed:
            self._outdated, self._rows = {**self._outdated, **self._rows}, {}
        self.keep(news.rows)
        if self._numbers is None:
            return news.seen - news.since
        if news.renewed is None:
            for number in news.numbers:
                insort(self._numbers, number)
        else:
            self._numbers = array("q", news.renewed)
        return len(news.numbers)


def _rows(
    reader: Reader, view: View, *, after: int | None = None, before: int | None = None, limit: int
) -> tuple[Row, ...]:
    found = reader.rows(view.incident, view.wanted, after=after, before=before, limit=limit)
    return tuple(_shortened(row) for row in found)


def _last_number(reader: Reader, incident: str) -> int:
    last = reader.rows(incident, Filter(), before=_END, limit=1)
    return last[-1].number if last else 0


def _shortened(row: Row) -> Row:
    if max(len(row.text), len(row.corrected_text or "")) <= TEXT_KEPT and row.raw is None:
        return row
    corrected = None if row.corrected_text is None else _cut(row.corrected_text)
    return replace(row, text=_cut(row.text), corrected_text=corrected, raw=None)


def _cut(text: str) -> str:
    return text if len(text) <= TEXT_KEPT else text[:TEXT_KEPT] + "…"
