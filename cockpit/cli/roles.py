"""Verbs about who does what: being here, command, roles, handing over."""

from __future__ import annotations

from collections.abc import Sequence

import click

from cockpit.cli import completing
from cockpit.cli.acting import Act, name_of, writing
from cockpit.cli.context import Call
from cockpit.cli.output import say, show
from cockpit.cli.verbs import Entry, LazyGroup, joined, verb, words
from cockpit.incident import commands as cmd
from cockpit.incident.procedure import Procedure

_role_argument = words("role", metavar="[ROLE]", required=False, complete=completing.roles)


@verb()
@_role_argument
@click.option("--zone", metavar="ZONE", help="Where I am, for my local hour: Europe/Berlin.")
@writing()
def join(act: Act, role: Sequence[str], zone: str | None) -> None:
    """Say that I am here, and read in twelve lines what is going on; with a ROLE, take a free one.

    The roles are commander, deputy, technical lead, investigator, communicator and scribe; two at once:
    scribe+communicator.
    """
    from cockpit.incident.zones import zone_from, zone_name
    from cockpit.reports.brief import brief_lines

    there = zone_name(zone_from(zone, None)) if zone else None
    done = act.submit(cmd.Join(joined(role) or None, there))
    incident, me = act.desk.incident, act.desk.who
    say(
        f"You are {me} on {incident.id}: {', '.join(incident.role_names_of(me)) or 'no role yet'}",
        *act.lines(done),
    )
    show(*brief_lines(incident, act.call.now(), me))


@verb()
@writing(word=True, at=True)
def take(act: Act) -> None:
    """Take command. With a commander in place it asks why, and ends their command in the same step.

    That stands in red until they acknowledge it (cockpit handoff acknowledge), and keeps its ! for good.
    """
    act.do(cmd.TakeCommand())


@click.group(
    cls=LazyGroup,
    entries={
        "assign": Entry("cockpit.cli.roles:assign", "Give somebody a role."),
        "relieve": Entry("cockpit.cli.roles:relieve", "End somebody's role."),
        "keep": Entry("cockpit.cli.roles:keep", "Say why several roles stay one person's."),
        "may": Entry("cockpit.cli.roles:may", "Who may do what: one table for every verb."),
    },
)
def role() -> None:
    """Give somebody a role, or end it. The roles are commander, deputy, technical lead, investigator,
    communicator and scribe."""


@verb()
@words("role_and_name", metavar="ROLE NAME", complete=completing.roles)
@click.option(
    "--instead-of", metavar="NAME", help="Whose role ends with it.", shell_complete=completing.people
)
@writing(word=True, at=True)
def assign(act: Act, role_and_name: Sequence[str], instead_of: str | None) -> None:
    """Give NAME a role, or two: scribe+communicator."""
    wanted, name = split_role(role_and_name, act.desk.incident.procedure)
    if name is None:
        raise click.UsageError("Say who: cockpit role assign ROLE NAME.")
    before = None if instead_of is None else name_of(instead_of, "--instead-of")
    act.do(cmd.AssignRole(wanted, name_of(name, "NAME"), before))


@verb()
@words("role_and_name", metavar="ROLE [NAME]", complete=completing.roles)
@writing(word=True, at=True)
def relieve(act: Act, role_and_name: Sequence[str]) -> None:
    """End a role; with several holders NAME says whose."""
    wanted, name = split_role(role_and_name, act.desk.incident.procedure)
    act.do(cmd.RelieveRole(wanted, None if name is None else name_of(name, "NAME")))


@verb()
@click.argument("name", metavar="[NAME]", required=False, shell_complete=completing.people)
@writing(word=True)
def keep(act: Act, name: str | None) -> None:
    """Say why roles that are better several people's stay one person's: NAME's, or those of all.

    It is due at the worst severity where they were together before; the reason holds until roles or
    severity change.
    """
    act.do(cmd.KeepRoles(None if name is None else name_of(name, "NAME")))


@verb()
@click.option("--markdown", is_flag=True, help="As a page of the docs.")
def may(markdown: bool) -> None:
    """Who may do what: one table for every verb."""
    from cockpit.reports.authority import authority_lines, authority_markdown

    if markdown:
        click.echo(authority_markdown(), nl=False)
    else:
        show(*authority_lines())


def split_role(given: Sequence[str], procedure: Procedure) -> tuple[str, str | None]:
    """The role at the beginning of a line, which may be several words (technical lead), and what follows."""
    for length in range(len(given), 0, -1):
        wanted, rest = joined(given[:length]), given[length:]
        if all(map(procedure.role, wanted.split("+"))) and all(word.strip() for word in given[:length]):
            break
    return wanted, " ".join(rest) or None


@click.group(
    cls=LazyGroup,
    entries={
        "offer": Entry("cockpit.cli.roles:offer", "Offer command to somebody."),
        "brief": Entry("cockpit.cli.roles:brief_", "What goes with command: one screen to read."),
        "accept": Entry("cockpit.cli.roles:accept", "Take command over from whoever offered it."),
        "decline": Entry("cockpit.cli.roles:decline", "Leave command where it is, or take an offer back."),
        "acknowledge": Entry("cockpit.cli.roles:acknowledge", "Say that I know command was taken from me."),
    },
)
def handoff() -> None:
    """Hand command over: one offers, the other accepts."""


@verb()
@click.argument("name", metavar="NAME", shell_complete=completing.people)
@writing(word=True)
def offer(act: Act, name: str) -> None:
    """Offer command to NAME, with the brief to read out; it changes hands when they accept."""
    done = act.submit(cmd.OfferHandoff(name_of(name, "NAME")))
    _brief(act)
    show("", *act.lines(done))


@verb("brief")
@click.pass_obj
def brief_(call: Call) -> None:
    """Everything whoever takes command has to know, on one screen (ICS-201)."""
    from cockpit.reports.handoff import handoff_lines

    seat = call.seat_to_read()
    show(*handoff_lines(seat.incident, seat.now()))


def _brief(act: Act) -> None:
    from cockpit.reports.handoff import handoff_lines

    show(*handoff_lines(act.desk.incident, act.call.now()))


@verb()
@writing(word=True, at=True)
def accept(act: Act) -> None:
    """Take command over from whoever offered it, and read the brief."""
    done = act.submit(cmd.AcceptHandoff(briefed=True))
    _brief(act)
    show("", *act.lines(done))


@verb()
@click.option("--investigate", is_flag=True, help="I am diagnosing already: I go on as an investigator.")
@writing(word=True)
def decline(act: Act, investigate: bool) -> None:
    """Leave command where it is; whoever offered it takes the offer back this way."""
    act.do(cmd.DeclineHandoff(investigate))


@verb()
@writing(word=True)
def acknowledge(act: Act) -> None:
    """Say that I know: somebody took command while I had it. Until then it stands in red on every screen."""
    act.do(cmd.AcknowledgeTakeover())
