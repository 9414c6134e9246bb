"""A place at one incident: what its record adds up to, and how to stay with it. It writes nothing."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from typing import Protocol

from msgspec.structs import replace

from cockpit.incident.envelope import Recorded
from cockpit.incident.fold import fold
from cockpit.incident.state import Incident
from cockpit.record.log import EventLog, Head, Reader
from cockpit.record.lost import EntriesLost, lost

GAP = 2000
"""Entries behind after which only the acts are read, not every note."""
_KNOWN = 1000
"""Entries that came last, of which it is known exactly whether the record still holds them."""
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
        self._came: deque[tuple[int, bytes]] = deque(maxlen=_KNOWN)
        self.lost: EntriesLost | None = None
        """What this terminal has seen and the record does not hold, after it went on without it."""
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
            self._came.clear()
            self.lost = None
            return self.incident

    def catch_up(self) -> Incident:
        """Fold whatever came since; the same value when nothing did.

        Raises EntriesLost when the record lost entries this terminal has already seen.
        """
        with self._lock:
            seen = self.incident.number
            head = self.store.head(self.incident.id)
            if self.lost is not None and head.number >= self.lost.last and self.lost.is_back(self.store):
                self.lost = None
            if head.number < seen or (head.number == seen and head.digest != self._digest):
                raise self._missing(head)
            if head.number == seen:
                return self.incident
            read = self.store.since(self.incident.id, max(0, seen - 1), limit=GAP + 1)
            if seen and [entry.digest for entry in read[:1]] != [self._digest]:
                raise self._missing(head)
            news = read[1:] if seen else read
            if len(news) >= GAP or any(entry.event == _REDACTED for entry in news):
                before = self.lost
                self.open(self.incident.id)
                self.lost = before
                return self.incident
            self.incident = fold(self.incident, news)
            if news:
                self._digest = news[-1].digest
                self._came.extend((entry.number, entry.digest) for entry in news)
            return self.incident

    def go_on(self, missing: EntriesLost) -> Incident:
        """Sit at what the record holds, without the entries that are `missing`; `lost` tells of them.

        Raises `missing` where it holds nothing of this incident as it was.
        """
        with self._lock:
            if missing.first == 1:
                raise missing
            before = self.lost
            self.open(self.incident.id)
            self.lost = before if before is not None and before.last > missing.last else missing
            return self.incident

    def _missing(self, head: Head) -> EntriesLost:
        """Acts are known by their digests, and of the rest what came while this terminal sat here."""
        seen = {entry.number: entry.digest for entry in self.incident.acts}
        seen |= {**dict(self._came), self.incident.number: self._digest}
        found = lost(self.store, self.incident.id, seen)
        return found or EntriesLost(self.incident.id, head.number + 1, self.incident.number, self._digest)

    def _met(self, incident: str) -> Iterator[Recorded]:
        numbers = {n for w in self.store.writers(incident) for n in (w.first_number, w.last_number)}
        for number in sorted(numbers):
            yield from self.store.since(incident, number - 1, limit=1)
