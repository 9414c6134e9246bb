"""Many processes on one file: none lost, numbers dense, and nothing acknowledged dies with a killed one."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from cockpit.record.backup import backup
from cockpit.record.errors import Unavailable
from cockpit.record.sqlite import SqliteLog
from tests.record.facts import INCIDENT, declare, note, write

PROJECT = Path(__file__).parents[2]

_WRITE = f"""
import sys
from cockpit.record.sqlite import SqliteLog
from tests.record.facts import note, write
log = SqliteLog(sys.argv[1])
name, count = sys.argv[2], int(sys.argv[3])
for n in range(count):
    (entry,) = write(log, note(f"{{name}}-{{n}}", actor=name), incident={INCIDENT!r})
    print(entry.number, flush=True)
log.close()
"""


def writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    """A process that appends lines and prints the number of each once it is durable."""
    return subprocess.Popen(
        [sys.executable, "-c", _WRITE, str(path), name, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
    )


def test_eight_writers_lose_nothing(path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        declare(log)
        writers = [writer(path, f"p{n}", 200) for n in range(8)]
        printed = [int(line) for process in writers for line in process.communicate()[0].split()]
        assert [process.returncode for process in writers] == [0] * 8
        entries = log.since(INCIDENT, 1)
        assert [entry.number for entry in entries] == list(range(2, 1602))
        assert sorted(printed) == list(range(2, 1602))
        for n in range(8):
            mine = [json.loads(entry.body)["text"] for entry in entries if entry.actor == f"p{n}"]
            assert mine == [f"p{n}-{k}" for k in range(200)]
        assert log.verify(INCIDENT).flaw is None


def test_what_was_acknowledged_survives_a_kill(path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        declare(log)
    acknowledged: list[int] = []
    for round_ in range(6):
        with writer(path, f"r{round_}", 100_000) as process:
            assert process.stdout is not None
            acknowledged += [int(process.stdout.readline()) for _ in range(5 + 7 * round_)]
            process.send_signal(signal.SIGKILL)
    with closing(SqliteLog(path)) as log:
        numbers = [entry.number for entry in log.since(INCIDENT, 0)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert set(acknowledged) <= set(numbers)
        assert log.verify(INCIDENT).flaw is None
        write(log, note("and on it goes"))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.execute("INSERT INTO events_fts (events_fts) VALUES ('integrity-check')")


def test_one_log_serves_many_threads(path: Path) -> None:
    with closing(SqliteLog(path)) as log, ThreadPoolExecutor(8) as pool:
        declare(log)
        made = list(pool.map(lambda n: write(log, note(str(n)))[0].number, range(100)))
        assert sorted(made) == list(range(2, 102))


_MAKE = """
import sys
import cockpit.record.schema
from cockpit.record.sqlite import SqliteLog
print("ready", flush=True)
sys.stdin.read()
SqliteLog(sys.argv[1]).close()
"""


@pytest.mark.parametrize("there", ["nothing", "an empty file", "a copy"])
def test_many_may_make_the_file_at_once(path: Path, tmp_path: Path, there: str) -> None:
    """Where something stands already, a copy for one, each of them is about to give it a log."""
    path.parent.mkdir()
    if there == "an empty file":
        path.touch()
    elif there == "a copy":
        SqliteLog(tmp_path / "it.db").close()
        backup(tmp_path / "it.db", path)
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", _MAKE, str(path)], cwd=PROJECT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]  # fmt: skip
    for maker in makers:
        assert maker.stdout is not None and maker.stdout.readline() == "ready\n"
    for maker in makers:
        assert maker.stdin is not None
        maker.stdin.close()
    for maker in makers:
        assert maker.stdout is not None
        with maker.stdout:
            assert maker.wait() == 0
    with closing(SqliteLog(path)) as log:
        declare(log)
        assert log.verify(INCIDENT).flaw is None


def test_whoever_holds_the_queue_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(SqliteLog(path)) as log:
        declare(log)
        monkeypatch.setattr("cockpit.record.writer.QUEUE_SECONDS", 0.05)
        held = os.open(path.with_name("incidents.db.queue"), os.O_RDWR)
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            with pytest.raises(Unavailable, match=f"process {os.getpid()}.*nothing was written"):
                write(log, note("x"))
        finally:
            os.close(held)
        assert log.head(INCIDENT).number == 1
        monkeypatch.undo()
        write(log, note("y"))
        assert log.head(INCIDENT).number == 2


def test_writers_queue_behind_the_holder(path: Path) -> None:
    with closing(SqliteLog(path)) as log, closing(SqliteLog(path)) as other:
        declare(log)
        held = os.open(path.with_name("incidents.db.queue"), os.O_RDWR)
        fcntl.flock(held, fcntl.LOCK_EX)
        threads = [threading.Thread(target=write, args=(one, note("x"))) for one in (log, other)]
        for thread in threads:
            thread.start()
        assert log.head(INCIDENT).number == 1
        os.close(held)
        for thread in threads:
            thread.join()
        assert log.head(INCIDENT).number == 3


def test_the_log_is_bounded_however_short_lived_its_writers(path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        declare(log)
        for n in range(600):
            write(log, note(f"entry {n} " + "word " * 40))
        assert path.with_name("incidents.db-wal").stat().st_size < 6 * 2**20
