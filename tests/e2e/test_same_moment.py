"""Two screens decide on the same measure at the same moment: one decision, and the other is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.conftest import House


@pytest.mark.parametrize("second", ["alice", "amir"], ids=["the same name twice", "two commanders"])
def test_one_approval_is_recorded_and_the_other_screen_says_by_whom(house: House, second: str) -> None:
    house.declare()
    house.join(second)
    house.propose("drain node 14")
    screens = [house.screen(who="alice"), house.screen(who="alice")]
    if second != "alice":  # the second terminal is somebody's who was not told of the handover yet
        house.cockpit("role", "assign", "deputy", second)
    for screen in screens:
        screen.wait_for(r"M1 drain node 14", "the measure waits")
        screen.press("a")
        screen.wait_for("enter approves M1", "it asks for the confirming key")
    for screen in screens:
        screen.press("enter")
    for screen in screens:
        screen.wait_for(r"approval +alice +M1 approved", "both see the approval")
        screen.wait_for("nothing waits for approval", "the queue is empty on both")
    told = [screen for screen in screens if "already approved by alice at" in screen.text]
    assert len(told) <= 1
    events = [entry.event for entry in house.entries()]
    assert events.count("measure.approved") == 1
    house.assert_sound()
