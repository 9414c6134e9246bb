"""The forms in which the record is handed on, and how one is written into a new file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from cockpit.incident.state import Incident
from cockpit.record.log import Reader, Row

FORMS = ("md", "json", "jsonl", "csv", "html")


def export_lines(
    form: str, incident: Incident, reader: Reader, now: datetime, *, everything: bool = False
) -> Iterator[str]:
    """The record in one of `FORMS`, line by line; without `everything`, the raw log is left out (S30).

    `now` gives the local zone. Only what that form needs is loaded. Raises RecordError.
    """
    from cockpit.reports.choosing import of_record, walk

    rows: Iterable[Row] = walk(reader, incident.id)
    rows = rows if everything else of_record(rows)
    if form == "md":
        from cockpit.reports.markdown import record_lines

        return record_lines(incident, rows, now)
    if form == "html":
        from cockpit.reports.page import page_lines

        return page_lines(incident, rows, now)
    from cockpit.reports import tables

    make = {"csv": tables.csv_lines, "json": tables.json_lines, "jsonl": tables.jsonl_lines}[form]
    return make(incident, rows, now)


class CannotSave(Exception):
    """The file cannot be made. `str()` is a sentence for people."""


def save(lines: Iterable[str], target: Path) -> None:
    """Into a file that did not exist, written by its owner alone, read as the umask says. Raises CannotSave.

    No link is followed there, also none that leads nowhere.
    """
    try:
        made = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
        with os.fdopen(made, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
    except FileExistsError:
        raise CannotSave(f"{target} exists: name a file that does not.") from None
    except OSError as error:
        raise CannotSave(f"{target} cannot be written ({error.strerror}): name another file.") from error
