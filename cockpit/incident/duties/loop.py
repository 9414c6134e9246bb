"""Check-ins, and the end of the watch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cockpit.incident.duties.duty import Duty, Rank, ago, deciders, hm
from cockpit.incident.procedure import (
    DEPUTY,
)
from cockpit.incident.state import Incident


def loop(incident: Incident, now: datetime) -> Iterator[Duty]:
    band = incident.band
    if band is not None and now >= band.due_at:
        whose = deciders(incident)
        text = f"check-in {incident.loop} is due until {hm(band.overdue_at, now)}"
        rule, since = "S66", band.due_at
        if now >= band.overdue_at:
            rule, text = "S75", f"check-in {incident.loop} is overdue by {ago(band.overdue_at, now)}"
        if now >= band.escalates_at:
            whose += incident.holders(DEPUTY)
        yield Duty(rule, Rank.CHECK_IN, text, since, whose, "countdown", cause=f"check-in {incident.loop}")
    until = incident.watch_until
    if until is not None and now >= until:
        text = f"quiet since {hm(until, now)}: close, or go on watching?"
        yield Duty("S78", Rank.CHECK_IN, text, until, deciders(incident), "countdown", cause="watch over")
