"""Real terminals for the end-to-end tests and the benches: a program on a pty, and the screen it paints."""

from __future__ import annotations

import contextlib
import os
import re
import select
import shutil
import signal
import termios
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import pyte

PATIENCE = 20.0
"""Seconds before a wait fails: long, for a busy machine is slow and only a broken one never gets there."""

KEYS: Mapping[str, bytes] = {
    "enter": b"\r", "tab": b"\t", "escape": b"\x1b", "backspace": b"\x7f", "space": b" ",
    "up": b"\x1b[A", "down": b"\x1b[B", "right": b"\x1b[C", "left": b"\x1b[D",
    "home": b"\x1b[H", "end": b"\x1b[F", "pageup": b"\x1b[5~", "pagedown": b"\x1b[6~",
    "shift+tab": b"\x1b[Z", "f1": b"\x1bOP", "f10": b"\x1b[21~",
    **{f"ctrl+{chr(96 + code)}": bytes([code]) for code in range(1, 27)},
}  # fmt: skip

_STRING = rb"\x1b(?P<intro>[]P_^X])(?P<said>[^\x07\x1b]*)(?:\x07|\x1b\\)"
_CONTROL = rb"\x1b\[(?P<private>[<=>?]?)(?P<numbers>[0-9;:]*)(?P<between>[ -/]*)(?P<final>[@-~])"
_SEQUENCE = re.compile(_STRING + b"|" + _CONTROL)
_UNFINISHED = re.compile(rb"\x1b(?:[]P_^X][^\x07\x1b]*\x1b?|\[[<=>?]?[0-9;:]*[ -/]*)?\Z")


class Arrived(NamedTuple):
    """Bytes a program wrote, and when they left its pty (`time.monotonic_ns`)."""

    at: int
    data: bytes


class Screen:
    """What a terminal of a given size would show of the bytes it is fed; pure, it reads nothing itself."""

    def __init__(self, columns: int, rows: int, reply: Callable[[bytes], object]) -> None:
        self.in_frame = False
        """Inside a synchronised update, which a terminal shows only when it ends."""
        self.own = False
        """On the alternate screen, where a full-screen program paints."""
        self.titles: list[str] = []
        self.commands: list[str] = []
        """Operating-system commands beside titles: clipboard, links, notifications."""
        self._reply = reply
        self._rest = b""
        self._grid = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._grid)
        self._lines = [""] * rows

    def feed(self, data: bytes) -> None:
        data = self._rest + data
        unfinished = _UNFINISHED.search(data)
        end = unfinished.start() if unfinished else len(data)
        self._rest = data[end:]
        shown = _SEQUENCE.sub(self._passed_on, data[:end])
        if shown:
            self._stream.feed(shown)

    def resize(self, columns: int, rows: int) -> None:
        self._grid.resize(rows, columns)
        self._grid.dirty.update(range(rows))
        self._lines = [""] * rows

    def lines(self) -> list[str]:
        """The rows of the screen, without blanks at their ends."""
        grid = self._grid
        for row in grid.dirty:
            if row < grid.lines:
                cells = grid.buffer[row]
                self._lines[row] = "".join(cells[column].data for column in range(grid.columns)).rstrip()
        grid.dirty.clear()
        return self._lines

    def _passed_on(self, found: re.Match[bytes]) -> bytes:
        """What the grid is to see of one sequence; it knows few, and would print the others."""
        if found["intro"] is not None:
            if found["intro"] == b"]":
                self._commanded(found["said"].decode(errors="replace"))
            return b""
        private, final, numbers = found["private"], found["final"], found["numbers"]
        if private == b"?" and final in b"hl":
            return self._mode(numbers, final == b"h", found[0])
        if found["between"] == b"$" and final == b"p":
            known = b"2" if numbers in {b"2026", b"2048"} else b"0"
            self._reply(b"\x1b[?" + numbers + b";" + known + b"$y")
        elif private == b"" and final == b"c":
            self._reply(b"\x1b[?62;22c")
        elif private == b"" and found["between"] == b"":
            return found[0]
        return b""

    def _commanded(self, said: str) -> None:
        code, _, rest = said.partition(";")
        if code in {"0", "1", "2"}:
            self.titles.append(rest)
        else:
            self.commands.append(said)

    def _mode(self, numbers: bytes, on: bool, sequence: bytes) -> bytes:
        if numbers == b"2026":
            self.in_frame = on
            return b""
        if numbers == b"1049":
            self.own = on
            return b"\x1b[2J\x1b[H"
        return sequence


class Terminal:
    """A program on a pseudo-terminal that is its controlling one, read by a thread that stamps what arrives.

    The screen is parsed later, by whoever looks, so that parsing costs the stamps nothing.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 40,
        env: Mapping[str, str | None] | None = None,
    ) -> None:
        """`env` changes the environment of this process; None takes a variable away."""
        self.arrived: list[Arrived] = []
        self.ended_at: int | None = None
        self._unparsed: deque[Arrived] = deque()
        self._news = threading.Condition()
        self._status: int | None = None
        self._reading = True
        self.master, slave = os.openpty()
        termios.tcsetwinsize(self.master, (rows, columns))
        self.screen = Screen(columns, rows, self.send)
        self._wake_read, self._wake = os.pipe()
        self.started = time.monotonic_ns()
        self.pid = _spawn(command, os.ttyname(slave), environment(env or {}))
        os.close(slave)
        self._reader = threading.Thread(target=self._read, name="terminal", daemon=True)
        self._reader.start()

    # what a person does

    def press(self, *keys: str) -> int:
        """Press keys by name (a letter is its own name); when the first was sent (`time.monotonic_ns`)."""
        return self.send(b"".join(KEYS.get(key, key.encode()) for key in keys))

    def type(self, text: str) -> int:
        return self.send(text.encode())

    def paste(self, text: str) -> int:
        """Paste as terminals do that mark what is pasted."""
        return self.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def send(self, data: bytes) -> int:
        sent = time.monotonic_ns()
        with contextlib.suppress(OSError):  # nobody has the other end open any more
            os.write(self.master, data)
        return sent

    def resize(self, columns: int, rows: int) -> None:
        self._parse()
        self.screen.resize(columns, rows)
        termios.tcsetwinsize(self.master, (rows, columns))

    def stall(self) -> None:
        """Stop reading: an ssh that hangs, a laptop that sleeps."""
        self._reading = False
        os.write(self._wake, b".")

    def resume(self) -> None:
        self._reading = True
        os.write(self._wake, b".")

    def hang_up(self) -> None:
        """The terminal is gone; its programs get SIGHUP."""
        self._stop_reading()
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    # what can be seen

    @property
    def raw(self) -> bytes:
        """Every byte the program wrote."""
        return b"".join(chunk.data for chunk in self.arrived)

    @property
    def text(self) -> str:
        self._parse()
        return "\n".join(self.screen.lines())

    def take(self) -> list[Arrived]:
        """Hand out what has arrived and forget it, unparsed; the screen stays as it was last looked at."""
        with self._news:
            taken, self.arrived = self.arrived, []
            self._unparsed.clear()
        return taken

    def wait_for(self, pattern: str, what: str, *, within: float = PATIENCE) -> int:
        """Wait until the screen's text matches; when what completed it arrived (`time.monotonic_ns`)."""
        wanted = re.compile(pattern, re.MULTILINE)
        return self.wait_until(lambda text: wanted.search(text) is not None, what, within=within)

    def wait_gone(self, pattern: str, what: str) -> int:
        """Wait until the screen's text matches no more."""
        unwanted = re.compile(pattern, re.MULTILINE)
        return self.wait_until(lambda text: unwanted.search(text) is None, what)

    def wait_until(self, shows: Callable[[str], bool], what: str, *, within: float = PATIENCE) -> int:
        """Wait until the screen is as wanted, looking after every frame; fails with the screen in words."""
        end = time.monotonic() + within
        at = self.arrived[-1].at if self.arrived else self.started
        looked = False
        while True:
            with self._news:
                while looked and not self._unparsed:
                    left = end - time.monotonic()
                    if self.ended_at is not None or left <= 0:
                        raise AssertionError(self._never(what))
                    self._news.wait(left)
                chunk = self._unparsed.popleft() if self._unparsed else None
            if chunk is not None:
                at = chunk.at
                self.screen.feed(chunk.data)
            looked = True
            if not self.screen.in_frame and shows("\n".join(self.screen.lines())):
                return at

    def wait_raw(self, token: bytes, what: str, *, start: int = 0, within: float = PATIENCE) -> int:
        """Wait for bytes among the chunks from `start` on, and parse nothing; when they arrived."""
        end = time.monotonic() + within
        with self._news:
            while True:
                before = b""
                for chunk in self.arrived[start:]:
                    if token in before + chunk.data:
                        return chunk.at
                    before = chunk.data[1 - len(token) :]
                left = end - time.monotonic()
                if self.ended_at is not None or left <= 0:
                    raise AssertionError(self._never(what))
                self._news.wait(left)

    def wait_quiet(self, seconds: float = 0.3) -> None:
        """Wait until nothing has arrived for a while, at most ten times as long."""
        for _ in range(10):
            count = len(self.arrived)
            with self._news:
                self._news.wait(seconds)
            if len(self.arrived) == count:
                return

    def status(self, within: float = PATIENCE) -> int:
        """The exit status, once the program has ended; a signal's number with a minus, as in subprocess."""
        end = time.monotonic() + within
        while not self._ended():
            if time.monotonic() > end:
                raise AssertionError(self._never("the program ends"))
            time.sleep(0.005)
        self._reader.join(1)
        assert self._status is not None
        return self._status

    @property
    def alive(self) -> bool:
        return not self._ended()

    def close(self) -> None:
        """End the program, if it still runs, and let go of everything."""
        if not self._ended():
            os.kill(self.pid, signal.SIGKILL)
            _, raw = os.waitpid(self.pid, 0)
            self._status = os.waitstatus_to_exitcode(raw)
        self.hang_up()
        for descriptor in (self._wake_read, self._wake):
            os.close(descriptor)

    # below

    def _ended(self) -> bool:
        if self._status is None:
            pid, raw = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(raw)
        return self._status is not None

    def _stop_reading(self) -> None:
        if self._reader.is_alive():
            os.write(self._wake, b"q")
            self._reader.join()

    def _read(self) -> None:
        while True:
            poll = select.poll()
            poll.register(self._wake_read, select.POLLIN)
            if self._reading:
                poll.register(self.master, select.POLLIN)
            for descriptor, _ in poll.poll():
                if descriptor == self.master:
                    if not self._take():
                        return
                elif b"q" in os.read(self._wake_read, 64):
                    return

    def _take(self) -> bool:
        try:
            data = os.read(self.master, 65536)
        except OSError:  # nobody has the other end open any more
            data = b""
        at = time.monotonic_ns()
        with self._news:
            if data:
                self.arrived.append(Arrived(at, data))
                self._unparsed.append(self.arrived[-1])
            else:
                self.ended_at = at
            self._news.notify_all()
        return bool(data)

    def _parse(self) -> None:
        while self._unparsed:
            self.screen.feed(self._unparsed.popleft().data)

    def _never(self, what: str) -> str:
        self._parse()
        shown = "\n".join(f"│{line}" for line in self.screen.lines())
        return f"never: {what}; the terminal shows:\n{shown}"


def environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    """This process's environment with changes, for a program on a terminal that has all colours."""
    own = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    without = {"LINES", "COLUMNS", "TMUX", "TMUX_PANE", "NO_COLOR"}
    merged: dict[str, str | None] = {**os.environ, **dict.fromkeys(without), **own, **changes}
    return {name: value for name, value in merged.items() if value is not None}


def _spawn(command: Sequence[str], terminal: str, env: Mapping[str, str]) -> int:
    """A leader of a new session that opens a terminal gets it as its controlling one."""
    program = shutil.which(command[0], path=env.get("PATH"))
    assert program is not None, f"there is no {command[0]}"
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, terminal, os.O_RDWR, 0),
        (os.POSIX_SPAWN_DUP2, 0, 1),
        (os.POSIX_SPAWN_DUP2, 0, 2),
    ]
    return os.posix_spawn(program, list(command), env, file_actions=actions, setsid=True)
