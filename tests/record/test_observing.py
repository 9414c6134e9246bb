"""Somebody outside the group reads the file: live, frozen, or told that it cannot be; never old facts."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from cockpit.record.sqlite import SqliteLog
from tests.record.facts import INCIDENT, declare, note, write
from tests.record.test_file import close_last

ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
NOBODY = 65534
PROJECT = Path(__file__).parents[2]


@ROOT
def test_somebody_who_may_only_read_sees_a_frozen_file_come_alive() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder, "incidents.db")
        with closing(SqliteLog(path)) as log:
            declare(log)
        close_last(path)
        path.chmod(0o664)
        with _observer(path) as observer:
            assert _tells(observer) == "frozen 1 read-only"
            with closing(SqliteLog(path)) as log:
                write(log, note("seen"))
                assert _tells(observer) == "live 2 read-only"
            assert _tells(observer) == "live 2 read-only"
            observer.communicate("")


@ROOT
@pytest.mark.parametrize("index", ["gone", "another's"])
def test_nobody_is_shown_old_facts_where_the_log_cannot_be_read(index: str) -> None:
    """The bare file is read only where nothing stands in its log."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder, "incidents.db")
        with closing(SqliteLog(path)) as log:
            declare(log)
            write(log, note("in the log alone"))
        path.chmod(0o664)
        side = path.with_name("incidents.db-shm")
        side.unlink() if index == "gone" else side.chmod(0o600)
        with _observer(path) as observer:
            told, _ = observer.communicate("\n")
        assert told.startswith(f"The record at {path} cannot be opened: look whether"), told
        side.unlink(missing_ok=True)
        with closing(SqliteLog(path)):
            side.chmod(0o664)
        path.with_name("incidents.db-wal").chmod(0o664)
        with _observer(path) as observer:
            assert _tells(observer) == "live 2 read-only"
            observer.communicate("")


_OBSERVE = f"""
import os, sys
from pathlib import Path
from cockpit.record.sqlite import SqliteLog
Path("/").as_uri()  # loads what it needs, while this process may still read modules
os.setgid({NOBODY}); os.setuid({NOBODY})
try:
    log = SqliteLog(sys.argv[1])
except Exception as error:
    sys.exit(print(error))
for _ in sys.stdin:
    number = log.head({INCIDENT!r}).number
    print(log.health().following, number, log.health().mode, flush=True)
"""


def _observer(path: Path) -> subprocess.Popen[str]:
    """A user outside the group, in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", _OBSERVE, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
    )


def _tells(observer: subprocess.Popen[str]) -> str:
    assert observer.stdin and observer.stdout
    observer.stdin.write("\n")
    observer.stdin.flush()
    return observer.stdout.readline().strip()
