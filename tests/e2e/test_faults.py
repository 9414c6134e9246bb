"""What happens to file and disk under a live screen: said while it lasts, and healed without a loss."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import House as MadeHouse
from tests.waiting import wait_for

if TYPE_CHECKING:
    from tests.e2e.conftest import House
    from tests.terminals import Terminal

HOLD = """
import sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute('BEGIN IMMEDIATE')
print('held', flush=True)
sys.stdin.read()
"""
STANDS = r"›  what happened"
"""An entry line with nothing in it."""


def settles(terminal: Terminal) -> None:
    terminal.wait_for("● live", "the record is followed")
    terminal.wait_gone("✖", "no banner is left")


def sends(terminal: Terminal, text: str) -> None:
    """Type a line and send it; it has to be stored."""
    terminal.type(text)
    terminal.press("enter")
    terminal.wait_for(rf"note +grace +.*{text}", "the line is stored")
    terminal.wait_for(STANDS, "the entry line is empty")


def is_kept(terminal: Terminal, text: str, why: str) -> None:
    """Type a line and send it: it is not stored, why is said, and it stays."""
    terminal.type(text)
    terminal.press("enter")
    terminal.wait_for(rf"┗━ .*{why}|▌.*{why}", "why it is not stored")
    terminal.wait_for(f"› {text}", "the line is kept")


def lands(terminal: Terminal, text: str) -> None:
    """What was kept is sent again and stored."""
    terminal.press("enter")
    terminal.wait_for(rf"note +grace +.*{text}", "the line is stored now")


@pytest.fixture
def short() -> Iterator[MadeHouse]:
    """A house with a short path, so that sentences fit into the lines of a terminal; tests may move it."""
    with tempfile.TemporaryDirectory(prefix="ck-") as folder:
        (Path(folder) / "rec").mkdir()
        made = MadeHouse(Path(folder) / "rec")
        yield made
        made.close()


def test_a_record_locked_by_another_program_names_it_while_the_line_waits(short: House) -> None:
    house = short
    house.declare()
    terminal = house.screen("scribe", who="grace")
    terminal.wait_for("› ", "the entry line")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    command = [sys.executable, "-c", HOLD, str(house.path)]
    with subprocess.Popen(command, text=True, **pipes) as stranger:  # type: ignore[call-overload]
        assert stranger.stdout.readline() == "held\n"
        verb = house.start("log", "from a shell", who="dave")
        terminal.type("while it is locked")
        terminal.press("enter")
        terminal.wait_for(rf"! What was entered waits for \w+, process {stranger.pid}", "for whom it waits")
        terminal.wait_for(rf"process {stranger.pid}\) has locked the record", "that it waited too long")
        terminal.wait_for("› while it is locked", "the line is kept")
        _, said = verb.communicate()
        assert verb.returncode == 4
        assert f"process {stranger.pid}) has locked the record" in said and "nothing was written" in said
        terminal.press("enter")
        terminal.wait_for("! What was entered waits", "it waits again")
        stranger.stdin.close()
        terminal.wait_for("note +grace +.*while it is locked", "it lands by itself once the lock is let go")
    terminal.wait_gone("! What was entered waits", "the banner goes")
    assert house.texts().count("while it is locked") == 1 and "from a shell" not in house.texts()
    house.assert_sound()


def test_a_folder_moved_away_comes_back_and_a_backup_in_its_place_is_gone_on_with(short: House) -> None:
    house = short
    house.declare()
    terminal = house.screen("scribe", who="grace")
    terminal.wait_for("› ", "the entry line")
    sends(terminal, "before anything")
    folder, moved = house.path.parent, house.path.parent.with_name("moved")
    early, late = folder.parent / "early.db", folder.parent / "late.db"
    house.cockpit("backup", str(early))
    sends(terminal, "after the early backup")
    house.cockpit("backup", str(late))

    folder.rename(moved)
    terminal.wait_for("✖ There is no record at .* any more: put it back", "that it is gone")
    is_kept(terminal, "typed meanwhile", "There is no record")
    for words in (["log", "a word"], ["take"], ["status"]):
        said = house.cockpit(*words, who="dave", status=4).stderr
        assert said.startswith(f"There is no record at {house.path}: "), words
    assert not folder.exists(), "nothing is made in its place"
    moved.rename(folder)
    settles(terminal)
    lands(terminal, "typed meanwhile")

    folder.rename(moved)
    folder.mkdir()
    early.rename(house.path)
    lost = "no longer holds what this terminal has seen"
    terminal.wait_for(f"✖ .*{lost}", "that an older copy lies there")
    is_kept(terminal, "for the right record", lost)
    assert "for the right record" not in house.texts()
    house.path.rename(early)
    for left in folder.iterdir():
        left.unlink()
    folder.rmdir()
    moved.rename(folder)
    settles(terminal)
    lands(terminal, "for the right record")

    house.cockpit("backup", str(late.with_name("last.db")))
    folder.rename(moved)
    folder.mkdir()
    late.with_name("last.db").rename(house.path)
    terminal.wait_gone("✖", "a copy that holds everything is gone on with")
    sends(terminal, "into the copy")
    assert house.texts()[-1] == "into the copy"
    house.assert_sound()


def test_a_file_put_beside_the_log_of_another_is_not_written_to(short: House) -> None:
    house = short
    house.declare()
    terminal = house.screen("scribe", who="grace")
    terminal.wait_for("› ", "the entry line")
    backup = house.path.parent.with_name("backup.db")
    house.cockpit("backup", str(backup))
    own = house.path.rename(house.path.parent.with_name("own.db"))
    backup.rename(house.path)  # and the log of the old file stays where it is
    terminal.wait_for("✖ The record at .* was replaced or moved", "that they do not belong together")
    is_kept(terminal, "nowhere yet", "was replaced or moved")
    own.rename(house.path)
    settles(terminal)
    lands(terminal, "nowhere yet")
    house.assert_sound()


def test_a_backup_that_was_restored_is_gone_on_with_after_saying_what_is_missing(short: House) -> None:
    house = short
    house.declare()
    terminal = house.screen("scribe", who="grace")
    terminal.wait_for("› ", "the entry line")
    watching = house.screen("observe", who="olga")
    watching.wait_for("● live", "the record is followed")
    sends(terminal, "in the backup")
    backup = house.path.parent.with_name("backup.db")
    house.cockpit("backup", str(backup))
    held = len(house.texts())
    sends(terminal, "since the backup")
    sends(terminal, "and this")
    terminal.type("typed meanwhile")

    backup.rename(house.path)
    for suffix in ("-wal", "-shm"):
        Path(f"{house.path}{suffix}").unlink()
    gone = f"up to entry {held + 2}: 2 entries, {held + 1} to {held + 2}, are"
    for screen in (terminal, watching):
        screen.wait_for(f"✖ .*{gone}", "how much is missing")
        screen.wait_for("✖ entries lost", "it stands in the top bar")
    terminal.wait_gone("note +grace +.*since the backup", "what is not in the record is not shown")
    terminal.press("enter")
    terminal.wait_for("┗━ .*no longer holds|▌.*no longer holds", "why it was not stored at once")
    terminal.wait_for("› typed meanwhile", "the line is kept")
    lands(terminal, "typed meanwhile")
    settles(terminal)
    watching.wait_for(f"✖ .*{gone}", "who only reads is told until the screen is opened again")
    assert house.texts()[held - 1 :] == ["in the backup", "typed meanwhile"]
    house.assert_sound()


def test_a_log_removed_under_live_screens_is_made_anew_and_nothing_is_lost(short: House) -> None:
    house = short
    house.declare()
    terminal, board = house.screen("scribe", who="grace"), house.screen(who="alice")
    terminal.wait_for("› ", "the entry line")
    board.wait_for("● live", "the record is followed")
    sends(terminal, "before")
    logs = [Path(f"{house.path}{suffix}") for suffix in ("-wal", "-shm")]
    for log in logs:
        log.unlink()
    wait_for(lambda: all(log.exists() for log in logs), "the next look makes them anew, with nobody typing")
    sends(terminal, "after")
    board.wait_for("after", "others see it")
    house.cockpit("log", "from a shell", who="dave")
    terminal.wait_for("from a shell", "and everybody stands on the same record")
    assert house.texts()[-3:] == ["before", "after", "from a shell"]
    house.assert_sound()


def test_a_disk_turned_read_only_is_said_before_anybody_types_and_heals(small_disk: House) -> None:
    house = small_disk
    house.declare()
    terminal = house.screen("scribe", who="grace")
    terminal.wait_for("› ", "the entry line")
    with _read_only(house.path.parent):
        terminal.wait_for("✖ The disk that holds .* is mounted read-only", "it is said at once")
        is_kept(terminal, "kept for later", "is mounted read-only")
        opened = house.screen("scribe", who="nora")
        opened.wait_for("✖ The disk that holds .* is mounted read-only", "whoever comes now learns it too")
        opened.wait_for("alice has command", "and reads along")
        assert "is mounted read-only" in house.cockpit("log", "x", who="dave", status=4).stderr
        assert "Checkout returns 500s" in house.cockpit("status").stdout
    settles(terminal)
    lands(terminal, "kept for later")
    settles(opened)
    opened.type("written by nora")
    opened.press("enter")
    opened.wait_for("note +nora +.*written by nora", "whoever came meanwhile may write as well")
    house.assert_sound()


@contextmanager
def _read_only(folder: Path) -> Iterator[None]:
    """The kernel turns no disk read-only that is written to, so the place it is seen at is turned."""
    subprocess.run(["mount", "--bind", folder, folder], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def overwritten(path: Path, start: int, count: int) -> None:
    """By a process of its own: closing the file here would drop the locks of SQLite in this one."""
    code = (
        "import sys; f = open(sys.argv[1], 'r+b'); f.seek(int(sys.argv[2])); f.write(b'#' * int(sys.argv[3]))"
    )
    subprocess.run([sys.executable, "-c", code, path, str(start), str(count)], check=True)


@pytest.mark.parametrize("part", ["", "-wal"], ids=["pages", "all of the log"])
def test_damage_is_said_and_leads_to_what_saves_the_rest(short: House, part: str) -> None:
    house = short
    house.declare()
    for number in range(3):
        house.cockpit("log", f"entry {number} {'x' * 3000}", who="dave")
    terminal = house.screen("scribe", who="grace")
    terminal.wait_for("entry 2", "the timeline")
    damaged = Path(f"{house.path}{part}")
    overwritten(damaged, 4096, min(damaged.stat().st_size - 4096, 400_000))
    is_kept(terminal, "on damaged ground", "damaged")
    terminal.wait_for("! The record at .* is damaged: keep it and its -wal file", "it stays in the banner")
    terminal.wait_for("entry 2", "what was read before is still there to be read")
    for words in (("log", "x"), ("status",)):
        assert "cockpit recover FILE" in house.cockpit(*words, status=4).stderr
    opened = house.screen("scribe", who="nora")
    assert opened.status() == 4
    assert b"cockpit recover FILE" in opened.raw and b"Traceback" not in opened.raw
    terminal.press("ctrl+q")
    assert terminal.status() == 0
    saved = house.path.parent.with_name("saved.db")
    if part:  # nothing was ever anywhere but in the log
        assert "restore the latest backup" in house.cockpit("recover", str(saved), status=4).stderr
        return
    house.cockpit("recover", str(saved))
    house.path = saved
    assert house.texts()[-1].startswith("entry 2 ")
    house.cockpit("verify")


def test_a_full_disk_stops_every_verb_with_a_sentence(small_disk: House) -> None:
    house, beside = small_disk, small_disk.path.with_name("out")
    house.path = beside.with_name("rec") / "incidents.db"
    house.declare()
    house.cockpit("log", "seen before", who="dave")
    house.fill()
    house.exhaust()
    full = "is full: free some space"
    run = house.cockpit("run", "mitigation restart it", "--", "touch", str(beside), who="dave", status=125)
    assert full in run.stderr and not beside.exists(), "what cannot be recorded is not run"
    poured = house.cockpit("log", "-", typed="a\nb\n", status=4).stderr
    assert full in poured and "0 entries stored" in poured
    kept = "No space left on device): "
    assert f"{kept}name another file" in house.cockpit("export", "--to", f"{beside}.md", status=2).stderr
    assert f"{kept}free some space" in house.cockpit("record", "--live", f"{beside}.txt", status=4).stderr
    assert "seen before" in house.cockpit("timeline").stdout
