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
from cockpit.cli.reading import as_json
from cockpit.cli.verbs import verb

if TYPE_CHECKING:
    from cockpit.record.log import Row
    from cockpit.seat import Seat

_CHANGES_ABOVE = frozenset(
    {
        "entry.corrected", "entry.redacted", "entry.starred", "entry.unstarred", "severity.set",
        "role.assigned", "role.relieved", "incident.announced", "incident.resolved", "incident.relapsed",
        "incident.closed", "incident.reopened", "incident.stood_down",
    }
)  # fmt: skip
"""Events after which what stands above reads otherwise: the file is written anew."""


@verb()
@click.option("--live", "target", type=click.Path(path_type=Path), metavar="PATH",
              help="Keep this file up to date until ctrl+c, for: less +F PATH")  # fmt: skip
@as_json
@click.pass_obj
def record(call: Call, target: Path | None, as_json: bool) -> None:
    """The whole record as Markdown, every entry; with --live as a file that grows with it."""
    from cockpit.reports.exports import export_lines

    if target is not None and as_json:
        raise click.UsageError("--live writes text: for JSON as it comes, cockpit timeline --json --follow.")
    call.keep_files_private()
    seat = call.seat_to_read()
    if target is None:
        form, end = ("json", "") if as_json else ("md", "\n")
        for line in export_lines(form, seat.incident, seat.store, call.now(), everything=True):
            sys.stdout.write(f"{line}{end}")
        sys.stdout.write("\n" if as_json else "")  # one object a line, as every verb prints it
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
        self._last = 0
        """The number of the last entry in it; 0 where it has to be written anew."""

    def __enter__(self) -> LiveFile:
        return self

    def __exit__(self, *error: object) -> None:
        os.close(self._file)

    def add(self, rows: Sequence[Row]) -> None:
        """Further entries; where they change what stands above, the whole file is written anew."""
        from cockpit.reports.markdown import entry_line

        if not self._is_in_place():
            self._open_again()
        new = [row for row in rows if row.number > self._last]
        if not self._last or any(row.event in _CHANGES_ABOVE for row in new):
            self._anew()
        elif new:
            zone = self._seat.zone
            self._append("".join(f"{entry_line(row, zone)}\n" for row in new))
            self._last = new[-1].number

    def _anew(self) -> None:
        """All there is to know by now, whoever is still to bring it."""
        from cockpit.reports.choosing import walk
        from cockpit.reports.markdown import record_lines

        incident = self._seat.catch_up()
        known = [row for row in walk(self._seat.store, incident.id) if row.number <= incident.number]
        lines = "".join(f"{line}\n" for line in record_lines(incident, known, self._seat.now()))
        self._last = 0
        os.ftruncate(self._file, 0)
        self._append(f"{self._mark.decode()}{lines}")
        self._last = incident.number

    def _open_again(self) -> None:
        from cockpit.record.errors import Unavailable

        try:
            opened = self._opened()
        except Stop as error:  # it may come back
            raise Unavailable(str(error)) from error
        os.close(self._file)
        self._file, self._last = opened, 0

    def _is_in_place(self) -> bool:
        """Whether the path still leads to the file; a folder or file may have been moved away."""
        try:
            there, ours = self._path.lstat(), os.fstat(self._file)
        except OSError:
            return False
        return (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino)

    def _append(self, text: str) -> None:
        """All of it or nothing."""
        from cockpit.record.errors import Unavailable

        size = os.fstat(self._file).st_size
        try:
            rest = text.encode(errors="backslashreplace")
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
