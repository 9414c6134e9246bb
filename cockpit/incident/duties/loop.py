"""Check-ins, own timers, and the end of the watch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cockpit.incident.checkin import STILL_RUNNING, is_given_up, last_held, tripwire, under_way
from cockpit.incident.duties.duty import Duty, Rank, ago, deciders, hm
from cockpit.incident.people import same_person
from cockpit.incident.procedure import DEPUTY
from cockpit.incident.state import Band, Incident


def loop(incident: Incident, now: datetime) -> Iterator[Duty]:
    band = incident.band
    if band is not None and is_given_up(incident, now):
        yield _still_running(incident, band, now)
    elif band is not None and now >= band.due_at:
        yield from _check_in(incident, band, now)
    until = incident.watch_until
    if until is not None and now >= until:
        text = f"the watch is over, quiet since {hm(incident.resolved_at or until, now)}: close?"
        yield Duty(
            "S78", Rank.CHECK_IN, text, until, deciders(incident), "countdown", cause="watch over",
            rings_at=until,
        )  # fmt: skip


def _still_running(incident: Incident, band: Band, now: datetime) -> Duty:
    """Two were missed: whoever is here is asked once, calmly, in the place of every reminder (S75)."""
    since = ago(last_held(incident) or band.due_at, now)
    told = f"last check-in {since} ago" if incident.checkins else f"no check-in for {since}"
    text = f"{STILL_RUNNING} {told}"
    return Duty(
        "S75", Rank.CHECK_IN, text, band.overdue_at, pane="countdown", cause=f"given up {incident.loop}"
    )


def _check_in(incident: Incident, band: Band, now: datetime) -> Iterator[Duty]:
    """The commander hears of it once when it is overdue, then the deputy (S75)."""
    name = f"check-in {incident.loop}"
    rule, text = "S66", f"{name} is due until {hm(band.overdue_at, now)}"
    if now >= band.overdue_at:
        rule, text = "S75", f"{name} is overdue by {ago(band.overdue_at, now)}"
    begun = under_way(incident)
    held = begun is not None and now - begun.at < timedelta(minutes=incident.cadence.due_from)
    if begun is not None and held:
        rule, text = "S66", f"{name} is under way for {ago(begun.at, now)} ({begun.by})"
    rings_at = None if held else band.overdue_at
    yield Duty(
        rule, Rank.CHECK_IN, text, band.due_at, deciders(incident), "countdown", cause=name, rings_at=rings_at
    )
    deputies = tuple(name for name in incident.holders(DEPUTY) if not incident.is_commander(name))
    if deputies and not held and now >= band.escalates_at:
        told = f"{text}: hold it for {incident.commander}"
        yield Duty(
            "S75", Rank.CHECK_IN, told, band.escalates_at, deputies, "countdown", cause=f"{name} deputy",
            rings_at=band.escalates_at,
        )  # fmt: skip


def timers(incident: Incident, now: datetime) -> Iterator[Duty]:
    """Somebody's own timers that have rung: theirs alone, until they end them."""
    for timer in incident.timers.values():
        if now >= timer.until:
            text = f"{timer.text} (your timer {timer.id}, {hm(timer.until, now)})"
            yield Duty(
                "S66", Rank.PROMISE, text, timer.until, (timer.person,), "countdown",
                cause=f"timer {timer.id}", rings_at=timer.until,
            )  # fmt: skip


def reassess(incident: Incident, now: datetime) -> Iterator[Duty]:
    """Worse or a new symptom while the severity has a tripwire: is it still that one? (S45)"""
    impact, wire = incident.impact, tripwire(incident)
    if not wire or impact is None or impact.trend not in {"worse", "new-symptom"}:
        return
    answered = max(incident.severity_number, incident.checkins[-1].number if incident.checkins else 0)
    if incident.phase == "active" and impact.number > answered and not _said_in_checkin(incident):
        text = f"still {incident.severity}? it is worse once {wire}: raise it"
        cause = f"tripwire {impact.number}"
        yield Duty("S45", Rank.IMPACT, text, impact.at, deciders(incident), "impact", cause=cause)


def _said_in_checkin(incident: Incident) -> bool:
    """The last word on impact came in the last check-in, which showed the tripwire itself."""
    impact = incident.impact
    if impact is None or not incident.checkins:
        return False
    last = incident.checkins[-1]
    return impact.at == last.at and same_person(impact.by, last.by)
