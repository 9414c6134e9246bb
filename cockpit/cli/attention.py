"""Verbs about what is put before one person: own timers, and duties put off."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from cockpit.cli import completing
from cockpit.cli.acting import Act, name_of, writing
from cockpit.cli.output import show
from cockpit.cli.verbs import joined, text_of_words, verb, words
from cockpit.incident import commands as cmd

if TYPE_CHECKING:
    from cockpit.incident.duties import Duty


@verb()
@words(metavar="[TEXT]", required=False)
@click.option("--in", "span", metavar="TIME", help="When it rings: 5m, 14:30.")
@click.option("--for", "person", metavar="NAME", shell_complete=completing.people, help="Whom it rings.")
@click.option("--end", metavar="ID", help="End one: T1.")
@click.option("--list", "listed", is_flag=True, help="Every timer that is set.")
@click.option("--json", "as_json", is_flag=True, help="With --list: as one JSON array.")
@writing(word=True)
def timer(
    act: Act,
    words: Sequence[str],
    span: str | None,
    person: str | None,
    end: str | None,
    listed: bool,
    as_json: bool,
) -> None:
    """Set a timer of your own; it rings only whose it is. Without TEXT: every timer that is set."""
    if end is not None:
        act.do(cmd.EndTimer(joined([end])))
    elif listed or not (words or span):
        _list_timers(act, as_json)
    elif span is None:
        raise click.UsageError("Say when it rings: --in 5m, or --in 14:30.")
    else:
        moment = act.call.moment(span, planned=True)
        assert moment is not None
        whose = name_of(person, "--for") if person else None
        act.do(cmd.SetTimer(text_of_words(words), moment.at, whose))


def _list_timers(act: Act, as_json: bool) -> None:
    from cockpit.incident.moments import stamp

    timers = sorted(act.call.seat_to_read().incident.timers.values(), key=lambda one: one.until)
    if as_json:
        show(json.dumps([
            {"id": one.id, "text": one.text, "person": one.person, "until": one.until.isoformat()}
            for one in timers
        ]))  # fmt: skip
        return
    now = act.call.now()
    show(
        *(f"{one.id}  {stamp(one.until, act.call.zone, now=now)}  {one.person}: {one.text}" for one in timers)
    )


@verb()
@words("cause", metavar="[CAUSE|N]", required=False)
@click.option("--until", metavar="TIME", help="Until then: 14:30, 10m. Without: until the next check-in.")
@click.option("--json", "as_json", is_flag=True, help="Without a cause: what is due for you, as JSON.")
@writing(word=True)
def snooze(act: Act, cause: Sequence[str], until: str | None, as_json: bool) -> None:
    """Put one of your duties off. Without a cause: what is due for you, numbered, and what you put off."""
    wanted = joined(cause).strip()
    who = act.word or act.call.me.name
    if not wanted:
        _list_duties(act, who, as_json)
        return
    moment = act.call.moment(until, planned=True)
    until_at: datetime | None = moment.at if moment else None
    act.do(cmd.Snooze(_meant(act, who, wanted), until_at))


def _due(act: Act, who: str) -> tuple[list[Duty], list[Duty]]:
    """What is due for somebody, and what of it they have put off."""
    from cockpit.incident.duties import duties, put_off

    incident = act.call.seat_to_read().incident
    now = act.call.now()
    own = [duty for duty in duties(incident, now) if duty.is_for(who)]
    asleep = [duty for duty in own if put_off(incident, who, duty, now)]
    return [duty for duty in own if duty not in asleep], asleep


def _list_duties(act: Act, who: str, as_json: bool) -> None:
    due, asleep = _due(act, who)
    if as_json:
        told: list[dict[str, Any]] = [
            {"n": n, "cause": duty.cause, "rule": duty.rule, "text": duty.text, "put_off": duty in asleep}
            for n, duty in enumerate([*due, *asleep], 1)
        ]
        show(json.dumps(told))
        return
    show(*(f"{n:>2}  {duty.text}  [{duty.cause}]" for n, duty in enumerate(due, 1)))
    show(*(f"{n:>2}  {duty.text}  [{duty.cause}]  put off" for n, duty in enumerate(asleep, len(due) + 1)))


def _meant(act: Act, who: str, wanted: str) -> str:
    """The cause meant by its number in the list, its name, or the beginning of its name."""
    due, asleep = _due(act, who)
    found = [*due, *asleep]
    if wanted.isdecimal() and 0 < int(wanted[:6]) <= len(found):
        return found[int(wanted[:6]) - 1].cause
    near = [duty.cause for duty in found if duty.cause.casefold().startswith(wanted.casefold())]
    return near[0] if len(set(near)) == 1 else wanted
