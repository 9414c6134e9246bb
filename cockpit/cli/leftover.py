"""What incidents that were closed lately still want of the person at the terminal (S78)."""

from __future__ import annotations

from cockpit.cli.context import Call

LATELY = 5
"""Closed incidents that are looked at, the latest declared first."""


def left_over(call: Call, besides: str) -> list[dict[str, str]]:
    """One for each duty: the incident, the rule and what is to be done. Raises RecordError."""
    from cockpit.incident.duties import mine

    closed = [one.incident for one in call.reading.incidents() if one.phase == "closed"]
    seats = [call.seat_at(incident) for incident in closed[:LATELY] if incident != besides]
    return [
        {"incident": seat.incident.id, "rule": duty.rule, "text": duty.text}
        for seat in seats
        for duty in mine(seat.incident, call.me.name, seat.now())
    ]
