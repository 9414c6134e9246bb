"""Verbs about the people themselves: who is here, how they hold up, what they do, what was so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, cast

import click

from cockpit.cli import completing
from cockpit.cli.acting import Act, name_of, writing
from cockpit.cli.context import Call
from cockpit.cli.output import show
from cockpit.cli.reading import as_json
from cockpit.cli.verbs import joined, text_of_words, verb, words
from cockpit.incident import commands as cmd
from cockpit.reports.timeline import json_line

if TYPE_CHECKING:
    from cockpit.incident.events import Feeling

About = Literal["seen", "tried", "link"]

_for = click.option(
    "--for", "whose", metavar="NAME", help="Whose; without, mine.", shell_complete=completing.people
)


@verb()
@as_json
@click.pass_obj
def people(call: Call, as_json: bool) -> None:
    """Who is here: role, task, time on duty, local hour, last activity, and how they hold up."""
    from cockpit.reports.people import people_json, people_lines

    seat = call.seat_to_read()
    logins = seat.store.logins(seat.incident.id)
    if as_json:
        return show(json_line({"people": people_json(seat.incident, seat.now(), logins)}))
    show(*people_lines(seat.incident, seat.now(), logins))


@verb()
@as_json
@click.pass_obj
def staffing(call: Call, as_json: bool) -> None:
    """The staffing checklist: who holds each role, and since when one is missing."""
    from cockpit.reports.people import staffing_json, staffing_lines

    seat = call.seat_to_read()
    if as_json:
        return show(json_line({"staffing": staffing_json(seat.incident, seat.now())}))
    show(*staffing_lines(seat.incident, seat.now()))


@verb()
@click.argument("feeling", type=click.Choice(("ok", "tired", "relief")), metavar="ok|tired|relief")
@_for
@writing(word=True, at=True)
def feel(act: Act, feeling: str, whose: str | None) -> None:
    """Say how I hold up; relief: I want to be relieved."""
    act.do(cmd.Feel(cast("Feeling", feeling), _name(whose)))


@verb()
@words("task", metavar="[TEXT]", required=False)
@click.option("--none", "nothing", is_flag=True, help="I am done with it.")
@_for
@writing(word=True, at=True)
def task(act: Act, task: Sequence[str], nothing: bool, whose: str | None) -> None:
    """Say what I am doing now: one thing for each person."""
    if nothing == bool(joined(task).strip()):
        raise click.UsageError("Say what it is, in a few words, or --none.")
    act.do(cmd.SetTask("" if nothing else text_of_words(task), _name(whose)))


@verb()
@click.option("--end", is_flag=True, help="The commander approves alone again.")
@writing(word=True)
def delegate(act: Act, end: bool) -> None:
    """Let the deputy approve, refuse, ask and acknowledge too.

    The commander says so; the deputy may take it over while the commander is silent and something waits.
    """
    act.do(cmd.EndDelegation() if end else cmd.Delegate())


@verb()
@click.argument("name", metavar="NAME", shell_complete=completing.people)
@writing(word=True, at=True)
def release(act: Act, name: str) -> None:
    """NAME is free to go: their roles end. Everybody may let themselves go."""
    act.do(cmd.Release(name_of(name, "NAME")))


@verb()
@click.option("--noticed", metavar="TIME", help="When it was first noticed: 14:32, -20m, ~14:30.")
@click.option("--seen", metavar="TEXT", multiple=True, help="What I saw; -7m in front back-dates it.")
@click.option("--tried", metavar="TEXT", multiple=True, help="What I tried; -7m in front back-dates it.")
@click.option("--link", metavar="URL", multiple=True, help="Where it can be seen.")
@click.option("--checked", is_flag=True, help="I have checked these entries; without numbers, all.")
@click.argument("numbers", metavar="[N]…", nargs=-1, type=click.IntRange(min=1))
@writing(word=True)
def context(
    act: Act,
    noticed: str | None,
    seen: Sequence[str],
    tried: Sequence[str],
    link: Sequence[str],
    checked: bool,
    numbers: Sequence[int],
) -> None:
    """What was so far, for the scribe: each becomes an entry of its own at its own time, to be checked.

    The scribe checks them with --checked N…, or by correcting one.
    """
    told = [*_lines("seen", seen), *_lines("tried", tried), *_lines("link", link)]
    if checked and not told and noticed is None:
        act.do(cmd.CheckContext(tuple(numbers)))
        return
    if checked or numbers or not (told or noticed):
        raise click.UsageError(
            "Say --noticed, --seen, --tried or --link; or --checked, with numbers or none."
        )
    first = [(cmd.GiveContext("noticed", ""), noticed)] if noticed is not None else []
    dated = [(command, act.call.moment(time)) for command, time in [*first, *told]]
    for command, act.moment in dated:
        act.do(command)


def _lines(about: About, texts: Sequence[str]) -> Iterator[tuple[cmd.GiveContext, str | None]]:
    """Each text as a command, and the time it begins with."""
    from cockpit.incident.moments import leading

    for text in texts:
        time, rest = (None, joined([text])) if about == "link" else leading(joined([text]))
        yield cmd.GiveContext(about, rest), time


def _name(given: str | None) -> str | None:
    return None if given is None else name_of(given, "--for")
