"""Whoever writes is killed at any moment, many of them, and nothing acknowledged is missing afterwards."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from bench.killing import killed
from bench.victims import all_kinds, appenders, from_source
from cockpit.record.sqlite import SqliteLog
from tests.record.facts import declare


def test_nothing_acknowledged_is_lost_by_25_kills_under_load(path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        declare(log)
    env = {"PYTHONDONTWRITEBYTECODE": None}
    found = killed(path, [all_kinds(from_source, path, 5, env), *[appenders(path, 5, env)] * 4])
    assert found.faults == []
    assert found.kills == 25 and found.acknowledged >= 25
