"""However the scribe's terminal ends, what was typed comes back in the next one and is stored once."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.waiting import wait_for

if TYPE_CHECKING:
    from tests.e2e.conftest import House
    from tests.terminals import Terminal

TEXT = "replica lag went from 0 to 340 s"
NEXT = "what happened"
"""Stands in the empty entry line."""


def scribe(house: House) -> Terminal:
    terminal = house.screen("scribe", who="grace")
    terminal.wait_for(r"Timeline", "the timeline")
    terminal.wait_for(r"› ", "the entry line")
    return terminal


def drafts() -> list[Path]:
    """The drafts on disk."""
    return sorted(Path(os.environ["XDG_STATE_HOME"]).glob("incident-cockpit/drafts/*.json"))


def saved() -> dict[str, str] | None:
    """The only draft, once it holds everything typed."""
    found = [json.loads(path.read_text()) for path in drafts()]
    return next((draft for draft in found if draft["text"] == TEXT), None)


def commits(house: House, text: str) -> list[str]:
    """The commits under which a text stands in the record."""
    with closing(sqlite3.connect(f"file:{house.path}?mode=ro", uri=True)) as connection:
        sql = "SELECT \"commit\" FROM events WHERE body ->> 'text' = ?"
        return [commit for (commit,) in connection.execute(sql, (text,)).fetchall()]


def comes_back(house: House) -> str:
    """The next terminal offers the line, enter stores it, and the one after offers nothing; its commit."""
    terminal = scribe(house)
    terminal.wait_for("340 s", "the line is back")
    terminal.wait_for("Not stored yet when the terminal ended", "why it is there")
    terminal.press("enter")
    terminal.wait_for(r"note +grace +replica lag went", "it is stored")
    wait_for(lambda: not drafts(), "the draft is gone")
    terminal.press("ctrl+q")
    assert terminal.status() == 0
    later = scribe(house)
    later.wait_for(NEXT, "an empty line")
    (commit,) = commits(house, TEXT)
    house.assert_sound()
    return commit


def test_a_kill_while_typing_loses_nothing(house: House) -> None:
    house.declare()
    terminal = scribe(house)
    terminal.type(TEXT)
    terminal.wait_for("340 s", "what was typed is on the screen")
    draft = wait_for(saved, "the draft is on disk") or {}
    terminal.signal(signal.SIGKILL)
    assert terminal.status() == -signal.SIGKILL
    assert comes_back(house) == draft["commit"]


@pytest.mark.parametrize("end", ["SIGTERM", "SIGHUP", "the terminal vanishes", "ctrl+q"])
def test_an_end_while_typing_loses_nothing(house: House, end: str) -> None:
    house.declare()
    terminal = scribe(house)
    terminal.type(TEXT)
    terminal.wait_for("340 s", "what was typed is on the screen")
    if end == "ctrl+q":
        terminal.press("ctrl+q")
    elif end == "the terminal vanishes":
        terminal.hang_up()
    else:
        terminal.signal(signal.Signals[end])
    assert terminal.status() == {"ctrl+q": 0, "SIGTERM": 143}.get(end, 129)
    assert b"Traceback" not in terminal.raw
    comes_back(house)


def test_a_line_that_was_stored_as_its_terminal_died_is_not_stored_again(
    house: House, tmp_path: Path
) -> None:
    house.declare()
    terminal = scribe(house)
    terminal.type(TEXT)
    wait_for(saved, "the draft is on disk")
    (draft,) = drafts()
    kept = Path(shutil.copy(draft, tmp_path / "kept"))
    terminal.press("enter")
    terminal.wait_for(r"note +grace +replica lag went", "it is stored")
    terminal.signal(signal.SIGKILL)
    terminal.status()
    # as if it had died between the commit and the end of the draft
    shutil.copy(kept, draft)
    later = scribe(house)
    later.press("enter")
    later.type("and then it fell")
    later.press("enter")
    later.wait_for(r"note +grace +and then it fell", "the next line is stored")
    assert len(commits(house, TEXT)) == 1
