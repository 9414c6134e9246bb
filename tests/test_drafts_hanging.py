"""The disk that drafts go to hangs: nobody waits for it, what was typed last is kept once it answers."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from cockpit.drafts import Draft, Drafts, Slot
from cockpit.record.log import Filter
from cockpit.tui.app import CockpitApp
from cockpit.tui.keeping import Keeper
from cockpit.tui.widgets.entryline import EntryLine
from tests.tui.seated import seated, sitting_down
from tests.tui.sitting import blank, is_told
from tests.tui.story import play_first_minutes
from tests.waiting import wait_for, wait_for_async

SLOT = Slot(Path("/srv/incidents.db"), "checkout-1", "Alice", "entry")
SHORT = 0.05
"""Seconds; these tests wait for nothing that comes."""


class Disk:
    """What is asked of it does not come back until it answers again."""

    def __init__(self) -> None:
        self.answers = threading.Event()
        self.asked = 0

    def wait(self, *_: object) -> None:
        self.asked += 1
        self.answers.wait()


@pytest.fixture
def disk() -> Iterator[Disk]:
    hanging = Disk()
    yield hanging
    hanging.answers.set()


def draft(text: str) -> Draft:
    return replace(Draft.begun(datetime.now(UTC)), text=text)


def test_what_was_typed_last_is_kept_when_the_disk_answers_again(
    tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts, line = Drafts(tmp_path, SHORT), draft("")
    monkeypatch.setattr(os, "fsync", disk.wait)
    threads = threading.active_count()
    told = [drafts.save(SLOT, replace(line, text=f"line {number}")) for number in range(50)]
    assert all(said and "(its disk does not answer): store the line now." in said for said in told)
    assert (disk.asked, threading.active_count()) == (1, threads)
    disk.answers.set()
    wait_for(lambda: drafts.save(SLOT, replace(line, text="line 49")) is None, "it is kept")
    asked = disk.asked
    assert drafts.save(SLOT, replace(line, text="line 49", saved_at=datetime.now(UTC))) is None
    assert disk.asked == asked < 10
    drafts.close()
    with closing(Drafts(tmp_path)) as heir:
        left = heir.load(SLOT)
        assert left and (left.text, left.commit) == ("line 49", line.commit)
        assert heir.load(replace(SLOT, purpose="other")) is None


def test_what_came_too_late_is_left_to_the_next_terminal(
    tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Drafts(tmp_path)) as gone:
        gone.save(SLOT, draft("left behind"))
    drafts = Drafts(tmp_path, SHORT)
    lock = fcntl.flock

    def late(descriptor: int, operation: int) -> None:
        disk.wait()
        lock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", late)
    assert drafts.load(SLOT) is None
    assert "What an earlier cockpit left unsent is not here" in drafts.missed
    disk.answers.set()
    mine = draft("my own")
    wait_for(lambda: drafts.save(SLOT, mine) is None, "the disk answers")
    assert drafts.load(SLOT) == mine
    with closing(Drafts(tmp_path)) as next_one:
        left = next_one.load(SLOT)
        assert left and left.text == "left behind"
    drafts.close()


def test_a_process_whose_disk_hangs_ends(tmp_path: Path) -> None:
    code = (
        "import os, sys, threading\nfrom datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from cockpit.drafts import Draft, Drafts, Slot\n"
        "os.fsync = lambda *_: threading.Event().wait()\n"
        "drafts = Drafts(Path(sys.argv[1]), 0.05)\n"
        "slot = Slot(Path('/srv/incidents.db'), 'checkout-1', 'alice', 'entry')\n"
        "print('does not answer' in drafts.save(slot, Draft.begun(datetime.now(UTC))))\n"
        "drafts.close()\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"True\n", b"")


async def test_a_screen_goes_on_says_it_and_takes_entries(
    tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = play_first_minutes(blank())
    drafts = Drafts(tmp_path / "drafts", SHORT)
    async with sitting_down(seated(tmp_path, story, "grace", "scribe", drafts)) as (app, pilot):
        monkeypatch.setattr(os, "fsync", disk.wait)
        await pilot.press(*"half", "space", "a")
        await wait_for_async(lambda: "The draft is not saved" in edge(app), "that it is not kept")
        await pilot.press(*"ll", "enter")
        await wait_for_async(
            lambda: story.store.rows(story.id, Filter(search="half"), limit=1), "it is stored all the same"
        )
        await pilot.press(*"more", "ctrl+q")
        assert app.is_running and is_told(app, "Press the key again to leave all the same. The draft")
        disk.answers.set()
        await wait_for_async(lambda: kept(tmp_path / "drafts") == ["more"], "what is typed is kept")
        await wait_for_async(lambda: "not saved" not in edge(app), "and nothing is said any more")
        await pilot.press("ctrl+q")
        assert not app.is_running
    drafts.close()


async def test_what_a_board_learns_late_is_said_once_though_it_saves_again_meanwhile(
    tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = Keeper(Drafts(tmp_path, SHORT), SLOT, lambda: datetime.now(UTC))
    monkeypatch.setattr(os, "fsync", disk.wait)
    keeper.typed = {"note": {"line": "half"}}
    first, second = await asyncio.gather(keeper.keep_up(), keeper.keep_up())
    assert "its disk does not answer" in first and second == ""
    assert keeper.is_behind and await keeper.keep_up() == ""
    disk.answers.set()
    await wait_for_async(lambda: keeper.save() is None, "it is kept")
    assert not keeper.is_behind


def edge(app: CockpitApp) -> str:
    assert app.board is not None
    return str(app.board.query_one(EntryLine).border_subtitle)


def kept(folder: Path) -> list[str]:
    return [json.loads(path.read_bytes())["text"] for path in folder.glob("*.json")]
