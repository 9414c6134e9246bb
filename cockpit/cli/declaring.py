"""The verb that starts an incident: with a title, with an answer to one question, or out of an alert."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, UUID, uuid5

import click
from msgspec.structs import replace

from cockpit.cli.acting import Act, name_of, writing
from cockpit.cli.completing import people, severities
from cockpit.cli.context import none_yet
from cockpit.cli.failures import Stop
from cockpit.cli.output import ask, at_text, can_ask, say, show
from cockpit.cli.verbs import joined, text_of_words, verb, words
from cockpit.incident import commands as cmd

if TYPE_CHECKING:
    from cockpit.alerts import Alert
    from cockpit.cli.context import Call
    from cockpit.desk import Done
    from cockpit.incident.moments import Moment
    from cockpit.incident.procedure import Procedure

_LONGEST = 4 * 1024 * 1024
"""Bytes of an alert that are read."""


@verb()
@words("title", metavar="[TITLE]", required=False)
@click.option("--impact", metavar="TEXT", help="Who is hit and how, where that is known already.")
@click.option(
    "--severity", metavar="SEV", shell_complete=severities, help="How bad it is; unset until given."
)
@click.option("--noticed", metavar="TIME", help="When it was first noticed: 14:32, -7m, ~14:30.")
@click.option("--source", type=click.Choice(["alert", "user", "self"]), help="Who noticed it.")
@click.option("--channel", metavar="URL", help="Where the response talks.")
@click.option("--first-message", metavar="URL", help="The first message about it.")
@click.option("--commander", metavar="NAME", shell_complete=people, help="Who takes command at once.")
@click.option("--from-json", "file", metavar="FILE", help="Out of an alert's JSON; - is standard input.")
@click.option("--private", is_flag=True, help="For one group alone, in a file of its own; needs --group.")
@click.option("--group", metavar="GROUP", help="Who may read and write a private one.")
@writing()
def declare(act: Act, title: Sequence[str], file: str | None, noticed: str | None, **given: Any) -> None:
    """Start an incident: a title is enough. Prints its id.

    An incident is whatever disrupts the service and takes more people pulling together than everyday work
    does. That is vague on purpose: when in doubt, declare. It takes one line to stand down again.

    --from-json takes what Alertmanager, PagerDuty and Grafana send; any other text becomes title and body.
    The same alert declares one incident only.

    --private --group GROUP keeps it from everybody outside that Unix group, even that it is there: it is
    found by --incident ID or COCKPIT_INCIDENT, and listed to the members of the group alone.
    """
    group = _private_group(given.pop("private"), given.pop("group"), has_alert=file is not None)
    alert = _alert(act, file) if file else None
    if alert and alert.resolved:
        return say(f"Nothing fires any more ({alert.title}): nothing is declared.")
    if not title and not alert:
        title, given["impact"] = _asked_for(given["impact"])
    first_sign = _first_sign(act, noticed)
    procedure = act.call.procedure()
    command = _with_alert(title, given, alert, procedure) if alert else _command(text_of_words(title), given)
    if first_sign:
        command = replace(command, noticed_at=first_sign.at, noticed_about=first_sign.about)
    act.call.path = act.call.shared  # whichever incident is named, a new one is not put into its file
    if group:
        _submit_private(act, command, procedure, group)
    else:
        _submit(act, command, procedure, uuid5(NAMESPACE_URL, alert.id) if alert else None)
    if first_sign:
        now = act.call.now()
        say(f"First noticed {at_text(first_sign.at, first_sign.about, act.call.zone, now)}.")


def _private_group(private: bool, group: str | None, *, has_alert: bool) -> str | None:
    if private and not group:
        raise click.UsageError("Say for whom it is: cockpit declare --private --group GROUP TITLE.")
    if group and not private:
        raise click.UsageError("A group is for a private incident: add --private.")
    if private and has_alert:
        raise click.UsageError("An alert is known to all who get it: declare the private one with a title.")
    return group


def _submit(act: Act, command: cmd.Declare, procedure: Procedure, commit: UUID | None) -> None:
    """Declare it, and print its id; an alert that has declared one already prints that one's."""
    act.desk = act.call.desk(act.call.writing)
    if not act.desk.store.incidents():
        none_yet(act.call.path)
    done = act.accepted(act.desk.declare(command, procedure=procedure, commit=commit, raw=act.exact_bytes()))
    if not done.recorded:
        return show(act.desk.incident.id)
    _tell(act, done)


def _submit_private(act: Act, command: cmd.Declare, procedure: Procedure, group: str) -> None:
    """Declare it in a file of its own, which is opened to its group once the incident stands in it."""
    from cockpit.place.modes import NoSuchGroup
    from cockpit.place.private import private_place

    call = act.call
    call.see_to_the_folder()
    try:
        with private_place(call.shared, group, f"{call.now():%Y-%m-%d}") as path:
            call.path = path
            act.desk = call.desk(call.writing)
            incident = path.parent.name
            answer = act.desk.declare(command, procedure=procedure, incident=incident, raw=act.exact_bytes())
            done = act.accepted(answer)
    except NoSuchGroup as error:
        raise Stop(str(error)) from error
    _tell(act, done)
    _say_who_may(call, group)


def _say_who_may(call: Call, group: str) -> None:
    from cockpit.place.modes import group_id, members
    from cockpit.place.private import kept_out

    incident = call.path.parent.name
    say(f"Private to {group} ({', '.join(members(group_id(group))) or 'nobody yet'}) and to root.")
    say(f"Every command has to name it: export COCKPIT_INCIDENT={incident} (or --incident {incident})")
    if left := kept_out(call.shared, group):
        are = "is" if len(left) == 1 else "are"
        say(f"{', '.join(left)} {are} kept out by {call.shared.parent}, whose group is another one.")


def _tell(act: Act, done: Done) -> None:
    """The id, and whatever was typed as the reason as an entry of its own."""
    act.show_id(act.desk.incident.id, done)
    if act.because:
        act.submit(cmd.Log(f"declared because: {act.because}"))


def _asked_for(impact: str | None) -> tuple[Sequence[str], str | None]:
    """A title and perhaps the impact, from whoever typed the verb alone (S2)."""
    if not can_ask():
        raise click.UsageError("Say in a few words what is wrong: cockpit declare TITLE.")
    title = ask("What is wrong, in a few words?")
    if title and impact is None:
        impact = ask("Who is hit, and how? (enter alone: not known yet)")
    return (title,), impact


def _command(title: str, given: Mapping[str, Any]) -> cmd.Declare:
    """What the options say."""
    return cmd.Declare(
        title=title,
        severity=given["severity"],
        source=given["source"] or "self",
        commander=name_of(given["commander"], "--commander") if given["commander"] else None,
        channel=joined([given["channel"]]) if given["channel"] else None,
        first_message=joined([given["first_message"]]) if given["first_message"] else None,
        impact=joined([given["impact"]]) if given["impact"] else "",
    )


def _with_alert(
    title: Sequence[str], given: Mapping[str, Any], alert: Alert, procedure: Procedure
) -> cmd.Declare:
    """What the options say comes first, what the alert says fills the rest; nothing in it can stop it."""
    typed = joined(title).strip()
    wanted = given["severity"] or alert.severity
    level = procedure.severity(wanted) if wanted else None
    if given["severity"] and level is None:
        say(f"{given['severity']} is no severity here, so it is not set.")
    return replace(
        _command(typed or alert.title, given),
        severity=level.code if level else None,
        source=given["source"] or "alert",
        details="\n".join(filter(None, (alert.title if typed else "", alert.details))),
        alert=alert.id,
        noticed_at=alert.started_at,
    )


def _alert(act: Act, file: str) -> Alert:
    from cockpit.alerts import read_alert

    return read_alert(_payload(file), act.call.now())


def _payload(file: str) -> bytes:
    try:
        if file == "-":
            from cockpit.cli.stream import standard_input

            given = standard_input().read(_LONGEST + 1)
        else:
            with Path(file).open("rb") as opened:
                given = opened.read(_LONGEST + 1)
    except OSError as error:
        raise Stop(f"{file} cannot be read ({error.strerror}): name the alert's file, or - .") from error
    if len(given) > _LONGEST:
        say(f"The alert is longer than {_LONGEST:,} bytes: what follows is left out, look at its source.")
    return given[:_LONGEST]


def _first_sign(act: Act, typed: str | None) -> Moment | None:
    """When it was noticed; a date that has not come yet needs a reason."""
    moment = act.call.moment(typed)
    if moment and moment.needs_reason and not act.because:
        from cockpit.incident.rules import NeedsReason, not_come_yet

        act.give_reason(NeedsReason((not_come_yet(moment.at, act.call.now()),)))
    return moment
