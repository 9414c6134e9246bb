"""From the path of a timeline file to its entries in the record, away from the loop: all of it or nothing."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path

from cockpit.desk import Desk
from cockpit.incident.commands import Import
from cockpit.incident.texts import harmless
from cockpit.incident.zones import BadTime, zone_from
from cockpit.record.errors import CommitReused, RecordError
from cockpit.record.guard import is_open_here
from cockpit.rowfile import BadFile, commit_of, nothing_taken, rows_in, sifted, whole
from cockpit.tui.acts.entries import IMPORT_LINE
from cockpit.tui.acts.steps import ImportFile
from cockpit.tui.following import FollowingApp
from cockpit.tui.widgets.promptline import PromptLine

_SHOWN = 3
"""How many of the rows that cannot be taken are told one by one."""


def take_in(app: FollowingApp, wanted: ImportFile, incident: str) -> None:
    """Import a file into the incident it was asked for at, and tell what came of it."""

    def work() -> None:
        try:
            told = _imported(app.desk, incident, wanted)
        except (BadFile, BadTime, RecordError) as error:
            app.call_from_thread(_failed, app, wanted, str(error))
        else:
            app.call_from_thread(_taken, app, told)

    app.run_worker(work, thread=True, exit_on_error=False, group="import")


def _taken(app: FollowingApp, told: str) -> None:
    app.notify(harmless(told), markup=False, timeout=8)
    app.record_changed()


def _failed(app: FollowingApp, wanted: ImportFile, sentence: str) -> None:
    """Say why not, long enough to read several rows; what was typed stands there at the next try."""
    app.notify(harmless(sentence), severity="error", markup=False, timeout=20)
    if app.board is not None:
        app.board.query_one(PromptLine).keep(IMPORT_LINE, {"path": wanted.path, "zone": wanted.zone})


def _imported(desk: Desk, incident: str, wanted: ImportFile) -> str:
    """What was done, for people. Raises BadFile, BadTime or RecordError: then nothing was taken."""
    zone = _zone(wanted.zone)
    path, content = _read(wanted.path)
    rows, complaints = sifted(rows_in(content, path.name, now=desk.now(), zone=zone), zone)
    if complaints:
        raise BadFile(_told(path.name, complaints))
    if not rows:
        return f"{path.name} has no rows: nothing was added."
    if desk.incident.id != incident:
        raise BadFile(f"You left {incident} meanwhile: nothing of {path.name} was taken; import it there.")
    try:
        done = desk.imported(Import(rows), commit_of(incident, content))
    except CommitReused:  # somebody else imported it, so the entries bear another name
        done = None
    if done is None or not done.recorded:
        return f"{incident}: the record holds this file already; nothing of {path.name} was added."
    many = len(done.recorded)
    return f"{'1 entry' if many == 1 else f'{many:,} entries'} imported from {path.name}."


def _zone(name: str) -> tzinfo | None:
    try:
        return zone_from(name, None) if name else None
    except BadTime as error:
        raise BadTime(str(error).replace("the setting zone", "the zone's field")) from error


def _read(typed: str) -> tuple[Path, bytes]:
    """A file that a person named, and its bytes. Only a plain file: reading a pipe might never end."""
    try:
        path = Path(typed).expanduser()
        if path.exists() and not path.is_file():
            raise BadFile(f"{typed} is no file: name one with a timeline or a chat; nothing was taken.")
        if is_open_here(path):
            raise BadFile(f"{typed} is in use by this cockpit: name a file with a timeline or a chat.")
        with path.open("rb") as opened:
            return path, whole(opened, path.name)
    except BadFile:
        raise
    except ValueError as error:
        raise BadFile(f"{typed} cannot be the name of a file: nothing was taken.") from error
    except OSError as error:
        raise BadFile(f"{typed} cannot be read ({error.strerror}): nothing was taken.") from error
    except RuntimeError as error:
        raise BadFile(f"{typed} names nobody's home folder: write it without the ~.") from error


def _told(name: str, complaints: list[str]) -> str:
    rest = len(complaints) - _SHOWN
    more = [f"And {rest:,} more."] if rest > 0 else []
    return " ".join([nothing_taken(name, complaints), *complaints[:_SHOWN], *more])
