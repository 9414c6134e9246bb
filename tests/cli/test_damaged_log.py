"""The log was damaged while nobody had the record open: SQLite passes over what stands in it, in silence."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest

from cockpit.record.sqlite import SqliteLog
from tests.cli.conftest import Shell

FRAME = 24 + 4096
RECOVER = "cockpit recover FILE"


def log_of(shell: Shell) -> Path:
    return Path(f"{shell.path}-wal")


def overwrite(log: Path, at: int, count: int) -> None:
    with log.open("r+b") as file:
        file.seek(at)
        file.write(b"#" * count)


def round_of(log: Path) -> int:
    """Frames of the log's present round."""
    data = log.read_bytes()
    salts = data[16:24]
    return sum(data[at + 8 : at + 16] == salts for at in range(32, len(data) - FRAME + 1, FRAME))


@pytest.mark.parametrize(
    ("at", "count"), [(0, 8), (32, 400), (100, 400_000)], ids=["its head", "its first page", "all of it"]
)
def test_a_record_whose_log_is_damaged_does_not_say_that_nothing_is_in_it(
    shell: Shell, at: int, count: int
) -> None:
    shell.done("declare", "Checkout down")
    shell.done("log", "a line")
    overwrite(log_of(shell), at, count)
    for words in (("list",), ("status",), ("verify",), ("log", "x"), ("declare", "Another")):
        ran = shell(*words)
        assert ran.status == 4, (words, ran)
        assert RECOVER in ran.err
        assert "There is no incident yet" not in ran.err + ran.out


def test_the_screen_does_not_open_as_if_nothing_were_in_it(shell: Shell) -> None:
    shell.done("declare", "Checkout down")
    overwrite(log_of(shell), 100, 400_000)
    ran = shell.terminal("scribe")
    assert ran.status == 4
    assert RECOVER in ran.err


def test_verify_finds_entries_that_are_passed_over_behind_damage(shell: Shell, incident: str) -> None:
    for number in range(4, 9):
        shell.done("log", f"line {number}")
    shell.done("verify")
    log = log_of(shell)
    overwrite(log, 32 + (round_of(log) // 2) * FRAME + 200, 16)
    ran = shell("verify")
    assert ran.status == 4
    assert "The log incidents.db-wal is damaged" in ran.err and RECOVER in ran.err
    assert shell("list").status == 0, "what can be read is there to be read"


def test_what_a_crash_leaves_in_a_log_is_no_damage(shell: Shell, incident: str) -> None:
    """The pages of a write that was never whole, its last one torn, and those of an earlier round."""
    shell.done("log", "line 4")
    log = log_of(shell)
    frames = round_of(log)
    data = log.read_bytes()
    with log.open("r+b") as file:
        for place, committed in ((frames, 0), (frames + 1, 0), (frames + 2, 9)):
            file.seek(32 + place * FRAME)
            file.write(struct.pack(">6I", 3, committed, *struct.unpack(">2I", data[16:24]), 1, 2))
    shell.done("verify")


@pytest.mark.parametrize("left", ["whole", "empty", "zeros"])
def test_a_record_without_an_incident_has_a_log_that_is_whole(shell: Shell, left: str) -> None:
    SqliteLog(shell.path).close()
    size = log_of(shell).stat().st_size
    if left != "whole":
        os.truncate(log_of(shell), 0)
    if left == "zeros":
        os.truncate(log_of(shell), size)
    for words in (("list",), ("verify",)):
        assert "There is no incident yet" in shell.done(*words).err
    shell.done("declare", "Checkout down")
