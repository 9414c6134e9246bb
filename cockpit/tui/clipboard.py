"""The way of a copied text past tmux, which by itself lets no program reach the clipboard; and which way."""

from __future__ import annotations

import os
import subprocess
from typing import Any

from textual.app import App

_PATIENCE = 2
"""Seconds: a tmux that has not answered by then will not."""

_BY_TERMINAL = (
    "Sent to your terminal's clipboard (OSC 52). If nothing can be pasted, it forbids that: allow it there, "
    "or use tmux."
)
_BY_TMUX = "Copied into tmux: prefix ] pastes it. It was sent to your terminal's clipboard too."


def hand_over(app: App[Any], text: str) -> None:
    """Inside tmux into its buffer too; the first time a toast says by which way, for no terminal answers.

    Call it before the app itself copies. Where tmux does not take it, that is said each time.
    """
    is_first = not app.clipboard
    if not os.environ.get("TMUX"):
        if is_first:
            app.notify(_BY_TERMINAL, markup=False, timeout=12)
        return

    def work() -> None:
        if not _taken(text):
            app.call_from_thread(_failed, app)
        elif is_first:
            app.call_from_thread(app.notify, _BY_TMUX, markup=False, timeout=12)

    app.run_worker(work, thread=True, exit_on_error=False, group="clipboard")


def _taken(text: str) -> bool:
    try:
        ran = subprocess.run(
            ["tmux", "load-buffer", "-w", "-"],
            input=text.encode(errors="replace"), capture_output=True, timeout=_PATIENCE, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return False
    return ran.returncode == 0


def _failed(app: App[Any]) -> None:
    app.notify(
        "tmux did not take what was to be copied: look whether it can be pasted; tmux 3.2 or newer takes it, "
        "others let it through with `set -g set-clipboard on`.",
        severity="warning", markup=False, timeout=20,
    )  # fmt: skip
