"""Power may go at any moment: what is acknowledged is on the disk, and a disk that fails is said."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from cockpit.record.sqlite import SqliteLog
from tests.record.facts import INCIDENT, declare

PROJECT = Path(__file__).parents[2]

# Each line is sent until it is stored, under the commit id it was given first, as a draft is.
_WRITE = f"""
import os, sys, uuid
from pathlib import Path
from cockpit.record.errors import RecordError
from cockpit.record.sqlite import SqliteLog
from tests.record.facts import declare, note, write
path = Path(sys.argv[1])
if not path.exists():
    declare(SqliteLog(path))
    os.write(1, b"declared\\n")
log = SqliteLog(path)
for n in range(int(sys.argv[2])):
    commit = uuid.uuid4()
    while True:
        try:
            (entry,) = write(log, note(f"line {{n}} " + "word " * 300), incident={INCIDENT!r}, commit=commit)
            os.write(1, f"stored {{entry.number}}\\n".encode())
            break
        except RecordError as error:
            os.write(1, f"{{type(error).__name__}} {{error}}\\n".encode())
"""


_COPY = """
import os, sys
from pathlib import Path
from cockpit.record.backup import backup
assert not backup(Path(sys.argv[1]), Path(sys.argv[2])).trouble
os.write(1, b"copied\\n")
"""


def traced(
    path: Path, *words: object, options: Sequence[str] = (), script: str = _WRITE
) -> tuple[list[str], list[str]]:
    """What a process at that record said, and what it asked of the system, line by line."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    trace = path.with_name("trace")
    done = subprocess.run(
        [
            "strace", "-y", "-o", str(trace), "-e", "trace=write,pwrite64,fsync,fdatasync,link,linkat,rename",
            *options, sys.executable, "-c", script, str(path), *map(str, words),
        ],
        capture_output=True, text=True, cwd=PROJECT, check=False,
    )  # fmt: skip
    if "PTRACE" in done.stderr or "ptrace" in done.stderr:
        pytest.skip(f"nothing may be traced here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines(), trace.read_text(errors="replace").splitlines()


_CALL = re.compile(r"(?P<name>\w+)\((?P<handle>\d+)<(?P<file>[^>]*)>(?P<rest>.*)")


class Disk:
    """What would be on the disk if power went now, as far as the order of calls tells."""

    def __init__(self) -> None:
        self.unsynced: set[str] = set()
        self.folder_unsynced = False
        self.faults: list[str] = []
        self.acknowledged = 0

    def follow(self, calls: Sequence[str]) -> None:
        for call in calls:
            if call.startswith(("link", "rename")):
                self.folder_unsynced = True
            elif found := _CALL.match(call):
                self._one(found["name"], found["handle"], found["file"], found["rest"])

    def _one(self, name: str, handle: str, file: str, rest: str) -> None:
        kind = next((end for end in ("-wal", ".db") if file.endswith(end)), "")
        if name in ("fsync", "fdatasync") and rest.endswith("= 0"):
            self.unsynced.discard(kind)
            self.folder_unsynced = self.folder_unsynced and not Path(file).is_dir()
        elif name == "pwrite64":
            if kind == ".db" and "-wal" in self.unsynced:
                self.faults.append(f"the database is written before its log is on the disk: {rest}")
            if kind == "-wal" and re.search(r", 32, 0\)", rest) and ".db" in self.unsynced:
                self.faults.append("the log begins anew before the database is on the disk")
            self.unsynced.add(kind)
        elif name == "write" and handle == "1":
            self.acknowledged += 1
            if "-wal" in self.unsynced or self.folder_unsynced:
                self.faults.append(f"acknowledged before it is on the disk: {rest}")


def test_nothing_is_acknowledged_before_it_is_on_the_disk(tmp_path: Path) -> None:
    said, calls = traced(tmp_path / "incidents.db", 300)
    disk = Disk()
    disk.follow(calls)
    assert said == ["declared", *(f"stored {number}" for number in range(2, 302))]
    assert disk.acknowledged == 301
    assert disk.faults == []
    assert any(re.search(r"-wal>.*, 32, 0\)", call) for call in calls[len(calls) // 2 :]), (
        "the log went round"
    )


def test_a_copy_is_on_the_disk_under_its_name_before_it_is_told_of(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path / "folder" / "incidents.db")) as log:
        declare(log)
    copy = tmp_path / "copy.db"
    said, calls = traced(tmp_path / "folder" / "incidents.db", copy, script=_COPY)
    assert said == ["copied"]
    order = [
        name
        for call in calls
        for name, what in (
            ("written", rf"pwrite64\(\d+<{tmp_path}/\.copy\.db\.new\.\d+>"),
            ("synced", rf"f(data)?sync\(\d+<{tmp_path}/\.copy\.db\.new\.\d+>\) += 0"),
            ("named", r"link(at)?\(.*copy\.db\"[^,]*(, 0)?\) += 0"),
            ("folder synced", rf"fsync\(\d+<{tmp_path}>\) += 0"),
            ("told", r"write\(1<.*copied"),
        )
        if re.match(what, call)
    ]
    assert "written" in order
    assert order[len(order) - order[::-1].index("written") :][:1] == ["synced"]
    assert order[order.index("named") :] == ["named", "folder synced", "told"]


def test_a_disk_that_does_not_sync_is_said_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "incidents.db"
    with closing(SqliteLog(path)) as log:
        declare(log)
    said, _ = traced(path, 200, options=("-e", "inject=fdatasync:error=EIO:when=30..60"))
    failed = [line for line in said if not line.startswith("stored")]
    assert failed and all(line.startswith("Indeterminate The disk that holds") for line in failed)
    assert "look at the system's log" in failed[0]
    assert [line for line in said if line.startswith("stored")] == [f"stored {n}" for n in range(2, 202)]
    with closing(SqliteLog(path)) as log:
        texts = [json.loads(entry.body)["text"].split(" word")[0] for entry in log.since(INCIDENT, 1)]
        assert texts == [f"line {n}" for n in range(200)]
        assert log.verify(INCIDENT).flaw is None
