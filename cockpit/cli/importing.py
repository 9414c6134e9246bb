"""The verb that takes in rows from a file or a pipe: all of them or none, and once."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from cockpit.cli.acting import Act, writing
from cockpit.cli.failures import Stop
from cockpit.cli.output import is_terminal, say, show
from cockpit.cli.stream import standard_input
from cockpit.cli.verbs import verb
from cockpit.incident import commands as cmd
from cockpit.incident.moments import stamp
from cockpit.incident.zones import BadTime, zone_from
from cockpit.record.errors import CommitReused
from cockpit.rowfile import BadFile, RawRow, commit_of, nothing_taken, raw_rows, rows_in, sifted, whole

STANDARD_INPUT = "standard input"


@verb("import")
@click.argument(
    "file", metavar="FILE|-", type=click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True)
)
@click.option("--zone", metavar="ZONE", help="The zone of times in the file that have no offset.")
@writing()
def import_(act: Act, file: Path, zone: str | None) -> None:
    """Entries out of a JSON array or a CSV file with t, who, kind and text in each row, or out of a chat:
    Slack's JSON export, or lines such as "dave 14:32 text" and "[14:32] dave: text". - is standard input.

    Each row becomes one entry at its own time; further keys are kept, and approx makes the time an
    "about". Phase, roles and measures stay as they are. What is in already adds nothing.
    """
    name = STANDARD_INPUT if is_dash(file) else file.name
    content = contents(file)
    rows = checked_rows(content, name, zone, now=act.call.now())
    if not rows:
        return say(f"{name} has no rows: nothing was added.")
    try:
        done = act.desk.imported(cmd.Import(rows), commit_of(act.desk.incident.id, content))
    except CommitReused:  # somebody else imported it, so the entries bear another name
        done = None
    if done is None or not done.recorded:
        return show(f"{act.desk.incident.id} holds {name} already: nothing was added.")
    first, last = (pick(row.happened_at for row in rows) for pick in (min, max))
    begin, end = stamp(first, act.call.zone), stamp(last, act.call.zone)
    numbers = [entry.number for entry in done.recorded]
    if len(numbers) == 1:
        told = f"1 row of {name} is entry {numbers[0]}, at {begin}"
    else:
        which = f"{numbers[0]} to {numbers[-1]}"
        told = f"{len(rows)} rows of {name} are entries {which}, from {begin} to {end}"
    show(f"{act.desk.incident.id}: {told}")


def is_dash(file: Path) -> bool:
    """Whether a person meant standard input."""
    return str(file) == "-"


def contents(file: Path) -> bytes:
    """The bytes of a file that a person named, or of standard input. Raises Stop."""
    if is_dash(file) and is_terminal(sys.stdin):
        say("Paste what is to be taken in; ctrl+d on a line of its own ends it.")
    try:
        if is_dash(file):
            return whole(standard_input(), STANDARD_INPUT)
        with file.open("rb") as opened:
            return whole(opened, str(file))
    except BadFile as error:
        raise Stop(str(error)) from error
    except OSError as error:
        raise Stop(f"{file} cannot be read ({error.strerror}): nothing was taken.") from error


def checked_rows(
    content: bytes, name: str, zone: str | None = None, *, now: datetime | None = None
) -> list[cmd.ImportRow]:
    """Every row of a file. Raises Stop with one line for each row that cannot be taken, or BadTime.

    With `now`, chat lines that bear only a time of day are understood too.
    """
    try:
        known = zone_from(zone, None) if zone else None
    except BadTime as error:
        raise BadTime(str(error).replace("the setting zone", "--zone")) from error
    try:
        found = rows_in(content, name, now=now, zone=known) if now else raw_rows(content, name)
    except BadFile as error:
        raise Stop(str(error)) from error
    with _progress(found) as seen:
        rows, complaints = sifted(seen, known)
    if complaints:
        raise Stop(nothing_taken(name, complaints), lines=complaints)
    return rows


@contextmanager
def _progress(rows: Sequence[RawRow]) -> Iterator[Iterable[RawRow]]:
    """A bar on stderr while a person looks at it."""
    if not is_terminal(sys.stderr):
        yield rows
        return
    with click.progressbar(rows, label="Reading rows", file=sys.stderr) as bar:
        yield bar
