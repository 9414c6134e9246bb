"""What the doctor says of the host, the clock and the terminal: shown what may be wrong, it finds it."""

from __future__ import annotations

import ctypes
import json
import os
import re
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cockpit.cli import context
from cockpit.place import host
from cockpit.record import mounts
from tests.cli.conftest import Ran, Shell, shell
from tests.terminals import Terminal

__all__ = ["shell"]

TMUX = """#!/bin/sh
case "$*" in *escape-time*) echo {delay};; *) echo {kind};; esac
"""


def doctor(shell: Shell) -> tuple[Ran, dict[str, dict[str, str]]]:
    ran = shell("doctor", "--json")
    return ran, {one["check"]: one for one in map(json.loads, ran.lines)}


def test_a_persons_own_record_is_well(shell: Shell) -> None:
    shell.done("declare", "Checkout returns 500s")
    shell.path.parent.chmod(0o700)
    ran, found = doctor(shell)
    assert ran.status == 0 and not [one for one in found.values() if one["state"] == "mend"]
    assert {"folder", "you", "record", "-wal", "-shm", "queue", "locks", "file system", "space", "watches",
            "sqlite", "triggers", "clock", "drafts", "locale", "terminal"} <= set(found)  # fmt: skip
    shown = shell.done("doctor").out
    assert "✔ record " in shown and f"{shell.path.name} is 0660" in shown


def test_where_nothing_is_yet_nothing_is_made(shell: Shell) -> None:
    ran, found = doctor(shell)
    assert ran.status == 0 and found["record"]["remedy"] == "cockpit declare TITLE makes it"
    assert not shell.path.exists()


def test_a_record_that_was_damaged_is_said(shell: Shell) -> None:
    shell.path.write_bytes(b"no database at all" * 400)
    shell.path.chmod(0o660)
    ran, found = doctor(shell)
    assert ran.status == 4 and "is not a record of incidents" in found["opening"]["remedy"]


def test_a_clock_behind_the_last_entry_is_found(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.done("declare", "Checkout returns 500s")
    assert doctor(shell)[1]["clock"]["found"].startswith("by this clock the last entry was recorded ")
    monkeypatch.setattr(context, "utc_now", lambda: datetime.now(UTC) - timedelta(minutes=3, seconds=-2))
    ran, found = doctor(shell)
    assert ran.status == 4 and "the clock is 2 min behind the last entry" in found["clock"]["found"]
    assert "timedatectl" in found["clock"]["remedy"]


def test_a_network_file_system_is_found(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.done("declare", "Checkout returns 500s")
    mounts_file = tmp_path / "mountinfo"
    mounts_file.write_text("1 0 0:1 / / rw - nfs4 server:/ rw\n")
    monkeypatch.setattr(mounts, "_MOUNTS", mounts_file)
    ran, found = doctor(shell)
    assert ran.status == 4 and found["file system"]["found"].startswith("nfs4, over a network: ")
    assert "local disk" in found["file system"]["remedy"]


@pytest.mark.parametrize(("free", "status", "state"), [(20, 0, "advice"), (2, 4, "mend")])
def test_a_disk_that_fills_up_is_found(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, free: int, status: int, state: str
) -> None:
    shell.done("declare", "Checkout returns 500s")
    true = os.statvfs(shell.path.parent)
    fields = list(true)
    fields[4] = free * 2**20 // true.f_frsize
    monkeypatch.setattr(os, "statvfs", lambda _: os.statvfs_result(fields))
    ran, found = doctor(shell)
    assert (ran.status, found["space"]["state"], found["space"]["found"]) == (
        status,
        state,
        f"{free} MiB free",
    )


def test_a_disk_that_is_mounted_read_only_is_found(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.done("declare", "Checkout returns 500s")
    fields = list(os.statvfs(shell.path.parent))
    fields[8] |= os.ST_RDONLY
    monkeypatch.setattr(os, "statvfs", lambda _: os.statvfs_result(fields))
    ran, _ = doctor(shell)
    told = [one for one in map(json.loads, ran.lines) if "mounted read-only" in one["found"]]
    assert ran.status == 4 and "mount it writable" in told[0]["remedy"]


@pytest.mark.parametrize(("kind", "said"), [("tmpfs", "gone after a restart"), ("btrfs", "no reserve holds")])
def test_a_file_system_that_keeps_less_than_it_should_is_worth_a_word(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, said: str
) -> None:
    mounts_file = tmp_path / "mountinfo"
    mounts_file.write_text(f"1 0 0:1 / / rw - {kind} here rw\n")
    monkeypatch.setattr(mounts, "_MOUNTS", mounts_file)
    shell.done("declare", "Checkout returns 500s")
    ran, found = doctor(shell)
    assert (ran.status, found["file system"]["state"]) == (0, "advice")
    assert said in found["file system"]["found"]


@pytest.mark.parametrize(("version", "state"), [((3, 40, 1), "advice"), ((3, 51, 3), "ok")])
def test_a_version_of_sqlite_that_may_damage_a_file_is_worth_a_word(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int], state: str
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    monkeypatch.setattr(sqlite3, "sqlite_version", ".".join(map(str, version)))
    ran, found = doctor(shell)
    assert (ran.status, found["sqlite"]["state"]) == (0, state)
    assert found["sqlite"]["found"].startswith(f"{sqlite3.sqlite_version}: before 3.51.3") == (state != "ok")


def test_triggers_that_somebody_dropped_are_found(shell: Shell) -> None:
    shell.done("declare", "Checkout returns 500s")
    with closing(sqlite3.connect(shell.path)) as other:
        other.execute("DROP TRIGGER events_no_delete")
    ran, found = doctor(shell)
    assert ran.status == 4 and "events_no_delete is gone" in found["triggers"]["found"]
    assert "cockpit verify" in found["triggers"]["remedy"]


def test_where_the_modes_are_wrong_the_record_is_not_opened_and_that_is_said(shell: Shell) -> None:
    shell.done("declare", "Checkout returns 500s")
    shell.path.parent.chmod(0o777)
    ran, found = doctor(shell)
    assert ran.status == 4 and "clock" not in found and found["opening"]["found"].startswith("not tried")


def test_on_a_narrow_terminal_what_was_found_stays_beside_its_name(tmp_path: Path) -> None:
    lines = at_a_terminal(tmp_path / "incidents.db", (60, 60)).splitlines()
    (at,) = [number for number, line in enumerate(lines) if line[2:].startswith("watches ")]
    assert lines[at + 1].startswith(" " * 15) and lines[at + 1].strip().endswith("used by you")


MANY = 40


def test_watches_that_run_out_are_found(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    libc = ctypes.CDLL(None)
    watching = [libc.inotify_init() for _ in range(MANY)]  # so many that nobody else's come or go with them
    for one in watching:
        assert libc.inotify_add_watch(one, os.fsencode(shell.path.parent), 0x2) >= 0
    used = doctor(shell)[1]["watches"]["found"]
    for one in watching:
        os.close(one)
    instances, watches = (int(number.replace(",", "")) for number in re.findall(r"([\d,]+) of", used))
    assert instances >= MANY and watches >= MANY, used
    monkeypatch.setattr(host, "_LEFT", 10**9)
    ran, found = doctor(shell)
    assert ran.status == 0 and found["watches"]["remedy"].startswith("have root raise it: sysctl fs.inotify.")
    assert "max_user_instances=" in found["watches"]["remedy"]
    assert "max_user_watches=" in found["watches"]["remedy"]


def test_drafts_that_others_can_read_are_found(shell: Shell) -> None:
    drafts = Path(os.environ["XDG_STATE_HOME"]) / "incident-cockpit" / "drafts"
    drafts.mkdir(parents=True)
    drafts.chmod(0o755)
    ran, found = doctor(shell)
    assert ran.status == 4 and found["drafts"]["remedy"] == f"chmod 0700 {drafts}"


def at_a_terminal(path: Path, size: tuple[int, int] = (120, 40), **env: str | None) -> str:
    """All that the doctor shows there."""
    command = [sys.executable, "-m", "cockpit", "--db", str(path), "doctor"]
    terminal = Terminal(command, columns=size[0], rows=size[1], env=env)
    try:
        assert terminal.status() == 0
        return terminal.text
    finally:
        terminal.close()


@pytest.mark.parametrize(
    ("env", "size", "said"),
    [
        ({"TERM": "dumb"}, (120, 40), "do: export TERM=xterm-256color"),
        ({"TERM": "xterm", "COLORTERM": None}, (120, 40), "do: export COLORTERM=truecolor"),
        ({"NO_COLOR": "1"}, (120, 40), "greys only, as NO_COLOR asks"),
        ({"COLORTERM": "truecolor"}, (120, 40), "✔ colour       all of them"),
        ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, (120, 40), "export LC_ALL=C.UTF-8"),
        ({}, (60, 40), "do: make it 80×24 or larger"),
    ],
)
def test_the_terminal_is_looked_over(
    tmp_path: Path, env: dict[str, str | None], size: tuple[int, int], said: str
) -> None:
    assert said in at_a_terminal(tmp_path / "incidents.db", size, **env)


@pytest.mark.parametrize(
    ("delay", "kind", "said"),
    [
        ("500", "tmux-256color", "do: set -sg escape-time 10 in ~/.tmux.conf"),
        ("10", "screen", "do: set -g default-terminal tmux-256color in ~/.tmux.conf"),
        ("10", "tmux-256color", "escape-time 10, default-terminal tmux-256color"),
    ],
)
def test_tmux_is_asked(tmp_path: Path, delay: str, kind: str, said: str) -> None:
    fake = tmp_path / "bin" / "tmux"
    fake.parent.mkdir()
    fake.write_text(TMUX.format(delay=delay, kind=kind))
    fake.chmod(0o755)
    path = f"{fake.parent}:{os.environ['PATH']}"
    assert said in at_a_terminal(tmp_path / "incidents.db", TMUX="/tmp/x,1,0", PATH=path)
