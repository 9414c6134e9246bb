"""A full disk: what is acknowledged is there, what is not is said, and the reserve lets people go on."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cockpit.record.errors import Unavailable
from cockpit.record.sqlite import SqliteLog
from tests.record.facts import INCIDENT, declare, note, write


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MiB."""
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], capture_output=True, text=True
    )
    if mount.returncode:
        pytest.skip(f"no small disk can be mounted here: {mount.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path) -> Path:
    """Somebody's core dump takes every block."""
    filler = folder / "core"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError as error:
            assert error.errno == errno.ENOSPC
    return filler


def test_a_full_disk_still_records_and_then_says_so(small_disk: Path) -> None:
    with closing(SqliteLog(small_disk / "incidents.db")) as log:
        declare(log)
        filler = fill(small_disk)
        for n in range(5000):
            write(log, note(f"entry {n} while the disk is full"))
        told = ""
        for _ in range(64):
            try:
                write(log, note("x" * 2**19))
            except Unavailable as error:
                told = str(error)
                break
        assert "is full: free some space" in told
        recorded = log.head(INCIDENT).number
        assert recorded >= 5001
        assert log.verify(INCIDENT).flaw is None
        filler.unlink()
        write(log, note("there is space again"))
        assert log.head(INCIDENT).number == recorded + 1


def test_no_record_can_be_made_on_a_full_disk(small_disk: Path) -> None:
    filler = fill(small_disk)
    path = small_disk / "incidents.db"
    with pytest.raises(Unavailable, match="is full: free some space"):
        SqliteLog(path)
    assert not [file for file in small_disk.iterdir() if file != filler]
    filler.unlink()
    with closing(SqliteLog(path)) as log:
        declare(log)


def test_a_record_nobody_has_open_is_read_on_a_full_disk(small_disk: Path) -> None:
    """There is no room even for the index of its log, without which SQLite takes the disk for broken."""
    path = small_disk / "incidents.db"
    with closing(SqliteLog(path)) as log:
        declare(log)
    with closing(sqlite3.connect(path)) as last:
        last.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # it takes the log along
    filler = fill(small_disk)
    with closing(SqliteLog(path, read_only=True)) as log:
        assert (log.head(INCIDENT).number, log.health().following) == (1, "frozen")
    with pytest.raises(Unavailable, match="is full: free some space"):
        SqliteLog(path)
    filler.unlink()
    with closing(SqliteLog(path)) as log:
        write(log, note("there is space again"))


PROJECT = Path(__file__).parents[2]
_DECLARES = """
import resource, sys
from contextlib import closing
from cockpit.record.sqlite import SqliteLog
from tests.record.facts import declare
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    with closing(SqliteLog(sys.argv[1])) as log:
        declare(log)
except Exception as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
with closing(SqliteLog(sys.argv[1])) as log:
    declare(log)
"""


def test_files_that_may_not_grow_are_said_and_no_half_record_stays(tmp_path: Path) -> None:
    """A quota looks the same to SQLite."""
    path = tmp_path / "incidents.db"
    told = subprocess.run(
        [sys.executable, "-c", _DECLARES, str(path)], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout
    assert "could not grow" in told and "your quota" in told and "ulimit -f" in told
    with closing(SqliteLog(path)) as log:
        assert log.head(INCIDENT).number == 1 and log.verify(INCIDENT).flaw is None
