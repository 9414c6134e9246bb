"""Verbs about entries that exist: corrected, starred, redacted."""

from __future__ import annotations

from collections.abc import Sequence

import click

from cockpit.cli.acting import Act, writing
from cockpit.cli.failures import REFUSED, Stop
from cockpit.cli.output import ask, can_ask, say
from cockpit.cli.verbs import joined, text_of_words, verb, words
from cockpit.incident import commands as cmd


class EntryNumber(click.ParamType[int]):
    """The number of an entry: 17, or #17."""

    name = "number"

    def convert(self, value: str, parameter: click.Parameter | None, context: click.Context | None) -> int:
        digits = str(value).removeprefix("#")
        if not digits.isdecimal() or not 0 < int(digits[:19]) < 2**62:
            self.fail(f"{value} is no number of an entry, such as 17.", parameter, context)
        return int(digits)


@verb()
@click.argument("number", metavar="N", type=EntryNumber())
@words(metavar="[TEXT]", required=False)
@click.option(
    "--set", "fields", metavar="FIELD=VALUE", multiple=True, help="A field instead: time=14:30, region=eu."
)
@writing(closed=True)
def correct(act: Act, number: int, words: Sequence[str], fields: Sequence[str]) -> None:
    """Say how entry N should read, or what one of its fields should say. The original stays."""
    wanted = [_text_correction(act, number, joined(words))] if words else []
    wanted += [_field_correction(act, number, joined([field])) for field in fields]
    if not (words or fields):
        raise click.UsageError("There is nothing to correct: give the new TEXT, or --set FIELD=VALUE.")
    for command in wanted:
        if command is not None:
            act.do(command)


def _text_correction(act: Act, number: int, text: str) -> cmd.Correct | None:
    row = act.desk.store.row(act.desk.incident.id, number)
    if row is not None and text == (row.text if row.corrected_text is None else row.corrected_text):
        say(f"Entry {number} reads so already: nothing to do.")
        return None
    return cmd.Correct(number, text)


def _field_correction(act: Act, number: int, given: str) -> cmd.Correct:
    field, equals, value = given.partition("=")
    field = field.strip()
    if not (field and equals):
        raise click.UsageError(f"{given} is no FIELD=VALUE, such as time=14:30.")
    if field == "time":
        moment = act.call.moment(value)
        value = moment.at.isoformat() if moment else value
    return cmd.Correct(number, value, field=field)


@verb()
@click.argument("number", metavar="N", type=EntryNumber())
@words()
@writing(word=True, at=True, closed=True)
def comment(act: Act, number: int, words: Sequence[str]) -> None:
    """Add something beside entry N, which stays as it is; anybody may, also after the close."""
    act.do(cmd.Comment(number, text_of_words(words)))


@verb()
@click.argument("numbers", metavar="N…", nargs=-1, required=True, type=EntryNumber())
@writing(closed=True)
def star(act: Act, numbers: Sequence[int]) -> None:
    """Mark entries N… as ones that matter."""
    for number in numbers:
        if _is_starred(act, number) is True:
            say(f"Entry {number} is starred already: nothing to do.")
        else:
            act.do(cmd.Star(number))


@verb()
@click.argument("numbers", metavar="N…", nargs=-1, required=True, type=EntryNumber())
@writing(closed=True)
def unstar(act: Act, numbers: Sequence[int]) -> None:
    """Take the mark off entries N… again."""
    for number in numbers:
        if _is_starred(act, number) is False:
            say(f"Entry {number} is not starred: nothing to do.")
        else:
            act.do(cmd.Unstar(number))


def _is_starred(act: Act, number: int) -> bool | None:
    row = act.desk.store.row(act.desk.incident.id, number)
    return None if row is None else row.starred


@verb()
@click.argument("numbers", metavar="N…", nargs=-1, required=True, type=EntryNumber())
@writing()
def redact(act: Act, numbers: Sequence[int]) -> None:
    """Remove what entries N… say, for good, and whatever quotes them. A tombstone stays. Needs --because."""
    typed = " ".join(str(number) for number in numbers)
    if can_ask() and ask(f"Type {typed} to remove for good what is written there:") != typed:
        raise Stop("Given up: nothing was removed.", REFUSED)
    act.do(cmd.Redact(tuple(numbers)))
