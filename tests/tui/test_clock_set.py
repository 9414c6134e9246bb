"""The host's clock is set while a screen is open, or the host sleeps: nothing falls silent or floods."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cockpit.desk import Desk
from cockpit.incident import commands as cmd
from cockpit.incident.events import Origin
from cockpit.tui.app import CockpitApp
from cockpit.tui.clockwatch import ClockWatch
from tests.record.memory_log import MemoryLog
from tests.tui.seated import seated, sitting_down
from tests.tui.sitting import is_told, told
from tests.tui.stage import screen_lines
from tests.tui.story import Story, at
from tests.waiting import wait_for_async


class Host:
    """A host whose clock can be set. Everything on it reads `story.now`; `elapsed` only goes on."""

    def __init__(self) -> None:
        self.story = Story(MemoryLog(lambda: self.story.now))
        self.story.now = at("12:51")
        self.elapsed = 5000.0
        self.bells: list[str] = []
        self.apps: list[CockpitApp] = []

    def incident(self) -> None:
        """alice has command, dave investigates; the check-in is due from 13:07 and overdue from 13:12."""
        begun = self.story.now
        self.story.declare(f"{begun:%H:%M}", "dave", "Checkout returns 500s", severity="SEV2")
        self.story.does("12:52", "alice", cmd.TakeCommand())
        for who, role in (("dave", "investigator"), ("frank", "communicator"), ("grace", "scribe")):
            self.story.does("12:52", who, cmd.Join(role))
        self.story.does("12:53", "alice", cmd.ReportImpact("worse", "20% of checkouts fail"))
        self.story.now = at("12:54")

    @asynccontextmanager
    async def screen(self, folder: Path, who: str = "alice") -> AsyncIterator[CockpitApp]:
        app = seated(folder / who, self.story, who)
        app.clock_watch = ClockWatch(lambda: self.elapsed)
        app.bell = lambda: self.bells.append(f"{self.story.now:%H:%M}")  # type: ignore[method-assign]
        async with sitting_down(app) as (_, pilot):
            self.apps.append(app)
            self.passes(seconds=1)
            await pilot.pause()
            yield app
            self.apps.remove(app)

    def passes(self, *, minutes: int = 0, seconds: int = 0) -> None:
        """Time goes by, looked at every ten seconds."""
        left = minutes * 60 + seconds
        while left > 0:
            self.sleeps(timedelta(seconds=min(10, left)))
            left -= 10
            for app in self.apps:
                app.tick()

    def sleeps(self, span: timedelta) -> None:
        """Time goes by and nothing runs."""
        self.story.now += span
        self.elapsed += span.total_seconds()

    def set_clock(self, by: timedelta) -> None:
        self.story.now += by


def top(app: CockpitApp) -> str:
    return screen_lines(app.screen)[0]


async def test_a_clock_set_back_silences_no_duty_and_is_said(tmp_path: Path) -> None:
    host = Host()
    host.incident()
    host.story.does("12:54", "dave", cmd.Propose("passive", "watch the lag", box=20))
    host.story.does("12:54", "dave", cmd.Start("M1"))
    host.story.does("12:54", "alice", cmd.SetTimer("look again", host.story.now + timedelta(minutes=10)))
    async with host.screen(tmp_path) as app:
        host.set_clock(timedelta(hours=-1))
        host.passes(seconds=10)
        await wait_for_async(lambda: is_told(app, "set back by 1h00, from 12:54 to 11:54"), "it is said")
        assert "clock set back by 1h00" in "\n".join(screen_lines(app.screen)[:2])
        host.passes(minutes=20)
        due = [duty.text for duty in app.view().my_duties]
        assert any("check-in" in text for text in due), due
        assert host.bells == ["12:04", "12:12"]  # the timer and the check-in, as at 13:04 and 13:12
        assert app.view().incident.measures["M1"].box_until == at("12:14")
        # What is entered from now on has the new time, and what is counted begins anew with it.
        host.story.does(f"{host.story.now:%H:%M}", "alice", cmd.CheckIn(trend="same"))
        await wait_for_async(lambda: len(app.incident.checkins) == 1, "the check-in is here")
        host.passes(seconds=10)
        band = app.view().incident.band
        assert band is not None and band.state(host.story.now) == "early"


async def test_a_clock_set_forward_makes_nothing_due(tmp_path: Path) -> None:
    host = Host()
    host.incident()
    async with host.screen(tmp_path) as app:
        before = [duty.cause for duty in app.view().my_duties]
        host.set_clock(timedelta(hours=3))
        host.passes(minutes=1)
        assert (host.bells, [duty.cause for duty in app.view().my_duties]) == ([], before)
        assert "clock set forward by 3h00" in "\n".join(screen_lines(app.screen)[:2])
        host.set_clock(timedelta(hours=-3))
        host.passes(minutes=1)
        assert host.bells == [] and "clock set" not in "\n".join(screen_lines(app.screen)[:2])
        host.passes(minutes=17)
        assert host.bells == ["13:12"]


async def test_the_watch_is_not_over_because_the_clock_was_set_forward(tmp_path: Path) -> None:
    host = Host()
    host.incident()
    host.story.does("12:54", "alice", cmd.Resolve(), because="it is gone")
    async with host.screen(tmp_path) as app:
        host.set_clock(timedelta(hours=2))
        host.passes(minutes=1)
        until = app.view().incident.watch_until
        assert until is not None and until > host.story.now and "WATCH is over" not in top(app)


async def test_a_host_that_slept_for_a_night_rings_once_and_says_one_sentence(tmp_path: Path) -> None:
    host = Host()
    host.incident()
    async with host.screen(tmp_path) as app:
        host.story.does("12:54", "alice", cmd.SetTimer("look again", host.story.now + timedelta(minutes=20)))
        host.story.does("12:54", "dave", cmd.Propose("mitigation", "drain the node"))
        await wait_for_async(lambda: app.incident.measures and app.incident.timers, "both are here")
        host.bells.clear()
        app.clear_notifications()
        host.sleeps(timedelta(hours=8))
        host.passes(seconds=30)
        await wait_for_async(lambda: told(app), "it is said")
        assert (len(host.bells), told(app)) == (
            1,
            ["This screen stood still for 8h00: what it shows is of now, 20:54."],
        )
        assert len(app.view().my_duties) > 2


async def test_entries_from_a_time_that_has_not_come_are_said_when_the_screen_opens(tmp_path: Path) -> None:
    host = Host()
    host.incident()
    host.set_clock(timedelta(hours=-1))
    async with host.screen(tmp_path) as app:
        await wait_for_async(lambda: is_told(app, "recorded 59m ahead of this host's clock"), "it is said")
        host.passes(minutes=16)
        assert any("check-in" in duty.text for duty in app.view().my_duties)


async def test_two_clock_changes_of_the_year_are_nothing_to_a_screen(tmp_path: Path) -> None:
    """Berlin goes from summer time at 01:00 UTC of 25 October 2026, and back to it on 28 March 2027."""
    for change in (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)):
        now = [change - timedelta(minutes=10)]
        elapsed = [0.0]
        store = MemoryLog(lambda now=now: now[0])  # type: ignore[misc]
        desk = Desk(
            store,
            "alice",
            Origin(user="alice"),
            zone=ZoneInfo("Europe/Berlin"),
            clock=lambda now=now: now[0],  # type: ignore[misc]
        )
        desk.declare(cmd.Declare("Checkout returns 500s", severity="SEV2"))
        desk.submit(cmd.TakeCommand())
        desk.submit(cmd.Propose("mitigation", "restart", box=15))
        desk.submit(cmd.AskObjections("restart it", minutes=15))
        desk.submit(cmd.Start("M1"))
        watch = ClockWatch(lambda elapsed=elapsed: elapsed[0])  # type: ignore[misc]
        assert watch.begin(desk.incident, desk.now()) == ""
        for _ in range(20):
            assert watch.look(desk.incident, desk.now()) == ""
            now[0] += timedelta(seconds=50)
            elapsed[0] += 50
        (asked,), (running,) = desk.incident.rounds.values(), desk.incident.running
        assert asked.until == running.box_until == change + timedelta(minutes=5)
        assert desk.incident.band is not None
        assert desk.incident.band.due_at == change + timedelta(minutes=5)
