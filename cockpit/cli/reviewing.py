"""Verbs for after the close: sign-off, reread, facilitator, ticket, and what of it is still missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cockpit.cli.acting import Act, name_of, writing
from cockpit.cli.completing import people
from cockpit.cli.context import Call
from cockpit.cli.failures import REFUSED, UNREADABLE, Stop
from cockpit.cli.output import say, show
from cockpit.cli.reading import as_json
from cockpit.cli.verbs import joined, verb
from cockpit.incident import commands as cmd
from cockpit.reports.timeline import json_line, row_json, row_line

if TYPE_CHECKING:
    from cockpit.desk import Desk
    from cockpit.seat import Seat


def _desk(act: Act) -> Desk:
    """Sits the act down at the incident that is reviewed, open or closed, to write."""
    incident = act.call.incident_to_review()
    act.desk = act.call.desk(act.call.writing, incident)
    return act.desk


def _seat(act: Act) -> Desk:
    """As `_desk`, to read."""
    act.desk = act.call.desk(act.call.reading, act.call.incident_to_review())
    return act.desk


@verb("sign-off")
@writing(word=True, at=True)
def sign_off(act: Act) -> None:
    """I have read the record and added what was missing. Late entries: cockpit log --at TIME."""
    _desk(act)
    act.do(cmd.SignOff())


@verb()
@click.argument("name", metavar="NAME", shell_complete=people)
@writing(word=True, at=True)
def facilitator(act: Act, name: str) -> None:
    """Who leads the retrospective; choosing somebody who took part asks why."""
    _desk(act)
    act.do(cmd.ChooseFacilitator(name_of(name, "NAME")))


@verb()
@as_json
@click.pass_obj
def review(call: Call, as_json: bool) -> None:
    """Who has signed off, how far the record is reread, the facilitator and the ticket."""
    from cockpit.reports.rereading import to_reread
    from cockpit.reports.review import review_json, review_lines

    seat = call.seat_at(call.incident_to_review())
    left = sum(1 for _ in to_reread(seat.store, seat.incident))
    if as_json:
        return show(json_line(review_json(seat.incident, left)))
    show(*review_lines(seat.incident, left, seat.now()))


@verb()
@click.option("--done", is_flag=True, help="The pass is done: nothing more is to be starred.")
@as_json
@writing(word=True, at=True)
def reread(act: Act, done: bool, as_json: bool) -> None:
    """The entries without a star that are left to walk; the scribe's screen walks them one by one (W)."""
    from cockpit.reports.rereading import to_reread

    if done:
        number = _desk(act).incident.number
        act.do(cmd.FinishReread(through=number))
        return
    seat = _seat(act)
    for row in to_reread(seat.store, seat.incident):
        show(json_line(row_json(row)) if as_json else row_line(row, act.call.zone))


@verb()
@click.option("--send", is_flag=True, help="Hand the text to the procedure's ticket command.")
@click.option("--link", metavar="URL", help="Where the ticket is.")
@writing(word=True)
def ticket(act: Act, send: bool, link: str | None) -> None:
    """The text of the retrospective's ticket, ready to copy."""
    if send and link:
        raise click.UsageError("Give --send or --link: with --send the link is what the command prints.")
    if link is not None:
        _desk(act)
        act.do(cmd.RecordTicket(joined([link])))
    elif send:
        _send(act)
    else:
        show(*_text(act.call, _seat(act)).split("\n"))


def _text(call: Call, seat: Seat) -> str:
    from cockpit.reports.ticket import ticket_text

    where = f"cockpit observe --db {call.path} --incident {seat.incident.id}"
    return ticket_text(seat.incident, seat.store, seat.now(), where)


def _send(act: Act) -> None:
    """Run the project's command; only a ticket that it names is recorded."""
    from cockpit import hooks

    desk = _desk(act)
    command = hooks.command_of(hooks.TICKET, desk.incident)
    if not command:
        raise Stop(NO_COMMAND, REFUSED)
    say(f"Running {' '.join(command)}")
    try:
        link = hooks.send(hooks.TICKET, command, _text(act.call, desk))
    except hooks.NotSent as error:
        raise Stop(f"{error}. Nothing was recorded.", UNREADABLE) from error
    if link is None:
        raise Stop(NO_ADDRESS, UNREADABLE)
    act.do(cmd.RecordTicket(link))


NO_COMMAND = (
    "This project has no ticket command: copy the text (cockpit ticket), then cockpit ticket --link URL; "
    'or name a command in procedure.toml (ticket = ["gh", "issue", "create", …]).'
)
NO_ADDRESS = "The command ran and printed no address: look for the ticket, then cockpit ticket --link URL."
