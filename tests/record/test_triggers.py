"""What the triggers of the file refuse, whatever program asks for it."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from cockpit.record.sqlite import SqliteLog
from tests.record.facts import INCIDENT, declare, note, write

_REST = "actor, by_word, origin, event, is_act, body, salt, digest FROM events WHERE number = 2"
_FORGED = (
    "happened_at, about, recorded_at, 'mallory', by_word, origin, event, is_act, body, salt, digest "
    "FROM events WHERE number = 2"
)
_TIMES = "happened_at, about, recorded_at"


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM events WHERE number = 2",
        "UPDATE events SET body = '{}' WHERE number = 2",
        "UPDATE events SET body = 'x'",
        "UPDATE events SET body = 'x', salt = x'' WHERE number = 2",
        "UPDATE events SET actor = 'mallory' WHERE number = 2",
        "UPDATE events SET number = 9 WHERE number = 2",
        """UPDATE events SET body = '{"redacted":{"sealed":"00"}}', salt = x'' WHERE number = 2""",
        "UPDATE OR REPLACE events SET seq = 1 WHERE number = 2",
        f'REPLACE INTO events SELECT seq, incident, number, "commit", position, {_FORGED}',
        f'REPLACE INTO events SELECT 4, incident, 4, "commit", position, {_FORGED}',
        f'INSERT OR REPLACE INTO events SELECT 2, incident, number, "commit", position, {_FORGED}',
        f'INSERT OR REPLACE INTO events SELECT NULL, incident, number, "commit", position, {_FORGED}',
        f"INSERT OR IGNORE INTO events SELECT 9, incident, 9, 'c', 0, {_TIMES}, {_REST}",
        f'INSERT INTO events SELECT seq, incident, number, "commit", position, {_FORGED} '
        "ON CONFLICT DO UPDATE SET actor = 'mallory'",
        f"INSERT INTO events SELECT 9, incident, 9, 'c', 0, {_TIMES}, {_REST}",
        f"INSERT INTO events SELECT NULL, incident, 4, 'c', 0, {_TIMES}, {_REST}",
        f"INSERT INTO events SELECT 4, incident, 5, 'c', 0, {_TIMES}, {_REST}",
    ],
)
def test_other_programs_cannot_change_what_is_recorded(
    sqlite_log: SqliteLog, path: Path, statement: str, recursive: str
) -> None:
    declare(sqlite_log)
    write(sqlite_log, note("first"), note("second"))
    before = sqlite_log.since(INCIDENT, 0)
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="entries are"),
    ):
        connection.execute(f"PRAGMA recursive_triggers = {recursive}")
        connection.execute(statement)
    assert sqlite_log.since(INCIDENT, 0) == before
    assert sqlite_log.verify(INCIDENT).flaw is None


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="the sqlite3 shell is not installed")
def test_the_sqlite_shell_is_refused_too(sqlite_log: SqliteLog, path: Path) -> None:
    declare(sqlite_log)
    write(sqlite_log, note("first"), note("second"))
    before = sqlite_log.since(INCIDENT, 0)
    tried = (
        "DELETE FROM events",
        "UPDATE events SET actor = 'mallory'",
        f'REPLACE INTO events SELECT seq, incident, number, "commit", position, {_FORGED}',
        f'INSERT INTO events SELECT seq, incident, number, "commit", position, {_FORGED} '
        "ON CONFLICT DO UPDATE SET actor = 'mallory'",
    )
    script = ";\n".join(("PRAGMA recursive_triggers = OFF", *tried, ""))
    shell = subprocess.run(["sqlite3", path], input=script, capture_output=True, text=True)
    assert shell.stderr.count("entries are") == len(tried), shell.stderr
    assert sqlite_log.since(INCIDENT, 0) == before
