"""How the response went, in durations and counts: one function of the folded state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from msgspec import Struct

from cockpit.incident.people import person_key
from cockpit.incident.procedure import COMMANDER
from cockpit.incident.state import Checkin, Incident, Measure

Span = tuple[datetime, datetime]


class Metrics(Struct, frozen=True):
    """Durations are never negative; None where what they need has not happened or is not known."""

    noticed_to_declared: timedelta | None = None
    noticed_to_commander: timedelta | None = None
    noticed_to_first_mitigation: timedelta | None = None
    """The first mitigation or fix that was started."""
    noticed_to_resolved: timedelta | None = None
    """The last time it was called resolved; None while it is active."""
    noticed_to_closed: timedelta | None = None
    impact: timedelta | None = None
    """From the first sign to the last recovery."""
    without_commander: timedelta = timedelta()
    """While it was open: before command was taken, and between a reopening and the next commander."""
    approvals: int = 0
    """Proposals that were decided by somebody else than whoever proposed them, or still wait."""
    approval_wait: timedelta | None = None
    """The median of what they waited, the longer of two."""
    approval_wait_longest: timedelta | None = None
    checkins: int = 0
    checkins_on_time: int = 0
    """Held before the band was over."""
    checkins_overdue: int = 0
    checkin_gap_longest: timedelta | None = None
    """Between command taken, one check-in and the next; the last one counts up to the watch, or to now."""
    in_checkins: timedelta = timedelta()
    """From opening the form to finishing it, where it was opened."""
    measures: int = 0
    """Started ones that need an approval."""
    unapproved: int = 0
    """Of those, started without an approval beforehand; never counted by person."""
    alone: int = 0
    """Of those, done while only one person was on the incident; counted apart."""
    relapses: int = 0
    handoffs: int = 0
    takeovers: int = 0
    """Command taken while somebody else had it, without a handoff (S5); never counted by person."""

    @property
    def unapproved_share(self) -> float | None:
        """Of what was started while there was somebody to ask, between 0 and 1."""
        asked = self.measures - self.alone
        return self.unapproved / asked if asked else None


def metrics(incident: Incident, now: datetime) -> Metrics:
    """How it went so far, or in the end (S74). `now` stands for the end of what still goes on."""
    start = first_sign(incident)
    end = incident.closed_at or now
    waits = sorted(_waits(incident, end))
    gaps = _gaps(incident, end)
    started = [m for m in incident.measures.values() if m.started_at and m.needs_approval]
    window = incident.window
    over = window.started_at and window.ended_at
    return Metrics(
        noticed_to_declared=_from(start, incident.declared_at),
        noticed_to_commander=_from(start, incident.command_taken_at),
        noticed_to_first_mitigation=_from(start, first_mitigation(incident)),
        noticed_to_resolved=_from(start, incident.resolved_at),
        noticed_to_closed=_from(start, incident.closed_at),
        impact=_from(window.started_at, window.ended_at) if over else None,
        without_commander=without_commander(incident, now),
        approvals=len(waits),
        approval_wait=waits[len(waits) // 2] if waits else None,
        approval_wait_longest=max(waits, default=None),
        checkins=len(incident.checkins),
        checkins_on_time=sum(_on_time(checkin) for checkin in incident.checkins),
        checkins_overdue=sum(not _on_time(checkin) for checkin in incident.checkins),
        checkin_gap_longest=max(gaps, default=None),
        in_checkins=sum((_length(c.started_at, c.at) for c in incident.checkins), timedelta()),
        measures=len(started),
        unapproved=sum(m.unapproved is not None for m in started),
        alone=sum(m.alone for m in started),
        relapses=incident.relapses,
        handoffs=sum(stint.role == COMMANDER and stint.how == "handoff" for stint in incident.stints),
        takeovers=len(incident.takeovers),
    )


def first_sign(incident: Incident) -> datetime | None:
    """When it was first noticed: the start of the impact window, never later than its declaration (S31)."""
    known = (incident.window.started_at, incident.noticed_at, incident.declared_at)
    return min((moment for moment in known if moment), default=None)


def first_mitigation(incident: Incident) -> datetime | None:
    """When the first mitigation or fix was started."""
    kinds = {"mitigation", "fix"}
    return min(
        (m.started_at for m in incident.measures.values() if m.started_at and m.kind in kinds), default=None
    )


def without_commander(incident: Incident, now: datetime) -> timedelta:
    """How long it was open without anybody in command (S52)."""
    return sum((until - since for since, until in leaderless(incident, now)), timedelta())


def leaderless(incident: Incident, now: datetime) -> list[Span]:
    """When it was open and nobody had command; a reopening begins anew."""
    held = [(stint.since, stint.until or now) for stint in incident.stints if stint.role == COMMANDER]
    return [gap for span in _open_spans(incident, now) for gap in _uncovered(span, held)]


def took_part(incident: Incident) -> frozenset[str]:
    """`person_key` of everybody who had a role, a measure, or wrote anything (S87)."""
    owners = (name for m in incident.measures.values() for name in (m.owner, m.proposed_by) if name)
    names = [*(stint.person for stint in incident.stints), *owners]
    return frozenset([*incident.people, *map(person_key, names)])


def _from(start: datetime | None, end: datetime | None) -> timedelta | None:
    return None if start is None or end is None else _length(start, end)


def _length(start: datetime | None, end: datetime) -> timedelta:
    return timedelta() if start is None else max(end - start, timedelta())


def _waits(incident: Incident, end: datetime) -> Iterable[timedelta]:
    for measure in incident.measures.values():
        if not measure.needs_approval or measure.alone or measure.unapproved or _is_order(measure):
            continue
        decided = measure.decided_at or (end if measure.is_waiting else None)
        if decided is not None:
            yield _length(measure.proposed_at, decided)


def _is_order(measure: Measure) -> bool:
    """Born approved, or covered by a standing approval: nobody waited."""
    return measure.standing is not None or measure.decided_by == measure.proposed_by


def _on_time(checkin: Checkin) -> bool:
    return checkin.overdue_at is None or checkin.at <= checkin.overdue_at


def _gaps(incident: Incident, end: datetime) -> Sequence[timedelta]:
    """While it was active; a relapse begins anew."""
    found = []
    for since, until in _active_spans(incident, end):
        began = max(since, incident.command_taken_at) if incident.command_taken_at else None
        if began is None or began > until:
            continue
        moments = sorted(c.at for c in incident.checkins if began <= c.at <= until)
        marks = [began, *moments, until]
        found += [_length(a, b) for a, b in pairwise(marks)]
    return found


def _open_spans(incident: Incident, now: datetime) -> list[Span]:
    return _spans(incident, now, {"active", "watch"})


def _active_spans(incident: Incident, now: datetime) -> list[Span]:
    return _spans(incident, now, {"active"})


def _spans(incident: Incident, now: datetime, wanted: set[str]) -> list[Span]:
    ends = [change.at for change in incident.phases[1:]] + [now]
    pairs = zip(incident.phases, ends, strict=True) if incident.phases else []
    return [(change.at, end) for change, end in pairs if change.value in wanted]


def _uncovered(span: Span, held: Iterable[Span]) -> Iterable[Span]:
    """What is left of a span when these are taken out of it."""
    at, end = span
    for since, until in sorted(held):
        if until <= at or since >= end:
            continue
        if since > at:
            yield at, since
        at = max(at, until)
    if end > at:
        yield at, end
