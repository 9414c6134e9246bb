"""What one may sit down at beside a shared record: everybody's incidents, and private ones one may read."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from cockpit.place.private import group_of, private_ids, private_path
from cockpit.record.errors import RecordError
from cockpit.record.log import Summary


class Listed(NamedTuple):
    """Incidents, the one declared last first, and a sentence for each record that cannot be read."""

    incidents: list[Summary]
    trouble: tuple[str, ...] = ()


def private_summaries(shared: Path) -> Listed:
    """The private incidents this user may read, each with its group; each file is let go of again."""
    from cockpit.record.sqlite import SqliteLog

    found: list[Summary] = []
    trouble: list[str] = []
    for incident in private_ids(shared):
        path = private_path(shared, incident)
        try:
            with closing(SqliteLog(path, read_only=True)) as log:
                found += [replace(one, private=group_of(path)) for one in log.incidents()]
        except RecordError as error:
            trouble.append(str(error))
    return Listed(found, tuple(trouble))


def latest_first(everybodys: list[Summary], private: list[Summary]) -> list[Summary]:
    """Both together; everybody's alone stay in the order in which they were declared."""
    together = [*everybodys, *private]
    return sorted(together, key=lambda one: one.declared_at, reverse=True) if private else everybodys
