"""What the record of a past incident shows by itself: durations against their golden numbers, and flags."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cockpit.cli.importing import checked_rows, contents
from cockpit.cli.replaying import acts_beside, declared, found
from cockpit.cli.script import Pace, Player, script
from cockpit.desk import Desk
from cockpit.incident.events import Origin
from cockpit.incident.flags import flags
from cockpit.incident.metrics import Metrics, metrics
from cockpit.record.sqlite import SqliteLog
from tests.cli.conftest import Shell

START = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Replayed:
    """A demonstration played with its own distances, on a clock that only its silences move."""

    def __init__(self, folder: Path, demo: str) -> None:
        self.now = START
        self.store = SqliteLog(folder / "replay.db", now=lambda: self.now)
        path = found(demo)
        rows = checked_rows(contents(path), path.name)
        steps = script(rows, acts_beside(path, len(rows)))
        pace = Pace(1, 1e9, self._sleep)
        desk = Desk(self.store, "dora", Origin(user="dora"), clock=lambda: self.now)
        desk, began = declared(desk, "(replay)", steps, pace)
        self.refused: list[str] = []
        Player(desk, pace, self.refused.append, began=began).play(steps)
        self.incident = desk.catch_up()

    def _sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @property
    def metrics(self) -> Metrics:
        return metrics(self.incident, self.now)

    @property
    def flags(self) -> list[tuple[str, str]]:
        return [(flag.rule, flag.text) for flag in flags(self.incident, self.now)]


Play = Callable[[str], Replayed]


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    made: list[Replayed] = []

    def one(demo: str) -> Replayed:
        made.append(Replayed(tmp_path, demo))
        assert not made[-1].refused
        return made[-1]

    yield one
    for replayed in made:
        replayed.store.close()


@pytest.mark.parametrize(("demo", "minutes"), [("github", 1451), ("gitlab", 98), ("moj", 89)])
def test_how_long_users_were_hit_is_what_the_sources_say(play: Play, demo: str, minutes: int) -> None:
    told = play(demo).metrics
    assert told.impact == timedelta(minutes=minutes)
    assert told.noticed_to_resolved == timedelta(minutes=minutes)


def test_s4_the_image_pull_incident_was_declared_late_and_it_shows(play: Play) -> None:
    replayed = play("moj")
    assert replayed.metrics.noticed_to_declared == timedelta(minutes=55)
    assert ("S4", "declared 55m after it was first noticed") in replayed.flags


def test_s11_two_of_its_measures_came_before_anybody_had_command(play: Play) -> None:
    replayed = play("moj")
    assert ("S11", "2 measures before anybody had command: M1, M2") in replayed.flags
    assert (replayed.metrics.unapproved, replayed.metrics.unapproved_share) == (2, 0.5)


def test_s25_its_commander_was_its_scribe(play: Play) -> None:
    assert ("S25", "the commander was also scribe") in play("moj").flags


def test_s76_its_watch_was_skipped(play: Play) -> None:
    assert ("S76", "watched for 0s of 15m before it was closed") in play("moj").flags


def test_s5_the_handoff_of_2019_came_without_a_brief_and_that_of_2018_with_one(play: Play) -> None:
    gitlab, github = play("gitlab"), play("github")
    assert gitlab.metrics.handoffs == github.metrics.handoffs == 1
    assert [text for rule, text in gitlab.flags if rule == "S5"] == [
        "command changed hands at 10:26 UTC without a brief"
    ]
    assert not [text for rule, text in github.flags if rule == "S5"]


def test_s75_a_day_with_few_check_ins_shows_its_longest_gap(play: Play) -> None:
    github = play("github")
    assert (github.metrics.checkins, github.metrics.checkins_on_time) == (7, 0)
    assert github.metrics.checkin_gap_longest == timedelta(hours=6, minutes=46)
    assert ("S75", "up to 6h46 without a check-in") in github.flags


def figures(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, demo: str
) -> tuple[dict[str, Any], set[tuple[str, str]]]:
    """What `metrics` tells of a demonstration that `replay` played, its silences passing at once."""
    passed = [0.0]
    monkeypatch.setattr("cockpit.cli.context.utc_now", lambda: START + timedelta(seconds=passed[0]))

    def sleep(seconds: float) -> None:
        passed[0] += seconds

    clock = SimpleNamespace(sleep=sleep, monotonic=lambda: passed[0])
    monkeypatch.setattr("cockpit.cli.replaying.time", clock)
    incident = shell.done("replay", demo, "--speed", "1", "--longest", "1e9").out.strip()
    told = json.loads(shell.done("metrics", "--json", "--incident", incident).out)
    lines = shell.done("metrics", "--incident", incident).out
    found = {(flag["rule"], flag["text"]) for flag in told["flags"]}
    assert all(text in lines for _, text in found)
    return told, found


def test_s76_replay_and_metrics_tell_what_the_image_pull_incident_shows(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, found = figures(shell, monkeypatch, "moj")
    assert found >= {
        ("S4", "declared 55m after it was first noticed"),
        ("S11", "2 measures before anybody had command: M1, M2"),
        ("S25", "the commander was also scribe"),
        ("S76", "watched for 0s of 15m before it was closed"),
    }
    assert told["unapproved"] == 2


def test_s5_replay_and_metrics_tell_the_handoff_without_a_brief(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, found = figures(shell, monkeypatch, "gitlab")
    assert ("S5", "command changed hands at 10:26 UTC without a brief") in found
    assert told["handoffs"] == 1
