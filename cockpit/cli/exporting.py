"""The verbs that hand the record on: whole, for one person, and as a file that grows with it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from cockpit.cli.completing import people
from cockpit.cli.context import Call
from cockpit.cli.failures import Stop
from cockpit.cli.output import say
from cockpit.cli.reading import as_json
from cockpit.cli.verbs import joined, verb, words
from cockpit.reports.exports import FORMS, CannotSave, export_lines, save
from cockpit.reports.timeline import json_line


@verb()
@click.option(
    "--format", "form", type=click.Choice(FORMS), default="md", show_default=True, help="What is written."
)
@click.option("--all", "everything", is_flag=True, help="Every entry, not only what is starred or automatic.")
@click.option(
    "--to", "target", type=click.Path(path_type=Path), metavar="FILE", help="A new file, not stdout."
)
@click.pass_obj
def export(call: Call, form: str, everything: bool, target: Path | None) -> None:
    """The record so far, at any time: what is starred and what the cockpit wrote down of acts.

    Times are in UTC and in the zone of the screens. --all adds the raw log.
    """
    call.keep_files_private()
    seat = call.seat_to_read()
    lines = export_lines(form, seat.incident, seat.store, call.now(), everything=everything)
    if target is None:
        return _print(lines)
    try:
        save(lines, target)
    except CannotSave as error:
        raise Stop(str(error)) from error
    say(f"Written to {target}.")


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@verb()
@words("name", metavar="[NAME]", required=False, complete=people)
@as_json
@click.pass_obj
def activity(call: Call, name: tuple[str, ...], as_json: bool) -> None:
    """What NAME did, or everybody: roles with their times and every entry (ICS-214)."""
    from cockpit.record.log import Filter
    from cockpit.reports.activity import activity_json, activity_lines, people_of
    from cockpit.reports.choosing import walk

    seat = call.seat_to_read()
    wanted = joined(name)
    named = seat.incident.known(wanted) or wanted
    everybody = people_of(seat.incident)
    if wanted and named not in everybody:
        raise Stop(f"{named} took no part in {seat.incident.id}: name one of {', '.join(everybody)}.")
    for place, person in enumerate([named] if wanted else everybody):
        rows = walk(seat.store, seat.incident.id, Filter(by=person))
        if as_json:
            sys.stdout.write(json_line(activity_json(seat.incident, person, rows)) + "\n")
        else:
            _print([*([""] if place else []), *activity_lines(seat.incident, person, rows, call.now())])
