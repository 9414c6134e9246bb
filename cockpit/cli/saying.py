"""The verb that says what to read aloud now."""

from __future__ import annotations

import click

from cockpit.cli.context import Call
from cockpit.cli.output import show
from cockpit.cli.reading import as_json
from cockpit.cli.verbs import verb
from cockpit.reports.saying import MOMENTS, Moment, moment_of, sentences
from cockpit.reports.setting import wrapped
from cockpit.reports.timeline import json_line


@verb()
@click.argument("moment", metavar="[MOMENT]", required=False, type=click.Choice(MOMENTS))
@as_json
@click.pass_obj
def say(call: Call, moment: Moment | None, as_json: bool) -> None:
    """Six to ten sentences to read aloud now, in speaking order.

    MOMENT is now, command (taken), checkin, handoff, resolve or relapse, and decides how it begins; without
    it the incident's state does. Everybody may read it, observers too.
    """
    seat = call.seat_to_read()
    chosen = moment or moment_of(seat.incident, seat.now())
    told = sentences(seat.incident, seat.now(), call.me.name, chosen)
    if as_json:
        return show(json_line({"incident": seat.incident.id, "moment": chosen, "sentences": told}))
    show(*(line for sentence in told for line in wrapped(sentence, rest="  ")))
