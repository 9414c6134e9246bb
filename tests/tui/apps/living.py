"""An app with a draft, run by the tests on terminals that end in every way: living.py FOLDER MODE."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.widgets import Static

from cockpit.tui import lifecycle

FOLDER = Path(sys.argv[1])
MODE = sys.argv[2] if len(sys.argv) > 2 else "calm"
SECRET = "hunter2-typed-by-somebody"


class Living(App[None]):
    BINDINGS: ClassVar = [("q", "leave"), ("w", "fail_in_worker"), ("z", "suspend_process")]

    def compose(self) -> ComposeResult:
        yield Static("\n".join(f"ready line {number}" for number in range(20)))

    def on_mount(self) -> None:
        lifecycle.repaint_after_suspend(self)
        if MODE == "busy":
            self.set_interval(0.005, self.repaint_all)
            threading.Thread(target=self.tell_when_stalled, daemon=True).start()

    def repaint_all(self) -> None:
        self.screen.refresh()

    def tell_when_stalled(self) -> None:
        writer = self._driver._writer_thread  # type: ignore[union-attr]
        while not writer._queue.full():
            threading.Event().wait(0.01)
        (FOLDER / "stalled").touch()

    def action_leave(self) -> None:
        self.exit(return_code=7, message="the record is at /tmp/x.db")

    def action_fail_in_worker(self) -> None:
        self.run_worker(self.fail())

    async def fail(self) -> None:
        password = SECRET
        raise KeyError(len(password))


def save_drafts() -> None:
    (FOLDER / "draft").write_text("what was typed")
    if MODE == "drafts fail":
        raise RuntimeError("no room for drafts")


sys.exit(lifecycle.run(Living(), save_drafts=save_drafts))
