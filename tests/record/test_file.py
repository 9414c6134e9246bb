"""The file itself: how it is made and opened, and what other programs see in it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from cockpit.incident import events as ev
from cockpit.record.errors import NewerLayout, Unavailable
from cockpit.record.log import Filter
from cockpit.record.sqlite import SqliteLog
from tests.record.facts import INCIDENT, Clock, declare, event, note, write


@contextmanager
def plain(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as any other program opens it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("SELECT name FROM sqlite_schema").fetchall()
        yield connection


def close_last(path: Path) -> None:
    """A writer that closes last brings everything into the database and removes the log."""
    with plain(path):
        pass


def test_types_and_json_are_held_to(sqlite_log: SqliteLog, path: Path) -> None:
    declare(sqlite_log)
    columns = "4, incident, 2, 'c', 0, happened_at, about, recorded_at, actor, by_word, origin, event, is_act"
    with plain(path) as connection:
        for body in ("'no json'", "x'00'"):
            with pytest.raises(sqlite3.Error):
                connection.execute(
                    " ".join(("INSERT INTO events SELECT", columns, ",", body, ", salt, digest FROM events"))
                )
    assert sqlite_log.head(INCIDENT).number == 1


def test_files_are_made_for_the_group_whatever_the_umask(path: Path) -> None:
    before = os.umask(0o077)
    try:
        log = SqliteLog(path)
        declare(log)
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    finally:
        os.umask(before)
    log.close()
    assert modes == dict.fromkeys(
        ("incidents.db", "incidents.db-wal", "incidents.db-shm", "incidents.db.queue"), 0o660
    )


def test_nothing_is_left_beside_the_record(path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        declare(log)
    assert not [file for file in path.parent.iterdir() if ".new" in file.name]


def test_the_log_stays_for_whoever_comes_next(path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        declare(log)
    assert path.with_name("incidents.db-wal").stat().st_size >= 4 * 2**20


def test_a_mode_that_locks_the_group_out_is_mended(path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        declare(log)
    path.chmod(0o644)
    with closing(SqliteLog(path)):
        assert stat.S_IMODE(path.stat().st_mode) == 0o664


def test_an_empty_file_becomes_a_record(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with pytest.raises(Unavailable, match="is empty: if it was a record, put a backup in its place"):
        SqliteLog(path, read_only=True)
    with closing(SqliteLog(path)) as log:
        declare(log)
        assert log.head(INCIDENT).number == 1


def test_names_that_mean_something_in_an_address_are_just_names(tmp_path: Path) -> None:
    odd = tmp_path / "a b?c#d%41&mode=ro" / "ü;.db"
    with closing(SqliteLog(odd)) as log:
        declare(log)
    assert odd.exists()
    with closing(SqliteLog(odd, read_only=True)) as log:
        assert log.head(INCIDENT).number == 1


def test_reading_only_needs_a_record(path: Path) -> None:
    with pytest.raises(Unavailable, match=r"There is no record at .*: name the right file with --db"):
        SqliteLog(path, read_only=True)
    assert not path.parent.exists()


def test_a_reader_cannot_write(sqlite_log: SqliteLog, path: Path) -> None:
    declare(sqlite_log)
    with closing(SqliteLog(path, read_only=True)) as reader:
        assert reader.health().mode == "read-only"
        with pytest.raises(Unavailable, match="opened read-only"):
            write(reader, note("x"))
        write(sqlite_log, note("seen by both"))
        assert reader.head(INCIDENT).number == 2


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: path.write_bytes(b"this is no database at all" * 100), "is not a record of incidents"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: os.mkfifo(path), "is no plain file"),
        (lambda path: _other_database(path), "is another program's database"),
    ],
)
def test_other_files_are_left_alone(path: Path, make: Callable[[Path], object], sentence: str) -> None:
    path.parent.mkdir()
    make(path)
    for read_only in (False, True):
        with pytest.raises(Unavailable, match=sentence):
            SqliteLog(path, read_only=read_only)
    assert {file.name for file in path.parent.iterdir()} <= {path.name}


def _other_database(path: Path) -> None:
    with plain(path) as connection:
        connection.execute("CREATE TABLE recipes (name)")


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="is not a folder"):
        SqliteLog(tmp_path / "file" / "incidents.db")


def test_a_newer_layout_is_read_only(path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        declare(log)
    with plain(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    with closing(SqliteLog(path)):
        pass  # a reader that goes last, so that the log is there
    before = path.with_name("incidents.db-wal").stat()
    with closing(SqliteLog(path)) as log:
        assert log.head(INCIDENT).number == 1
        assert log.health().mode == "read-only"
        assert "newer cockpit" in log.health().remedy
        with pytest.raises(NewerLayout, match="upgrade this one"):
            write(log, note("x"))
    after = path.with_name("incidents.db-wal").stat()
    assert (after.st_ino, after.st_size) == (before.st_ino, before.st_size), "its log is left alone"


def test_a_damaged_file_is_said(path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        declare(log)
    close_last(path)
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xa5" * 4000)
    with pytest.raises(Unavailable, match=r"damaged|not a record"):
        SqliteLog(path)


def test_a_replaced_file_is_not_written_to(sqlite_log: SqliteLog, path: Path, clock: Clock) -> None:
    declare(sqlite_log)
    with closing(SqliteLog(path.with_name("other.db"), now=clock)) as other:
        declare(other, "another")
    close_last(path.with_name("other.db"))
    path.with_name("other.db").replace(path)
    with pytest.raises(Unavailable, match="was replaced or moved"):
        write(sqlite_log, note("x"))
    assert "was replaced" in sqlite_log.health().remedy
    assert sqlite_log.health().mode == "read-only"


def test_a_removed_file_is_said(sqlite_log: SqliteLog, path: Path) -> None:
    declare(sqlite_log)
    shutil.rmtree(path.parent)
    with pytest.raises(Unavailable, match=r"There is no record|was replaced"):
        write(sqlite_log, note("x"))
    with pytest.raises(Unavailable, match="There is no record"):
        sqlite_log.head(INCIDENT)
    assert sqlite_log.health().mode == "down"


def test_a_stranger_who_holds_the_lock_is_named(
    sqlite_log: SqliteLog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(sqlite_log)
    held = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); "
    held += "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
    monkeypatch.setattr("cockpit.record.writer.BUSY_MS", 50)
    with subprocess.Popen(
        [sys.executable, "-c", held, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as stranger:
        assert stranger.stdout and stranger.stdout.readline() == "held\n"
        with closing(SqliteLog(path)) as log, pytest.raises(Unavailable, match=f"process {stranger.pid}"):
            write(log, note("x"))
        stranger.communicate("")
    write(sqlite_log, note("free again"))


def test_a_stranger_who_keeps_all_of_it_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is kept for one program alone nobody else can even read."""
    with closing(SqliteLog(path)) as log:
        declare(log)
    kept = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); "
    kept += "c.execute('PRAGMA locking_mode = EXCLUSIVE').fetchall(); c.execute('BEGIN IMMEDIATE'); "
    kept += "c.execute('COMMIT'); print('kept', flush=True); sys.stdin.read()"
    monkeypatch.setattr("cockpit.record.connect.BUSY_SECONDS", 0.05)
    with subprocess.Popen(
        [sys.executable, "-c", kept, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as stranger:
        assert stranger.stdout and stranger.stdout.readline() == "kept\n"
        for read_only in (False, True):
            with pytest.raises(Unavailable, match=f"process {stranger.pid}. has locked the record"):
                SqliteLog(path, read_only=read_only)
        stranger.communicate("")
    with closing(SqliteLog(path)) as log:
        write(log, note("free again"))


def test_the_views_tell_the_story(sqlite_log: SqliteLog, path: Path) -> None:
    declare(sqlite_log)
    write(
        sqlite_log,
        event(ev.RoleAssigned(role="commander", person="ada")),
        event(ev.RoleRelieved(role="commander", person="Ada")),
        event(ev.RoleAssigned(role="commander", person="bob")),
        event(ev.MeasureProposed(measure="M1", measure_kind="mitigation", what="roll back", owner="eve")),
        event(ev.MeasureProposed(measure="M2", measure_kind="passive", what="read logs")),
        event(ev.MeasureProposed(measure="M3", measure_kind="fix", what="patch")),
        event(ev.MeasureApproved(measure="M1"), actor="bob"),
        event(ev.MeasureStarted(measure="M1", owner="zoe", unapproved="emergency")),
        event(ev.MeasureFinished(measure="M1", outcome="no-effect")),
        event(ev.Corrected(target=5, field="what", value="roll back v42")),
        event(ev.Resolved()),
    )
    with plain(path) as connection:
        connection.row_factory = sqlite3.Row

        def ask(sql: str) -> list[tuple[object, ...]]:
            return [tuple(row) for row in connection.execute(sql)]

        assert ask("SELECT role, person, until IS NULL FROM roles") == [
            ("commander", "ada", 0),
            ("commander", "bob", 1),
        ]
        assert ask(
            "SELECT measure, kind, text, owner, state, unapproved, proposed_by, approved_by FROM measures"
        ) == [
            ("M1", "mitigation", "roll back v42", "zoe", "no-effect", "emergency", "alice", "bob"),
            ("M2", "passive", "read logs", None, "approved", None, "alice", None),
            ("M3", "fix", "patch", None, "waiting", None, "alice", None),
        ]
        assert ask("SELECT incident, title, severity, phase, declared_by FROM incidents") == [
            (INCIDENT, "Checkout fails", None, "watch", "alice")
        ]
        assert ask("SELECT number, kind, text, starred FROM timeline WHERE number = 1") == [
            (1, "declared", "declared: Checkout fails", 1)
        ]
        write(sqlite_log, event(ev.Imported(kind="note", text="x", who="on-call")), note("x"))
        assert ask("SELECT actor, who FROM timeline ORDER BY number DESC LIMIT 2") == [
            ("alice", None), ("alice", "on-call"),
        ]  # fmt: skip


def test_any_program_can_search(sqlite_log: SqliteLog, path: Path) -> None:
    declare(sqlite_log)
    write(sqlite_log, note("needle in a haystack"))
    with plain(path) as connection:
        found = connection.execute(
            "SELECT t.number FROM timeline t JOIN events e USING (incident, number) "
            "WHERE e.seq IN (SELECT rowid FROM events_fts WHERE events_fts MATCH 'needle')"
        ).fetchall()
    assert found == [(2,)]


def test_a_latin_word_in_a_run_without_spaces_is_found_with_what_stands_beside_it(
    sqlite_log: SqliteLog,
) -> None:
    declare(sqlite_log)
    write(sqlite_log, note("本番DBが落ちた"), note("DB が落ちた"))
    found = {
        words: sqlite_log.numbers(INCIDENT, Filter(search=words), before=9, limit=9)
        for words in ("DB", "本番DB", "落ちた")
    }
    assert found == {"DB": [3], "本番DB": [2], "落ちた": [2, 3]}


def test_an_ordinary_command_imports_nothing_slow(path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        declare(log)
    code = (
        "import sys; from cockpit.record.sqlite import SqliteLog; "
        "from tests.record.facts import note, write; log = SqliteLog(sys.argv[1]); write(log, note('x')); "
        "log.close(); "
        "print(sorted({'sqlite_utils', 'watchfiles', 'asyncio', 'logging'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True, cwd=_project()
    )
    assert run.stdout == "[]\n"


def _project() -> Path:
    return Path(__file__).parents[2]


def test_big_pages_are_read_in_pieces(sqlite_log: SqliteLog) -> None:
    declare(sqlite_log)
    write(sqlite_log, *(note(f"line {n}") for n in range(1200)))
    rows = sqlite_log.rows(INCIDENT, Filter(kind="note"), limit=5000)
    assert [row.number for row in rows] == list(range(2, 1202))


def test_the_same_commit_id_may_serve_two_incidents(sqlite_log: SqliteLog) -> None:
    commit = uuid4()
    declare(sqlite_log, "a")
    declare(sqlite_log, "b")
    write(sqlite_log, note("x"), incident="a", commit=commit)
    (entry,) = write(sqlite_log, note("y"), incident="b", commit=commit)
    assert entry.number == 2
