"""The verb that keeps a plain-text file as the record grows, for whoever has nothing but `less +F` (S36)."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cockpit.cli.context import Call
from cockpit.cli.failures import Stop
from cockpit.cli.output import say
from cockpit.cli.verbs import verb

if TYPE_CHECKING:
    from cockpit.record.log import Row
    from cockpit.seat import Seat

_CHANGES_OTHERS = frozenset({"entry.corrected", "entry.redacted", "entry.starred", "entry.unstarred"})
"""Events after which lines above read otherwise: the file is written anew."""


@verb()
@click.option("--live", "target", type=click.Path(path_type=Path), metavar="PATH",
              help="Keep this file up to date until ctrl+c, for: less +F PATH")  # fmt: skip
@click.pass_obj
def record(call: Call, target: Path | None) -> None:
    """The whole record as Markdown, every entry; with --live as a file that grows with it."""
    from cockpit.reports.choosing import walk
    from cockpit.reports.markdown import record_lines

    call.keep_files_private()
    seat = call.seat_to_read()
    if target is None:
        for line in record_lines(seat.incident, walk(seat.store, seat.incident.id), call.now()):
            sys.stdout.write(f"{line}\n")
        return
    if target.resolve().parent == call.path.resolve().parent:
        raise Stop(f"{target} is in the record's own folder, where nothing else may be: name another folder.")
    _follow(call, seat, target)


def _follow(call: Call, seat: Seat, target: Path) -> None:
    from cockpit.cli.following import Tail
    from cockpit.record.log import Filter

    with LiveFile(target, seat) as file:
        say(f"{target} follows {seat.incident.id}; read it with: less +F {target} (ctrl+c ends)")
        tail = Tail(call.reading, seat.incident.id, Filter(), file.add, say)
        tail.start(None)
        tail.follow()


class LiveFile:
    """A text file that says what the record says; only whole lines are ever in it.

    Raises Stop where it cannot be made, Unavailable where it cannot be written just now.
    """

    def __init__(self, path: Path, seat: Seat) -> None:
        self._path = path
        self._seat = seat
        self._mark = f"<!-- live record of {seat.incident.id} -->\n".encode()
        self._file = self._opened()
        self._begun = False

    def __enter__(self) -> LiveFile:
        return self

    def __exit__(self, *error: object) -> None:
        os.close(self._file)

    def add(self, rows: Sequence[Row]) -> None:
        """Further entries; where they change what stands above, the whole file is written anew."""
        from cockpit.reports.markdown import entry_line

        if not self._begun or any(row.event in _CHANGES_OTHERS for row in rows):
            self._anew(rows[-1].number)
            self._begun = True
            return
        zone = self._seat.zone
        self._append("".join(f"{entry_line(row, zone)}\n" for row in rows).encode(errors="backslashreplace"))

    def _anew(self, last: int) -> None:
        from cockpit.reports.choosing import walk
        from cockpit.reports.markdown import record_lines

        incident = self._seat.catch_up()
        known = (row for row in walk(self._seat.store, incident.id) if row.number <= last)
        lines = "".join(f"{line}\n" for line in record_lines(incident, known, self._seat.now()))
        os.ftruncate(self._file, 0)
        self._append(self._mark + lines.encode(errors="backslashreplace"))

    def _append(self, content: bytes) -> None:
        """All of it or nothing."""
        from cockpit.record.errors import Unavailable

        size = os.fstat(self._file).st_size
        try:
            rest = content
            while rest:
                rest = rest[os.write(self._file, rest) :]
        except OSError as error:
            os.ftruncate(self._file, size)
            raise Unavailable(
                f"{self._path} cannot be written ({error.strerror}): "
                "free some space there or name another file."
            ) from error

    def _opened(self) -> int:
        """A new file, or one of an earlier run; never a link, never somebody else's text."""
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        try:
            file = os.open(self._path, flags, 0o644)
        except OSError as error:
            raise Stop(f"{self._path} cannot be written ({error.strerror}): name another file.") from error
        begin = os.pread(file, len(self._mark), 0) if stat.S_ISREG(os.fstat(file).st_mode) else b"?"
        if begin and begin != self._mark:
            os.close(file)
            raise Stop(f"{self._path} holds something else already: name a new file.")
        return file
