"""Which procedure a new incident gets: where a project's file may stand, and what if it cannot be used."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cockpit.incident.procedure import Procedure
from cockpit.patience import answered
from cockpit.settings import config_folder

NAME = "procedure.toml"
_WRITABLE_BY_OTHERS = 0o002
_NO_ANSWER = "The default procedure is used: a disk on which procedure.toml may be does not answer."


class BadProcedure(ValueError):
    """A procedure file that cannot be used. `lines` says what is wrong, one error a line."""

    def __init__(self, path: Path, lines: list[str]) -> None:
        super().__init__(f"{path} cannot be used as a procedure.")
        self.path = path
        self.lines = tuple(lines)


class Found(NamedTuple):
    """The procedure a new incident gets."""

    procedure: Procedure
    path: Path | None = None
    """The file it was read from; None for the default procedure."""
    trouble: tuple[str, ...] = ()
    """A sentence for each file that stood in the way and could not be used."""


def procedure_for(env: Mapping[str, str], folder: Path | None, record: Path) -> Found:
    """The procedure of the first file found, else the default one; never raises (S3, S40).

    `folder` is where the person is, `record` the record's file. A file that cannot be used stops nobody from
    declaring: the default procedure is taken, and `trouble` says so.
    """
    try:
        path, trouble = answered(partial(locate, env, folder, record))
    except TimeoutError:
        return Found(Procedure(), None, (_NO_ANSWER,))
    if path is None:
        return Found(Procedure(), None, tuple(trouble))
    from cockpit.procedures.reading import read_procedure  # pydantic is loaded only where there is a file

    try:
        return Found(read_procedure(path), path, tuple(trouble))
    except BadProcedure as error:
        return Found(Procedure(), None, (*trouble, _unusable(path, error)))


def _unusable(path: Path, error: BadProcedure) -> str:
    first, *more = error.lines
    left = f" (and {len(more)} more: cockpit procedure check)" if more else ""
    return f"The default procedure is used, because of {first.removesuffix('.')}{left}."


def locate(env: Mapping[str, str], folder: Path | None, record: Path) -> tuple[Path | None, list[str]]:
    """The file that counts, or None; and a sentence for each that was passed over."""
    named = env.get("COCKPIT_PROCEDURE")
    if named:
        return Path(named).absolute(), []
    passed_over: list[str] = []
    for path in _of_project(folder):
        if not _is_there(path):
            continue
        stranger = _why_not_trusted(path)
        if not stranger:
            return path, passed_over
        passed_over.append(stranger)
    shared = (record.parent / NAME, config_folder(env) / NAME)
    return next((path for path in shared if _is_there(path)), None), passed_over


def _of_project(folder: Path | None) -> Iterator[Path]:
    return (place / NAME for place in (folder, *folder.parents)) if folder else iter(())


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _why_not_trusted(path: Path) -> str:
    """A file found by walking up may be anybody's, and it names commands: only mine or root's is used."""
    stat = path.stat()
    if stat.st_uid not in {os.getuid(), 0}:
        why = "it belongs to somebody else"
    elif stat.st_mode & _WRITABLE_BY_OTHERS:
        why = "anybody may write to it"
    else:
        return ""
    return f"{path} is passed over, because {why}: to use it all the same, set COCKPIT_PROCEDURE to it."


def here() -> Path | None:
    """The folder one is in; None where it is gone."""
    try:
        return Path.cwd()
    except OSError:
        return None
