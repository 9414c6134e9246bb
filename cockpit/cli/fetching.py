"""The verb that calls somebody to the incident."""

from __future__ import annotations

import sys
from shlex import join

import click

from cockpit.cli import completing
from cockpit.cli.acting import Act, name_of, writing
from cockpit.cli.failures import REFUSED, Stop
from cockpit.cli.output import ask, can_ask, say, show
from cockpit.cli.verbs import verb
from cockpit.incident import commands as cmd


@verb()
@click.argument("name", metavar="[NAME]", required=False, shell_complete=completing.people)
@click.option("--yes", is_flag=True, help="Run the project's command without being asked.")
@click.option("--called", is_flag=True, help="I called them myself: record it.")
@writing(at=True)
def fetch(act: Act, name: str | None, yes: bool, called: bool) -> None:
    """Call NAME to the incident with the project's command, shown before it runs; without one, say how.

    Without NAME it is the first of those on call who is not here. It ends with the command's own status.
    """
    from cockpit.fetching import fetch_command

    person = name_of(name, "NAME") if name else _first(act)
    if called:
        act.do(cmd.Fetch(person))
        return
    command = fetch_command(act.desk.incident, person)
    if command:
        _run(act, person, command, yes=yes)
    else:
        _tell_how(act, person)


def _first(act: Act) -> str:
    from cockpit.fetching import on_call

    found = on_call(act.desk.incident)
    if not found:
        raise Stop("Nobody on call is left to be fetched: name somebody, cockpit fetch NAME.", REFUSED)
    return found[0].name


def _tell_how(act: Act, person: str) -> None:
    from cockpit.fetching import reach
    from cockpit.reports.announcing import how_to_join

    incident, call = act.desk.incident, act.call
    show(reach(incident, person), how_to_join(incident, path=str(call.path), host=call.me.origin.host))
    say(f"Once you have called them: cockpit fetch --called {person}")


def _run(act: Act, person: str, command: tuple[str, ...], *, yes: bool) -> None:
    """The command came out of a file that others can write, so whoever runs it sees it first."""
    from cockpit.fetching import NotCalled, call, reach

    say(f"This runs: {join(command)}")
    if not yes and not can_ask():
        raise Stop("Nobody is there to be asked: add --yes to run it.", REFUSED)
    if not yes and ask("Enter runs it, anything else does not:"):
        raise Stop("Given up: nobody was called.", REFUSED)
    try:
        ended = call(command)
    except NotCalled as error:
        raise Stop(f"{error} {reach(act.desk.incident, person)}", REFUSED) from error
    act.do(cmd.Fetch(person, ended.exit_code))
    if ended.said:
        say(ended.said)
    if ended.exit_code:
        say(f"It failed with {ended.exit_code}. {reach(act.desk.incident, person)}")
        sys.exit(ended.exit_code if 0 < ended.exit_code < 256 else 1)
