"""What survives when writers are killed under load: nothing acknowledged may be missing afterwards."""

from __future__ import annotations

import json
import random
import re
import signal
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bench.figures import Figure
from bench.program import Program
from bench.records import record
from bench.writing import release, stamps, start_writer
from cockpit.record.sqlite import SqliteLog

KILLS = 200
AT_ONCE = 5
"""Writers, killed one after the other, at moments that differ."""
_ENDLESS = 100_000
_OURS = re.compile(r"k\d+x\d+z")
_MOST = 80
"""Entries a writer has acknowledged at most when it is killed; about every 64th entry empties the log."""


@dataclass(slots=True)
class Survived:
    """What was counted over all rounds; `faults` are sentences."""

    kills: int = 0
    acknowledged: int = 0
    unheard: int = 0
    """Entries that were stored, whose writer was killed before it could say so."""
    faults: list[str] = field(default_factory=list)


def killed(path: Path, kills: int, env: Mapping[str, str | None] | None = None) -> Survived:
    """Kill writers of the record at `path` under load, and verify it after each, the others at work."""
    chance = random.Random(kills)
    found = Survived()
    acknowledged: set[str] = set()
    while found.kills < kills:
        writers = [start_writer(path, _ENDLESS, f"k{found.kills + n}x", env=env) for n in range(AT_ONCE)]
        for writer in writers:
            release(writer)
        for writer in writers:
            acknowledged |= set(_until_killed(writer, chance.randint(1, _MOST)))
            found.kills += 1
            found.acknowledged = len(acknowledged)
            _look(path, found, acknowledged)
    return found


def _until_killed(writer: subprocess.Popen[str], lines: int) -> list[str]:
    """The texts it acknowledged; the others write on meanwhile."""
    assert writer.stdout is not None
    told = [writer.stdout.readline() for _ in range(lines)]
    writer.send_signal(signal.SIGKILL)
    rest = writer.stdout.read()  # all of it: what communicate() returns lacks what readline() took ahead
    writer.communicate()
    whole = "".join(told) + rest
    return [text for text, _, _ in stamps(whole[: whole.rfind("\n") + 1])]


def _look(path: Path, found: Survived, acknowledged: set[str]) -> None:
    with closing(SqliteLog(path)) as log:
        incident = log.incidents()[0].incident
        verdict = log.verify(incident)
        entries = log.since(incident, 0)
    stored = [json.loads(entry.body).get("text") or "" for entry in entries if entry.actor == "dave"]
    texts = [text for text in stored if _OURS.fullmatch(text)]
    found.unheard = len(texts) - found.acknowledged
    if verdict.flaw:
        found.faults.append(str(verdict.flaw))
    if lost := acknowledged - set(texts):
        found.faults.append(f"{len(lost)} acknowledged entries are lost, such as {min(lost)}")
    if len(texts) != len(set(texts)):
        found.faults.append("an entry is there twice")
    with closing(sqlite3.connect(path)) as connection:
        pages = connection.execute("PRAGMA quick_check(1)").fetchall()
    if pages != [("ok",)]:
        found.faults.append(f"the file is damaged: {pages[0][0]}")


def killing(program: Program) -> list[Figure]:
    """Writers killed with kill -9 while they append, and the chain walked after each."""
    path = record(program.folder, 99)
    found = killed(path, KILLS, program.environment())
    for fault in found.faults:
        print(fault)
    return [
        Figure(
            f"kill -9 of a writer, {AT_ONCE} at work",
            f"{found.kills} kills, {len(found.faults)} faults",
            f"{KILLS} kills, nothing acknowledged lost",
            not found.faults,
            f"{found.acknowledged} entries acknowledged, {found.unheard} stored whose writer died first",
        )
    ]
