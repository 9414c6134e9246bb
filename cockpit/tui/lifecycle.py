"""The terminal's life: fit to start on, restored with drafts kept however it ends, and a true exit status."""

from __future__ import annotations

import codecs
import contextlib
import gc
import io
import os
import select
import signal
import sys
import termios
import threading
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console
from textual import events
from textual.app import App
from textual.geometry import Size
from textual.worker import WorkerFailed

from cockpit.incident.texts import harmless

REFUSED = 2
"""Exit status where the terminal cannot show a screen."""
FAILED = 1

_GRACE = 1.5
"""Seconds an app gets to leave by itself after SIGTERM; a stalled terminal would hold it for ever."""
_WRITABLE_WITHIN = 0.3
"""Seconds a terminal gets to take the restoring bytes; one that nobody reads takes nothing."""
_HANGUP_CHECK = 1000
"""Milliseconds between two looks at a terminal whose hang-up woke nobody."""
_PACKAGE = Path(__file__).parents[1]
_DUMB = {"", "dumb", "unknown"}

_RESTORE = (
    b"\x1b[?2026l"  # show what was held back
    b"\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # mouse
    b"\x1b[?2004l\x1b[?1004l\x1b[?2048l\x1b[<u"  # paste marks, focus reports, resize reports, key protocol
    b"\x1b[0m\x1b[?7h\x1b[?1049l\x1b[?25h"  # plain text, line wrap, the shell's own screen, cursor
)


def why_no_screen() -> str | None:
    """The sentence that says why no screen can be shown here and what to do, or None where one can."""
    for name, stream in (("input", sys.stdin), ("output", sys.stdout), ("error output", sys.stderr)):
        if stream is None or not stream.isatty():
            return (
                f"The standard {name} is not a terminal, so no screen can be shown: start cockpit without "
                'a pipe or redirection, or use verbs such as "cockpit status".'
            )
    if os.environ.get("TERM", "") in _DUMB:
        return (
            "TERM names no terminal that can show a screen: set it to yours, such as "
            'TERM=xterm-256color, or use verbs such as "cockpit status".'
        )
    if codecs.lookup(sys.stderr.encoding).name != "utf-8":
        return f"The locale uses {sys.stderr.encoding}, not UTF-8: start cockpit with LC_ALL=C.UTF-8."
    return None


def run(app: App[Any], *, save_drafts: Callable[[], object], mouse: bool = True) -> int:
    """Show the app on this terminal until it ends, and return the process's true exit status.

    `save_drafts` is called at most once, when SIGTERM, SIGQUIT, SIGHUP or a vanished terminal ends the app.
    It runs between any two instructions of the app's thread, so it must take no lock the app takes and touch
    no widget. Exit status: the app's own; 1 after a failure, told in one sentence without local variables; 2
    where no screen can be shown; 143, 131 and 129 after the signals, 129 for a terminal that vanished. Where
    the app cannot leave by itself, because nobody reads its terminal, the process is gone within two seconds.
    """
    reason = why_no_screen()
    if reason:
        return _told(reason, REFUSED)
    said = io.StringIO()
    app.error_console = Console(file=said, markup=False, highlight=False)
    with _Guard(app, save_drafts) as guard:
        app.run(mouse=mouse)
    if guard.ended_by:
        return 128 + guard.ended_by
    failure = app._exception
    if failure is not None:
        # What Textual has said holds local variables, and with them what people typed.
        return _told(_failure_sentence(failure), app.return_code or FAILED)
    return _told(said.getvalue().rstrip(), app.return_code or 0)


def repaint_after_suspend(app: App[Any]) -> None:
    """Paint the whole screen again when the app returns from being suspended; call it when it is mounted."""
    app.app_resume_signal.subscribe(app, lambda _: app.refresh(layout=True))


def stop_between_acts(app: App[Any], at_rest: Callable[[], AbstractContextManager[object]]) -> None:
    """Have SIGTSTP stop this process only inside `at_rest`, which waits for what holds a lock of others.

    Call it when the app is mounted: Textual has put its own handler in place by then, which is used.
    """
    stop = signal.getsignal(signal.SIGTSTP)
    if app.is_headless or not callable(stop):
        return

    def stop_at_rest(number: int, frame: FrameType | None) -> None:
        with at_rest():
            stop(number, frame)

    signal.signal(signal.SIGTSTP, stop_at_rest)


def believe_the_terminal(app: App[Any]) -> None:
    """Let the app take the size its terminal has, where it believes in another one; call it now and then.

    The signal of a resize interrupts its own handler, so that in a burst a size that is past may come last.
    """
    terminal = sys.__stderr__  # where Textual paints; it puts something else in the place of sys.stderr
    if app.is_headless or terminal is None:
        return
    with contextlib.suppress(OSError):  # a terminal that has vanished ends the app elsewhere
        size = Size(*os.get_terminal_size(terminal.fileno()))
        if size != app.size:
            app.post_message(events.Resize(size, size))


def collect_garbage() -> None:
    """Again, where a start went without; what it made lives as long as the app and is never looked at."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


class _Guard:
    """Watches over one app on one terminal, from before it starts until it has ended."""

    def __init__(self, app: App[Any], save_drafts: Callable[[], object]) -> None:
        self._app = app
        self._save_drafts = save_drafts
        self._terminal = sys.stderr.fileno()  # Textual paints there
        self._attributes = termios.tcgetattr(self._terminal)
        self._over = threading.Event()
        self._previous: dict[int, Any] = {}
        self.ended_by: int | None = None

    def __enter__(self) -> _Guard:
        ends = dict.fromkeys((signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT), self._on_signal)
        handlers = {**ends, signal.SIGINT: _stay}
        self._previous = {number: signal.signal(number, act) for number, act in handlers.items()}
        threading.Thread(target=self._watch_terminal, name="hang-up", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    def _on_signal(self, number: int, _: FrameType | None) -> None:
        if self.ended_by is not None:
            return
        self.ended_by = number
        # From another thread, because the app's may be stuck in a write nobody takes, or in saving.
        threading.Thread(target=self._end_anyway, daemon=True).start()
        # Whatever goes wrong with the drafts, the terminal is still to be restored.
        with contextlib.suppress(Exception):
            self._save_drafts()
        if number == signal.SIGHUP:
            self._end_now()
        self._ask_to_leave(128 + number)

    def _ask_to_leave(self, status: int) -> None:
        loop = self._app._loop
        if loop is None:
            self._end_now()
        else:
            # A plain call would not wake a loop that waits.
            loop.call_soon_threadsafe(lambda: self._app.exit(return_code=status))

    def _end_anyway(self) -> None:
        if not self._over.wait(_GRACE):
            self._end_now()

    def _end_now(self) -> None:
        with contextlib.suppress(OSError, termios.error, ValueError):
            self._restore()
        os._exit(128 + (self.ended_by or 0))

    def _restore(self) -> None:
        termios.tcsetattr(self._terminal, termios.TCSANOW, self._attributes)
        if select.select([], [self._terminal], [], _WRITABLE_WITHIN)[1]:
            os.write(self._terminal, _RESTORE)

    def _watch_terminal(self) -> None:
        """Turns a hang-up that sent no signal into one: nobody else would notice, and the app would spin."""
        watch = select.poll()
        watch.register(self._terminal, 0)
        while not self._over.is_set():
            if watch.poll(_HANGUP_CHECK) and not self._over.is_set():
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGHUP)
                return


def _stay(number: int, frame: FrameType | None) -> None:
    """Ctrl+c is a key while a screen is shown; as a signal it is meant for an editor started from here."""


def _failure_sentence(failure: BaseException) -> str:
    cause = failure.error if isinstance(failure, WorkerFailed) else failure
    message = harmless(str(cause).partition("\n")[0], width=160)
    return (
        f"cockpit stopped at a mistake of its own ({type(cause).__name__}{place_of(cause)}: {message}). "
        "What was recorded is safe: start it again, and report this line."
    )


def place_of(cause: BaseException) -> str:
    """ " in desk.py line 17": where in the cockpit something failed; empty where that is not known."""
    frames = traceback.extract_tb(cause.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)] or frames
    return f" in {Path(ours[-1].filename).name} line {ours[-1].lineno}" if ours else ""


def _told(sentence: str, status: int) -> int:
    if sentence:
        sys.stderr.write(sentence + "\n")
        sys.stderr.flush()
    return status
