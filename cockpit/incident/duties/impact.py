"""Who is hit, how badly, and how severe that is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cockpit.incident.checkin import is_given_up
from cockpit.incident.closing import is_worse_again
from cockpit.incident.duties.duty import Duty, Rank, ago, deciders
from cockpit.incident.state import Incident


def impact(incident: Incident, now: datetime) -> Iterator[Duty]:
    declared = incident.declared_at or now
    whose = deciders(incident)
    if incident.impact is None:
        text = "say who is hit and how badly"
        yield Duty("S59", Rank.IMPACT, text, declared, whose, "impact", cause="impact empty")
        return
    confirmed = incident.impact_confirmed_at or incident.impact.at
    stale_after = timedelta(minutes=incident.cadence.escalate)
    if incident.phase == "active" and now - confirmed > stale_after and not is_given_up(incident, now):
        text = f"impact was last confirmed {ago(confirmed, now)} ago: still so?"
        yield Duty("S7", Rank.IMPACT, text, confirmed + stale_after, whose, "impact", cause="impact stale")
    if is_worse_again(incident):
        text = "it got worse in the watch: back to active?"
        since = incident.impact.at
        yield Duty("S77", Rank.IMPACT, text, since, whose, "impact", cause="relapse", rings_at=since)


def severity(incident: Incident, now: datetime) -> Iterator[Duty]:
    declared = incident.declared_at
    if declared is None:
        return
    whose = deciders(incident)
    if incident.severity is None:
        text = "set the severity; when unsure, the worse"
        yield Duty("S38", Rank.REST, text, declared, whose, "impact", cause="severity")
