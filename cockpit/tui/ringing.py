"""The bell of one terminal: each cause is heard once, by the person it belongs to."""

from __future__ import annotations

from datetime import datetime

from cockpit.incident.duties import Duty
from cockpit.incident.quiet import is_silent, rings, rings_at
from cockpit.incident.state import Incident
from cockpit.tui.noticing import news

NOBODY = ""
"""What is news to nobody in particular is told to everybody, without a bell."""


class Ringing:
    """Which causes have been heard here; what was due when the screen was opened is seen, not heard."""

    def __init__(self) -> None:
        self._heard: dict[str, set[tuple[str, datetime | None]]] = {}
        """By incident."""

    def due(self, incident: Incident, me: str, now: datetime) -> list[Duty]:
        """The duties of `me` that have not been heard yet; a tmux window in the background is flagged too."""
        found = {(duty.cause, rings_at(duty, me)): duty for duty in rings(incident, me, now)}
        heard = self._heard.get(incident.id)
        self._heard[incident.id] = (heard or set()) | found.keys()
        return [] if heard is None else [duty for key, duty in found.items() if key not in heard]


def news_rings(before: Incident, after: Incident, me: str, now: datetime) -> bool:
    """Whether something among the news is for `me` alone, at an hour at which it may ring."""
    own = set(news(before, after, me)) - set(news(before, after, NOBODY))
    return bool(own) and not is_silent(after, me, now)
