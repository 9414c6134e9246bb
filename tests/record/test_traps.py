"""What SQLite on a shared host does wrong quietly, and what keeps the record from it."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from uuid import uuid4

import pytest

from cockpit.incident import events as ev
from cockpit.record import connect
from cockpit.record.backup import backup
from cockpit.record.create import reserve
from cockpit.record.engine import sqlite3
from cockpit.record.errors import Conflict, RecordError, Unavailable
from cockpit.record.guard import beside
from cockpit.record.holders import locks_on
from cockpit.record.log import Filter
from cockpit.record.queue import turn
from cockpit.record.sqlite import SqliteLog
from cockpit.seat import Seat
from tests.record.facts import INCIDENT, declare, event, note, write
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
from importlib.metadata import entry_points
print(*(one.name for one in entry_points(group="sqlite_utils")), "strange" in sys.modules)
try:
    SqliteLog(sys.argv[2])
except Exception as error:
    print(type(error).__name__)
"""


def test_another_driver_that_is_installed_changes_nothing(path: Path, tmp_path: Path) -> None:
    """sqlite-utils takes it by itself, and its errors are of other classes; plug-ins it would load too."""
    driver = tmp_path / "pysqlite3"
    driver.mkdir()
    code = "from sqlite3 import *\nclass OperationalError(Exception): ...\ndef connect(*_, **__): 1 / 0\n"
    for name in ("__init__", "dbapi2"):
        (driver / f"{name}.py").write_text(code)
    plugin = tmp_path / "strange-1.0.dist-info"
    plugin.mkdir()
    (plugin / "METADATA").write_text("Metadata-Version: 2.1\nName: strange\nVersion: 1.0\n")
    (plugin / "entry_points.txt").write_text("[sqlite_utils]\nstrange = strange\n")
    (tmp_path / "strange.py").write_text("")
    (tmp_path / "text.db").write_text("no database at all, but long enough to be taken for one" * 20)
    env = {**os.environ, "PYTHONPATH": f"{tmp_path}:{PROJECT}"}
    command = [sys.executable, "-c", ANOTHER_DRIVER, str(path), str(tmp_path / "text.db")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, env=env, check=False)
    assert done.stdout == "pysqlite3 Checkout fails\nstrange False\nUnavailable\n", done.stderr


def busy(path: Path) -> bool:
    """Whether a reader keeps the log from being reset."""
    with plain(path) as connection:
        connection.execute("PRAGMA busy_timeout = 0").fetchall()
        ((found, _, _),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return bool(found)


def test_no_read_keeps_the_log_from_being_reset(sqlite_log: SqliteLog, path: Path) -> None:
    declare(sqlite_log)
    write(sqlite_log, note("x"), note("y"))
    reads = (
        lambda: sqlite_log.since(INCIDENT, 0, limit=1), lambda: sqlite_log.row(INCIDENT, 1),
        lambda: sqlite_log.rows(INCIDENT, Filter(), limit=1), lambda: sqlite_log.head(INCIDENT),
        lambda: sqlite_log.rows(INCIDENT, Filter(search="x"), limit=1), sqlite_log.incidents,
        lambda: sqlite_log.numbers(INCIDENT, Filter(), before=9, limit=1),
        lambda: sqlite_log.starred_count(INCIDENT), lambda: sqlite_log.writers(INCIDENT),
        lambda: sqlite_log.logins(INCIDENT), lambda: sqlite_log.quoting(INCIDENT, "x"),
        lambda: sqlite_log.verify(INCIDENT), sqlite_log.chains, lambda: sqlite_log.holding("a"),
        sqlite_log.missing, sqlite_log.damage, sqlite_log.unguarded, sqlite_log.health,
    )  # fmt: skip
    for read in reads:
        assert read() is not None
        assert not busy(path)
    with plain(path) as careless:
        cursor = careless.execute("SELECT * FROM events")
        assert cursor.fetchone() is not None
        write(sqlite_log, note("z"))
        assert busy(path)


WRITES = re.compile(r"BEGIN|COMMIT|INSERT|UPDATE|DELETE|REPLACE|CREATE|PRAGMA (wal_check|user_version =)")


@pytest.fixture
def traced(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Every statement that writes, through whatever connection, and whether this process had the queue."""
    seen: list[tuple[str, bool]] = []

    def look(statement: str) -> None:
        if WRITES.match(statement) and " temp." not in statement:  # that is this connection's own
            in_turn = {lock.process for lock in locks_on(beside(path, ".queue"))}
            seen.append((statement, os.getpid() in in_turn))

    opened = connect._open

    def open_and_look(uri: str) -> sqlite3.Connection:
        connection = opened(uri)
        connection.set_trace_callback(None if ".new." in uri else look)  # nobody else sees a file being made
        return connection

    monkeypatch.setattr(connect, "_open", open_and_look)
    return seen


def test_every_commit_and_checkpoint_has_the_queue(path: Path, traced: list[tuple[str, bool]]) -> None:
    """Old versions of SQLite may damage a log that is reset while somebody commits."""
    path.parent.mkdir()
    path.touch()  # an empty file is laid out where it stands
    with closing(SqliteLog(path)) as log:
        declare(log)
        write(log, note("x" * 2**17))
        secret = event(ev.Redacted(targets=(2,), text="a password"))
        log.redact(INCIDENT, (2,), secret, commit=uuid4())
        beside(path, "-wal").unlink()
        assert log.health().mode == "writable", "a new log was begun"
        write(log, note("y"))
    kinds = {statement.partition("(")[0].strip().partition(" VALUES")[0] for statement, _ in traced}
    assert {"BEGIN IMMEDIATE", "COMMIT", "PRAGMA wal_checkpoint"} <= kinds
    assert [statement for statement in kinds if statement.startswith("BEGIN")] == ["BEGIN IMMEDIATE"], (
        "one that begins by reading fails at once where somebody else wrote meanwhile"
    )
    assert any("TRUNCATE" in statement for statement, _ in traced)
    assert any("merge" in statement for statement, _ in traced)
    assert [statement for statement, queued in traced if not queued] == []


def test_no_append_waits_for_a_reader(path: Path, traced: list[tuple[str, bool]]) -> None:
    """Any checkpoint but a passive one waits for whoever reads, as long as SQLite is told to wait."""
    with closing(SqliteLog(path)) as log:
        declare(log)
        write(log, note("a secret"))
        with plain(path) as careless:
            cursor = careless.execute("SELECT * FROM events")
            assert cursor.fetchone() is not None
            for n in range(3):
                write(log, note(f"{n}" * 2**17))
            checkpoints = [statement for statement, _ in traced if "wal_checkpoint" in statement]
            assert len(checkpoints) >= 3 and set(checkpoints) == {"PRAGMA wal_checkpoint(PASSIVE)"}
            log.redact(INCIDENT, (2,), event(ev.Redacted(targets=(2,))), commit=uuid4())
            assert log._writer is not None
            waits: list[str] = []
            log._writer._connection.set_trace_callback(waits.append)
            write(log, note("while the log has still to be emptied"))
            asked = [words for words in waits if "busy_timeout" in words or "TRUNCATE" in words]
            assert asked[:2] == ["PRAGMA busy_timeout = 0", "PRAGMA wal_checkpoint(TRUNCATE)"]
            cursor.close()


WANTED = {
    "journal_mode": "wal", "synchronous": 2, "wal_autocheckpoint": 0, "journal_size_limit": 4 * 2**20,
    "recursive_triggers": 1, "secure_delete": 1, "busy_timeout": 5000,
}  # fmt: skip


def settings(log: SqliteLog) -> dict[str, object]:
    """What SQLite keeps for a connection, not for the file."""
    assert log._writer is not None
    connection = log._writer._connection
    return {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in WANTED}


def test_every_connection_that_writes_is_set_up_alike(path: Path, tmp_path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        declare(log)
        assert settings(log) == WANTED
        write(log, note("x"))
        log.redact(INCIDENT, (2,), event(ev.Redacted(targets=(2,))), commit=uuid4())
        assert settings(log) == WANTED, "after what was taken away"
        beside(path, "-shm").unlink()
        assert log.health().mode == "writable"
        assert settings(log) == WANTED, "after a new log was begun"
        assert log._writer is not None
        connection = log._writer._connection
        deny = {sqlite3.SQLITE_INSERT: sqlite3.SQLITE_DENY}
        connection.set_authorizer(lambda action, *_: deny.get(action, sqlite3.SQLITE_OK))
        with pytest.raises(sqlite3.DatabaseError):
            reserve(connection, path)
        connection.set_authorizer(None)
        assert settings(log) == WANTED, "after a reserve that failed"
    backup(path, tmp_path / "copy.db")
    with closing(SqliteLog(tmp_path / "copy.db")) as log:
        assert settings(log) == WANTED, "on a copy, which has no log of its own"


def test_a_lock_on_another_disk_is_not_taken_for_one_on_the_record(tmp_path: Path) -> None:
    """Files of two disks may bear the same number."""
    if os.geteuid() != 0:
        pytest.skip("needs root to mount disks")
    files = []
    with ExitStack() as mounted:
        for name in ("one", "other"):
            (tmp_path / name).mkdir()
            mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path / name)]
            if subprocess.run(mount, capture_output=True).returncode:
                pytest.skip("no disk can be mounted here")
            mounted.callback(subprocess.run, ["umount", "--lazy", str(tmp_path / name)], check=True)
            files.append(tmp_path / name / "incidents.db.queue")
            files[-1].touch()
        one, other = files
        assert one.stat().st_ino == other.stat().st_ino
        with turn(other.with_name("incidents.db")):
            assert os.getpid() in {lock.process for lock in locks_on(other)}
            assert locks_on(one) == []


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
