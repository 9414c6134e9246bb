"""The clock is set back between two commands: order stays by number, nothing is negative, nothing refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.conftest import Shell


class Host:
    """The clock that every command of the test reads."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Host:
    made = Host()
    monkeypatch.setattr("cockpit.cli.context.utc_now", made)
    return made


def test_a_clock_set_back_during_an_incident_refuses_nothing_and_keeps_the_order(
    shell: Shell, host: Host
) -> None:
    shell.done("declare", "Checkout returns 500s", "--severity", "1")
    shell.done("take")
    shell.done("impact", "worse", "20% of checkouts fail")
    shell.done("measure", "propose", "drain the node", who="bob")
    shell.done("measure", "approve", "M1")
    shell.done("measure", "start", "M1", who="bob")
    shell.done("checkin", "--trend", "same")
    host.passes(hours=-2)
    for words in (
        ("log", "the clock was wrong"),
        ("impact", "better", "5% fail"),
        ("measure", "finish", "M1", "worked"),
        ("checkin", "--trend", "better"),
        ("resolve",),
        ("close", "--because", "a known blip"),
    ):
        ran = shell.done(*words, "--because", "again") if words[0] == "checkin" else shell.done(*words)
        assert "-1" not in ran.err, ran
        host.passes(minutes=2)
    rows = [json.loads(line) for line in shell.done("timeline", "--json").lines]
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    told = shell.done("timeline").lines
    assert [line for line in told if "the clock was wrong" in line] and "closed" in told[-1]
    assert shell.done("verify").status == 0


def test_nothing_that_is_counted_is_negative_after_it(shell: Shell, host: Host) -> None:
    shell.done("declare", "Checkout returns 500s", "--severity", "1")
    shell.done("take")
    shell.done("measure", "propose", "drain the node", who="bob")
    shell.done("measure", "approve", "M1")
    host.passes(hours=-2)
    shell.done("measure", "start", "M1", who="bob")
    shell.done("measure", "finish", "M1", "worked", who="bob")
    shell.done("resolve")
    shell.done("close", "--because", "a known blip")
    for words in (("status",), ("review",), ("metrics",), ("export",), ("mine",), ("activity",)):
        ran = shell(*words)
        assert ran.status in {0, 3} and ran.out, ran
        assert list(negatives(ran.out)) == [], (words, ran.out)


def test_what_another_program_dated_ahead_counts_from_zero(shell: Shell, host: Host) -> None:
    shell.done("declare", "Checkout returns 500s", "--severity", "1")
    host.passes(minutes=-49)
    for words in (("status",), ("staffing",), ("people",), ("brief",), ("say",), ("mine",)):
        for form in ((), ("--json",)):
            ran = shell(*words, *form)
            assert list(negatives(ran.out)) == [] and ": -" not in ran.out, (words, ran.out)
    assert "NO COMMANDER for 0s" in shell.done("status").out


def negatives(text: str) -> Iterator[str]:
    """Spans of time with a minus before them."""
    return (found[0] for found in re.finditer(r"(?<![\w-])-\d+(?:[.:]\d+|m|h|s)\b|-P\d", text))
