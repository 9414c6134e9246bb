"""What goes wrong around the record is said on the screen, and nothing typed is lost by it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import House as MadeHouse

if TYPE_CHECKING:
    from tests.e2e.conftest import House


def test_a_watch_that_fails_is_said_and_the_screen_stays_in_step(house: House) -> None:
    house.declare()
    terminal = house.screen(who="alice")
    terminal.wait_for("● live", "the folder is watched")
    # a name that is no text ends every watch on the folder
    (Path(os.fsdecode(os.fsencode(house.path.parent) + b"/\xff\xfe"))).touch()
    terminal.wait_for("◐ polling", "the top bar says that it looks by itself")
    house.cockpit("log", "seen without a watch", who="dave")
    terminal.wait_for("seen without a watch", "and it still sees what others enter")


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


@pytest.fixture
def small_disk() -> Iterator[MadeHouse]:
    """A house on a disk of 24 MiB."""
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a small disk")
    folder = Path(tempfile.mkdtemp(prefix="disk-"))  # a short path, so that sentences fit the line's edge
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    if mounted.returncode:
        folder.rmdir()
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    made = MadeHouse(folder)
    yield made
    made.close()
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()


def test_a_full_disk_is_said_and_the_typed_line_stays(small_disk: House) -> None:
    house = small_disk
    house.declare()
    terminal = house.screen("scribe", who="grace")
    terminal.wait_for("› ", "the entry line")
    filler = house.path.with_name("core")
    with filler.open("wb", buffering=0) as file:
        while True:
            try:
                file.write(bytes(4096))
            except OSError:
                break
    house.exhaust()
    refused = house.cockpit("log", "one more", who="dave", status=4)
    assert "is full: free some space" in refused.stderr
    terminal.type("the last words")
    terminal.press("enter")
    terminal.wait_for("is full: free some space", "why it is not stored")
    terminal.wait_for("› the last words", "the line is kept")
    filler.unlink()
    terminal.press("enter")
    terminal.wait_for(r"note +grace +the last words", "there is space again")
    assert house.texts().count("the last words") == 1
    house.assert_sound()
