"""Permission taken away under a live screen, and given back."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.place.bastion import Bastion
from tests.terminals import Terminal

SENTENCE = "You may not use the record at .*: ask its owner"


def no_way_in(bastion: Bastion) -> None:
    bastion.folder.chmod(0)


def other_group(bastion: Bastion) -> None:
    for path in (*bastion.folder.iterdir(), bastion.folder):
        os.chown(path, -1, 0)
        path.chmod(0o660 if path.is_file() else 0o2770)


def mode_zero(bastion: Bastion) -> None:
    bastion.path.chmod(0)


@pytest.mark.parametrize("taken", [no_way_in, other_group, mode_zero], ids=lambda one: one.__name__)
def test_permission_taken_away_stops_open_screens_until_it_is_given_back(
    bastion: Bastion, taken: Callable[[Bastion], None]
) -> None:
    bastion.init("--observers", "all")
    bastion.did(bastion.alice, "declare", "Checkout down")
    scribe, watching = bastion.screen(bastion.bob, "scribe"), bastion.screen(bastion.olga)
    for screen in (scribe, watching):
        screen.wait_for("● live", "the record is followed")
    before = {path: path.stat() for path in (bastion.folder, *bastion.folder.iterdir())}
    taken(bastion)
    for screen in (scribe, watching):
        screen.wait_for(f"✖ {SENTENCE}", "that it may not be used any more, though it is open")
    scribe.type("typed meanwhile")
    scribe.press("enter")
    scribe.wait_for(f"┗━ {SENTENCE}", "why it is not stored")
    scribe.wait_for("› typed meanwhile", "the line is kept")
    for user, words in ((bastion.bob, ("log", "x")), (bastion.olga, ("status",))):
        refused = bastion.ran(user, *words)
        assert refused.returncode == 4 and len(refused.stderr.splitlines()) == 1
    for path, was in before.items():
        os.chown(path, -1, was.st_gid)
        path.chmod(was.st_mode & 0o7777)
    for screen in (scribe, watching):
        screen.wait_gone("✖", "the banner goes by itself")
    scribe.press("enter")
    for screen in (scribe, watching):
        _shows(screen, "typed meanwhile")
        screen.close()
    assert bastion.texts(bastion.alice).count("typed meanwhile") == 1


def _shows(screen: Terminal, text: str) -> None:
    if "3 Timeline" not in screen.text:  # the observer's card of the incident comes first
        screen.press("3")
    screen.wait_for(rf"note +\S+ +{text}", "the entry")
