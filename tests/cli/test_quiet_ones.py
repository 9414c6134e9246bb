"""The quiet ones: one person alone at 3 am, and a team that only logs."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from .conftest import Shell


def duties(shell: Shell) -> list[str]:
    told = json.loads(shell.done("mine", "--json").out)
    return [duty["text"] for duty in told["duties"]]


def test_one_person_alone_rolls_back_and_is_asked_nothing_twice(shell: Shell) -> None:
    asked = []

    def does(*words: str) -> None:
        ran = shell(*words)
        if ran.status == 3:
            asked.append(words[0])
            ran = shell(*words, "--because", "quiet for an hour already")
        assert ran.status == 0, ran
        assert len(duties(shell)) <= 1

    shell.done("declare", "Checkout returns 500s")
    does("take")
    does("impact", "worse", "all checkouts fail")
    does("measure", "propose", "mitigation", "roll back api", "--undo", "re-deploy")
    (measure,) = json.loads(shell.done("status", "--json").out)["measures"]
    assert (measure["state"], measure["alone"], measure["unapproved"]) == ("running", True, None)
    does("measure", "finish", "M1", "worked")
    does("checkin", "--trend", "better")
    does("impact", "better", "nobody is hit")
    does("resolve")
    does("close")
    assert len(asked) == len(set(asked)) <= 1, asked
    figures = json.loads(shell.done("metrics", "--json").out)
    assert (figures["alone"], figures["unapproved"], figures["unapproved_share"]) == (1, 0, None)


class Clock:
    """The time at every terminal of the test."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 2, 50, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that the test moves, at terminals on which somebody looks."""
    made = Clock()
    monkeypatch.setattr("cockpit.cli.context.utc_now", made)
    monkeypatch.setattr("cockpit.cli.acting.is_terminal", lambda stream: True)
    return made


def test_s59_a_team_that_only_logs_gets_a_good_log_and_is_never_shouted_at(
    shell: Shell, clock: Clock
) -> None:
    shell.done("declare", "Checkout returns 500s", "--severity", "1")
    team = ("dave", "erin", "frank")
    due = []
    for turn in range(24):
        clock.now += timedelta(minutes=10)
        who = team[turn % 3]
        assert "⚑" not in shell.done("log", f"{who} looks, turn {turn}", who=who).err
        due.append(json.loads(shell.done("mine", "--json", who=who).out)["duties"])
    assert clock.now.hour == 6 and len(due[-1]) <= len(due[2]), "four hours on there is no more than at first"
    rows = [json.loads(line) for line in shell.done("timeline", "--json", "--kind", "note").lines]
    assert [row["text"] for row in rows] == [f"{team[turn % 3]} looks, turn {turn}" for turn in range(24)]
    flagged = {flag["rule"] for flag in json.loads(shell.done("metrics", "--json").out)["flags"]}
    assert "S59" in flagged, "what was missed stands in the figures"
    shell.done("take")
    shell.done("measure", "propose", "fix", "roll back", who="dave")
    assert "⚑ approve or refuse M1" in shell.done("log", "here now").err, "who waits for somebody is told"
