"""Who comes next: nobody who waits is passed by somebody who comes straight back."""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pytest

from cockpit.record.errors import Unavailable
from cockpit.record.queue import turn
from cockpit.record.sqlite import SqliteLog
from tests.record.facts import declare
from tests.waiting import wait_for


def someone_waits(path: Path, place: int = 1) -> bool:
    """Whether a place of the queue is taken; whoever waits alone has the first."""
    with Path(f"{path}.queue").open("r+b") as queue:
        asked = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, place, 1, 0)
        answer = fcntl.fcntl(queue, fcntl.F_OFD_GETLK, asked)
    return bool(struct.unpack("hhqqi", answer)[0] != fcntl.F_UNLCK)


def open_handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "incidents.db"


@contextmanager
def patient(path: Path) -> Iterator[Thread]:
    """Somebody who waits for their turn and has it until the end."""
    enough = Event()

    def wait() -> None:
        with turn(path):
            enough.wait()

    thread = Thread(target=wait)
    thread.start()
    try:
        yield thread
    finally:
        enough.set()
        thread.join()


def test_whoever_waits_comes_before_whoever_comes_back(path: Path) -> None:
    mine = turn(path)
    mine.__enter__()
    with patient(path):
        wait_for(lambda: someone_waits(path), "somebody waits")
        mine.__exit__(None, None, None)
        with pytest.raises(Unavailable, match="has been writing"), turn(path, wait=0):
            pass
    with turn(path, wait=0):
        pass


def test_everybody_comes_in_the_order_in_which_they_came(path: Path) -> None:
    came: list[int] = []

    def twice(number: int) -> None:
        for _ in range(2):
            with turn(path):
                came.append(number)

    threads = [Thread(target=twice, args=(number,)) for number in range(1, 5)]
    with turn(path):
        for place, thread in enumerate(threads, 1):
            thread.start()
            wait_for(partial(someone_waits, path, place), "the next one waits")
    for thread in threads:
        thread.join()
    assert came[:4] == [1, 2, 3, 4]


def test_whoever_gives_up_keeps_nobody_from_their_turn(path: Path) -> None:
    mine = turn(path)
    mine.__enter__()
    with patient(path):
        wait_for(lambda: someone_waits(path), "somebody waits")
        with pytest.raises(Unavailable, match="process"), turn(path, wait=0.05):
            pass
        mine.__exit__(None, None, None)
    with turn(path):
        pass


def test_giving_up_leaves_nothing_locked_or_open(path: Path) -> None:
    with turn(path):
        handles = open_handles()
        for _ in range(5):
            with pytest.raises(Unavailable, match="process"), turn(path, wait=0):
                pass
        with pytest.raises(Unavailable, match="process"), turn(path, wait=0.01):
            pass
        assert open_handles() == handles
    with turn(path, wait=0):
        pass


def test_a_link_laid_in_place_of_the_queue_is_not_followed(path: Path) -> None:
    """Whoever may write the folder could otherwise open up a file of somebody else's."""
    theirs = path.with_name("their own file")
    theirs.write_text("for my eyes alone")
    theirs.chmod(0o600)
    SqliteLog(path).close()
    queue = Path(f"{path}.queue")
    for lay in (queue.symlink_to, queue.hardlink_to):
        queue.unlink(missing_ok=True)
        lay(theirs)
        with suppress(Unavailable), closing(SqliteLog(path)) as log:
            declare(log)
        assert (theirs.stat().st_mode & 0o777, theirs.read_text()) == (0o600, "for my eyes alone")
    queue.unlink()
    queue.symlink_to(theirs)
    with pytest.raises(Unavailable, match="A link lies where a file"), closing(SqliteLog(path)) as log:
        declare(log, incident="2026-11-23-2")
