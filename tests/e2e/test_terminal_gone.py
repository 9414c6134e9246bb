"""The terminal goes away and no signal comes: whatever ran on it ends soon, and keeps what was typed."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.waiting import wait_for

if TYPE_CHECKING:
    from tests.e2e.conftest import House

DEAF = "trap '' HUP; exec \"$@\""
"""As under nohup, or where a session manager keeps the signal to itself."""


def drafts() -> set[str]:
    """What is kept of lines that were not sent."""
    found = Path(os.environ["XDG_STATE_HOME"]).glob("incident-cockpit/drafts/*.json")
    return {str(text) for path in found for text in _texts(json.loads(path.read_text()))}


def _texts(value: object) -> list[object]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    return [value]


def test_screens_that_hear_no_hang_up_end_and_keep_the_typed_line(house: House) -> None:
    house.declare()
    commander, scribe, observer = (
        house.screen(*verb, who=who, shell=DEAF)
        for who, verb in (("alice", ()), ("grace", ("scribe",)), ("otto", ("observe",)))
    )
    commander.wait_for("Next check-in", "the commander's screen")
    commander.press("n")
    commander.wait_for("Note", "a line for a note")
    scribe.wait_for("what happened", "the scribe's line")
    observer.wait_for("In short", "the observer's card")
    for terminal, text in ((commander, "half a note"), (scribe, "half a line")):
        terminal.type(text)
        terminal.wait_for(text, "what was typed")
    for terminal in (commander, scribe, observer):
        terminal.hang_up()
    assert [terminal.status() for terminal in (commander, scribe, observer)] == [129, 129, 129]
    assert {"half a note", "half a line"} <= drafts()


@pytest.mark.tmux
def test_a_killed_multiplexer_takes_its_screens_along_and_the_line_stays(house: House) -> None:
    house.declare()
    window = house.window("scribe", who="grace")
    window.wait_for("what happened", "the scribe's line")
    window.type("half a line")
    window.wait_for("half a line", "what was typed")
    pid = window.pid
    house.tmux_dies()
    wait_for(lambda: not Path(f"/proc/{pid}/exe").exists(), "the screen has ended")
    assert "half a line" in drafts()


@pytest.mark.parametrize(
    ("words", "shows", "status"),
    [
        (("timeline", "--follow"), "dave is investigator", 0),
        (("record", "--live", "{elsewhere}/live.md"), "follows 20", 0),
        (("measure", "propose", "drain node 15", "--wait"), "M2 proposed", 3),
        (("run", "drain node 15", "--", "touch", "{folder}/it-ran"), "waits for alice", 125),
        (("checkin",), "better, the same, worse", 4),
        (("context",), "notic", 2),
    ],
    ids=lambda one: one[0] if isinstance(one, tuple) else "",
)
def test_a_command_whose_terminal_has_gone_ends_and_begins_nothing(
    house: House, tmp_path: Path, words: tuple[str, ...], shows: str, status: int
) -> None:
    house.declare()
    house.propose("drain node 14")
    folder, elsewhere = tmp_path, tmp_path / "elsewhere"
    elsewhere.mkdir()
    who = "alice" if words[0] == "checkin" else "dave"
    terminal = house.screen(
        *(word.format(folder=folder, elsewhere=elsewhere) for word in words), who=who, shell=DEAF
    )
    terminal.wait_for(shows, "it runs")
    terminal.hang_up()
    assert terminal.status() == status
    if words[0] in {"run", "measure"}:
        house.cockpit("measure", "approve", "M2", who="alice")
    assert not (folder / "it-ran").exists()


IDLE = 'trap "" HUP; exec 3<> idle; exec "$@" <&3'
"""Standard input is a pipe into which nobody writes, and which nobody closes."""


def test_what_waits_for_lines_or_plays_ends_with_its_terminal(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.declare()
    monkeypatch.chdir(tmp_path)
    os.mkfifo("idle")
    pipe = os.open("idle", os.O_RDWR)
    os.write(pipe, b"the first line\n")
    piped = house.screen("log", "-", who="dave", shell=IDLE)
    piped.wait_for(r"^\d+$", "a line that came in is stored")
    taken_in = house.screen("import", "-", who="dave", shell=IDLE)
    typed = house.screen("log", who="dave", shell=DEAF)
    typed.wait_for("Every line is an entry", "it waits for lines")
    played = house.screen("replay", "gitlab", "--speed", "1", who="dave", shell=DEAF)
    played.wait_for(r"\(inv\.\)", "it plays")
    terminals = (piped, taken_in, typed, played)
    for terminal in terminals:
        terminal.hang_up()
    assert [terminal.status() for terminal in terminals] == [3, 3, 0, 3]
    os.close(pipe)


def test_what_a_screen_plays_ends_with_the_screen_also_by_a_kill(house: House) -> None:
    screen = house.screen(who="alice", env={"COCKPIT_GUIDE": "1"})
    screen.wait_for("play a real incident", "the list of a record to try it in")
    screen.press("p")
    screen.wait_for("A real incident of 2019 is played", "it plays")
    (player,) = wait_for(lambda: _children(screen.pid), "a process plays")
    screen.signal(signal.SIGKILL)
    screen.status()
    wait_for(lambda: not Path(f"/proc/{player}/exe").exists(), "it has ended")


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


@pytest.mark.parametrize("how", ["SIGTSTP", "SIGSTOP"])
def test_a_stopped_screen_holds_nobody_up_and_goes_on_where_it_was(house: House, how: str) -> None:
    house.declare()
    scribe = house.screen("scribe", who="grace")
    scribe.wait_for("what happened", "the scribe's line")
    for n in range(3):
        scribe.type(f"line {n}")
        scribe.press("enter")
        scribe.wait_for(rf"grace .*line {n}", "it is stored")
    scribe.type("half a line")
    scribe.wait_for("half a line", "what was typed")
    scribe.signal(signal.Signals[how])
    wait_for(lambda: _state(scribe.pid) == "T", "it is stopped")
    house.cockpit("log", "somebody else writes", who="dave")
    scribe.signal(signal.SIGCONT)
    scribe.wait_for("somebody else writes", "it has caught up")
    scribe.wait_for("half a line", "what was typed is there")
    scribe.press("enter")
    scribe.wait_for(r"grace .*half a line", "and can be stored")


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
