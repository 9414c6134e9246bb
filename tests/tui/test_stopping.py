"""A screen that is stopped (kill -TSTP, ctrl+z in its editor) stops between two acts, not within one."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, cast

from cockpit.desk import Desk
from cockpit.incident import commands as cmd
from cockpit.incident.events import Origin
from cockpit.tui.lifecycle import stop_between_acts
from tests.record.memory_log import MemoryLog
from tests.tui.story import at


class SlowLog(MemoryLog):
    """Appends when it is let."""

    def __init__(self) -> None:
        super().__init__(lambda: at("12:51"))
        self.appending, self.may_end = threading.Event(), threading.Event()
        self.may_end.set()

    def append(self, *what: Any, **how: Any) -> Any:
        self.appending.set()
        self.may_end.wait()
        return super().append(*what, **how)


def test_the_process_stops_only_where_nothing_is_being_written() -> None:
    happened: list[str] = []

    @contextmanager
    def at_rest() -> Iterator[None]:
        happened.append("at rest")
        yield
        happened.append("going on")

    before = signal.signal(signal.SIGTSTP, lambda *_: happened.append("stopped"))
    try:
        stop_between_acts(cast("Any", SimpleNamespace(is_headless=False)), at_rest)
        os.kill(os.getpid(), signal.SIGTSTP)
        assert happened == ["at rest", "stopped", "going on"]
    finally:
        signal.signal(signal.SIGTSTP, before)


def test_a_desk_is_at_rest_once_its_act_is_recorded_and_never_waited_for_without_end() -> None:
    log = SlowLog()
    desk = Desk(log, "alice", Origin(user="alice"), clock=lambda: at("12:51"))
    desk.declare(cmd.Declare("Checkout returns 500s"))
    log.appending.clear()
    log.may_end.clear()
    writing = threading.Thread(target=desk.submit, args=(cmd.Log("a note"),))
    writing.start()
    log.appending.wait()
    with desk.at_rest(within=0.01):
        assert desk.incident.number == 1, "it is still being written, and the wait had an end"
    log.may_end.set()
    with desk.at_rest(within=60):
        assert desk.incident.number == 2
    writing.join()
