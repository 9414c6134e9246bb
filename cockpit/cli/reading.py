"""The verbs that only look: list, status, mine, timeline."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import tzinfo
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from cockpit.cli.context import NONE_YET, Call, none_yet
from cockpit.cli.output import is_terminal, say, show
from cockpit.cli.verbs import joined, verb
from cockpit.reports.timeline import json_line, row_json, row_line

if TYPE_CHECKING:
    from cockpit.record.log import Row

as_json = click.option("--json", "as_json", is_flag=True, help="For scripts: JSON, times as ISO 8601.")


@verb("list")
@as_json
@click.pass_obj
def list_(call: Call, as_json: bool) -> None:
    """Every incident of the record, those still open first."""
    from cockpit.place.listing import latest_first
    from cockpit.reports.listing import open_first, summary_json, summary_line
    from cockpit.settings import is_there

    if not is_there(call.shared) and not (call.flags.db or os.environ.get("COCKPIT_DB")):
        return say(NONE_YET)  # somebody's first look is no error
    everybodys, private = call.opened(call.shared).incidents(), call.private_summaries()
    summaries = open_first(latest_first(everybodys, private))
    if not summaries:
        say(str(none_yet(call.shared)))
    width = get_terminal_size().columns if is_terminal(sys.stdout) else None
    for summary in summaries:
        line = summary_line(summary, call.now(), width=width)
        show(json_line(summary_json(summary)) if as_json else line)


@verb()
@as_json
@click.pass_obj
def status(call: Call, as_json: bool) -> None:
    """The state now: first what a manager asks, then clocks, roles, impact, measures, duties."""
    seat = call.seat_to_read()
    if as_json:
        from cockpit.reports.status import status_json

        return show(json_line(status_json(seat.incident, seat.now())))
    from cockpit.reports.narrative import status_text

    show(*status_text(seat.incident, seat.now()).split("\n"))


@verb()
@as_json
@click.pass_obj
def mine(call: Call, as_json: bool) -> None:
    """What is mine: task, measures, questions and answers, the next check-in; and what is left over.

    Left over is what incidents that were closed lately still want of me, from my next working morning on.
    """
    from cockpit.cli.leftover import left_over

    seat = call.seat_to_read()
    if as_json:
        from cockpit.reports.status import mine_json

        told = mine_json(seat.incident, seat.now(), call.me.name)
        return show(json_line({**told, "left_over": left_over(call, seat.incident.id)}))
    from cockpit.reports.brief import mine_lines

    show(*mine_lines(seat.incident, seat.now(), call.me.name))
    show(*(f"⚑ {one['incident']}: {one['text']}" for one in left_over(call, seat.incident.id)))


@verb()
@click.option("--starred", is_flag=True, help="Only what is starred.")
@click.option("--kind", metavar="KIND", help="Only entries of this kind.")
@click.option("--by", metavar="NAME", help="Only what this person did, wrote, or is named for in a file.")
@click.option("--search", metavar="TEXT", default="", help="Only entries with all these words.")
@click.option("--last", type=click.IntRange(min=1), metavar="N", help="Only the last N of them.")
@click.option("--follow", "-f", is_flag=True, help="Go on with what comes, until ctrl+c.")
@as_json
@click.pass_obj
def timeline(
    call: Call,
    starred: bool,
    kind: str | None,
    by: str | None,
    search: str,
    last: int | None,
    follow: bool,
    as_json: bool,
) -> None:
    """Every entry by its number, one line each."""
    from cockpit.cli.following import Tail
    from cockpit.record.log import Filter

    incident = call.incident_to_read()
    of_kind, person = joined([kind]) if kind else None, joined([by]) if by else None
    wanted = Filter(
        starred=starred, kind=of_kind, by=person, or_who=by is not None, search=joined([search])
    )  # fmt: skip
    tail = Tail(call.reading, incident, wanted, _Printer(call.zone, as_json), say)
    tail.start(last)
    if follow:
        tail.follow()


class _Printer:
    """Writes a page of entries at once: a line at a time would be flushed a line at a time."""

    def __init__(self, zone: tzinfo, as_json: bool) -> None:
        self._zone = zone
        self._as_json = as_json

    def __call__(self, rows: Sequence[Row]) -> None:
        lines = [json_line(row_json(row)) if self._as_json else row_line(row, self._zone) for row in rows]
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()
