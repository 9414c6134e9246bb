"""The log or its index is taken away under live cockpits: they save what stood in it and go on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from cockpit.record.errors import Unavailable
from cockpit.record.guard import beside
from cockpit.record.log import Filter
from cockpit.record.sqlite import SqliteLog
from tests.record.facts import INCIDENT, declare, note, write
from tests.record.test_file import plain

PROJECT = Path(__file__).parents[2]
SITS = f"""
import sys
from pathlib import Path
from cockpit.record.errors import RecordError
from cockpit.record.sqlite import SqliteLog
from tests.record.facts import note, write
log = SqliteLog(Path(sys.argv[1]), read_only=sys.argv[2] == "reads")
print("sits", flush=True)
for line in sys.stdin:
    try:
        if line.strip():
            write(log, note(line.strip()))
        health = log.health()
        print(log.head({INCIDENT!r}).number, health.mode, health.remedy, flush=True)
    except RecordError as error:
        print(error, flush=True)
log.close()
"""


class Cockpit:
    """One in a process of its own."""

    def __init__(self, path: Path, does: str) -> None:
        command = [sys.executable, "-c", SITS, str(path), does]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT
        )
        assert self._tells() == "sits"

    def says(self, text: str = "") -> str:
        """Its last number, and how it can use the record, after writing `text` if any."""
        assert self._process.stdin
        self._process.stdin.write(f"{text}\n")
        self._process.stdin.flush()
        return self._tells()

    def _tells(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def leave(self) -> None:
        self._process.communicate("")
        assert self._process.returncode == 0


@contextmanager
def cockpit(path: Path, does: str = "writes") -> Iterator[Cockpit]:
    made = Cockpit(path, does)
    yield made
    made.leave()


def take_away(path: Path, *gone: str) -> None:
    for suffix in gone:
        beside(path, suffix).unlink()


def holds(path: Path, *texts: str) -> None:
    """To any other program, and once everybody has gone."""
    with plain(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with closing(SqliteLog(path)) as log:
        assert [row.text for row in log.rows(INCIDENT, Filter(), limit=99)][1:] == list(texts)
        assert log.verify(INCIDENT).flaw is None


@pytest.mark.parametrize("gone", [("-wal",), ("-shm",), ("-wal", "-shm")], ids=" and ".join)
def test_a_log_taken_away_under_live_cockpits_costs_nothing_and_all_go_on(
    path: Path, gone: tuple[str, ...]
) -> None:
    with closing(SqliteLog(path)) as log:
        declare(log)
        with cockpit(path) as other, cockpit(path, "reads") as observer:
            write(log, note("one"))
            assert other.says("two") == "3 writable"
            assert observer.says() == "3 read-only"
            take_away(path, *gone)
            assert observer.says() == "3 read-only", "who only reads goes on reading what was there"
            assert log.health().mode == "writable", "it is mended before anybody writes"
            assert other.says() == "3 writable"
            write(log, note("three"))
            assert other.says("four") == "5 writable"
            assert observer.says() == "5 read-only"
            write(log, note("five"))
            assert [other.says(), observer.says()] == ["6 writable", "6 read-only"]
    holds(path, "one", "two", "three", "four", "five")


def test_whoever_writes_first_mends_it_and_whoever_closes_does_too(path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        declare(log)
        write(log, note("one"))
        take_away(path, "-wal")
        write(log, note("two"))
        take_away(path, "-wal", "-shm")
    holds(path, "one", "two")


def test_a_log_that_is_moved_away_and_back_costs_nothing(path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        declare(log)
        write(log, note("one"))
        moved = beside(path, "-wal").rename(path.with_name("moved"))
        write(log, note("two"))
        moved.rename(beside(path, "-wal"))
        write(log, note("three"))
    holds(path, "one", "two", "three")


def test_an_index_taken_away_while_another_writes_with_a_new_one_costs_nothing(path: Path) -> None:
    """Both would write to the same log, each knowing nothing of the other."""
    with closing(SqliteLog(path)) as log:
        declare(log)
        write(log, note("one"))
        take_away(path, "-shm")
        with cockpit(path) as newcomer:
            assert newcomer.says("two") == "3 writable"
            write(log, note("three"))
            assert newcomer.says("four") == "5 writable"
    holds(path, "one", "two", "three", "four")


def test_while_a_reader_hinders_it_nothing_is_written_and_then_all_goes_on(path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        declare(log)
        write(log, note("one"))
        with plain(path) as careless:
            cursor = careless.execute("SELECT * FROM events")
            assert cursor.fetchone() is not None
            write(log, note("two"))
            take_away(path, "-wal")
            with pytest.raises(
                Unavailable, match=r"-wal or -shm file .* was taken away .* leave the cockpits"
            ):
                write(log, note("three"))
            assert log.health().mode == "read-only"
            assert log.head(INCIDENT).number == 3, "what was recorded can be read"
            cursor.close()
        assert log.health().mode == "writable"
        write(log, note("three"))
    holds(path, "one", "two", "three")


def test_what_another_program_wrote_to_a_new_log_is_gone_on_with(path: Path) -> None:
    """Both were taken away, and somebody has written since: two records, of which one can go on."""
    with closing(SqliteLog(path)) as log:
        declare(log)
        with plain(path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        take_away(path, "-wal", "-shm")
        with cockpit(path) as newcomer:
            assert newcomer.says("two") == "2 writable"
            assert log.head(INCIDENT).number == 2
            write(log, note("three"))
            assert newcomer.says() == "3 writable"
    holds(path, "two", "three")
