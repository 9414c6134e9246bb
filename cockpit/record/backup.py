"""A copy of a record that is in use, and the proof that the copy is whole."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from msgspec import Struct

from cockpit.record.connect import open_reader, open_reader_or_frozen, refuse_foreign, refuse_no_file, stamp
from cockpit.record.engine import sqlite3
from cockpit.record.errors import Unavailable, translated
from cockpit.record.log import Verdict
from cockpit.record.newfile import new_file
from cockpit.record.triggers import unguarded
from cockpit.record.verify import chains, damage, missing, verify


class Checked(Struct, frozen=True):
    """What was found in a file nobody writes. `trouble` holds sentences; none means that it is whole."""

    verdicts: tuple[Verdict, ...]
    trouble: tuple[str, ...]


def backup(source: Path, target: Path) -> Checked:
    """Copy the record at `source`, as it is at this moment, into a new file; only `source` is read.

    Writers go on meanwhile. A copy that is found wanting is kept, and says so: the record is no better.
    Raises BadTarget, or Unavailable where the record cannot be read.
    """
    with translated(source):
        refuse_no_file(source)
        if not source.exists():
            raise Unavailable(f"There is no record at {source}: name the right file with --db.")
        with new_file(target, like=source) as fresh:
            _copy(source, fresh)
            return checked(fresh)


def _copy(source: Path, fresh: Path) -> None:
    """In one step, which is one moment; in several it would begin anew whenever somebody writes."""
    reading, _ = open_reader_or_frozen(source)
    with closing(reading):
        refuse_foreign(source, stamp(reading))
        with closing(sqlite3.connect(fresh, isolation_level=None)) as writing:
            reading.backup(writing)
            # one file that anybody who may read it can open: no log, no index of one beside it
            writing.execute("PRAGMA journal_mode = DELETE").fetchall()


def checked(path: Path) -> Checked:
    """Walk every chain of a file, and look whether its pages fit together."""
    with translated(path), closing(open_reader(path)) as connection:

        def fetch(sql: str, parameters: object = ()) -> list[tuple[object, ...]]:
            return connection.execute(sql, parameters).fetchall()  # type: ignore[arg-type]

        verdicts = tuple(verify(fetch, incident) for incident in chains(fetch))
        trouble = [f"{one.flaw}." for one in verdicts if one.flaw]
        trouble += [f"The file's rows from {first} to {last} are missing." for first, last in missing(fetch)]
        trouble += [f"{odd}." for odd in unguarded(fetch)]
        trouble += [f"The file is damaged: {told}." for told in damage(fetch)]
        return Checked(verdicts, tuple(trouble))
