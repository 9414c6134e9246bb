"""Whoever may only read follows whatever the writers do, and can neither write nor get into anybody's way."""

from __future__ import annotations

import json
import signal
import sqlite3
import stat
import subprocess
from contextlib import closing
from pathlib import Path

from tests import unix
from tests.place.bastion import Bastion

POUR = """
import sys
for n in range(int(sys.argv[1])):
    print("entry", n, "x" * 300)
"""


def follower(bastion: Bastion, user: str) -> subprocess.Popen[str]:
    """Somebody reads along; the first line is read."""
    child = bastion.start(user, "timeline", "--follow", "--json")
    assert child.stdout is not None and "Checkout" in child.stdout.readline()
    return child


def reads(child: subprocess.Popen[str]) -> str:
    """The text of the next entry, which has to come."""
    assert child.stdout is not None
    line = child.stdout.readline()
    assert line, "the follower ended"
    return str(json.loads(line)["text"])


def writing(bastion: Bastion) -> subprocess.Popen[str]:
    """Alice's `log -`, which writes each line she says."""
    command = [*bastion.users.becoming(bastion.alice), *bastion.users.command("log", "-")]
    env = {**bastion.users.environment(bastion.alice), "COCKPIT_DB": str(bastion.path)}
    return subprocess.Popen(
        command, text=True, cwd="/", env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def say(writer: subprocess.Popen[str], line: str) -> None:
    assert writer.stdin is not None
    writer.stdin.write(f"{line}\n")
    writer.stdin.flush()


def test_an_observer_follows_with_a_writer_alive_with_none_and_after_one_was_killed(bastion: Bastion) -> None:
    bastion.init("--observers", "all")
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    olga = follower(bastion, bastion.olga)
    bastion.did(bastion.bob, "log", "by a writer that came and went")
    assert reads(olga) == "by a writer that came and went"
    writer = writing(bastion)
    say(writer, "by one that lives")
    assert reads(olga) == "by one that lives"
    unix.end(writer)
    assert bastion.texts(bastion.olga)[-1] == "by one that lives", "what the killed one left is read"
    bastion.did(bastion.alice, "log", "after the kill")
    assert reads(olga) == "after the kill"
    unix.end(olga)
    leave_the_bare_file(bastion)
    assert bastion.texts(bastion.olga)[-1] == "after the kill", "the bare file is read too"
    alone = follower(bastion, bastion.olga)
    for text in ("by a writer that came and went", "by one that lives", "after the kill"):
        assert reads(alone) == text
    bastion.did(bastion.alice, "log", "somebody writes again")
    assert reads(alone) == "somebody writes again"


FOLLOW = """
import asyncio, sys
from cockpit.record.sqlite import SqliteLog
async def main():
    log = SqliteLog(sys.argv[1], read_only=True)
    (incident,) = log.incidents()
    async for _ in log.changes():
        found = log.health()
        print(log.head(incident.incident).number, found.following, found.reason, flush=True)
asyncio.run(asyncio.wait_for(main(), 20))
"""


def test_an_observer_follows_where_the_folder_cannot_be_listed(bastion: Bastion) -> None:
    """What may be passed and not read cannot be watched: the record is looked at instead."""
    bastion.init("--observers", "all")
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    bastion.folder.chmod(0o2771)
    olga = bastion.users.start(bastion.olga, *bastion.users.python("-c", FOLLOW, str(bastion.path)))
    assert olga.stdout is not None
    told = iter(olga.stdout.readline, "")
    polling = next(line for line in told if "polling" in line)
    assert polling.startswith("1 polling The folder cannot be watched (") and "denied" in polling
    bastion.did(bastion.bob, "log", "by a writer that came and went")
    assert next(line for line in told if line.startswith("2 ")).startswith("2 polling")
    unix.end(olga)


def leave_the_bare_file(bastion: Bastion) -> None:
    """Another program was the last to close the record, and took its log along."""
    with closing(sqlite3.connect(bastion.path)) as last:
        last.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert not Path(f"{bastion.path}-wal").exists()


def test_an_observers_screen_follows_too_and_a_frozen_one_comes_alive(bastion: Bastion) -> None:
    bastion.init("--observers", "all")
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    screen = bastion.screen(bastion.olga)
    try:
        screen.wait_for("● live", "followed while nobody writes")
        screen.press("tab")
        bastion.did(bastion.bob, "log", "by a writer that came and went")
        screen.wait_for("by a writer that came and went", "what it wrote")
        writer = writing(bastion)
        say(writer, "by one that lives")
        screen.wait_for("by one that lives", "what a living one writes")
        unix.end(writer)
        bastion.did(bastion.alice, "log", "after the kill")
        screen.wait_for("after the kill", "what comes after one was killed")
    finally:
        screen.close()
    leave_the_bare_file(bastion)
    screen = bastion.screen(bastion.olga)
    try:
        screen.wait_for("○ frozen", "that nobody writes is said")
        screen.press("tab")
        screen.wait_for("after the kill", "the bare file is shown")
        bastion.did(bastion.alice, "log", "somebody writes again")
        screen.wait_for("somebody writes again", "the bare file has come alive")
        screen.wait_for("● live", "and that is said")
    finally:
        screen.close()


def test_an_observer_writes_nothing_blocks_nobody_and_lets_the_log_shrink(bastion: Bastion) -> None:
    bastion.init("--observers", "all")
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    olga, asleep = follower(bastion, bastion.olga), follower(bastion, bastion.olga)
    asleep.send_signal(signal.SIGSTOP)  # ctrl+z, forgotten
    screen = bastion.screen(bastion.olga)
    try:
        screen.wait_for("Checkout", "the incident")
        for words in (["log", "by olga"], ["unstar", "1"], ["declare", "hers"], ["take"]):
            done = bastion.ran(bastion.olga, *words)
            assert done.returncode == 4 and len(done.stderr.splitlines()) == 1, done.stderr
        count = 5000
        pour = 'p=$1 n=$2; shift 2; "$p" -c "$POUR" "$n" | "$@"'
        python, log = bastion.users.python()[0], bastion.users.command("log", "-")
        poured = bastion.users.run(
            bastion.alice, "sh", "-c", pour, "sh", python, str(count), *log,
            POUR=POUR, COCKPIT_DB=str(bastion.path),
        )  # fmt: skip
        assert poured.returncode == 0, poured.stderr
        asleep.send_signal(signal.SIGCONT)
        for n in range(count):
            assert reads(olga).startswith(f"entry {n} ") and reads(asleep).startswith(f"entry {n} ")
        log_size = Path(f"{bastion.path}-wal").stat().st_size
        assert log_size < 12 * 2**20, f"a log of {log_size:,} bytes was not reset while somebody read"
        bastion.did(bastion.alice, "impact", "worse", "nobody can pay")
        assert "nobody can pay" in reads(olga)
        screen.wait_for("nobody can pay", "what was written last")
    finally:
        screen.close()
    assert "by olga" not in "".join(bastion.texts(bastion.alice))
    bastion.did(bastion.alice, "verify")


def test_an_observer_may_copy_the_record_while_it_is_written(bastion: Bastion) -> None:
    bastion.init("--observers", "all")
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    writer = writing(bastion)
    say(writer, "the first")
    assert writer.stdout is not None and writer.stdout.readline()
    saved = bastion.users.folder / bastion.olga / f"{bastion.folder.name}.db"
    bastion.did(bastion.olga, "backup", str(saved))
    say(writer, "after the copy")
    unix.end(writer)
    assert (stat.S_IMODE(saved.stat().st_mode), saved.owner()) == (0o600, bastion.olga), "hers alone"
    texts = bastion.did(bastion.olga, "timeline", "--db", str(saved))
    assert "the first" in texts and "after the copy" not in texts


def test_the_database_itself_refuses_an_observer(bastion: Bastion) -> None:
    bastion.init("--observers", "all")
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    script = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('CREATE TABLE x (y)')"
    done = bastion.users.run(bastion.olga, *bastion.users.python("-c", script, str(bastion.path)))
    assert "readonly database" in done.stderr
    for name in ("", ".queue"):
        assert bastion.users.run(bastion.olga, "sh", "-c", f': >> "{bastion.path}{name}"').returncode != 0
    assert bastion.users.run(bastion.olga, "touch", f"{bastion.folder}/x").returncode != 0
    assert bastion.users.run(bastion.olga, "cat", f"{bastion.path}.queue").returncode != 0


def test_whoever_may_not_look_gets_one_sentence(bastion: Bastion) -> None:
    bastion.init()
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    for words in ("list", "status", "timeline", "log x", "declare x", "take", "export", "verify", "mine"):
        done = bastion.ran(bastion.olga, *words.split())
        assert done.returncode == 4 and done.stdout == "", words
        (sentence,) = done.stderr.splitlines()
        assert sentence.startswith(f"You may not use the record at {bastion.path}: "), words
    screen = bastion.screen(bastion.olga)
    screen.wait_for("You may not use the record", "the sentence")
    assert screen.status() == 4
    screen.close()
