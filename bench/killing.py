"""What survives when writers are killed under load: nothing acknowledged may be missing afterwards."""

from __future__ import annotations

import json
import random
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bench.figures import Figure
from bench.program import Program
from bench.records import record
from bench.victims import OURS, Start, all_kinds, appenders
from cockpit.record.sqlite import SqliteLog

KILLS = 200
AT_ONCE = 5
"""Killed one after the other, at moments that differ, the others at work."""


@dataclass(slots=True)
class Survived:
    """What was counted over all rounds; `faults` are sentences."""

    kills: int = 0
    acknowledged: int = 0
    unheard: int = 0
    """Entries that were stored, whose writer was killed before it could say so."""
    faults: list[str] = field(default_factory=list)


def killed(path: Path, rounds: Iterable[Sequence[Start]]) -> Survived:
    """Kill those who write to the record at `path`, round by round, and verify it after each."""
    found = Survived()
    chance = random.Random(0)
    acknowledged: set[str] = set()
    for starts in rounds:
        victims = [start(f"k{found.kills + n}x") for n, start in enumerate(starts)]
        for victim in victims:
            victim.begin()
        for victim in victims:
            acknowledged |= victim.killed(chance)
            found.kills += 1
            found.acknowledged = len(acknowledged)
            _look(path, found, acknowledged)
    return found


def _look(path: Path, found: Survived, acknowledged: set[str]) -> None:
    with closing(SqliteLog(path)) as log:
        incident = log.incidents()[0].incident
        verdict = log.verify(incident)
        entries = log.since(incident, 0)
    stored = [json.loads(entry.body).get("text") or "" for entry in entries]
    texts = [text for text in stored if OURS.fullmatch(text)]
    found.unheard = len(texts) - found.acknowledged
    if verdict.flaw:
        found.faults.append(str(verdict.flaw))
    if lost := acknowledged - set(texts):
        found.faults.append(f"{len(lost)} acknowledged entries are lost, such as {min(lost)}")
    found.faults += _out_of_line(texts)
    with closing(sqlite3.connect(path)) as connection:
        pages = connection.execute("PRAGMA quick_check(1)").fetchall()
    if pages != [("ok",)]:
        found.faults.append(f"the file is damaged: {pages[0][0]}")


def _out_of_line(texts: Sequence[str]) -> list[str]:
    """What is stored of each is the beginning of what they wrote: in order, nothing left out or twice."""
    following: Counter[str] = Counter()
    faults = []
    for text in texts:
        name, number = OURS.fullmatch(text).groups()  # type: ignore[union-attr]
        if int(number) != following[name]:
            faults.append(f"{text} follows {following[name]} entries of {name}")
        following[name] += 1
    return faults


def killing(program: Program) -> list[Figure]:
    """Screens, pipes and writers killed with kill -9 at their work, and the chain walked after each."""
    path = record(program.folder, 99)
    env = program.environment()
    crews = [all_kinds(program.cockpit, path, AT_ONCE, env), appenders(path, AT_ONCE, env)]
    found = killed(path, crews * (KILLS // AT_ONCE // len(crews)))
    for fault in found.faults:
        print(fault)
    return [
        Figure(
            f"kill -9 of a screen, a pipe or a writer, {AT_ONCE} at work",
            f"{found.kills} kills, {len(found.faults)} faults",
            f"{KILLS} kills, nothing acknowledged lost",
            not found.faults,
            f"{found.acknowledged} entries acknowledged, {found.unheard} stored whose writer died first",
        )
    ]
