"""Two screens decide on the same measure at the same moment: one decision, and the other is told."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.waiting import wait_for

if TYPE_CHECKING:
    from tests.e2e.conftest import House


@contextmanager
def queue_held(path: Path, waiting: int) -> Iterator[None]:
    """Nobody gets to write until so many processes wait for their turn, with their decisions taken."""
    handle = os.open(path.with_name(f"{path.name}.queue"), os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    place = f":{os.fstat(handle).st_ino} "

    def all_wait() -> bool:
        locks = Path("/proc/locks").read_text().splitlines()
        # one stands at the gate of the queue, the others behind it; the lock itself is ours
        return sum(place in line and "OFDLCK" in line for line in locks) >= waiting

    try:
        yield
        wait_for(all_wait, f"{waiting} processes wait for their turn to write")
    finally:
        os.close(handle)


def test_one_decision_is_recorded_and_the_other_screen_says_by_whom(house: House) -> None:
    house.declare()
    house.propose("drain node 14")
    screens = [house.screen(who="alice"), house.screen(who="alice")]
    for screen in screens:
        screen.wait_for(r"M1 drain node 14", "the measure waits")
        screen.press("a")
        screen.wait_for("enter approves M1", "it asks for the confirming key")
    with queue_held(house.path, 2):
        for screen in screens:
            screen.press("enter")
    for screen in screens:
        screen.wait_for(r"approval +alice +M1 approved", "both see the approval")
        screen.wait_for("nothing waits for approval", "the queue is empty on both")
    wait_for(
        lambda: sum("already approved by alice at" in screen.text for screen in screens) == 1,
        "the second to decide reads by whom and when it was approved",
    )
    events = [entry.event for entry in house.entries()]
    assert events.count("measure.approved") == 1
    house.assert_sound()


def test_of_two_commands_at_one_moment_the_second_is_told(house: House) -> None:
    house.declare()
    house.propose("drain node 14")
    with queue_held(house.path, 2):
        approve = ("measure", "approve", "M1")
        both = [house.start(*approve, who="alice"), house.start(*approve, "--word", "alice", who="bob")]
    told = [(process.communicate()[1], process.returncode) for process in both]
    assert sorted(status for _, status in told) == [0, 3]
    (refusal,) = [err for err, status in told if status == 3]
    assert "already approved by alice at " in refusal
    assert [entry.event for entry in house.entries()].count("measure.approved") == 1
    house.assert_sound()
