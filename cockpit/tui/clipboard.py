"""The way of a copied text past tmux, which by itself lets no program reach the terminal's clipboard."""

from __future__ import annotations

import os
import subprocess
from typing import Any

from textual.app import App

_PATIENCE = 2
"""Seconds: a tmux that has not answered by then will not."""


def hand_to_tmux(app: App[Any], text: str) -> None:
    """Inside tmux: into its buffer, and through it to the clipboard; a toast says where it did not work."""
    if not os.environ.get("TMUX"):
        return

    def work() -> None:
        if not _taken(text):
            app.call_from_thread(_failed, app)

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
