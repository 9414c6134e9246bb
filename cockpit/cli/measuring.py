"""The verb that says how a response went."""

from __future__ import annotations

import click

from cockpit.cli.context import Call
from cockpit.cli.output import show
from cockpit.cli.reading import as_json
from cockpit.cli.verbs import verb
from cockpit.reports.timeline import json_line


@verb()
@click.option("--all", "every", is_flag=True, help="Every incident of the record, the latest first.")
@as_json
@click.pass_obj
def metrics(call: Call, every: bool, as_json: bool) -> None:
    """How long everything took, and what is worth a word. Durations in --json are seconds."""
    from cockpit.reports.measured import metrics_json, metrics_lines

    ids = [one.incident for one in call.reading.incidents()] if every else [call.incident_to_read()]
    for place, incident in enumerate(ids):
        seat = call.seat_at(incident)
        if as_json:
            show(json_line(metrics_json(seat.incident, seat.now())))
        else:
            show(*([""] if place else []), *metrics_lines(seat.incident, seat.now()))
