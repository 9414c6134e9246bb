"""The verb that prints the brief a new commander gets."""

from __future__ import annotations

import click

from cockpit.cli.context import Call
from cockpit.cli.output import show
from cockpit.cli.reading import as_json
from cockpit.cli.verbs import verb


@verb()
@as_json
@click.pass_obj
def brief(call: Call, as_json: bool) -> None:
    """Situation, impact, measures, people, what is open and when we meet next, on one screen (ICS-201)."""
    from cockpit.reports.handoff import handoff_lines

    seat = call.seat_to_read()
    if as_json:
        from cockpit.reports.status import status_json
        from cockpit.reports.timeline import json_line

        return show(json_line(status_json(seat.incident, seat.now())))
    show(*handoff_lines(seat.incident, seat.now()))
