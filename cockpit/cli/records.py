"""The records a screen may move to: everybody's, and the private ones this person may read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cockpit.cli.context import Call
from cockpit.place.listing import Listed, latest_first, private_summaries
from cockpit.place.private import is_private, private_ids, private_path

if TYPE_CHECKING:
    from cockpit.desk import Desk

_OWN_EYES = 0o077


class Records:
    """Opens each record when somebody first sits down at it; all are closed with the command.

    A desk for each, so that what was typed at one can never be sent to another.
    """

    def __init__(self, call: Call, desk: Desk) -> None:
        self._call = call
        self._desks = {call.path: desk}
        self._usual = os.umask(_OWN_EYES)
        self.arrive(call.path)

    def incidents(self) -> Listed:
        """Everybody's and the private ones. Raises RecordError where everybody's cannot be read."""
        shared = self._call.shared
        private = private_summaries(shared)
        everybodys = self._desk_at(shared).store.incidents()
        return Listed(latest_first(everybodys, private.incidents), private.trouble)

    def place_of(self, incident: str) -> tuple[Desk, Path]:
        """Where an incident is kept; a new one is kept in everybody's record. Raises RecordError."""
        shared = self._call.shared
        path = private_path(shared, incident) if incident in private_ids(shared) else shared
        return self._desk_at(path), path

    def arrive(self, path: Path) -> None:
        """What is written elsewhere from a private incident is for this user's eyes alone."""
        os.umask(_OWN_EYES if is_private(path) else self._usual)

    def _desk_at(self, path: Path) -> Desk:
        if path not in self._desks:
            other = self._call.at(path)
            self._desks[path] = other.desk(other.reading if other.read_only else other.writing)
        return self._desks[path]
