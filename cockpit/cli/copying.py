"""The verbs that make another file of the record: a backup, and what is intact in a damaged one."""

from __future__ import annotations

from pathlib import Path

import click

from cockpit.cli.context import Call
from cockpit.cli.failures import UNREADABLE, Stop
from cockpit.cli.output import counted, say, show
from cockpit.cli.reading import as_json
from cockpit.cli.verbs import verb
from cockpit.reports.timeline import json_line

_file = click.argument("file", type=click.Path(path_type=Path), metavar="FILE")


@verb()
@_file
@click.option("--all", "everything", is_flag=True,
              help="Also each private incident you may read, into FILE's name with its id.")  # fmt: skip
@as_json
@click.pass_obj
def backup(call: Call, file: Path, everything: bool, as_json: bool) -> None:
    """Copy the record into a new FILE while it is in use, and prove that the copy is whole.

    Prints the digest of each incident in it, as cockpit digest does. Never copy the record's file by other
    means: what was written last stands in the file beside it. Private incidents are in no copy of the
    shared record: --all, or --incident ID, copies each into a file of its own, for its group alone.

    To go back to one, move the record, its -wal and its -shm away first: a log that stays ruins what is put
    beside it.
    """
    from cockpit.place.private import private_ids, private_path

    if everything and call.named_incident:
        raise click.UsageError(
            "Leave out --incident and COCKPIT_INCIDENT with --all: it copies every record."
        )
    _copy(call.path, file, as_json=as_json)
    private = private_ids(call.shared) if call.path == call.shared else []
    for incident in private if everything else ():
        _copy(private_path(call.shared, incident), _named_for(file, incident), as_json=as_json)
    if private and not everything:
        what = f"{counted(len(private), 'private incident')} {'is' if len(private) == 1 else 'are'} not in it"
        say(f"{what}: --all copies each into a file of its own.")


def _named_for(file: Path, incident: str) -> Path:
    """saved.db and 2026-11-23-bcd make saved-2026-11-23-bcd.db"""
    return file.with_name(f"{file.stem}-{incident}{file.suffix}")


def _copy(source: Path, file: Path, *, as_json: bool) -> None:
    from cockpit.record.backup import backup as copy
    from cockpit.record.newfile import BadTarget
    from cockpit.reports.copies import backup_json, backup_lines

    try:
        made = copy(source, file)
    except BadTarget as error:
        raise Stop(str(error)) from error
    show(*([json_line(backup_json(file, made))] if as_json else backup_lines(made)))
    if made.trouble:
        raise Stop(
            f"{file} was written, and it is no better than the record: look at both with cockpit verify.",
            UNREADABLE,
            lines=made.trouble,
        )
    entries = sum(one.entries for one in made.verdicts)
    what = f"{counted(entries, 'row')} of {counted(len(made.verdicts), 'incident')}"
    say(f"Written to {file}: {what}, and each fits.")


@verb()
@_file
@click.option("--from", "damaged", type=click.Path(path_type=Path), metavar="DB",
              help="The damaged record, if it is not the one of --db.")  # fmt: skip
@as_json
@click.pass_obj
def recover(call: Call, file: Path, damaged: Path | None, as_json: bool) -> None:
    """Take everything intact out of a damaged record into a new FILE, and say what was lost.

    Every entry keeps its number, its bytes and its digest. The damaged file stays as it is. Exit 4 where
    something was lost.
    """
    from cockpit.record.newfile import BadTarget
    from cockpit.record.recover import recover as take_out
    from cockpit.reports.copies import recovered_json, recovered_lines

    source = damaged.absolute() if damaged else call.path
    try:
        found = take_out(source, file)
    except BadTarget as error:
        raise Stop(str(error)) from error
    show(*([json_line(recovered_json(file, found))] if as_json else recovered_lines(found)))
    if not found.whole:
        raise Stop(
            f"{file} holds what could be read of {source}, and something was lost: keep {source} and its "
            f"-wal file, look for the rest in a backup, and go on with --db {file}; what is lost stays a gap "
            "that cockpit verify names.",
            UNREADABLE,
        )
    say(f"Written to {file}: nothing was lost. Go on with --db {file}; keep {source} for whoever asks.")
