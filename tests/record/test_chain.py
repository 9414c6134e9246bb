"""The chain: what was changed, taken out or moved behind the record's back is found."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from cockpit.incident import events as ev
from cockpit.record.errors import RecordError
from cockpit.record.sqlite import SqliteLog
from cockpit.seat import Seat
from tests.record.conftest import Store
from tests.record.facts import INCIDENT, declare, event, note, write

_TRIGGERS = ("events_in_order", "events_no_delete", "events_only_redaction", "events_au", "marks_redaction")


def tamper(path: Path, *statements: str) -> None:
    """What somebody can do who owns the file and knows SQL."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for trigger in _TRIGGERS:
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.execute(statement)


def test_a_whole_chain_is_in_order(log: Store) -> None:
    declare(log)
    write(log, *(note(f"line {n}") for n in range(20)))
    verdict = log.verify(INCIDENT)
    assert (verdict.entries, verdict.flaw, verdict.redacted) == (21, None, ())
    assert verdict.digest == log.head(INCIDENT).digest


def test_an_incident_nobody_declared_has_an_empty_chain(log: Store) -> None:
    assert log.verify("nowhere").entries == 0


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE events SET body = replace(body, 'line 3', 'line 4') WHERE number = 4", 4),
        ("UPDATE events SET actor = 'mallory' WHERE number = 3", 3),
        ("UPDATE events SET by_word = '' WHERE number = 3", 3),
        ("UPDATE events SET happened_at = replace(happened_at, '14:02', '14:03') WHERE number = 5", 5),
        ("UPDATE events SET recorded_at = replace(recorded_at, '14:02', '14:03') WHERE number = 5", 5),
        ("UPDATE events SET is_act = 1 WHERE number = 2", 2),
        ("UPDATE events SET event = 'entry.imported' WHERE number = 2", 2),
        ("UPDATE events SET about = 1 WHERE number = 2", 2),
        ("UPDATE events SET origin = '{}' WHERE number = 2", 2),
        ("UPDATE events SET \"commit\" = 'c' WHERE number = 2", 2),
        ("UPDATE events SET digest = zeroblob(32) WHERE number = 6", 6),
        (
            "UPDATE events SET body = json_set(body, '$.redacted.sealed', 'zz'), salt = x'' WHERE number = 2",
            2,
        ),
        ("DELETE FROM events WHERE number = 3", 3),
        ("DELETE FROM events WHERE number = 1", 1),
    ],
)
def test_the_first_entry_that_was_tampered_with_is_named(
    sqlite_log: SqliteLog, path: Path, statement: str, number: int
) -> None:
    declare(sqlite_log)
    write(sqlite_log, *(note(f"line {n}") for n in range(1, 9)))
    tamper(path, statement)
    flaw = sqlite_log.verify(INCIDENT).flaw
    assert flaw is not None
    assert (flaw.incident, flaw.number) == (INCIDENT, number)


def test_entries_that_changed_places_are_named(sqlite_log: SqliteLog, path: Path) -> None:
    declare(sqlite_log)
    write(sqlite_log, *(note(f"line {n}") for n in range(1, 9)))
    tamper(
        path,
        "UPDATE events SET number = 99 WHERE number = 3",
        "UPDATE events SET number = 3 WHERE number = 5",
        "UPDATE events SET number = 5 WHERE number = 99",
    )
    flaw = sqlite_log.verify(INCIDENT).flaw
    assert flaw is not None and flaw.number == 3


def test_an_entry_moved_to_another_incident_is_named(sqlite_log: SqliteLog, path: Path) -> None:
    declare(sqlite_log, "a")
    tamper(path, "UPDATE events SET incident = 'b'")
    flaw = sqlite_log.verify("b").flaw
    assert flaw is not None and flaw.number == 1


def test_a_body_that_went_without_a_redaction_is_named(sqlite_log: SqliteLog, path: Path) -> None:
    declare(sqlite_log)
    write(sqlite_log, note("one"), note("two"))
    sqlite_log.redact(INCIDENT, [2], event(ev.Redacted(targets=(2,))), commit=uuid4())
    with closing(sqlite3.connect(path)) as connection:
        (tomb,) = connection.execute("SELECT body FROM events WHERE number = 2").fetchone()
        (salt, body) = connection.execute("SELECT salt, body FROM events WHERE number = 3").fetchone()
    seal = hashlib.sha256(salt + body.encode()).hexdigest()
    forged = tomb.replace(tomb.split('"sealed": "')[1][:64], seal)
    tamper(path, " ".join(("UPDATE events SET body =", f"'{forged}'", ", salt = x'' WHERE number = 3")))
    flaw = sqlite_log.verify(INCIDENT).flaw
    assert flaw is not None
    assert (flaw.number, flaw.why) == (3, "its text was taken away, and no redaction says so")


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM events WHERE number = 3", "UPDATE events SET digest = zeroblob(32) WHERE number = 3"],
)
def test_whoever_is_at_it_is_told_that_the_end_is_not_what_it_was(
    sqlite_log: SqliteLog, path: Path, statement: str
) -> None:
    declare(sqlite_log)
    write(sqlite_log, note("one"), note("two"))
    seat = Seat(sqlite_log)
    seat.open(INCIDENT)
    seat.catch_up()
    tamper(path, statement)
    with pytest.raises(RecordError, match="no longer holds what this terminal has seen up to entry 3: "):
        seat.catch_up()
