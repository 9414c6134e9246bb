"""Verbs about the procedure an incident is run by: checked, shown, changed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cockpit.cli.acting import Act, writing
from cockpit.cli.context import Call
from cockpit.cli.failures import USAGE, Stop
from cockpit.cli.output import counted, say, show
from cockpit.cli.verbs import Entry, LazyGroup, verb
from cockpit.incident import commands as cmd

if TYPE_CHECKING:
    from cockpit.incident.procedure import Procedure

_NONE = "There is no procedure file here: a new incident gets the default procedure."
_file = click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))


@click.group(
    cls=LazyGroup,
    entries={
        "check": Entry("cockpit.cli.procedure:check", "Tell every mistake in a procedure file."),
        "show": Entry("cockpit.cli.procedure:show_", "The whole procedure, defaults included."),
        "amend": Entry("cockpit.cli.procedure:amend", "Run this incident by another procedure from now on."),
    },
)
def procedure() -> None:
    """What a project calls things, and its numbers: severities, roles, the loop, whom to tell and call.

    procedure.toml is looked for in the folder one is in and those above it, beside the record, and in
    ~/.config/incident-cockpit; COCKPIT_PROCEDURE names another. An incident keeps what it was declared with.
    """


@verb()
@_file
@click.pass_obj
def check(call: Call, file: Path | None) -> None:
    """Whether FILE, or the one that would be found, can be used; if not, every mistake in it, a line each."""
    found = file or _located(call)
    if found is None:
        return say(_NONE)
    levels = " ".join(level.code for level in _read(found).severities)
    show(f"{found} can be used: {levels}")


@verb("show")
@click.option("--toml", "as_toml", is_flag=True, help="As a file to start from.")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_obj
def show_(call: Call, as_toml: bool, as_json: bool) -> None:
    """What a new incident would get; with --incident ID what that one is run by."""
    shown = _shown(call)
    if as_json:
        from cockpit.reports.procedure import procedure_json
        from cockpit.reports.timeline import json_line

        show(json_line(procedure_json(shown)))
    elif as_toml:
        from cockpit.procedures.writing import as_toml as written

        show(*written(shown).rstrip("\n").split("\n"))
    else:
        from cockpit.reports.procedure import procedure_lines

        show(*procedure_lines(shown))


@verb()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@writing(word=True, at=True)
def amend(act: Act, file: Path) -> None:
    """Run this incident by the procedure in FILE from now on; needs --because. The commander's decision."""
    act.do(cmd.Amend(_read(file)))


def _shown(call: Call) -> Procedure:
    if call.flags.incident or os.environ.get("COCKPIT_INCIDENT"):
        return call.seat_to_read().incident.procedure
    return call.procedure()


def _located(call: Call) -> Path | None:
    from cockpit.procedures import here, locate

    path, passed_over = locate(os.environ, here(), call.path)
    say(*passed_over)
    return path


def _read(file: Path) -> Procedure:
    """The procedure in a file. Raises Stop with a line for each mistake."""
    from cockpit.procedures import BadProcedure
    from cockpit.procedures.reading import read_procedure

    try:
        return read_procedure(file)
    except BadProcedure as error:
        what = counted(len(error.lines), "mistake")
        raise Stop(f"{file} cannot be used as a procedure: {what}.", USAGE, lines=error.lines) from error
