"""A place at one incident: what its record adds up to, and how to stay with it. It writes nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from typing import Protocol

from msgspec.structs import replace

from cockpit.incident.envelope import Recorded
from cockpit.incident.fold import fold
from cockpit.incident.state import Incident
from cockpit.record.errors import RecordError
from cockpit.record.log import EventLog, Reader

GAP = 2000
"""Entries behind after which only the acts are read, not every note."""
_REDACTED = "entry.redacted"


class Store(EventLog, Reader, Protocol):
    """What a desk works on: the log, and what screens read beside it."""


class Seat:
    """Follows one incident. Safe to use from worker threads.

    Apart from the desk because reading needs neither the commands nor the rules, and a command that only
    reads shall start fast. Every method may raise RecordError.
    """

    def __init__(
        self,
        store: Store,
        *,
        zone: tzinfo = UTC,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.store = store
        self.zone = zone
        self._clock = clock
        self._lock = threading.RLock()
        self._digest = b""
        self.incident = Incident(id="")

    def now(self) -> datetime:
        """The time, in the zone this person's screens show."""
        return self._clock().astimezone(self.zone)

    @contextmanager
    def at_rest(self, within: float = 2.0) -> Iterator[None]:
        """While nothing of this seat's is at the record; after `within` seconds whatever is going on."""
        ours = self._lock.acquire(timeout=within)
        try:
            yield
        finally:
            if ours:
                self._lock.release()

    def open(self, incident: str) -> Incident:
        """Sit down at an incident: its acts are folded, its notes only counted.

        Of everybody who has written the first and the last entry are folded too, which makes the
        people the same as after a fold of everything.
        """
        with self._lock:
            head = self.store.head(incident)
            acts = self.store.since(incident, 0, acts_only=True)
            read = {entry.number: entry for entry in (*self._met(incident), *acts)}
            known = [read[number] for number in sorted(read) if number <= head.number]
            self.incident = replace(fold(Incident(id=incident), known), number=head.number)
            self._digest = head.digest
            return self.incident

    def catch_up(self) -> Incident:
        """Fold whatever came since; the same value when nothing did.

        Raises RecordError when the record lost entries this terminal has already seen.
        """
        with self._lock:
            seen = self.incident.number
            head = self.store.head(self.incident.id)
            if head.number < seen or (head.number == seen and head.digest != self._digest):
                raise self._lost()
            if head.number == seen:
                return self.incident
            read = self.store.since(self.incident.id, max(0, seen - 1), limit=GAP + 1)
            if seen and [entry.digest for entry in read[:1]] != [self._digest]:
                raise self._lost()
            news = read[1:] if seen else read
            if len(news) >= GAP or any(entry.event == _REDACTED for entry in news):
                return self.open(self.incident.id)
            self.incident = fold(self.incident, news)
            if news:
                self._digest = news[-1].digest
            return self.incident

    def _lost(self) -> RecordError:
        """A chain cannot show that its end was cut off: only whoever saw that end can tell."""
        return RecordError(
            f"The record of {self.incident.id} no longer holds what this terminal has seen up to entry "
            f"{self.incident.number}: keep the file and its -wal, run cockpit verify, and save what is there "
            "with cockpit backup FILE; if an older copy was put back on purpose, start the cockpit again."
        )

    def _met(self, incident: str) -> Iterator[Recorded]:
        numbers = {n for w in self.store.writers(incident) for n in (w.first_number, w.last_number)}
        for number in sorted(numbers):
            yield from self.store.since(incident, number - 1, limit=1)
