"""When users were hit: from the first sign to the last recovery, read from acts and from plain rows alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from cockpit.incident import events as ev
from cockpit.incident.corrections import Corrections, corrected, fact_of
from cockpit.incident.state import ImpactWindow

_SIGNS = frozenset({"trigger", "noticed", "impact"})


def impact_window(acts: Iterable[ev.Recorded], corrections: Corrections) -> ImpactWindow:
    """From the first sign to the last end after the last relapse (S31, S32)."""
    signs: list[datetime] = []
    declared: list[datetime] = []
    imported_declared: list[datetime] = []
    ends: dict[str, list[tuple[datetime, int]]] = {"resolved": [], "recovered": [], "relapse": []}
    for entry in acts:
        read = corrected(entry, corrections.get(entry.number, ()))
        fact = fact_of(read)
        if fact is None:
            continue
        if isinstance(fact, ev.Declared):
            declared.append(read.happened_at)
            signs += [fact.noticed_at] if fact.noticed_at else []
        elif fact.kind in _SIGNS:
            signs.append(read.happened_at)
            signs += [fact.since] if isinstance(fact, ev.ImpactChanged) and fact.since else []
        elif fact.kind == "declared":
            imported_declared.append(read.happened_at)
        ends.get(_end_kind(fact), []).append((read.happened_at, entry.number))
    start = min(signs or imported_declared or declared, default=None)
    return ImpactWindow(start, _end(start, ends))


def _end_kind(fact: ev.Fact) -> str:
    return "relapse" if isinstance(fact, ev.Reopened) else fact.kind


def _end(start: datetime | None, ends: Mapping[str, list[tuple[datetime, int]]]) -> datetime | None:
    relapse = max(ends["relapse"], default=None)
    for kind in ("resolved", "recovered"):
        after = [end for end in ends[kind] if relapse is None or end > relapse]
        if after:
            end = max(after)[0]
            return end if start is not None and end >= start else None
    return None
