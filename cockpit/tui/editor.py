"""A text taken out into the person's own editor and back."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from cockpit.incident.texts import harmless


class NotEdited(Exception):
    """The text stays as it was. `str()` is a sentence for people."""


def edited(app: App[Any], text: str, editor: str) -> str:
    """`text` as it comes back from `editor` (the value of EDITOR); the app is suspended meanwhile.

    One line end at the end of the file is not part of it. Raises NotEdited.
    """
    try:
        command = shlex.split(editor)
    except ValueError as error:
        raise NotEdited(f"EDITOR cannot be read ({error}): set it, such as EDITOR=vim.") from error
    if not command:
        raise NotEdited("EDITOR names no editor: set it before you start cockpit, such as EDITOR=vim.")
    try:
        with tempfile.TemporaryDirectory(prefix="cockpit-", ignore_cleanup_errors=True) as folder:
            return _edited_in(app, Path(folder) / "entry.txt", text, command)
    except OSError as error:
        raise NotEdited(
            f"No file can be made to edit ({error.strerror}): make room, or set TMPDIR to another folder."
        ) from error


def _edited_in(app: App[Any], path: Path, text: str, command: list[str]) -> str:
    path.write_bytes(f"{text}\n".encode(errors="surrogateescape") if text else b"")
    _run(app, [*command, str(path)])
    try:
        return path.read_bytes().decode(errors="surrogateescape").removesuffix("\n")
    except OSError as error:
        raise NotEdited(f"The editor left no text behind ({error.strerror}): yours is kept.") from error


def _run(app: App[Any], command: list[str]) -> None:
    name = harmless(Path(command[0]).name, width=40)
    try:
        with app.suspend():
            status = subprocess.run(command, check=False).returncode
    except SuspendNotSupported as error:
        raise NotEdited("No editor can be opened on this terminal: type the entry here.") from error
    except OSError as error:
        why = error.strerror
        raise NotEdited(f"EDITOR={name} cannot be started ({why}): set it, such as EDITOR=vim.") from error
    if status:
        raise NotEdited(f"{name} ended with status {status}, so your text stays as it was.")
