"""Following: every commit wakes, whatever the watch can or cannot do."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, closing
from pathlib import Path
from typing import Any, Literal

import pytest

from cockpit.record.log import Filter
from cockpit.record.sqlite import SqliteLog
from tests.record.facts import INCIDENT, declare, note, write
from tests.waiting import wait_for_async

PATIENCE = 20.0


@asynccontextmanager
async def following(log: SqliteLog) -> AsyncIterator[AsyncGenerator[None, None]]:
    """The changes of a log, with the first wake, which tells of what came before, already taken."""
    async with aclosing(log.changes()) as changes:
        await asyncio.wait_for(anext(changes), PATIENCE)
        yield changes


async def until(changes: AsyncGenerator[None, None], log: SqliteLog, number: int) -> None:
    """Wait for a wake, and for more of them until the entry is there."""
    await asyncio.wait_for(anext(changes), PATIENCE)
    while log.head(INCIDENT).number < number:
        await asyncio.wait_for(anext(changes), PATIENCE)


async def mode(changes: AsyncGenerator[None, None], log: SqliteLog, wanted: str) -> None:
    while log.health().following != wanted:
        await asyncio.wait_for(anext(changes), PATIENCE)


def lay(path: Path) -> Path:
    """A name that is no text is more than the watch can bear, and anybody of the group can make one."""
    stone = Path(os.fsdecode(os.fsencode(path.parent) + b"/\xff\xfe"))
    stone.touch()
    return stone


async def go_deaf(log: SqliteLog, path: Path) -> Path:
    """The watch may not have begun when the first stone is laid, so it is touched until it hurts."""
    await wait_for_async(lambda: lay(path) and log.health().following == "polling", "the watch gives up")
    return lay(path)


def lift(stone: Path) -> None:
    stone.unlink()


@pytest.fixture
def other(path: Path, sqlite_log: SqliteLog) -> SqliteLog:
    """A second terminal on the same file."""
    declare(sqlite_log)
    return SqliteLog(path)


@pytest.fixture
def without_net(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check of every second never comes, so that what is tested has to wake by itself."""
    monkeypatch.setattr("cockpit.record.watch.NET_SECONDS", 3600)


@pytest.mark.usefixtures("without_net")
async def test_every_commit_wakes_the_others(
    sqlite_log: SqliteLog, other: SqliteLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also several in one second, for one of which a watch takes them that polls, as the environment asks."""
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "true")
    with closing(other):
        async with following(sqlite_log) as changes:
            for number in range(2, 30):
                write(other, note("x"))
                await until(changes, sqlite_log, number)
            assert sqlite_log.health().following == "live"
            assert sqlite_log.health().reason == ""


async def test_who_looks_seldom_needs_no_watch_and_misses_nothing(
    sqlite_log: SqliteLog, other: SqliteLog
) -> None:
    with closing(other):
        async with aclosing(sqlite_log.changes(seldom=True)) as changes:
            for number in (2, 3):
                write(other, note("x"))
                await until(changes, sqlite_log, number)
            assert sqlite_log.health().following == "polling"
            assert sqlite_log.health().reason == ""


@pytest.mark.usefixtures("without_net")
@pytest.mark.parametrize("name", [".venv/incidents.db", "node_modules/x/incidents.db", ".git/incidents.db~"])
async def test_no_name_of_a_folder_or_file_makes_the_watch_deaf(tmp_path: Path, name: str) -> None:
    """What watchfiles leaves out by itself: folders of tools, and names of backups."""
    (tmp_path / name).parent.mkdir(parents=True)
    with closing(SqliteLog(tmp_path / name)) as log, closing(SqliteLog(tmp_path / name)) as other:
        declare(other)
        async with following(log) as changes:
            for number in range(2, 5):
                write(other, note("x"))
                await until(changes, log, number)
            assert log.health().following == "live"


@pytest.mark.usefixtures("without_net")
async def test_a_record_behind_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "shared")
    with (
        closing(SqliteLog(tmp_path / "linked" / "incidents.db")) as log,
        closing(SqliteLog(tmp_path / "shared" / "incidents.db")) as other,
    ):
        declare(other)
        async with following(log) as changes:
            write(other, note("x"))
            await until(changes, log, 2)
            assert log.health().following == "live"


@pytest.mark.usefixtures("without_net")
async def test_reading_and_other_files_wake_nobody(
    sqlite_log: SqliteLog, other: SqliteLog, path: Path
) -> None:
    """A watch that its own reading woke would feed itself; what is private is below the folder."""
    below = path.parent / "private" / path.name
    below.parent.mkdir()
    with closing(other):
        async with following(sqlite_log) as changes:
            write(other, note("x"))
            await until(changes, sqlite_log, 2)
            woken: list[None] = []

            async def count() -> None:
                async for _ in changes:
                    woken.append(None)

            counting = asyncio.ensure_future(count())
            for _ in range(30):
                for reader in (sqlite_log, other):
                    reader.since(INCIDENT, 0)
                    reader.rows(INCIDENT, Filter(search="x"), limit=1)
                for file in (below, path.with_name("stray.txt"), path.with_name("incidents.db-shm")):
                    file.touch()
                await asyncio.sleep(0.02)
            counting.cancel()
            await asyncio.gather(counting, return_exceptions=True)
            assert len(woken) <= 3, "the write itself, and no more"


@pytest.mark.usefixtures("without_net")
async def test_a_watch_that_fails_gives_way_to_a_poll(
    sqlite_log: SqliteLog, other: SqliteLog, path: Path
) -> None:
    with closing(other):
        async with following(sqlite_log) as changes:
            await go_deaf(sqlite_log, path)
            assert "cannot be watched" in sqlite_log.health().reason
            for number in range(2, 6):
                write(other, note("x"))
                await until(changes, sqlite_log, number)


async def test_the_watch_is_tried_again(
    sqlite_log: SqliteLog, other: SqliteLog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cockpit.record.watch.RETRY_SECONDS", 0.2)
    with closing(other):
        async with following(sqlite_log) as changes:
            lift(await go_deaf(sqlite_log, path))
            await mode(changes, sqlite_log, "live")
            assert sqlite_log.health().reason == ""


@pytest.mark.usefixtures("without_net")
async def test_a_network_file_system_is_polled(
    sqlite_log: SqliteLog, other: SqliteLog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "22 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n"
        f"40 22 0:50 / {tmp_path} rw,relatime shared:1 - nfs4 server:/export rw\n"
    )
    monkeypatch.setattr("cockpit.record.mounts._MOUNTS", mounts)
    with closing(other):
        async with following(sqlite_log) as changes:
            await mode(changes, sqlite_log, "polling")
            assert "nfs4" in sqlite_log.health().reason
            for number in range(2, 6):
                write(other, note("x"))
                await until(changes, sqlite_log, number)


async def test_a_deaf_watch_is_caught_by_the_net(
    sqlite_log: SqliteLog, other: SqliteLog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it has work without end: what it leaves out counts for it as a change."""
    monkeypatch.setattr("cockpit.record.watch.Follower._concerns_us", lambda *_: False)

    async def noise() -> None:
        while True:
            path.with_name("stray.txt").touch()
            await asyncio.sleep(0.01)

    with closing(other):
        async with following(sqlite_log) as changes:
            noisy = asyncio.ensure_future(noise())
            for number in range(2, 5):
                write(other, note("x"))
                await until(changes, sqlite_log, number)
            noisy.cancel()
            assert sqlite_log.health().following == "live"


@pytest.mark.parametrize("how", ["moved away", "removed"])
async def test_a_folder_that_was_replaced_is_followed(
    path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """A watch follows the old folder, or hears nothing for ever; it has to be begun anew on the new one."""
    with closing(SqliteLog(path)) as log:
        declare(log)
        async with following(log) as changes:
            for number in (2, 3):  # the watch has begun
                write(log, note("before"))
                await until(changes, log, number)
            if how == "removed":
                shutil.rmtree(path.parent)
            else:
                shutil.move(path.parent, path.parent.with_name("moved"))
            with closing(SqliteLog(path)) as restored:
                declare(restored)
                write(restored, note("in the new file"))
                await until(changes, log, 2)
                monkeypatch.setattr("cockpit.record.watch.NET_SECONDS", 3600)

                async def stir() -> None:
                    while True:
                        write(restored, note("and on"))
                        await asyncio.sleep(0.02)

                stirring = asyncio.ensure_future(stir())
                for _ in range(9):  # more than were on their way
                    await asyncio.wait_for(anext(changes), PATIENCE)
                stirring.cancel()
                assert log.health().following == "live"


async def test_a_missing_file_wakes_too(path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        declare(log)
        async with following(log) as changes:
            shutil.rmtree(path.parent)
            while log.health().mode != "down":
                await asyncio.wait_for(anext(changes), PATIENCE)
            assert "There is no record" in log.health().remedy


def test_the_bell_rings_after_the_commit(
    sqlite_log: SqliteLog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel tells of a write before anybody can read it, and of nothing after that."""
    declare(sqlite_log)
    seen: list[int] = []
    ring = os.utime

    with closing(SqliteLog(path, read_only=True)) as reader:

        def look(*given: Any, **more: Any) -> None:
            seen.append(reader.head(INCIDENT).number)
            ring(*given, **more)

        os.utime(path, (1, 1))
        monkeypatch.setattr(os, "utime", look)
        write(sqlite_log, note("x"))
    assert seen == [2]
    assert path.stat().st_mtime > 1


async def test_an_observer_follows(sqlite_log: SqliteLog, path: Path) -> None:
    declare(sqlite_log)
    with closing(SqliteLog(path, read_only=True)) as observer:
        async with following(observer) as changes:
            write(sqlite_log, note("x"))
            await until(changes, observer, 2)


async def test_nothing_is_left_running(sqlite_log: SqliteLog) -> None:
    declare(sqlite_log)
    before = asyncio.all_tasks()
    async with following(sqlite_log):
        assert asyncio.all_tasks() > before
    assert asyncio.all_tasks() == before


async def test_a_disk_that_hangs_is_said_and_nobody_who_asks_waits_for_it(
    sqlite_log: SqliteLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A screen asks on its event loop how the record can be used."""
    declare(sqlite_log)
    monkeypatch.setattr("cockpit.record.sqlite.HUNG_SECONDS", 0.0)
    monkeypatch.setattr("cockpit.record.watch.NET_SECONDS", 0.01)
    answers, asked, look = threading.Event(), threading.Event(), sqlite_log._usable
    threads: set[threading.Thread] = set()

    def hangs() -> tuple[Literal["writable", "read-only", "down"], str]:
        threads.add(threading.current_thread())
        asked.set()
        assert answers.wait(PATIENCE)
        return look()

    async with following(sqlite_log):
        await wait_for_async(lambda: sqlite_log.health().mode == "writable", "it is looked at")
        monkeypatch.setattr(sqlite_log, "_usable", hangs)
        await wait_for_async(asked.is_set, "the next look has begun")
        told = sqlite_log.health()
        assert told.mode == "down"
        assert "does not answer" in told.remedy
        answers.set()
        await wait_for_async(lambda: sqlite_log.health().mode == "writable", "it goes on by itself")
    assert threading.current_thread() not in threads


NO_WATCHES = """
import asyncio, sys
from cockpit.record.sqlite import SqliteLog
from tests.record.test_watch import following, mode
async def main():
    log = SqliteLog(sys.argv[1])
    async with following(log) as changes:
        await mode(changes, log, "polling")
        print(log.health().reason)
asyncio.run(main())
"""


def test_watches_of_this_user_that_are_used_up_are_said(sqlite_log: SqliteLog, path: Path) -> None:
    """The kernel limits not only how many watch, but also at how many places all of them look."""
    script = 'echo 0 > /proc/sys/user/max_inotify_watches && exec "$@"'
    words = ["unshare", "--user", "--map-root-user", "sh", "-c", script, "sh"]
    tried = subprocess.run([*words, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"no watches can be taken away here: {tried.stderr.strip()}")
    command = [*words, sys.executable, "-c", NO_WATCHES, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=True)
    assert done.stdout.startswith("The folder cannot be watched (")
    assert "looked at many times a second" in done.stdout
