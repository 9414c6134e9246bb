"""A reader over entries that are made when they are asked for: as many as one likes, at no cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from msgspec.structs import replace

from cockpit.record.errors import Unavailable
from cockpit.record.log import Filter, Row, Verdict, Writer

T = TypeVar("T")
START = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)


def row(number: int) -> Row:
    """Every tenth is starred, every third an approval, every seventh speaks of lag."""
    at = START + timedelta(seconds=number)
    return Row(
        number=number,
        happened_at=at,
        about=False,
        recorded_at=at,
        actor="alice" if number % 2 else "grace",
        by_word=None,
        event="entry.logged",
        kind="note" if number % 3 else "approval",
        text=f"entry {number}" + ("" if number % 7 else " replica lag rises"),
        starred=number % 10 == 0,
        corrects=None,
        corrected_text=None,
        raw=None,
        redacted=False,
        origin_user="alice" if number % 2 else "grace",
    )


class Synthetic:
    """A record of `count` entries; `changed` holds rows that are not as they would be made."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.changed: dict[int, Row] = {}
        self.asked: list[str] = []
        self.failure: str | None = None

    async def read(self, ask: Callable[[Synthetic], T]) -> T:
        """As a timeline asks."""
        return ask(self)

    def change(self, number: int, **fields: object) -> None:
        self.changed[number] = replace(self.get(number), **fields)

    def add(self, **fields: object) -> None:
        self.count += 1
        self.change(self.count, **fields)

    def get(self, number: int) -> Row:
        return self.changed.get(number) or row(number)

    def rows(
        self,
        incident: str,
        wanted: Filter,
        *,
        after: int | None = None,
        before: int | None = None,
        limit: int,
    ) -> list[Row]:
        self._note("rows")
        if after is not None:
            found = self._passing(wanted, range(after + 1, self.count + 1))
            return [self.get(number) for number, _ in zip(found, range(limit), strict=False)]
        return [self.get(number) for number in self._backward(wanted, before, limit)]

    def numbers(self, incident: str, wanted: Filter, *, before: int, limit: int) -> list[int]:
        self._note("numbers")
        return self._backward(wanted, before, limit)

    def row(self, incident: str, number: int) -> Row | None:
        return self.get(number) if 0 < number <= self.count else None

    def starred_count(self, incident: str) -> int:
        return self.count // 10

    def writers(self, incident: str) -> list[Writer]:
        return []

    def logins(self, incident: str) -> dict[str, tuple[str, ...]]:
        return {}

    def quoting(self, incident: str, text: str) -> list[int]:
        return []

    def verify(self, incident: str) -> Verdict:
        return Verdict(incident, self.count, b"", None, ())

    def _backward(self, wanted: Filter, before: int | None, limit: int) -> list[int]:
        end = self.count if before is None else min(self.count, before - 1)
        found = self._passing(wanted, range(end, 0, -1))
        return [number for number, _ in zip(found, range(limit), strict=False)][::-1]

    def _passing(self, wanted: Filter, numbers: range) -> Iterator[int]:
        return (number for number in numbers if wanted.everything or _passes(wanted, self.get(number)))

    def _note(self, what: str) -> None:
        if self.failure is not None:
            raise Unavailable(self.failure)
        self.asked.append(what)


def _passes(wanted: Filter, row: Row) -> bool:
    return (
        (row.starred or not (wanted.starred or wanted.people_and_stars))
        and wanted.kind in {None, row.kind}
        and wanted.by in {None, row.actor}
        and all(word in row.text for word in wanted.search.split())
    )
