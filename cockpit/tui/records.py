"""The records the person at this terminal may sit down at, and going from one to another."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from cockpit.desk import Desk
from cockpit.place.listing import Listed


class Records(Protocol):
    """Everybody's record, and those of private incidents. Every method may raise RecordError."""

    def incidents(self) -> Listed:
        """All that may be picked, the one declared last first."""

    def place_of(self, incident: str) -> tuple[Desk, Path]:
        """A desk at the record of an incident, and its file; a new one is kept in everybody's."""

    def arrive(self, path: Path) -> None:
        """The screen shows that record from now on."""


class OneRecord:
    """A single record, such as one in memory."""

    def __init__(self, desk: Desk, path: Path) -> None:
        self._place = desk, path

    def incidents(self) -> Listed:
        """Those of this record."""
        return Listed(self._place[0].store.incidents())

    def place_of(self, incident: str) -> tuple[Desk, Path]:
        """Always the same."""
        return self._place

    def arrive(self, path: Path) -> None:
        """Nobody comes from anywhere else."""
