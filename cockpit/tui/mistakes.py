"""What is told when work beside the loop fails in a way nobody thought of: never silence, never data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.worker import Worker, WorkerState

from cockpit.tui.lifecycle import place_of

if TYPE_CHECKING:
    from textual.app import App

FOLLOWING = "follow"
"""The group of the work without which a screen would stand still."""


class TellsMistakes:
    """An app, screen or widget whose own failed work is told; the screen goes on. No other learns of it."""

    app: App[Any]

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        error = event.worker.error
        if event.state is WorkerState.ERROR and error is not None:
            tell_mistake(self.app, error)


def mistake(error: BaseException) -> str:
    """One sentence without any data: what a mistake holds may be what somebody typed."""
    return (
        f"The cockpit made a mistake of its own ({type(error).__name__}{place_of(error)}). What was recorded "
        "is safe: look whether your entry is there before you send it again, and report this line."
    )


def tell_mistake(app: App[Any], error: BaseException) -> None:
    """A toast that says so."""
    app.notify(mistake(error), severity="error", markup=False, timeout=20)
