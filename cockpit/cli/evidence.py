"""The verbs that make the record evidence: is it what was written, also against a digest kept outside it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from cockpit.cli.context import NONE_YET, Call, matching
from cockpit.cli.failures import UNREADABLE, Stop
from cockpit.cli.output import say, show
from cockpit.cli.reading import as_json
from cockpit.cli.verbs import verb, words
from cockpit.place.private import private_ids, private_path
from cockpit.record.errors import RecordError
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


class Trouble(NamedTuple):
    """What was found, a sentence without its full stop, and in which file."""

    found: str
    path: Path
    to_do: str = ""
    """What leads on, where it is not what tampering asks for."""

    @property
    def sentence(self) -> str:
        usual = f"stop writing, copy {self.path} away with its -wal file, and compare it with a backup"
        return f"{self.found}: {self.to_do or usual}."


@verb()
@click.option("--against", metavar="DIGEST", help="Also find what changed since this digest was noted.")
@words("more", metavar="[DIGEST…]", required=False)
@as_json
@click.pass_obj
def verify(call: Call, against: str | None, more: tuple[str, ...], as_json: bool) -> None:
    """Walk the chain of every incident, or of the one named; exit 4 where an entry does not fit.

    Private incidents you may read are walked too. It also says whether pages of the file are damaged, and
    whether the triggers stand that refuse changes. A chain cannot know that its end was cut off, or that
    all of it was written anew: --against compares it with what cockpit digest printed at an earlier time.
    """
    noted = _noted(against, more)
    trouble = list(_walked(call, call.path, as_json=as_json))
    if not call.named_incident:
        for incident in private_ids(call.shared):
            trouble += _private(call, private_path(call.shared, incident), as_json=as_json)
    if noted:
        trouble += _compared(call, noted, as_json=as_json)
    if trouble:
        first, *others = trouble[:20]
        lines = [one.sentence if one.to_do else f"{one.found}." for one in others]
        raise Stop(first.sentence, UNREADABLE, lines=lines)


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


def _chains(call: Call, store: SqliteLog) -> list[str]:
    """Every chain in the file, or the one meant; one that lost its first entry is in no list of incidents."""
    every = store.chains()
    if not call.named_incident:
        return every
    found = matching(call.named_incident, every)
    return found if len(found) == 1 else [call.incident_to_read()]


def _private(call: Call, path: Path, *, as_json: bool) -> Iterator[Trouble]:
    """One that cannot be read hinders nobody from walking the others."""
    try:
        yield from _walked(call, path, as_json=as_json)
    except RecordError as error:
        found, _, to_do = str(error).rstrip(".").partition(": ")
        yield Trouble(found, path, to_do)


def _walked(call: Call, path: Path, *, as_json: bool) -> Iterator[Trouble]:
    from cockpit.record.logdamage import log_unread, nothing_read
    from cockpit.reports.verdict import verdict_json, verdict_lines

    store = call.at(path).reading
    ids = _chains(call, store)
    unread = log_unread(path) or (not ids and nothing_read(path))
    if not ids and not unread:
        say(NONE_YET)
    for incident in ids:
        verdict = store.verify(incident)
        show(*([json_line(verdict_json(verdict))] if as_json else verdict_lines(verdict, call.now())))
        if verdict.flaw:
            yield Trouble(str(verdict.flaw), path)
    if not call.named_incident:
        yield from (Trouble(gap, path) for gap in _gaps(store))
    yield from (Trouble(odd, path) for odd in store.unguarded())
    yield from _damage(store, path)
    if unread:
        to_do = f"write nothing, and take what is intact out: cockpit recover FILE --from {path}"
        yield Trouble(
            f"The log {path.name}-wal is damaged, and what stands in it from there on is not read",
            path,
            to_do,
        )


def _damage(store: SqliteLog, path: Path) -> Iterator[Trouble]:
    """The entries may all fit, and a page that holds copies or places of them be gone."""
    if found := "; ".join(store.damage()):
        to_do = f"keep it and its -wal file, and take what is intact out: cockpit recover FILE --from {path}"
        yield Trouble(f"The record at {path} is damaged ({found})", path, to_do)


def _gaps(store: SqliteLog) -> Iterator[str]:
    """What was taken off the end of an incident before another one went on leaves a gap in the file."""
    for first, until in store.missing():
        count = until - first + 1
        entries = "1 entry of the file is" if count == 1 else f"{count} of all entries of the file are"
        rows = f"row {first}" if count == 1 else f"rows {first} to {until}"
        yield f"{entries} missing (its {rows}): taken out, or cut off the end of an incident"


def _compared(call: Call, noted: Noted, *, as_json: bool) -> Iterator[Trouble]:
    """With the record that holds what was noted: everybody's, or a private one."""
    from cockpit.record.digests import compared
    from cockpit.reports.verdict import compared_json, compared_line

    found, path = compared(call.reading, noted), call.path
    private = [] if call.named_incident else private_ids(call.shared)
    for incident in private:
        if found.trouble and (noted.incident or incident).casefold() == incident:
            other = private_path(call.shared, incident)
            held = compared(call.at(other).reading, noted)
            if noted.incident or not held.trouble:
                found, path = held, other
    show(json_line(compared_json(found)) if as_json else compared_line(found))
    if found.trouble:
        yield Trouble(found.trouble, path)
