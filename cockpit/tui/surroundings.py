"""What a screen takes from the environment of its process: nothing that was meant for another program."""

from __future__ import annotations

from collections.abc import MutableMapping

_SIZE = ("COLUMNS", "LINES")
"""A shell exports what its terminal measured then; believed, no screen would ever follow a resize."""
_CHOSEN = {
    # Only keys that every terminal and tmux have are bound. A terminal told to report more goes on doing
    # so when a screen was killed or its connection dropped, and then not even "reset" can be typed there.
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    # A mouse that counts pixels is off by whole panes where a multiplexer in between counts cells.
    "TEXTUAL_SMOOTH_SCROLL": "0",
}


def make_own(env: MutableMapping[str, str]) -> None:
    """Take Textual's switches and a size out of `env` and choose for ourselves; before Textual is imported.

    It reads them as it is imported: one presses keys, one writes down every key that is pressed, one talks
    to a network port, one loads a class.
    """
    foreign = [name for name in env if name.split("_", 1)[0] == "TEXTUAL" or name in _SIZE]
    for name in foreign:
        del env[name]
    env.update(_CHOSEN)
