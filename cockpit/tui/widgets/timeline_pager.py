"""Reading for a timeline away from the event loop, in an order that keeps what is known whole."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

from cockpit.record.errors import RecordError
from cockpit.record.log import Reader
from cockpit.tui.widgets.timeline_pages import (
    BLOCK,
    Entries,
    News,
    Tail,
    View,
    read_news,
    read_older,
    read_rows,
    read_star,
    read_tail,
)

T = TypeVar("T")


class Read(Protocol):
    """Asks the record's reader something away from the event loop. Raises RecordError."""

    async def __call__(self, ask: Callable[[Reader], T]) -> T: ...


class Pager:
    """Reads one view. Where the record cannot be read the answer is None, and `failed` gets the sentence."""

    def __init__(self, read: Read, view: View, failed: Callable[[str], object]) -> None:
        self.entries = Entries(view)
        self._read = read
        self._view = view
        self._failed = failed
        self._sequence = asyncio.Lock()
        """Held while numbers are read, so that what is read backward and what came after never overtake."""

    async def tail(self) -> Tail | None:
        """The end of the view."""
        return await self._ask(partial(read_tail, view=self._view))

    async def rows(self, first: int, limit: int) -> bool | None:
        """Read `limit` rows from number `first` on, and keep them."""
        rows = await self._ask(partial(read_rows, view=self._view, first=first, limit=limit))
        if rows is None:
            return None
        self.entries.keep(rows)
        return True

    async def older(self) -> int | None:
        """Read one more block of a filtered view, backward; returns how many lines came above."""
        async with self._sequence:
            before = self.entries.first_known
            older = await self._ask(partial(read_older, view=self._view, before=before, limit=BLOCK))
            return None if older is None else self.entries.put_before(older, before, BLOCK)

    def asks(self) -> Callable[[Reader], News]:
        """What reads the news, for whoever has something else to read with it."""
        return partial(read_news, view=self._view, since=self.entries.seen, loaded=len(self.entries))

    async def news(self) -> News | None:
        """What came since; for the caller to add at once, before anything else is awaited."""
        async with self._sequence:
            return await self._ask(self.asks())

    async def star(self, number: int, *, forward: bool) -> int | None:
        """The next starred number, or None."""
        return await self._ask(partial(read_star, view=self._view, number=number, forward=forward))

    async def _ask(self, ask: Callable[[Reader], T]) -> T | None:
        try:
            return await self._read(ask)
        except RecordError as error:
            self._failed(str(error))
            return None
