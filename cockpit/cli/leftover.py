"""What incidents that were closed lately still want of the person at the terminal (S78)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cockpit.cli.context import Call

if TYPE_CHECKING:
    from cockpit.record.log import Summary

LATELY = timedelta(days=30)
"""Since an incident was declared; what nobody did by then nobody is reminded of."""
MOST = 5
"""Closed incidents that are looked at, the latest declared first."""


def left_over(call: Call, besides: str) -> list[dict[str, str]]:
    """One for each duty: the incident, the rule and what is to be done. Raises RecordError.

    Those of private incidents are among them, for whoever may read these.
    """
    from cockpit.incident.duties import mine
    from cockpit.place.private import private_path

    now, everybodys = call.now(), call.at(call.shared)
    closed = [
        (everybodys, one) for one in everybodys.reading.incidents() if _is_looked_at(one, besides, now)
    ] + [
        (call.at(private_path(call.shared, one.incident)), one)
        for one in call.private_summaries()
        if _is_looked_at(one, besides, now)
    ]
    seats = [where.seat_at(one.incident) for where, one in closed[:MOST]]
    return [
        {"incident": seat.incident.id, "rule": duty.rule, "text": duty.text}
        for seat in seats
        for duty in mine(seat.incident, call.me.name, now)
    ]


def _is_looked_at(one: Summary, besides: str, now: datetime) -> bool:
    return one.phase == "closed" and one.incident != besides and now - one.declared_at < LATELY
