"""Which entries that somebody has seen a record no longer holds: only they can tell."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from cockpit.record.errors import RecordError
from cockpit.record.log import EventLog


class EntriesLost(RecordError):
    """The record no longer holds entries that this terminal has seen: cut off, or an older copy of it."""

    def __init__(self, incident: str, first: int, last: int, digest: bytes) -> None:
        self.incident, self.first, self.last, self.digest = incident, first, last, digest
        count = last - first + 1
        gone = "it is" if count == 1 else f"{count} entries, {first} to {last}, are"
        super().__init__(
            f"The record of {incident} no longer holds what this terminal has seen up to entry {last}: "
            f"{gone} missing. If an older copy was put back on purpose, send twice what you enter next; else "
            "keep the file and its -wal, run cockpit verify, and save what is there with cockpit backup FILE."
        )

    def is_back(self, log: EventLog) -> bool:
        """Whether the record holds them again."""
        return _holds(log, self.incident, self.last, self.digest)


def lost(log: EventLog, incident: str, seen: Mapping[int, bytes]) -> EntriesLost | None:
    """What is missing of what was `seen`: digests by number, of all or some entries up to the last one.

    An entry fits only what stands before it, so the first that is missing is found by halves.
    Raises RecordError.
    """
    numbers = sorted(seen)
    kept = bisect_left(numbers, True, key=lambda number: not _holds(log, incident, number, seen[number]))
    if kept == len(numbers):
        return None
    before = max(numbers[kept - 1] if kept else 0, min(log.head(incident).number, numbers[kept] - 1))
    return EntriesLost(incident, before + 1, numbers[-1], seen[numbers[-1]])


def _holds(log: EventLog, incident: str, number: int, digest: bytes) -> bool:
    found = log.since(incident, number - 1, limit=1)
    return [(entry.number, entry.digest) for entry in found] == [(number, digest)]
