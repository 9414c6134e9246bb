"""What SQLite on a shared host does wrong quietly, and what keeps the record from it."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cockpit.record.engine import sqlite3
from cockpit.record.errors import Conflict, RecordError, Unavailable
from cockpit.record.guard import beside
from cockpit.record.holders import locks_on
from cockpit.record.log import Filter
from cockpit.record.sqlite import SqliteLog
from cockpit.seat import Seat
from tests.record.facts import INCIDENT, declare, note, write
from tests.record.memory_log import MemoryLog
from tests.record.test_file import plain

PROJECT = Path(__file__).parents[2]

# Closing a handle of one's own on the database drops the locks SQLite holds on it in the same process.
OPENS = """
import os, sys
record, folder = sys.argv[1:]
files = {os.path.realpath(record + suffix) for suffix in ("", "-shm")}  # on its log SQLite holds no lock
def look(event, given):
    if event == "open" and isinstance(given[0], (str, bytes, os.PathLike)):
        if os.path.realpath(os.fsdecode(given[0])) in files:
            os.write(2, f"opened: {given[0]}\\n".encode())
sys.addaudithook(look)
import runpy
for words in (
    ["declare", "Checkout down"], ["log", "a word"], ["log", "a secret"], ["redact", "3", "--because", "x"],
    ["status"], ["timeline"], ["verify"], ["digest"], ["doctor"], ["backup", folder + "/b.db"],
    ["export", "--to", folder + "/e.md"],
):
    sys.argv = ["cockpit", "--db", record, "--as", "alice", *words]
    try:
        runpy.run_module("cockpit", run_name="__main__", alter_sys=True)
    except SystemExit as left:
        print(words[0], left.code or 0)
open(record).close()
"""


def test_nothing_but_sqlite_opens_the_record(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    path.parent.mkdir()
    command = [sys.executable, "-c", OPENS, str(path), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=True)
    for word in ("declare", "log", "redact", "status", "timeline", "verify", "digest", "backup", "export"):
        assert f"{word} 0\n" in done.stdout, (done.stdout, done.stderr)
    told, _, control = done.stderr.rpartition("opened: ")
    assert control.strip() == str(path), "the hook sees what is opened"
    assert "opened: " not in told


def test_the_driver_is_chosen_in_one_place() -> None:
    importing = [
        path.name
        for path in (PROJECT / "cockpit").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and any("sqlite3" in alias.name for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and "sqlite3" in (node.module or ""))
    ]
    assert importing == ["engine.py"]


ANOTHER_DRIVER = """
import sys
from cockpit.record.sqlite import SqliteLog
from tests.record.facts import declare
log = SqliteLog(sys.argv[1])
declare(log)
import sqlite_utils.utils
print(sqlite_utils.utils.sqlite3.__name__, log.incidents()[0].title)
try:
    SqliteLog(sys.argv[2])
except Exception as error:
    print(type(error).__name__)
"""


def test_another_driver_that_is_installed_changes_nothing(path: Path, tmp_path: Path) -> None:
    """sqlite-utils takes it by itself, and its errors are of other classes."""
    driver = tmp_path / "pysqlite3"
    driver.mkdir()
    code = "from sqlite3 import *\nclass OperationalError(Exception): ...\ndef connect(*_, **__): 1 / 0\n"
    for name in ("__init__", "dbapi2"):
        (driver / f"{name}.py").write_text(code)
    (tmp_path / "text.db").write_text("no database at all, but long enough to be taken for one" * 20)
    env = {**os.environ, "PYTHONPATH": f"{tmp_path}:{PROJECT}"}
    command = [sys.executable, "-c", ANOTHER_DRIVER, str(path), str(tmp_path / "text.db")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, env=env, check=False)
    assert done.stdout == "pysqlite3 Checkout fails\nUnavailable\n", done.stderr


def busy(path: Path) -> bool:
    """Whether a reader keeps the log from being reset."""
    with plain(path) as connection:
        ((found, _, _),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return bool(found)


def test_no_read_keeps_the_log_from_being_reset(sqlite_log: SqliteLog, path: Path) -> None:
    declare(sqlite_log)
    write(sqlite_log, note("x"), note("y"))
    sqlite_log.since(INCIDENT, 0, limit=1)
    sqlite_log.rows(INCIDENT, Filter(), limit=1)
    sqlite_log.rows(INCIDENT, Filter(search="x"), limit=1)
    sqlite_log.row(INCIDENT, 1)
    sqlite_log.incidents()
    assert not busy(path)
    with plain(path) as careless:
        cursor = careless.execute("SELECT * FROM events")
        assert cursor.fetchone() is not None
        write(sqlite_log, note("z"))
        assert busy(path)


def test_every_commit_and_checkpoint_has_the_queue(sqlite_log: SqliteLog, path: Path) -> None:
    """Old versions of SQLite may damage a log that is reset while somebody commits."""
    declare(sqlite_log)
    seen: list[tuple[str, bool]] = []

    def look(statement: str) -> None:
        if statement.startswith(("BEGIN", "COMMIT", "PRAGMA wal_checkpoint")):
            seen.append(
                (statement, os.getpid() in {lock.process for lock in locks_on(beside(path, ".queue"))})
            )

    assert sqlite_log._writer is not None
    sqlite_log._writer._connection.set_trace_callback(look)
    write(sqlite_log, note("x" * 2**17))
    assert {statement.partition("(")[0] for statement, _ in seen} == {
        "BEGIN IMMEDIATE", "COMMIT", "PRAGMA wal_checkpoint",
    }  # fmt: skip
    assert all(queued for _, queued in seen)


def test_a_whole_record_put_in_place_of_another_is_gone_on_with(path: Path, tmp_path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        declare(log)
        (tmp_path / "copy").mkdir()
        with plain(path) as connection, closing(sqlite3.connect(tmp_path / "copy" / path.name)) as copy:
            connection.backup(copy)
        path.parent.rename(tmp_path / "moved")
        (tmp_path / "copy").rename(path.parent)
        with pytest.raises(Conflict, match="was replaced by another"):
            write(log, note("decided on the old file"))
        write(log, note("decided on the new one"))
        assert [row.text for row in log.rows(INCIDENT, Filter(), limit=9)][1:] == ["decided on the new one"]
        assert log.health().mode == "writable"
    with closing(SqliteLog(tmp_path / "moved" / "incidents.db", read_only=True)) as old:
        assert old.head(INCIDENT).number == 1


def test_no_record_is_begun_beside_the_log_of_one_that_is_gone(path: Path) -> None:
    """SQLite would bring the old log over into the new file, and ruin both."""
    with closing(SqliteLog(path)) as log:
        declare(log)
        write(log, note("in the log alone"))
    kept, left = path.rename(path.with_name("kept.db")), beside(path, "-wal").read_bytes()
    with pytest.raises(Unavailable, match=r"put the record back beside \S+-wal, or move"):
        declare(SqliteLog(path), "2026-11-23-2")
    assert not path.exists() and beside(path, "-wal").read_bytes() == left
    kept.rename(path)
    with closing(SqliteLog(path)) as log:
        assert log.head(INCIDENT).number == 2


@pytest.mark.parametrize("entries", [1, 2, 3], ids=["cut off", "another end", "grown past another end"])
def test_a_terminal_knows_when_the_end_it_has_seen_is_gone(entries: int) -> None:
    one, other = MemoryLog(), MemoryLog()
    declare(one)
    write(one, note("seen"))
    seat = Seat(one)
    seat.open(INCIDENT)
    declare(other)
    for n in range(entries - 1):
        write(other, note(f"entry {n}"))
    seat.store = other
    for _ in range(2):
        with pytest.raises(
            RecordError, match=r"no longer holds .* entry 2: .* cockpit verify, .* cockpit backup"
        ):
            seat.catch_up()
    seat.store = one
    assert seat.catch_up().number == 2
