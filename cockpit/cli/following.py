"""The timeline as a stream: in pages, so that no number of entries fills the memory, and on as they come."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence

from cockpit.cli.output import nobody_reads
from cockpit.record.errors import RecordError
from cockpit.record.log import Filter, Head, Reader, Row
from cockpit.record.sqlite import SqliteLog

PAGE = 500
"""Entries fetched and written at a time."""
LOOK_SECONDS = 0.2
"""How long a new entry may stay unseen; a look is one query that reads three numbers."""

Write = Callable[[Sequence[Row]], None]


class Tail:
    """Writes the entries of one incident that pass a filter, ascending by number, each once."""

    def __init__(
        self, store: SqliteLog, incident: str, wanted: Filter, write: Write, say: Callable[[str], None]
    ) -> None:
        self._store = store
        self._incident = incident
        self._wanted = wanted
        self._write = write
        self._say = say
        self._head = Head(0, 0, b"")
        self._unreadable = False

    def start(self, last: int | None) -> None:
        """Everything up to now, or the `last` so many."""
        head = self._store.head(self._incident)
        after = 0
        if last is not None:
            found = self._store.numbers(self._incident, self._wanted, before=head.number + 1, limit=last)
            after = found[0] - 1 if found else head.number
        self._write_up_to(head, after)

    def follow(self, *, pause: Callable[[float], None] = time.sleep) -> None:
        """What comes, as it comes, until ctrl+c, or until nobody reads any more."""
        try:
            while not nobody_reads(sys.stdout):
                self.look()
                pause(LOOK_SECONDS)
        except KeyboardInterrupt:
            return

    def look(self) -> None:
        """Write what came since the last look; a record that cannot be read just now is waited for."""
        try:
            self._look()
        except RecordError as error:
            if not self._unreadable:
                self._say(f"{error} Waiting for it to come back; ctrl+c ends.")
            self._unreadable = True
        else:
            if self._unreadable:
                self._say("The record can be read again.")
            self._unreadable = False

    def _look(self) -> None:
        seen, head = self._head, self._store.head(self._incident)
        if head == seen:
            return
        if head.number <= seen.number:
            self._head = head
            self._say(
                f"The record was replaced: {self._incident} now ends at entry {head.number}, and "
                f"{seen.number} were shown here; what comes from now on follows."
            )
            return
        self._write_up_to(head, seen.number)

    def _write_up_to(self, head: Head, after: int) -> None:
        """Nothing above `head` is written, so that the next look knows what was."""
        for rows in pages(self._store, self._incident, self._wanted, after):
            known = [row for row in rows if row.number <= head.number]
            if known:
                self._write(known)
            if len(known) < len(rows):
                break
        self._head = head


def pages(store: Reader, incident: str, wanted: Filter, after: int) -> Iterator[list[Row]]:
    """The lines above number `after` that pass the filter, a page at a time."""
    while True:
        rows = store.rows(incident, wanted, after=after, limit=PAGE)
        if rows:
            yield rows
            after = rows[-1].number
        if len(rows) < PAGE:
            return
