"""Cockpits of different ages on one file: a newer one copies it before it changes it, an older one reads."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cockpit.record.errors import NewerLayout, OlderLayout
from cockpit.record.sqlite import SqliteLog
from tests.record.facts import INCIDENT, declare, note, write
from tests.terminals import Terminal, environment

PROJECT = Path(__file__).parents[2]

# The command line of the release after this one, which has added a column.
_NEXT = """
import sys
import cockpit.record.layout as layout
layout.LAYOUT = 2
from cockpit.record import schema
@schema._migrations()
def m002_colours(db):
    db.execute("ALTER TABLE marks ADD COLUMN colour TEXT")
from cockpit.cli.main import main
main()
"""


@pytest.fixture
def recorded(path: Path) -> Path:
    """A record of this layout."""
    with closing(SqliteLog(path)) as log:
        declare(log)
        write(log, note("written by this one"))
    return path


def command(path: Path, *words: str, code: str = _NEXT) -> list[str]:
    return [sys.executable, "-c", code, "--db", str(path), "--as", "alice", *words]


def newer(path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What the next release does."""
    return subprocess.run(command(path, *words), capture_output=True, text=True, cwd=PROJECT, check=False)


def older(path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What this one does, on a file that a newer one has been at."""
    code = "from cockpit.cli.main import main; main()"
    command_ = command(path, *words, code=code)
    return subprocess.run(command_, capture_output=True, text=True, cwd=PROJECT, check=False)


def layout(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        return int(found)


def beside(path: Path) -> Path:
    """Where a backup goes: next to the record's folder, in which nothing else may be."""
    return path.parent.with_name(f"{path.parent.name}.backups")


def test_an_older_record_is_copied_and_brought_up_to_date(recorded: Path) -> None:
    with closing(SqliteLog(recorded)) as running:
        before = running.since(INCIDENT, 0)
        done = newer(recorded, "log", "written by the next")
        assert done.returncode == 0, done.stderr
        copy = beside(recorded) / "incidents-layout-1.db"
        assert f"as it was before it is kept in {copy}" in done.stderr
        assert (layout(recorded), layout(copy)) == (2, 1)
        # a terminal of this release that was open reads on, and writes no more
        with pytest.raises(NewerLayout, match="read only here: upgrade this one to write"):
            write(running, note("written by one that was open"))
        told = running.health()
        assert told.mode == "read-only" and "was made by a newer cockpit" in told.remedy
        assert running.since(INCIDENT, 0)[:2] == before
        assert running.head(INCIDENT).number == 3
        assert running.verify(INCIDENT).flaw is None
    with closing(SqliteLog(copy, read_only=True)) as log:
        assert log.since(INCIDENT, 0) == before
        assert log.verify(INCIDENT).flaw is None
    again = newer(recorded, "log", "and once more")
    assert again.returncode == 0 and "brought up to date" not in again.stderr
    assert [file.name for file in beside(recorded).iterdir()] == [copy.name]


def test_of_many_that_start_at_once_one_brings_it_up_to_date(recorded: Path) -> None:
    started = [
        subprocess.Popen(
            command(recorded, "log", f"line {n}"), stderr=subprocess.PIPE, text=True, cwd=PROJECT
        )
        for n in range(4)
    ]
    told = [process.communicate()[1] for process in started]
    assert [process.returncode for process in started] == [0] * 4, told
    assert sum("brought up to date" in one for one in told) == 1
    assert [file.name for file in beside(recorded).iterdir()] == ["incidents-layout-1.db"]
    assert older(recorded, "verify").returncode == 0


def test_the_backup_goes_home_where_none_may_be_made_beside_the_folder(
    recorded: Path, isolated: Path
) -> None:
    beside(recorded).touch()  # in the way
    done = newer(recorded, "log", "x")
    assert done.returncode == 0
    copy = isolated / ".local/state/incident-cockpit/backups/incidents-layout-1.db"
    assert str(copy) in done.stderr and copy.stat().st_mode & 0o007 == 0


def test_without_a_backup_nothing_is_changed(recorded: Path, isolated: Path) -> None:
    beside(recorded).touch()
    (isolated / ".local/state/incident-cockpit").mkdir(parents=True)
    (isolated / ".local/state/incident-cockpit/backups").touch()
    refused = newer(recorded, "log", "x")
    assert refused.returncode == 4
    assert "is of an older cockpit and is read only here until it can be backed up" in refused.stderr
    assert f"make a folder {beside(recorded)}" in refused.stderr
    assert layout(recorded) == 1
    assert "written by this one" in newer(recorded, "timeline").stdout
    with closing(SqliteLog(recorded)) as log:
        assert write(log, note("life goes on"))[0].number == 3
    assert issubclass(OlderLayout, Exception)


def test_a_newer_record_is_read_and_not_written(recorded: Path) -> None:
    newer(recorded, "log", "written by the next")
    for words in (["timeline"], ["status"], ["list"], ["verify"], ["export"], ["digest"]):
        done = older(recorded, *words)
        assert done.returncode == 0, done.stderr
    assert "written by the next" in older(recorded, "timeline").stdout
    for words in (["log", "x"], ["take"], ["declare", "another"]):
        refused = older(recorded, *words)
        assert refused.returncode == 4
        assert "was made by a newer cockpit and is read only here: upgrade this one" in refused.stderr
    assert layout(recorded) == 2
    assert "2 entries" in older(recorded, "verify").stdout or "3 entries" in older(recorded, "verify").stdout


@pytest.mark.parametrize("screen", [[], ["scribe"]])
def test_the_screens_say_that_a_newer_record_is_only_read(recorded: Path, screen: list[str]) -> None:
    newer(recorded, "log", "written by the next")
    program = [sys.executable, "-m", "cockpit", "--db", str(recorded), "--as", "alice", *screen]
    env = environment({"PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": os.environ.get("NO_SUCH")})
    terminal = Terminal(program, columns=120, rows=40, env=env)
    try:
        terminal.wait_for("written by the next", "the timeline")
        terminal.wait_for("read-only file", "that the file is only read")
    finally:
        terminal.close()


def test_a_screen_under_which_a_newer_cockpit_took_the_record_over_reads_on_and_keeps_the_line(
    recorded: Path,
) -> None:
    program = [sys.executable, "-m", "cockpit", "--db", str(recorded), "--as", "alice", "scribe"]
    env = environment({"PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": None})
    with closing(Terminal(program, columns=120, rows=40, env=env)) as terminal:
        terminal.wait_for("written by this one", "the timeline")
        terminal.type("half a line")
        newer(recorded, "log", "written by the next")
        terminal.wait_for("written by the next", "it reads on")
        terminal.wait_for("read only here: upgrade this one to", "that it cannot write any more")
        terminal.press("enter")
        terminal.wait_for("half a line", "the line is kept")
        terminal.press("ctrl+q")
        assert terminal.status() == 0
    assert "half a line" not in newer(recorded, "timeline").stdout
    with closing(Terminal(program, columns=120, rows=40, env=env)) as later:
        later.wait_for("half a line", "and comes back in the next terminal")
