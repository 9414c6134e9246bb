"""Terminals that only read give way on a crowded host, and look at once on one at ease."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from cockpit.tui.app import CockpitApp
from cockpit.tui.pacing import CALM_LOOKS, READERS, WRITERS, Pace, Pauses, scheduled
from tests.tui.seated import seated, sitting_down
from tests.tui.stage import screen_lines, the_whole
from tests.waiting import wait_for_async

MS = 1_000_000


class Host:
    """What a thread is told about its seconds: how long it ran and waited in each."""

    def __init__(self) -> None:
        self.ran = self.waited = 0

    def measure(self) -> tuple[int, int]:
        return self.ran, self.waited

    def second(self, pace: Pace, *, crowded: bool) -> bool:
        self.ran += 10 * MS
        self.waited += 50 * MS if crowded else MS
        return pace.look()


@pytest.fixture
def host() -> Iterator[Host]:
    yield Host()


def test_on_a_host_at_ease_nothing_is_put_off(host: Host) -> None:
    pace = Pace(measure=host.measure)
    assert all(host.second(pace, crowded=False) for _ in range(20))
    assert pace.rest == 0


@pytest.mark.parametrize("limits", [READERS, WRITERS])
def test_on_a_crowded_host_the_pauses_grow_up_to_a_limit(host: Host, limits: Pauses) -> None:
    pace = Pace(limits, host.measure)
    pauses = [(host.second(pace, crowded=True), pace.rest)[1] for _ in range(10)]
    assert pauses[0] == limits.least
    assert pauses[-1] == limits.most
    assert pauses == sorted(pauses)


def test_pauses_end_only_after_some_seconds_of_ease(host: Host) -> None:
    pace = Pace(measure=host.measure)
    while pace.rest < READERS.most:
        host.second(pace, crowded=True)
    for _ in range(CALM_LOOKS - 1):
        host.second(pace, crowded=False)
    assert pace.rest == READERS.most
    for _ in range(10 * CALM_LOOKS):
        host.second(pace, crowded=False)
    assert pace.rest == 0


def test_the_kernel_says_how_long_a_thread_ran() -> None:
    ran, waited = scheduled()
    assert ran >= 0
    assert waited >= 0


@pytest.mark.parametrize(("kind", "counts_on"), [("observer", False), ("scribe", True)])
async def test_only_who_reads_ticks_less_often(
    tmp_path: Path, host: Host, kind: str, counts_on: bool
) -> None:
    story = the_whole()
    app = seated(tmp_path, story, "erin", kind)  # type: ignore[arg-type]
    app.pace = Pace(measure=host.measure)
    async with sitting_down(app):
        while app.pace.rest < READERS.most:
            host.second(app.pace, crowded=True)
        host.second(app.pace, crowded=False)
        board = app.board
        assert board is not None
        seen = set()
        for _ in range(3):
            story.now += timedelta(seconds=1)
            app.tick()
            assert board.view is not None
            seen.add(board.view.now)
        assert (len(seen) == 3) is counts_on


async def test_what_somebody_did_themselves_waits_for_no_pause(tmp_path: Path, host: Host) -> None:
    story = the_whole()
    app = seated(tmp_path, story, "grace", "scribe")
    app.pace = Pace(Pauses(3600, 3600), host.measure)
    async with sitting_down(app) as (_, pilot):
        host.second(app.pace, crowded=True)
        for text in ("first", "second"):
            await pilot.press(*text, "enter")
            await wait_for_async(partial(is_shown, app, text), f"{text} stands in the timeline")


def is_shown(app: CockpitApp, text: str) -> bool:
    return any(f"note   {text}" in line or f"  {text}" in line for line in screen_lines(app.screen))
