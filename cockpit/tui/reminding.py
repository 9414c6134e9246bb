"""The reminder that nobody has command: in words, at the procedure's minutes, without a bell (S52)."""

from __future__ import annotations

from datetime import datetime, timedelta

from cockpit.incident.duties import ago
from cockpit.incident.state import Incident


class Reminding:
    """Says it once for each of the minutes; those that had passed when the screen was opened stay silent."""

    def __init__(self) -> None:
        self._said: dict[str, datetime | None] = {}
        """By incident: the last of the minutes that has been dealt with."""

    def due(self, incident: Incident, now: datetime) -> str:
        """A sentence when one of the minutes has just passed, else empty. Alone nobody is reminded."""
        since = incident.command_open_since
        at = _last_passed(incident, now)
        before = self._said.get(incident.id, at)
        self._said[incident.id] = at
        if at is None or since is None or at == before or incident.alone:
            return ""
        return f"Nobody has command for {ago(since, now)}: t takes it, P calls somebody who does."


def _last_passed(incident: Incident, now: datetime) -> datetime | None:
    """The latest of the minutes that has passed; None where somebody has command, or none has passed."""
    since = incident.command_open_since
    if since is None or incident.commander is not None or not incident.is_open:
        return None
    minutes = (timedelta(minutes=count) for count in incident.cadence.no_commander)
    return max((since + each for each in minutes if since + each <= now), default=None)
