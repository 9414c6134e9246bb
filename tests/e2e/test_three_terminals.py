"""Commander, scribe and observer in three terminals over one file: each sees the others, one only reads."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.waiting import wait_for

if TYPE_CHECKING:
    from tests.e2e.conftest import House

pytestmark = pytest.mark.tmux


def test_each_sees_what_the_others_enter(house: House) -> None:
    house.declare()
    house.cockpit("join", "scribe", who="grace")
    commander = house.window(who="alice")
    scribe = house.window("scribe", who="grace")
    observer = house.window("observe", who="olga")
    for window in (commander, scribe, observer):
        window.wait_for("Checkout returns 500s", "the incident is on the screen")
    observer.wait_for("In short", "the card of somebody who reads along")
    observer.press("tab")
    observer.wait_for("Mitigations", "the panes behind the card")

    scribe.type("replica lag is growing")
    scribe.press("enter")
    for window in (commander, scribe, observer):
        window.wait_for(r"note +grace +replica lag is growing", "what the scribe has entered")

    commander.press("n")
    commander.wait_for("Note", "the line that takes a note")
    commander.type("payments are not hit")
    commander.press("enter")
    for window in (commander, scribe, observer):
        window.wait_for(r"note +alice +payments are not hit", "what the commander has entered")

    house.propose("drain node 14")
    house.cockpit("impact", "worse", "20% of checkouts fail", who="dave")
    for window in (commander, observer):
        window.wait_for(r"M1 +drain node 14", "the measure that waits")
        window.wait_for("WORSE.*20% of checkouts fail", "the impact somebody reported")
    house.assert_sound()
    for window in (commander, scribe, observer):
        window.press("ctrl+q")
        wait_for(lambda window=window: window.ended, "the screen was left")  # type: ignore[misc]


def test_an_observer_cannot_write(house: House) -> None:
    house.declare()
    house.propose("drain node 14")
    before = house.entries()
    observer = house.window("observe", who="olga")
    observer.wait_for("READ ONLY", "it says that it only reads")
    observer.wait_for('write: "alice, about ', "whom to ask, and the line to ask with")
    observer.press("tab")
    observer.wait_for(r"M1 +drain node 14", "the queue")
    for key in ("a", "enter", "n", "p", "x", "t", "R", "i", "s", "*", "D"):
        observer.press(key)
    observer.press("escape")
    observer.wait_for("In short", "it still answers")
    assert house.entries() == before
    assert not files_open_for_writing(observer.pid, house.path)


def test_a_read_only_commander_reads_why_a_key_cannot_be_used(house: House) -> None:
    house.declare()
    house.propose("drain node 14")
    before = house.entries()
    window = house.window("--read-only", who="alice")
    window.wait_for(r"M1 +drain node 14", "the queue")
    window.press("a")
    window.wait_for("This terminal only reads: start cockpit without", "why not")
    assert house.entries() == before


def files_open_for_writing(pid: int, path: Path) -> list[str]:
    """Handles on the record itself that could change it."""
    found = []
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        flags = re.search(r"flags:\s*(\d+)", Path(f"/proc/{pid}/fdinfo/{handle.name}").read_text())
        if handle.readlink() == path and flags and int(flags[1], 8) & os.O_ACCMODE != os.O_RDONLY:
            found.append(handle.name)
    return found
