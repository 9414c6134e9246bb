"""Who is hit and how badly, to be read out: as it goes on, as it was left behind in the watch, as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cockpit.incident.closing import is_impact_over, is_worse_again
from cockpit.incident.state import Impact, Incident
from cockpit.reports.phrases import where
from cockpit.reports.spoken import words
from cockpit.reports.words import at


def impact_told(incident: Incident, now: datetime) -> Iterator[str]:
    """One sentence or two, without their end."""
    impact = incident.impact
    if impact is None:
        ever = "said" if incident.phase == "closed" else "has said yet"
        yield f"Nobody {ever} who {'was' if incident.phase == 'closed' else 'is'} hit and how badly"
        return
    said = words(incident, impact.text)
    place = [words(incident, part) for part in where(impact).split(", ")] if where(impact) else []
    new = [part for part in place if part.casefold() not in said.casefold()]
    over = is_impact_over(incident) or incident.phase == "closed"
    yield f"Impact{' was' if over else ''}: {', '.join([said, *new])}"
    change = _over(incident, impact, now) if over else _change(incident, impact, now)
    if change:
        yield change


def _over(incident: Incident, impact: Impact, now: datetime) -> str:
    """How it ended; where nobody said that it got better, that."""
    if incident.stood_down:
        return "It turned out to be no incident"
    if incident.resolved_at is None:
        return "It was closed without being called resolved"
    over = f"It counts as over since {at(incident.resolved_at, now)}"
    stood = _STOOD.get(impact.trend)
    return f"{over}; the last word on it, at {at(impact.at, now)}, was that it was {stood}" if stood else over


_STOOD = {"worse": "getting worse", "same": "unchanged", "new-symptom": "a new symptom"}


def _change(incident: Incident, impact: Impact, now: datetime) -> str:
    """Which way it goes, and what it was before; or that nobody has looked for long."""
    confirmed = incident.impact_confirmed_at or impact.at
    if incident.phase == "active" and now - confirmed > timedelta(minutes=incident.cadence.escalate):
        return f"Nobody has confirmed that since {at(confirmed, now)}"
    if is_worse_again(incident):
        return f"That came in the watch, at {at(impact.at, now)}: do we go back to active?"
    was, new = _before(incident, impact, now), _new(incident, impact, now)
    told = {
        "worse": f"It is getting worse{was}",
        "better": f"It is getting better{was}",
        "same": f"That has not changed as of {at(confirmed, now)}",
        "new-symptom": f"That is a new symptom{was}" if was else "",
    }[impact.trend]
    return "; ".join(filter(None, (told, new)))


def _before(incident: Incident, impact: Impact, now: datetime) -> str:
    """ ", and at 13:20 UTC it was 8%": how it stood when it was last told otherwise."""
    known = (one for one in reversed(incident.impact_history) if one.trend != "new-symptom")
    before = next((one for one in known if _differs(one, impact)), None)
    if before is None:
        return ""
    share = before.share if before.share and impact.share else None
    return f", and at {at(before.at, now)} it was {words(incident, share or before.text)}"


def _differs(before: Impact, impact: Impact) -> bool:
    if before.share and impact.share:
        return before.share != impact.share
    return before.text != impact.text


def _new(incident: Incident, impact: Impact, now: datetime) -> str:
    """A symptom that is new since the last check-in, beside what is being told."""
    last = incident.checkins[-1].number if incident.checkins else 0
    new = [one for one in incident.impact_history if one.trend == "new-symptom" and one.number > last]
    if not new or new[-1] == impact:
        return ""
    return f"new since {at(new[-1].at, now)}: {words(incident, new[-1].text)}"
