"""Taking everything intact out of a damaged record into a new file, and saying what was lost."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from cockpit.record.backup import Checked, checked
from cockpit.record.cells import Cell, cells
from cockpit.record.connect import refuse_no_file
from cockpit.record.engine import sqlite3
from cockpit.record.errors import NewerLayout, RecordError, Unavailable, translated
from cockpit.record.guard import beside
from cockpit.record.layout import APPLICATION_ID, LAYOUT
from cockpit.record.newfile import new_file
from cockpit.record.pages import Pages, header, read_pages
from cockpit.record.queue import turn
from cockpit.record.rebuild import Rebuilt
from cockpit.record.salvage import Broken, Found, as_entry, chosen

_QUOTED = 200
"""Characters of a damaged entry that are told."""
_STAGED = (
    "seq, incident, number, commit_id, position, happened_at, about, recorded_at, actor, by_word, origin, "
    "event, is_act, body, salt, digest"
)
_STAGE = " ".join(
    ("INSERT OR IGNORE INTO found (", _STAGED, ", same) VALUES (?", ", ?" * len(_STAGED.split(",")), ")")
)
_OF_INCIDENT = " ".join(("SELECT", _STAGED, "FROM found WHERE incident = ? ORDER BY number, rowid"))

_KNOWN = "SELECT number FROM known WHERE incident = ?"


class Remains(Struct, frozen=True):
    """What can be read of an entry that is not what was recorded; it is not in the new file."""

    number: int
    actor: str
    happened_at: str
    text: str


class Taken(Struct, frozen=True):
    """What became of one incident. `lost` holds first and last number of each gap."""

    incident: str
    entries: int
    lost: tuple[tuple[int, int], ...]
    loose: tuple[int, ...]
    """Entries that are there, while the one before them is lost: they cannot be checked any more."""
    remains: tuple[Remains, ...]


class Recovered(Struct, frozen=True):
    """What was taken out of a damaged file, and what the new one says when it is verified."""

    incidents: tuple[Taken, ...]
    checked: Checked

    @property
    def whole(self) -> bool:
        return not any(one.lost or one.remains for one in self.incidents)


def recover(source: Path, target: Path) -> Recovered:
    """Take every intact entry out of `source` into a new record, with its number, its bytes and its digest.

    Works on a copy of the file and its log; `source` itself stays as it is. Raises BadTarget, Unavailable
    where there is nothing to take out, and NewerLayout.
    """
    with translated(source):
        refuse_no_file(source)
        if not source.exists():
            raise Unavailable(f"There is no record at {source}: name the damaged file with --from.")
        with new_file(target, like=source) as fresh, _copied(source, target.absolute().parent) as pages:
            with closing(sqlite3.connect("", isolation_level=None)) as stage:
                _stage(stage, pages)
                taken = _write(stage, fresh)
            if not taken:
                raise Unavailable(
                    f"No entry can be read in {source}: move it, its -wal and its -shm away, and "
                    "restore the latest backup."
                )
            return Recovered(taken, checked(fresh))


@contextmanager
def _copied(source: Path, folder: Path) -> Iterator[Pages]:
    """The pages of copies; they are taken between two writers, if these queue and this user may too."""
    with tempfile.TemporaryDirectory(prefix=".recover-", dir=folder) as made:
        copy = Path(made, "copy")
        with ExitStack() as queue:
            with suppress(RecordError, OSError):
                queue.enter_context(turn(source))
            shutil.copyfile(source, copy)
            with suppress(FileNotFoundError):
                shutil.copyfile(beside(source, "-wal"), beside(copy, "-wal"))
        _refuse(source, copy)
        yield read_pages(copy, beside(copy, "-wal"))


def _refuse(source: Path, copy: Path) -> None:
    with copy.open("rb") as file:
        found = header(file.read(100))
    if found is None:
        return
    if found.application not in (0, APPLICATION_ID):
        raise Unavailable(f"{source} is another program's database: name the damaged file with --from.")
    if found.layout > LAYOUT:
        raise NewerLayout(f"The record at {source} was made by a newer cockpit: recover it with that one.")


def _stage(stage: sqlite3.Connection, pages: Pages) -> None:
    """Every row that looks like an entry, once, and every number that an index of the file knows."""
    stage.execute(f"CREATE TABLE found ({_STAGED}, same BLOB UNIQUE)")
    stage.execute("CREATE INDEX found_by_number ON found (incident, number)")
    stage.execute("CREATE TABLE known (incident, number, PRIMARY KEY (incident, number)) WITHOUT ROWID")
    stage.execute("BEGIN")
    for image in pages.images():
        for cell in cells(pages, image):
            if (entry := as_entry(cell)) is not None:
                stage.execute(_STAGE, (*entry, sha256(repr(entry).encode()).digest()))
            elif (known := _known(cell)) is not None:
                stage.execute("INSERT OR IGNORE INTO known VALUES (?, ?)", known)
    stage.execute("COMMIT")


def _known(cell: Cell) -> tuple[str, int] | None:
    """An index leads from incident and number to a row of the file, of which there are no fewer."""
    if cell.rowid is not None or len(cell.values) != 3:
        return None
    incident, number, seq = cell.values
    if isinstance(incident, str) and isinstance(number, int) and isinstance(seq, int) and 0 < number <= seq:
        return incident, number
    return None


def _write(stage: sqlite3.Connection, fresh: Path) -> tuple[Taken, ...]:
    incidents = [name for (name,) in stage.execute("SELECT DISTINCT incident FROM found ORDER BY 1")]
    with Rebuilt(fresh) as record:
        taken = tuple(_take(stage, record, incident) for incident in incidents)
    return tuple(one for one in taken if one.entries)


def _take(stage: sqlite3.Connection, record: Rebuilt, incident: str) -> Taken:
    numbers: list[int] = []
    loose: list[int] = []
    remains: list[Remains] = []
    rows = (Found(*row) for row in stage.execute(_OF_INCIDENT, (incident,)))
    for one in chosen(rows):
        if isinstance(one, Broken):
            remains.append(_remains(one.entry))
            continue
        record.add(one.entry)
        numbers.append(one.entry.number)
        if not one.proved:
            loose.append(one.entry.number)
    known = {number for (number,) in stage.execute(_KNOWN, (incident,))}
    return Taken(incident, len(numbers), tuple(_gaps(numbers, known)), tuple(loose), tuple(remains))


def _gaps(numbers: list[int], known: set[int]) -> Iterator[tuple[int, int]]:
    before = 0
    for number in numbers:
        if number > before + 1:
            yield before + 1, number - 1
        before = number
    last = max(known, default=0)
    if last > before:
        yield before + 1, last


def _remains(entry: Found) -> Remains:
    try:
        text = str(json.loads(entry.body)["text"])
    except (ValueError, KeyError, TypeError):
        text = entry.body
    return Remains(entry.number, entry.actor, entry.happened_at, text[:_QUOTED])
