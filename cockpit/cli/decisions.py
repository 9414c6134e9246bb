"""Verbs about what is decided and believed: decisions, objections, standing approvals, hypotheses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from cockpit.cli import completing
from cockpit.cli.acting import Act, name_of, writing
from cockpit.cli.context import Call
from cockpit.cli.measures import Minutes
from cockpit.cli.output import show
from cockpit.cli.reading import as_json
from cockpit.cli.verbs import Entry, LazyGroup, joined, text_of_words, verb, words
from cockpit.incident import commands as cmd

if TYPE_CHECKING:
    from cockpit.incident.events import Recorded, Verdict
    from cockpit.incident.texts import Text


@verb()
@words()
@click.option("--answers", metavar="WHAT", help="What it answers, in words or by its id: M7.")
@click.option(
    "--round", "round_", metavar="ID", shell_complete=completing.rounds, help="The round it ends: O1."
)
@writing(word=True, at=True)
def decide(act: Act, words: Sequence[str], answers: str | None, round_: str | None) -> None:
    """Decide: the commander or the deputy, or by their --word. Objections are kept beside it."""
    act.do(
        cmd.Decide(
            text_of_words(words),
            answers=joined([answers]) if answers else "",
            round=joined([round_]) if round_ else None,
        )
    )


@verb()
@words(metavar="[TEXT]", required=False)
@click.option("--measure", metavar="ID", shell_complete=completing.measures, help="What it is about.")
@click.option("--minutes", metavar="MINUTES", type=Minutes(), help="How long objections are waited for.")
@writing(word=True, at=True)
def objections(act: Act, words: Sequence[str], measure: str | None, minutes: int | None) -> None:
    """Any strong objections? Say what is to be done; when the short clock has run, the commander decides."""
    if not words and measure is None:
        raise click.UsageError("There is no TEXT: say what is to be done, or name a --measure.")
    text = text_of_words(words) if words else ""
    act.do(cmd.AskObjections(text, measure=joined([measure]) if measure else None, minutes=minutes))


@verb("object")
@words()
@click.option(
    "--to", metavar="ID", shell_complete=completing.objectionable, help="O1, D1 or M7; else what stands."
)
@writing(word=True, at=True)
def object_(act: Act, words: Sequence[str], to: str | None) -> None:
    """Say what speaks against it; it is kept beside the decision, whatever that is."""
    act.do(cmd.Object(text_of_words(words), about=joined([to]) if to else None))


@verb()
@words(metavar="[TEXT]", required=False)
@click.option("--for", "person", metavar="NAME", shell_complete=completing.people, help="Who may.")
@click.option("--end", metavar="ID", shell_complete=completing.allowances, help="Take this one back: A1.")
@writing(word=True, at=True)
def allow(act: Act, words: Sequence[str], person: str | None, end: str | None) -> None:
    """A standing approval: NAME may do it at once (measure start --under A1) until the next check-in."""
    if end is not None:
        if words or person:
            raise click.UsageError("With --end nothing else is said: cockpit allow --end A1.")
        act.do(cmd.Disallow(joined([end])))
        return
    if not words or person is None:
        raise click.UsageError("Say what, and for whom: cockpit allow TEXT --for NAME.")
    act.do(cmd.Allow(text_of_words(words), name_of(person, "--for")))


@click.group(
    cls=LazyGroup,
    entries={
        "open": Entry("cockpit.cli.decisions:open_", "What may be the cause."),
        "out": Entry("cockpit.cli.decisions:out", "Rule it out, and say why."),
        "confirm": Entry("cockpit.cli.decisions:confirm", "Confirm it, and say why."),
        "list": Entry("cockpit.cli.decisions:list_", "Every one, those still open first."),
    },
)
def hypothesis() -> None:
    """What may be the cause: open, ruled out or confirmed, by whom and why."""


@verb("open")
@words()
@writing(word=True, at=True)
def open_(act: Act, words: Sequence[str]) -> None:
    """Say what may be the cause."""
    act.do(cmd.OpenHypothesis(text_of_words(words)))


_hypothesis_id = click.argument("hypothesis_id", metavar="ID", shell_complete=completing.hypotheses)


@verb()
@_hypothesis_id
@words(metavar="WHY")
@writing(word=True, at=True, closed=True)
def out(act: Act, hypothesis_id: str, words: Sequence[str]) -> None:
    """Rule it out, and say why."""
    _close(act, hypothesis_id, "ruled-out", words)


@verb()
@_hypothesis_id
@words(metavar="WHY")
@writing(word=True, at=True, closed=True)
def confirm(act: Act, hypothesis_id: str, words: Sequence[str]) -> None:
    """Confirm it, and say why."""
    _close(act, hypothesis_id, "confirmed", words)


def _close(act: Act, hypothesis_id: str, verdict: Verdict, words: Sequence[str]) -> None:
    act.do(cmd.CloseHypothesis(joined([hypothesis_id]), verdict, text_of_words(words)))


@verb("list")
@as_json
@click.pass_obj
def list_(call: Call, as_json: bool) -> None:
    """Every hypothesis, those still open first."""
    from cockpit.reports.decisions import hypotheses_json, hypothesis_line, open_first
    from cockpit.reports.timeline import json_line

    seat = call.seat_to_read()
    found = open_first(seat.incident)
    if as_json:
        show(*(json_line(hypotheses_json(one)) for one in found))
    else:
        show(*(hypothesis_line(one, seat.now()) for one in found))


def report_decision(act: Act, written: Text, *, star: bool) -> Recorded:
    """A decision given as an entry: made where it is the writer's to make, else kept as a note (S10)."""
    from cockpit.incident.people import same_person

    incident, who = act.desk.incident, act.word or act.desk.who
    if any(same_person(who, name) for name in incident.deciders) and incident.is_open:
        return act.submit(cmd.Decide(written.text)).recorded[0]
    entry = cmd.Log(written.text, kind="decision", star=star, raw=written.raw)
    return act.submit(entry).recorded[0]
