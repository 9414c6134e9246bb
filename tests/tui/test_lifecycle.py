"""However a terminal ends, drafts are kept, the terminal is itself again and the exit status is true."""

from __future__ import annotations

import os
import signal
import termios
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.tui.conftest import Opener, RealTerminal

ENTERED_SCREEN = b"\x1b[?1049h"
LEFT_SCREEN = b"\x1b[?1049l"
CURSOR_ON = b"\x1b[?25h"
MOUSE_OFF = b"\x1b[?1003l"


def assert_restored(terminal: RealTerminal) -> None:
    tail = terminal.output[terminal.output.rindex(b"ready line 19") :]
    assert LEFT_SCREEN in tail
    assert CURSOR_ON in tail
    assert MOUSE_OFF in tail
    assert termios.tcgetattr(terminal.master) == terminal.attributes


def draft_in(folder: Path) -> str | None:
    draft = folder / "draft"
    return draft.read_text() if draft.exists() else None


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 143), (signal.SIGQUIT, 131), (signal.SIGHUP, 129)]
)
@pytest.mark.parametrize("mode", ["calm", "drafts fail"])
def test_a_signal_keeps_the_draft_and_restores_the_terminal(
    number: signal.Signals, status: int, mode: str, open_terminal: Opener, tmp_path: Path
) -> None:
    terminal = open_terminal("living", str(tmp_path), mode)
    terminal.wait_for_text("ready line 19")
    terminal.signal(number)
    assert terminal.status() == status
    assert draft_in(tmp_path) == "what was typed"
    assert_restored(terminal)


@pytest.mark.parametrize("controlling", [True, False], ids=["with SIGHUP", "without SIGHUP"])
def test_a_vanished_terminal_keeps_the_draft(
    controlling: bool, open_terminal: Opener, tmp_path: Path
) -> None:
    terminal = open_terminal("living", str(tmp_path), controlling=controlling)
    terminal.wait_for_text("ready line 19")
    terminal.vanish()
    assert terminal.status(reading=False) == 129
    assert draft_in(tmp_path) == "what was typed"


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_terminal_nobody_reads_does_not_hold_the_process(
    number: signal.Signals, status: int, open_terminal: Opener, tmp_path: Path
) -> None:
    terminal = open_terminal("living", str(tmp_path), "busy")
    terminal.wait_for_text("ready line 19")
    terminal.wait_for((tmp_path / "stalled").exists, "the app cannot write any more", reading=False)
    terminal.signal(number)
    assert terminal.status(reading=False) == status
    assert draft_in(tmp_path) == "what was typed"
    assert termios.tcgetattr(terminal.master) == terminal.attributes


def test_an_interrupt_meant_for_an_editor_ends_nothing(open_terminal: Opener, tmp_path: Path) -> None:
    terminal = open_terminal("living", str(tmp_path))
    terminal.wait_for_text("ready line 19")
    terminal.signal(signal.SIGINT)
    terminal.type("q")
    assert terminal.status() == 7


def test_leaving_gives_the_apps_own_status_and_message(open_terminal: Opener, tmp_path: Path) -> None:
    terminal = open_terminal("living", str(tmp_path))
    terminal.wait_for_text("ready line 19")
    terminal.type("q")
    assert terminal.status() == 7
    assert_restored(terminal)
    assert terminal.output.endswith(b"the record is at /tmp/x.db\r\n")
    assert draft_in(tmp_path) is None


def test_a_failed_worker_is_told_in_one_sentence_without_data(open_terminal: Opener, tmp_path: Path) -> None:
    terminal = open_terminal("living", str(tmp_path))
    terminal.wait_for_text("ready line 19")
    terminal.type("w")
    assert terminal.status() == 1
    after = terminal.output.rpartition(CURSOR_ON)[2].decode()
    assert "mistake of its own (KeyError in living.py line" in after
    assert "hunter2" not in terminal.output.decode()
    assert "Traceback" not in after


def test_a_suspended_screen_comes_back_whole(open_terminal: Opener, tmp_path: Path) -> None:
    terminal = open_terminal("living", str(tmp_path))
    terminal.wait_for_text("ready line 19")
    terminal.wait_until_quiet()
    terminal.type("z")
    terminal.wait_for(lambda: stopped(terminal), "the process is stopped")
    terminal.output = b""
    terminal.signal(signal.SIGCONT)
    terminal.wait_for(
        lambda: b"ready line 19" in terminal.output.partition(ENTERED_SCREEN)[2], "painted again"
    )
    terminal.type("q")
    assert terminal.status() == 7


def stopped(terminal: RealTerminal) -> bool:
    state = Path(f"/proc/{terminal.process.pid}/stat").read_text().rpartition(")")[2].split()[0]
    return state == "T"


@pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr"])
def test_no_screen_without_a_terminal(stream: str, open_terminal: Opener, tmp_path: Path) -> None:
    read, write = os.pipe()
    terminal = open_terminal(
        "living", str(tmp_path), controlling=False, **{stream: read if stream == "stdin" else write}
    )
    os.close(write)
    assert terminal.status() == 2
    said = terminal.output if stream != "stderr" else os.read(read, 1000)
    os.close(read)
    assert b"is not a terminal, so no screen can be shown: start cockpit without" in said
    assert b"\x1b" not in said


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"TERM": "dumb"}, b"TERM names no terminal that can show a screen: set it to yours"),
        ({"TERM": ""}, b"TERM names no terminal that can show a screen: set it to yours"),
        ({"PYTHONIOENCODING": "latin-1"}, b"not UTF-8: start cockpit with LC_ALL=C.UTF-8."),
        (
            {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            b"not UTF-8: start cockpit with LC_ALL=C.UTF-8.",
        ),
    ],
)
def test_no_screen_where_it_could_not_be_drawn(
    env: dict[str, str], sentence: bytes, open_terminal: Opener, tmp_path: Path
) -> None:
    terminal = open_terminal("living", str(tmp_path), env=env)
    assert terminal.status() == 2
    assert sentence in terminal.output
    assert b"\x1b" not in terminal.output
