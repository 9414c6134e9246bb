"""`timeline --follow`: shows what comes, outlives trouble with the file, and ends when it should."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field

from cockpit.cli.following import Tail
from cockpit.record.log import Filter, Row
from cockpit.record.sqlite import SqliteLog

from .conftest import Shell


def next_text(child: subprocess.Popen[bytes]) -> str:
    assert child.stdout
    return str(json.loads(child.stdout.readline())["text"])


def test_it_prints_what_others_write_and_ends_with_ctrl_c(shell: Shell, incident: str) -> None:
    child = shell.start("timeline", "--follow", "--json", "--last", "1")
    assert next_text(child) == "looking at graphs"
    for text in ("first news", "second news"):
        shell.done("log", text, who="bob")
        assert next_text(child) == text
    child.send_signal(signal.SIGINT)
    _, err = child.communicate()
    assert (child.returncode, err) == (0, b"")


def test_it_keeps_to_the_filter(shell: Shell, incident: str) -> None:
    child = shell.start("timeline", "--follow", "--json", "--kind", "quote")
    shell.done("log", "no quote", who="bob")
    shell.done("log", "--kind", "quote", "the quote", who="bob")
    assert next_text(child) == "the quote"


def test_it_ends_when_nobody_reads_any_more(shell: Shell, incident: str) -> None:
    child = shell.start("timeline", "--follow", "--json", "--last", "1")
    next_text(child)
    assert child.stdout and child.stderr
    child.stdout.close()
    child.stdout = None
    child.wait()
    assert child.stderr.read() == b""


@dataclass
class Watcher:
    """A tail whose looks the test takes itself."""

    store: SqliteLog
    incident: str
    texts: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tail = Tail(self.store, self.incident, Filter(), self._write, self.said.append)

    def _write(self, rows: Sequence[Row]) -> None:
        self.texts += [row.text for row in rows]


def test_a_file_that_goes_away_and_comes_back_is_said_once_each(shell: Shell, incident: str) -> None:
    watcher = Watcher(SqliteLog(shell.path, read_only=True), incident)
    watcher.tail.start(None)
    moved = shell.path.with_name("moved.db")
    shell.path.rename(moved)
    watcher.tail.look()
    watcher.tail.look()
    (lost,) = watcher.said
    assert "There is no record at" in lost and "Waiting for it" in lost
    moved.rename(shell.path)
    watcher.tail.look()
    assert watcher.said[1:] == ["The record can be read again."]
    shell.done("log", "after all")
    watcher.tail.look()
    assert watcher.texts[-1] == "after all" and watcher.texts.count("after all") == 1
    watcher.store.close()


def test_another_record_under_the_same_name_is_said(shell: Shell, incident: str) -> None:
    watcher = Watcher(SqliteLog(shell.path, read_only=True), incident)
    watcher.tail.start(None)
    for name in ("incidents.db", "incidents.db-wal", "incidents.db-shm"):
        path = shell.path.with_name(name)
        path.rename(path.with_name(f"old-{name}"))
    assert shell.done("declare", "Another record").out.strip() == incident
    watcher.tail.look()
    (said,) = watcher.said
    assert "was replaced" in said and "now ends at entry 1" in said
    shell.done("log", "in the new one")
    watcher.tail.look()
    assert watcher.texts[-1] == "in the new one"
    watcher.store.close()
