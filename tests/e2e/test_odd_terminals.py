"""Terminals that are none, too small, without colour, resized wildly, or that nobody reads."""

from __future__ import annotations

import random
import re
import signal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.conftest import House
    from tests.terminals import Terminal

SIZES = {
    (120, 40): ["SEV2 HIGH", "Checkout returns 500s", "IC alice", "Next check-in", "Mitigations", "M1"],
    (80, 24): ["SEV2", "Checkout returns 500s", "IC alice", "check-in", "M1", "Timeline"],
    (40, 12): ["SEV2", "Checkout returns 500s", "IC alice", "check-in", "1 approval"],
    (20, 6): ["SEV2", "IC alice", "needs 40×12"],
}  # fmt: skip
DARK = b"48;2;18;18;18"
"""The background of the theme a screen has unless somebody chose another one."""


def shows(terminal: Terminal, texts: list[str]) -> None:
    terminal.wait_until(lambda text: all(wanted in text for wanted in texts), f"{texts} on the screen")


def leave(terminal: Terminal) -> None:
    terminal.press("ctrl+q")
    assert terminal.status() == 0
    assert b"Traceback" not in terminal.raw


@pytest.mark.parametrize(
    ("shell", "sentence"),
    [
        ('exec "$@" < /dev/null', "The standard input is not a terminal"),
        ('"$@" > /dev/null', "The standard output is not a terminal"),
        ('TERM=dumb exec "$@"', "TERM names no terminal that can show a screen"),
    ],
)
@pytest.mark.parametrize("verb", ["", "scribe", "observe"])
def test_no_screen_is_a_sentence(house: House, shell: str, sentence: str, verb: str) -> None:
    terminal = house.screen(*([verb] if verb else []), who="alice", shell=shell)
    assert terminal.status() == 2
    assert sentence in " ".join(terminal.text.split())
    assert b"\x1b" not in terminal.raw


@pytest.mark.parametrize(
    "env",
    [{"NO_COLOR": "1"}, {"TERM": "screen-256color", "COLORTERM": None}, {"TERM": "linux", "COLORTERM": None}],
    ids=["NO_COLOR", "screen-256color", "linux"],
)
def test_terminals_of_fewer_colours_show_the_same_and_keep_a_mouse_that_is_theirs(
    house: House, env: dict[str, str | None], tmp_path: Path
) -> None:
    house.declare()
    house.propose("drain node 14")
    settings = tmp_path / "incident-cockpit" / "config.toml"
    settings.parent.mkdir()
    settings.write_text("mouse = false\n")
    terminal = house.screen(who="alice", env={**env, "XDG_CONFIG_HOME": str(tmp_path)})
    shows(terminal, SIZES[120, 40])
    assert re.findall(rb"\x1b\[\?100\dh", terminal.raw) == [b"\x1b[?1004h"]
    if env.get("COLORTERM", "") is None:
        assert b"38;2;" not in terminal.raw
    leave(terminal)


def test_nothing_set_for_another_program_acts_here_and_no_terminal_is_asked_for_more_than_tmux_has(
    house: House, tmp_path: Path
) -> None:
    house.declare()
    house.propose("drain node 14")
    foreign = {
        "TEXTUAL": "devtools,debug,headless",
        "TEXTUAL_DRIVER": "no.such:Driver",
        "TEXTUAL_PRESS": "ctrl+q",
        "TEXTUAL_LOG": str(tmp_path / "log"),
        "TEXTUAL_THEME": "textual-light",
        "TEXTUAL_COLOR_SYSTEM": "no such",
        "COLUMNS": "60",
        "LINES": "12",
    }
    terminal = house.screen(who="alice", env=foreign)
    for size in ((120, 40), (80, 24)):
        terminal.resize(*size)
        shows(terminal, SIZES[size])
    terminal.type("nlag is 40 s")
    terminal.press("enter")
    terminal.wait_for("note +alice +lag is 40 s", "it is entered")
    leave(terminal)
    assert not (tmp_path / "log").exists()
    assert DARK in terminal.raw
    assert b"1 approval" not in terminal.raw, "that is how 60 columns show it"
    # A screen that is killed leaves behind what it has asked for: with the first, no command could be typed.
    assert re.findall(rb"\x1b\[>\d*u|\x1b\[\?(?:2048|1016)h", terminal.raw) == []


def test_every_size_shows_what_is_essential_and_a_storm_of_sizes_ends_well(house: House) -> None:
    house.declare()
    house.propose("drain node 14")
    terminals = [house.screen(who="alice", size=size) for size in SIZES]
    for terminal, texts in zip(terminals, SIZES.values(), strict=True):
        shows(terminal, texts)
    storm = terminals[0]
    chance = random.Random(14)
    for _ in range(60):
        storm.resize(chance.randint(1, 200), chance.randint(1, 70))
    for size in ((20, 6), (40, 12), (80, 24), (120, 40)):
        storm.resize(*size)
        shows(storm, SIZES[size])
    for terminal in terminals:
        leave(terminal)


DEAF = """
import signal
hear = signal.signal
signal.signal = lambda number, act: None if number == signal.SIGWINCH else hear(number, act)
from cockpit.cli.main import main
main()
"""
"""The cockpit, but no signal tells it of a new size: in a burst of them the last may be lost."""


def test_a_new_size_is_seen_even_if_its_signal_is_lost(house: House) -> None:
    house.declare()
    deaf = f"python=$1; shift 3; exec $python -c '{DEAF}' \"$@\""
    terminal = house.screen(who="alice", shell=deaf)
    shows(terminal, ["SEV2 HIGH", "Next check-in"])
    terminal.resize(40, 12)
    shows(terminal, SIZES[40, 12][:-1])
    leave(terminal)


def test_a_terminal_nobody_reads_holds_no_writer_up(house: House) -> None:
    house.declare()
    stalled = house.screen("scribe", who="grace")
    reading = house.screen("scribe", who="erin")
    for terminal in (stalled, reading):
        shows(terminal, ["alice has command", "› "])
    stalled.stall()
    house.cockpit("log", "-", who="dave", typed="".join(f"line {n} of many\n" for n in range(400)))
    reading.wait_for("line 399 of many", "the other terminal follows")
    for n in range(30):
        reading.type(f"typed {n}")
        reading.press("enter")
        reading.wait_for(rf"note +erin +typed {n}$|note +erin +typed {n} ", "it can write too")
    stalled.resume()
    stalled.wait_for("typed 29", "it catches up when it is read again")
    leave(stalled)


def test_a_terminal_nobody_reads_can_be_ended(house: House) -> None:
    house.declare()
    stalled = house.screen("scribe", who="grace")
    shows(stalled, ["alice has command", "› "])
    stalled.stall()
    stalled.signal(signal.SIGTERM)
    assert stalled.status() == 143
