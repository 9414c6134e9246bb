"""Verbs about telling people: what an audience was told, statements, waivers, the first message."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from cockpit.cli import completing
from cockpit.cli.acting import Act, writing
from cockpit.cli.context import Call
from cockpit.cli.failures import REFUSED, UNREADABLE, Stop
from cockpit.cli.output import say, show
from cockpit.cli.reading import as_json
from cockpit.cli.verbs import Entry, Function, LazyGroup, joined, readable, text_of_words, verb, words
from cockpit.incident import commands as cmd

if TYPE_CHECKING:
    from datetime import datetime

    from cockpit.desk import Done

_audience = click.argument("audience", metavar="AUDIENCE", shell_complete=completing.audiences)
_link = click.option("--link", metavar="URL", help="Where it can be read.")
_next = click.option("--next", "next_by", metavar="TIME", help="When the next one was promised: 15:00, 30m.")
_end = click.option("--end", "ending", is_flag=True, help="They were told that it is over.")


def _statement(function: Function) -> Function:
    return click.argument("draft", metavar="ID", shell_complete=completing.statements)(function)


def _planned(act: Act, text: str | None) -> datetime | None:
    moment = act.call.moment(text, planned=True)
    return moment.at if moment else None


def _text(words: Sequence[str]) -> str:
    """The words typed; for - all of standard input but for the end of its last line."""
    if tuple(words) != ("-",):
        return joined(words)
    from cockpit.cli.stream import standard_input
    from cockpit.record.layout import MAX_TEXT

    text = standard_input().read(MAX_TEXT + 2).removesuffix(b"\n").removesuffix(b"\r")
    if len(text) > MAX_TEXT:
        raise Stop(f"A statement holds up to {MAX_TEXT:,} bytes and more came in: give its address (--link).")
    return readable(text)


@verb()
@_audience
@words(metavar="[TEXT|-]", required=False)
@_link
@_next
@click.option("--no-change", is_flag=True, help='They were told "no change", and when the next one comes.')
@_end
@writing(word=True, at=True, closed=True)
def told(
    act: Act,
    audience: str,
    words: Sequence[str],
    link: str | None,
    next_by: str | None,
    no_change: bool,
    ending: bool,
) -> None:
    """Record what an audience was told already, by anybody, in any way. A time promised in TEXT is kept."""
    text, promised = _text(words), _planned(act, next_by)
    if no_change:
        from cockpit.incident import audiences

        if text:
            raise click.UsageError("--no-change says it all: leave TEXT out, or --no-change.")
        now = act.call.now()
        promised = promised or audiences.next_update(act.desk.incident, joined([audience]), now)
        text = audiences.no_change(promised, now)
    where = joined([link]) if link else None
    act.do(cmd.Tell(joined([audience]), text, where, promised, ending=ending))


@verb()
@_audience
@writing(word=True, at=True, closed=True)
def waive(act: Act, audience: str) -> None:
    """An audience need not be told; once it is resolved, not of the end. The commander's word."""
    act.do(cmd.Waive(joined([audience])))


@verb()
@as_json
@click.pass_obj
def audiences(call: Call, as_json: bool) -> None:
    """Who has to be told: last told, next due, never; and what waits to be sent."""
    from cockpit.incident.audiences import standings
    from cockpit.reports.telling import audience_json, audience_lines, open_statements, statement_lines

    seat = call.seat_to_read()
    incident, now = seat.incident, seat.now()
    if as_json:
        return show(*(json.dumps(audience_json(one)) for one in standings(incident)))
    show(*audience_lines(incident, now), *statement_lines(open_statements(incident), now))


@click.group(
    cls=LazyGroup,
    entries={
        "draft": Entry("cockpit.cli.telling:draft", "Write what an audience is to be told."),
        "approve": Entry("cockpit.cli.telling:approve", "The commander's word that it may be sent."),
        "drop": Entry("cockpit.cli.telling:drop", "Refuse it, or take it back."),
        "send": Entry("cockpit.cli.telling:send", "It was sent: they were told so."),
        "list": Entry("cockpit.cli.telling:list_", "Every statement and where it stands."),
    },
)
def statement() -> None:
    """Statements, from the draft to the audience."""


@verb()
@_audience
@words(metavar="[TEXT|-]", required=False)
@click.option("--template", is_flag=True, help="Take the project's words for the phase it is in.")
@_next
@_end
@click.option(
    "--instead-of", metavar="ID", shell_complete=completing.statements, help="It replaces that one."
)
@writing(word=True, closed=True)
def draft(
    act: Act,
    audience: str,
    words: Sequence[str],
    template: bool,
    next_by: str | None,
    ending: bool,
    instead_of: str | None,
) -> None:
    """Write what an audience is to be told. Prints its id."""
    promised, name = _planned(act, next_by), joined([audience])
    if template and not words:
        from cockpit.incident.audiences import from_template, next_update

        now = act.call.now()
        incident = act.desk.incident
        by = promised or next_update(incident, name, now)
        text = from_template(incident, by, now, ending=ending)
    else:
        text = _text(words) or text_of_words(())
    made = act.submit(cmd.DraftStatement(name, text, promised, joined([instead_of]) if instead_of else None))
    act.show_id(_made(made, "draft"), made)


def _made(done: Done, field: str) -> str:
    """The id of what was made, which the last fact of its kind names."""
    bodies = [json.loads(entry.body) for entry in done.recorded]
    return str(next(body[field] for body in reversed(bodies) if field in body))


@verb()
@_statement
@writing(word=True, at=True, closed=True)
def approve(act: Act, draft: str) -> None:
    """The commander's word that it may be sent."""
    act.do(cmd.ApproveStatement(joined([draft])))


@verb()
@_statement
@writing(word=True, at=True, closed=True)
def drop(act: Act, draft: str) -> None:
    """Refuse it, or take it back; --because says why."""
    act.do(cmd.DropStatement(joined([draft])))


@verb()
@_statement
@_link
@_next
@_end
@writing(word=True, at=True, closed=True)
def send(act: Act, draft: str, link: str | None, next_by: str | None, ending: bool) -> None:
    """It was sent to its audience. Unapproved it asks why, where the audience wants approval."""
    where, promised = joined([link]) if link else None, _planned(act, next_by)
    act.do(cmd.Tell("", link=where, next_by=promised, draft=joined([draft]), ending=ending))


@verb("list")
@as_json
@click.pass_obj
def list_(call: Call, as_json: bool) -> None:
    """Every statement, the first first, and where it stands."""
    from cockpit.reports.telling import statement_json, statement_lines

    seat = call.seat_to_read()
    found = seat.incident.statements.values()
    if as_json:
        return show(*(json.dumps(statement_json(one)) for one in found))
    show(*statement_lines(found, seat.now()))


@verb()
@_link
@click.option("--channel", metavar="URL", help="Where the response talks from now on.")
@click.option("--send", "sending", is_flag=True, help="Post it with the procedure's announce command.")
@writing(word=True, at=True, closed=True)
def announced(act: Act, link: str | None, channel: str | None, sending: bool) -> None:
    """Record that the team was notified where it talks; --link is that message.

    cockpit first-message writes it; --send hands it to the project's command and keeps the address it prints.
    """
    if sending:
        if link is not None:
            raise click.UsageError("Give --send or --link: with --send the link is what the command prints.")
        link = _posted(act)
    act.do(cmd.Announce(joined([link]) if link else None, joined([channel]) if channel else None))


def _posted(act: Act) -> str | None:
    """Hand the first message to the project's command; the address it printed, or None."""
    from cockpit import hooks
    from cockpit.reports.announcing import first_message

    incident, call = act.desk.incident, act.call
    command = hooks.command_of(hooks.ANNOUNCE, incident)
    if not command:
        raise Stop(NO_COMMAND, REFUSED)
    say(f"Running {' '.join(command)}")
    try:
        return hooks.send(
            hooks.ANNOUNCE, command, first_message(incident, path=str(call.path), host=call.me.origin.host)
        )
    except hooks.NotSent as error:
        raise Stop(f"{error}. Nothing was recorded.", UNREADABLE) from error


NO_COMMAND = (
    "This project has no announce command: paste the message (cockpit first-message), then cockpit announced "
    '--link URL; or name a command in procedure.toml (announce = ["post-to-chat", …]).'
)


@verb("first-message")
@click.option("--join", is_flag=True, help="Only the line to join with.")
@click.pass_obj
def first_message(call: Call, join: bool) -> None:
    """The first message, ready to paste where the team talks, with the line to join with."""
    from cockpit.reports import announcing

    written = announcing.how_to_join if join else announcing.first_message
    incident = call.seat_to_read().incident
    show(*written(incident, path=str(call.path), host=call.me.origin.host).split("\n"))
