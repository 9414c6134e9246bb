"""Both stores, so that every test of the contract runs against each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit.record.sqlite import SqliteLog
from tests.record.facts import Clock
from tests.record.memory_log import MemoryLog

Store = SqliteLog | MemoryLog


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "incidents.db"


@pytest.fixture(params=["sqlite", "memory"])
def log(request: pytest.FixtureRequest, path: Path, clock: Clock) -> Iterator[Store]:
    store: Store = SqliteLog(path, now=clock) if request.param == "sqlite" else MemoryLog(now=clock)
    yield store
    store.close()


@pytest.fixture
def sqlite_log(path: Path, clock: Clock) -> Iterator[SqliteLog]:
    store = SqliteLog(path, now=clock)
    yield store
    store.close()
