"""Folders made on the way to a file: each for this user alone, whatever the umask."""

from __future__ import annotations

from pathlib import Path


def make_own(folder: Path) -> None:
    """Make a folder and those above it that are missing, all with mode 0700, as XDG asks. Raises OSError."""
    if not folder.is_dir():
        make_own(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
