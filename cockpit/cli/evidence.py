"""The verbs that make the record evidence: is it what was written, also against a digest kept outside it?"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from cockpit.cli.context import NONE_YET, Call, matching
from cockpit.cli.failures import UNREADABLE, Stop
from cockpit.cli.output import say, show
from cockpit.cli.reading import as_json
from cockpit.cli.verbs import verb, words
from cockpit.reports.timeline import json_line

if TYPE_CHECKING:
    from cockpit.record.digests import Noted
    from cockpit.record.sqlite import SqliteLog


@verb()
@as_json
@click.pass_obj
def digest(call: Call, as_json: bool) -> None:
    """A short digest of the record so far, to post where nobody who can change the file can change it.

    Whoever keeps it can prove later that nothing up to that entry was changed or cut off:
    cockpit verify --against "…".
    """
    from cockpit.record.digests import short
    from cockpit.reports.verdict import digest_line

    incident = call.incident_to_read()
    head = call.reading.head(incident)
    if as_json:
        told = {"incident": incident, "number": head.number, "digest": head.digest.hex()}
        return show(json_line({**told, "short": short(head.digest), "at": call.now().isoformat()}))
    line = digest_line(incident, head.number, head.digest)
    show(line)
    say(f'Post it outside the record; to compare later: cockpit verify --against "{line}"')


@verb()
@click.option("--against", metavar="DIGEST", help="Also find what changed since this digest was noted.")
@words("more", metavar="[DIGEST…]", required=False)
@as_json
@click.pass_obj
def verify(call: Call, against: str | None, more: tuple[str, ...], as_json: bool) -> None:
    """Walk the chain of every incident, or of the one named; exit 4 where an entry does not fit.

    A chain cannot know that its end was cut off, or that all of it was written anew: --against compares it
    with what cockpit digest printed at an earlier time.
    """
    noted = _noted(against, more)
    ids = _chains(call)
    if not ids:
        say(NONE_YET)
    trouble = [flaw for incident in ids for flaw in _walked(call, incident, as_json=as_json)]
    if not _named(call):
        trouble += _gaps(call.reading)
    if noted:
        trouble += _compared(call, noted, as_json=as_json)
    if trouble:
        raise Stop(
            f"{trouble[0]}: stop writing, copy {call.path} away with its -wal file, and compare it with a "
            "backup.",
            UNREADABLE,
            lines=[f"{one}." for one in trouble[1:20]],
        )


def _noted(against: str | None, more: Sequence[str]) -> Noted | None:
    """The digest may be typed with its spaces and without quotes: its rest stands among the words then."""
    from cockpit.record.digests import BadDigest, noted

    if against is None:
        if more:
            raise click.UsageError(f"There is nothing to do with {' '.join(more)}: was --against meant?")
        return None
    try:
        return noted(" ".join((against, *more)))
    except BadDigest as error:
        raise click.UsageError(str(error)) from error


def _named(call: Call) -> str | None:
    return call.flags.incident or os.environ.get("COCKPIT_INCIDENT")


def _chains(call: Call) -> list[str]:
    """Every chain in the file, or the one meant; one that lost its first entry is in no list of incidents."""
    every = call.reading.chains()
    named = _named(call)
    if not named:
        return every
    found = matching(named, every)
    return found if len(found) == 1 else [call.incident_to_read()]


def _walked(call: Call, incident: str, *, as_json: bool) -> list[str]:
    from cockpit.reports.verdict import verdict_json, verdict_lines

    verdict = call.reading.verify(incident)
    show(*([json_line(verdict_json(verdict))] if as_json else verdict_lines(verdict, call.now())))
    return [str(verdict.flaw)] if verdict.flaw else []


def _gaps(store: SqliteLog) -> list[str]:
    """What was taken off the end of an incident before another one went on leaves a gap in the file."""
    return [
        f"{until - first + 1} of all entries of the file are missing (its rows {first} to {until}): "
        "an incident or the end of one was cut off"
        for first, until in store.missing()
    ]


def _compared(call: Call, noted: Noted, *, as_json: bool) -> list[str]:
    from cockpit.record.digests import compared
    from cockpit.reports.verdict import compared_json, compared_line

    found = compared(call.reading, noted)
    show(json_line(compared_json(found)) if as_json else compared_line(found))
    return [found.trouble] if found.trouble else []
