"""What incidents that were closed lately still want of the person at the terminal (S78)."""

from __future__ import annotations

from datetime import timedelta

from cockpit.cli.context import Call

LATELY = timedelta(days=30)
"""Since an incident was declared; what nobody did by then nobody is reminded of."""
MOST = 5
"""Closed incidents that are looked at, the latest declared first."""


def left_over(call: Call, besides: str) -> list[dict[str, str]]:
    """One for each duty: the incident, the rule and what is to be done. Raises RecordError."""
    from cockpit.incident.duties import mine

    now = call.now()
    closed = [
        one.incident
        for one in call.reading.incidents()
        if one.phase == "closed" and one.incident != besides and now - one.declared_at < LATELY
    ]
    seats = [call.seat_at(incident) for incident in closed[:MOST]]
    return [
        {"incident": seat.incident.id, "rule": duty.rule, "text": duty.text}
        for seat in seats
        for duty in mine(seat.incident, call.me.name, now)
    ]
