"""A process that appends plain entries to a record and prints when each was durable."""

from __future__ import annotations

import random
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from uuid import uuid4

from cockpit.incident.envelope import Event, Origin
from cockpit.incident.events import Logged
from cockpit.record.sqlite import SqliteLog


def note(text: str) -> Event:
    """A plain entry on its way into the record."""
    body = Logged(text=text).to_json()
    return Event(Logged.event, body, False, datetime.now(UTC), False, "dave", None, Origin(user="dave"))


def append(log: SqliteLog, incident: str, text: str) -> tuple[int, int]:
    """Append one entry; when it was begun and when it was durable (`time.monotonic_ns`)."""
    event, commit = note(text), uuid4()
    begun = time.monotonic_ns()
    log.append(incident, [event], expected=None, commit=commit)
    return begun, time.monotonic_ns()


def main(path: str, count: str, prefix: str, least: str, most: str) -> None:
    """Wait for a line on stdin, then append `count` entries with pauses between `least` and `most` seconds.

    Prints a line "TEXT BEGUN DURABLE" for each. It stays until stdin ends: a process on its way out takes
    processor time from those that are still being measured.
    """
    with closing(SqliteLog(path)) as log:
        incident = log.incidents()[0].incident
        print("ready", flush=True)
        sys.stdin.readline()
        chance = random.Random(prefix)
        for number in range(int(count)):
            text = f"{prefix}{number:04d}z"
            begun, durable = append(log, incident, text)
            print(text, begun, durable, flush=True)
            time.sleep(chance.uniform(float(least), float(most)))
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
