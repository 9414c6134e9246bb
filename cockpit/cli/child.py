"""A command run as a shell runs it: the same terminal, the same signals, and the status it ended with."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cockpit.cli.tee import Tee

BY_SIGNAL = 128
"""What a shell adds to the number of the signal that ended a command."""

_PASSED_ON = frozenset(
    {
        signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2,
        signal.SIGWINCH, signal.SIGCONT,
    }
)  # fmt: skip
_WATCHED = _PASSED_ON | {signal.SIGCHLD}
_PYTHONS_OWN = (signal.SIGPIPE, signal.SIGXFSZ)
"""Signals Python ignores for itself, which a command must not inherit."""


class NotRun(Exception):
    """The command did not run. `str()` is a sentence for people."""


class Ended(NamedTuple):
    """How a command ended: its status as a shell gives it, from 128 by a signal, and how long it took."""

    status: int
    seconds: float


def program_of(name: str) -> str:
    """The path of the program that `name` means here. Raises NotRun."""
    found = shutil.which(name)
    if found:
        return found
    folders = [""] if "/" in name else os.environ.get("PATH", os.defpath).split(os.pathsep)
    if name and any(Path(folder, name).exists() for folder in folders):
        raise NotRun(f"{name} is there but cannot be executed: look at its mode (ls -l).")
    where = "" if "/" in name else " on the PATH"
    raise NotRun(f"There is no {name}{where}: look how it is spelled.")


def run(program: str, command: Sequence[str], tee: Tee | None = None) -> Ended:
    """Run `command` and wait for its end. `tee` keeps what it writes. Raises NotRun.

    It stays in this process group, so the terminal's own signals reach it as they reach anything in the
    foreground; what was sent to this process alone is passed on.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # ignored, a command's status would be lost
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
    started = time.monotonic()
    try:
        child = _spawn(program, command, tee, before)
        status = _wait(child, apart=tee is not None and tee.has_terminal, tee=tee)
        return Ended(status, time.monotonic() - started)
    finally:
        if tee is not None:
            tee.finish()
        while signal.sigtimedwait(_WATCHED, 0):
            pass  # meant for the command, which has ended
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _spawn(program: str, command: Sequence[str], tee: Tee | None, mask: set[signal.Signals | int]) -> int:
    actions = tee.actions() if tee else []
    try:
        child = os.posix_spawn(
            program,
            list(command),
            os.environ,
            file_actions=actions,
            setsid=tee is not None and tee.has_terminal,
            setsigmask=mask,
            setsigdef=_PYTHONS_OWN,
        )
    except OSError as error:
        raise NotRun(_why_not(command[0], error)) from error
    if tee is not None:
        tee.start()
    return child


def _why_not(name: str, error: OSError) -> str:
    why = error.strerror or error
    return f"{name} cannot be executed ({why}): a script begins with #! and the program that reads it."


def _wait(child: int, *, apart: bool, tee: Tee | None) -> int:
    """Until it has ended; signals go to it, and where it stops, this process stops with it.

    `apart`: it has a terminal of its own, so this one's signals do not reach it by themselves.
    """
    while True:
        told = signal.sigwaitinfo(_WATCHED)
        if told.si_signo == signal.SIGCHLD:
            found, status = os.waitpid(child, os.WNOHANG | os.WUNTRACED)
            if not found:
                continue
            if not os.WIFSTOPPED(status):
                code = os.waitstatus_to_exitcode(status)
                return code if code >= 0 else BY_SIGNAL - code
            if not apart:
                # The shell that started us learns of it; in a group nobody looks after this does nothing.
                os.kill(os.getpid(), signal.SIGTSTP)
        elif told.si_signo == signal.SIGWINCH and apart and tee is not None:
            tee.fit()
        elif apart or _was_ours_alone(told):
            os.kill(child, told.si_signo)


def _was_ours_alone(told: signal.struct_siginfo) -> bool:
    """Whether a signal came to this process and not to the whole foreground: not one of the terminal's.

    A terminal that goes away tells only the leader of its session.
    """
    by_a_process = told.si_code <= 0
    return by_a_process or (told.si_signo == signal.SIGHUP and os.getsid(0) == os.getpid())
