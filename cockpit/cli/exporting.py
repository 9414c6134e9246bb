"""The verbs that hand the record on: whole, for one person, and as a file that grows with it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cockpit.cli.completing import people
from cockpit.cli.context import Call
from cockpit.cli.failures import Stop
from cockpit.cli.output import say
from cockpit.cli.reading import as_json
from cockpit.cli.verbs import joined, verb, words
from cockpit.reports.timeline import json_line

if TYPE_CHECKING:
    from cockpit.incident.state import Incident
    from cockpit.record.log import Row
    from cockpit.seat import Seat

FORMATS = ("md", "json", "jsonl", "csv", "html")


@verb()
@click.option("--format", "form", type=click.Choice(FORMATS), default="md", show_default=True)
@click.option("--all", "everything", is_flag=True, help="Every entry, not only what is starred or automatic.")
@click.option(
    "--to", "target", type=click.Path(path_type=Path), metavar="FILE", help="A new file, not stdout."
)
@click.pass_obj
def export(call: Call, form: str, everything: bool, target: Path | None) -> None:
    """The record so far, at any time: what is starred and what the cockpit wrote down of acts.

    Times are in UTC and in the zone of the screens. --all adds the raw log.
    """
    from cockpit.reports.choosing import of_record, walk

    seat = call.seat_to_read()
    rows = walk(seat.store, seat.incident.id)
    lines = _lines(form, seat, rows if everything else of_record(rows), call.now())
    if target is None:
        _print(lines)
    else:
        _save(lines, target)


def _lines(form: str, seat: Seat, rows: Iterable[Row], now: datetime) -> Iterator[str]:
    """The export as lines; only what that form needs is loaded."""
    if form == "md":
        from cockpit.reports.markdown import record_lines

        return record_lines(seat.incident, rows, now)
    if form == "html":
        from cockpit.reports.page import page_lines

        return page_lines(seat.incident, rows, now)
    from cockpit.reports import tables

    if form == "json":
        return tables.json_lines(seat.incident, rows, now)
    make: Callable[[Incident, Iterable[Row], datetime], Iterator[str]] = (
        tables.csv_lines if form == "csv" else tables.jsonl_lines
    )
    return make(seat.incident, rows, now)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _save(lines: Iterable[str], target: Path) -> None:
    """Into a file that did not exist, readable as the umask says. Raises Stop."""
    try:
        with target.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
    except FileExistsError:
        raise Stop(f"{target} exists: name a file that does not.") from None
    except OSError as error:
        raise Stop(f"{target} cannot be written ({error.strerror}): name another file.") from error
    say(f"Written to {target}.")


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
