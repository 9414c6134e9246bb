"""What goes wrong around the record is said on the screen, and nothing typed is lost by it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.waiting import wait_for

if TYPE_CHECKING:
    from tests.e2e.conftest import House


def test_a_watch_that_fails_is_said_and_the_screen_stays_in_step(house: House) -> None:
    house.declare()
    terminal = house.screen(who="alice")
    terminal.wait_for("● live", "the folder is watched")
    no_text = Path(os.fsdecode(os.fsencode(house.path.parent) + b"/\xff\xfe"))

    def said() -> bool:
        no_text.touch()  # ends every watch on the folder that has begun
        no_text.unlink()
        return "◐ polling" in terminal.text

    wait_for(said, "the top bar says that it looks by itself")
    no_text.touch()
    house.cockpit("log", "seen without a watch", who="dave")
    terminal.wait_for("seen without a watch", "and it still sees what others enter")


NO_WATCHES = 'echo 0 > /proc/sys/user/max_inotify_instances; exec "$@"'
UNSHARED = f"exec unshare --user --map-root-user sh -c '{NO_WATCHES}' sh \"$@\""


def test_watches_used_up_are_said_and_the_screen_stays_in_step(house: House) -> None:
    tried = subprocess.run(["sh", "-c", UNSHARED, "sh", "true"], capture_output=True, text=True, check=False)
    if tried.returncode or tried.stderr:
        pytest.skip(f"no watches can be taken away here: {tried.stderr.strip()}")
    house.declare()
    terminal = house.screen("scribe", who="grace", shell=UNSHARED)
    terminal.wait_for("◐ polling", "the top bar says that it looks by itself")
    terminal.wait_for("▌ The folder cannot be watched", "and a sentence why")
    house.cockpit("log", "seen without a watch", who="dave")
    terminal.wait_for("seen without a watch", "it sees what others enter")
    terminal.type("and writes")
    terminal.press("enter")
    terminal.wait_for("note +grace +.*and writes", "it writes")


def test_a_record_that_is_replaced_is_said(house: House) -> None:
    house.declare()
    terminal = house.screen("scribe", who="grace")
    terminal.wait_for("› ", "the entry line")
    folder = house.path.parent
    folder.rename(folder.with_name("moved-away"))
    folder.mkdir()
    terminal.wait_for("✖|replaced|moved", "that the record is not where it was")
    terminal.type("where does this go")
    terminal.press("enter")
    terminal.wait_for("was replaced or moved|There is no record", "why it is not stored")
    terminal.wait_for("where does this go", "the line is kept")
    assert not house.path.exists()


def test_a_full_disk_is_said_and_the_typed_line_stays(small_disk: House) -> None:
    house = small_disk
    house.declare()
    drafts = house.path.parent / "state"
    on_it = {"XDG_STATE_HOME": str(drafts)}
    terminal = house.screen("scribe", who="grace", env=on_it)
    terminal.wait_for("› ", "the entry line")
    board = house.screen(who="alice", env=on_it)
    board.wait_for("● live", "another screen")
    filler = house.fill()
    for screen in (terminal, board):
        screen.wait_for("! The disk that holds .* is full", "it is said before anything is refused")
    house.exhaust()
    refused = house.cockpit("log", "one more", who="dave", status=4)
    assert "is full: free some space" in refused.stderr
    terminal.type("the last words")
    terminal.wait_for("The draft is not saved", "that nothing keeps it but the screen")
    terminal.press("enter")
    terminal.wait_for("▌ The disk that holds", "why it is not stored")
    terminal.wait_for("› the last words", "the line is kept")
    board.press("n")
    board.wait_for("━ Note ━", "the line for a note")
    board.type("a note of hers")
    board.press("enter")
    board.wait_for("▌ The disk that holds", "why it is not stored")
    board.wait_for("› a note of hers", "her line is kept")
    filler.unlink()
    for screen in (terminal, board):
        screen.wait_gone("! The disk", "the banner goes by itself")
    wait_for(
        lambda: any("the last words" in draft.read_text() for draft in drafts.rglob("*.json")),
        "the draft is saved without another key",
    )
    terminal.press("enter")
    terminal.wait_for(r"note +grace +.*the last words", "there is space again")
    board.press("enter")
    board.wait_for(r"note +alice +.*a note of hers", "for her too")
    for text in ("the last words", "a note of hers"):
        assert house.texts().count(text) == 1
    house.assert_sound()
