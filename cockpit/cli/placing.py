"""The verbs about the place of a record: make it for a group, and look it over."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from cockpit.cli.context import Call
from cockpit.cli.failures import REFUSED, UNREADABLE, Stop
from cockpit.cli.output import counted, is_terminal, say, show
from cockpit.cli.reading import as_json
from cockpit.cli.verbs import verb
from cockpit.reports.setting import wrapped
from cockpit.reports.timeline import json_line

if TYPE_CHECKING:
    from cockpit.place.finding import Finding

SIGNS = {"ok": "✔", "advice": "·", "mend": "⚑"}


@verb()
@click.argument("folder", type=click.Path(readable=False, path_type=Path))
@click.option("--group", metavar="GROUP", required=True, help="Whose members write; it has to be there.")
@click.option(
    "--observers", type=click.Choice(["all", "group", "none"]),
    help="Who may read: everybody on this host, or nobody outside the group (that, where it is new).",
)  # fmt: skip
@click.pass_obj
def init(call: Call, folder: Path, group: str, observers: str | None) -> None:
    """Make a folder and a record that a group shares, and say what was done, a line for each step.

    Run it again to mend modes and groups; with --observers, also to change who may read. Have root run
    it, or somebody of the group who may make the folder. --observers group and none set the same modes,
    since Unix cannot let members of one group read but not write: whoever shall only watch runs cockpit
    observe. /var/lib/incident-cockpit is where every cockpit looks by itself.
    """
    from cockpit.place.making import OBSERVERS, RECORD, make_shared
    from cockpit.place.modes import NoSuchGroup
    from cockpit.settings import SHARED_DATABASE

    if call.read_only:
        raise Stop("Refused: this cockpit only reads here (read-only): run it without --read-only.", REFUSED)
    place = folder.absolute()
    try:
        for line in make_shared(place, group, next((one for one in OBSERVERS if one == observers), None)):
            show(line)
    except NoSuchGroup as error:
        raise Stop(str(error)) from error
    _next_steps(place / RECORD, group, found_by_itself=place / RECORD == SHARED_DATABASE)


def _next_steps(path: Path, group: str, *, found_by_itself: bool) -> None:
    from cockpit.place.making import may_all_read
    from cockpit.place.modes import group_id, members

    who = members(group_id(group))
    say(f"Who writes: {', '.join(who) or f'nobody yet (usermod -aG {group} NAME)'}.")
    say(f"Who reads: {'everybody on this host' if may_all_read(path) else 'they alone'}.")
    say("Whoever is added to the group later has to log in again.")
    if not found_by_itself:
        say(f"Tell every cockpit where it is: export COCKPIT_DB={path}")
    say("cockpit doctor, run by one of them, says whether all is well.")


_UNDER = " " * 15
"""Below what was found, beside its sign and the name of the check."""


def _lines(finding: Finding) -> Iterator[str]:
    """As wide as the terminal, in a pipe as long as they are; a command stays whole, to be copied."""
    first = f"{SIGNS[finding.state]} {finding.check:<12} "
    to_do = f"{_UNDER}do: "
    wide = get_terminal_size().columns if is_terminal(sys.stdout) else 10_000
    yield from wrapped(finding.found, first=first, rest=_UNDER, width=wide)
    if "/" in finding.remedy:
        yield f"{to_do}{finding.remedy}"
    elif finding.remedy:
        yield from wrapped(finding.remedy, first=to_do, rest=f"{_UNDER}    ", width=wide)


@verb()
@as_json
@click.pass_obj
def doctor(call: Call, as_json: bool) -> None:
    """Look over the place of the record, this host and this terminal; each finding with its remedy.

    Changes nothing. Exit 4 where something about the record has to be mended; 0 where all is well, and
    where there is only advice.
    """
    from cockpit.place.doctor import examine
    from cockpit.place.finding import State
    from cockpit.settings import drafts_folder

    to_mend = 0
    for finding in examine(call.path, drafts_folder(os.environ), os.environ, call.now()):
        to_mend += finding.state is State.MEND
        if as_json:
            show(json_line(finding._asdict()))
            continue
        show(*_lines(finding))
    if to_mend:
        has = "has" if to_mend == 1 else "have"
        raise Stop(f"{counted(to_mend, 'thing')} {has} to be mended: see ⚑ above.", UNREADABLE)
