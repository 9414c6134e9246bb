"""Entries on their way to the desk: one after the other, in the order in which they were typed."""

from __future__ import annotations

from collections import deque
from uuid import UUID

from msgspec import Struct

from cockpit.incident.grammar import Request
from cockpit.tui.widgets.entryline import EntrySubmitted


class Part(Struct, frozen=True):
    """One request of what was entered at once under `whole`."""

    whole: UUID
    commit: UUID
    request: Request
    is_last: bool


class Sending:
    """A queue with at most one part under way: lines pasted together stand in the record in their order."""

    def __init__(self) -> None:
        self.under_way: Part | None = None
        self._waiting: deque[Part] = deque()

    def add(self, entered: EntrySubmitted) -> None:
        """Everything that was entered goes to the end of the queue."""
        parts = entered.parts()
        for place, (commit, request) in enumerate(parts, 1):
            self._waiting.append(Part(entered.commit, commit, request, place == len(parts)))

    def next(self) -> Part | None:
        """The part to send now; None while one is under way or nothing waits."""
        if self.under_way is not None or not self._waiting:
            return None
        self.under_way = self._waiting.popleft()
        return self.under_way

    def answered(self, commit: UUID | None, *, stored: bool) -> Part | None:
        """The part this answers, no longer under way; None where it is not ours.

        Where one part is not stored, the rest of what was entered with it is not sent either.
        """
        part = self.under_way
        if part is None or part.commit != commit:
            return None
        self.under_way = None
        if not stored:
            self._waiting = deque(other for other in self._waiting if other.whole != part.whole)
        return part
