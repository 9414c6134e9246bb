"""Verbs about measures: proposed, approved, started, finished."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import click

from cockpit.cli import completing
from cockpit.cli.acting import Act, name_of, writing
from cockpit.cli.failures import Stop
from cockpit.cli.verbs import Entry, Function, LazyGroup, Verb, joined, text_of_words, verb, words
from cockpit.incident import commands as cmd

if TYPE_CHECKING:
    from cockpit.desk import Done
    from cockpit.incident.events import MeasureKind, Outcome

KINDS = ("mitigation", "fix", "active", "passive")
OUTCOMES = ("worked", "no-effect", "worse", "rolled-back")
FOREVER = "forever"


class ProposeVerb(Verb):
    """A --wait without a number, before more of the text, takes none of it for its seconds."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        for index, word in enumerate(args[:end]):
            follower = args[index + 1] if index + 1 < end else ""
            if word == "--wait" and not _is_number(follower):
                args = [*args[:index], f"--wait={FOREVER}", *args[index + 1 :]]
        return super().parse_args(context, args)


def _is_number(word: str) -> bool:
    return word.replace(".", "", 1).isdecimal()


class Minutes(click.ParamType[int]):
    """A number of minutes: 15, or 15m."""

    name = "minutes"

    def convert(self, value: str, parameter: click.Parameter | None, context: click.Context | None) -> int:
        digits = str(value).strip().removesuffix("m")
        if not (digits.isascii() and digits.isdecimal() and 0 < int(digits[:9]) < 10**8):
            self.fail(f"{value} is no number of minutes, such as 15.", parameter, context)
        return int(digits)


def _seconds(context: click.Context, parameter: click.Parameter, given: str | None) -> float | None:
    """How long to wait: infinitely without a number, None without --wait."""
    if given is None or given == FOREVER:
        return None if given is None else float("inf")
    if not _is_number(given):
        raise click.BadParameter(f"{given} is no number of seconds, such as 60.")
    return float(given)


@click.group(
    cls=LazyGroup,
    entries={
        "propose": Entry("cockpit.cli.measures:propose", "Put a measure into the queue."),
        "approve": Entry("cockpit.cli.measures:approve", "Let it go ahead."),
        "refuse": Entry("cockpit.cli.measures:refuse", "Say no."),
        "ask": Entry("cockpit.cli.measures:ask_back", "Send it back with a question."),
        "answer": Entry("cockpit.cli.measures:answer", "Answer the question; it waits again."),
        "withdraw": Entry("cockpit.cli.measures:withdraw", "Take it back before it runs."),
        "start": Entry("cockpit.cli.measures:start", "Say that it runs now."),
        "finish": Entry("cockpit.cli.measures:finish", "Say what came of it."),
        "done": Entry("cockpit.cli.measures:done", "Record what was done already, without approval."),
        "acknowledge": Entry(
            "cockpit.cli.measures:acknowledge", "Say that I have seen what was done unapproved."
        ),
    },
)
def measure() -> None:
    """Mitigations, fixes and diagnostics, from the proposal to the outcome."""


def _measure_id(function: Function) -> Function:
    return click.argument("measure_id", metavar="ID", shell_complete=completing.measures)(function)


def under(function: Function) -> Function:
    """The option that names a standing approval."""
    option = click.option(
        "--under", metavar="ID", shell_complete=completing.allowances, help="A standing approval: A1."
    )
    return option(function)


kind_option = click.option(
    "--kind",
    type=click.Choice(KINDS, case_sensitive=False),
    metavar="KIND",
    help="KIND as an option: mitigation, fix, active, passive.",
)


def kind_and_text(given: Sequence[str], kind: str | None) -> tuple[MeasureKind, str]:
    """What is to be done, and of which kind: as an option, as the first word, or before a colon."""
    if kind is None and given and given[0].casefold() in KINDS:
        if not given[1:]:
            raise click.UsageError(
                f"There is no TEXT: say what is to be done, as in {given[0]} roll back api."
            )
        kind, given = given[0].casefold(), given[1:]
    text = text_of_words(given)
    if kind is None:
        from cockpit.incident.plan import KINDS as BEFORE_A_COLON

        word, colon, rest = text.partition(":")
        named = BEFORE_A_COLON.get(word.strip().casefold()) if colon and rest.strip() else None
        return (named, rest.strip()) if named else ("mitigation", text)
    return cast("MeasureKind", kind), text


@click.command(cls=ProposeVerb)
@words(metavar="[KIND] TEXT", complete=completing.mitigations)
@kind_option
@click.option("--component", metavar="NAME", help="What it touches.")
@click.option("--risk", metavar="TEXT", help="What could go wrong.")
@click.option("--undo", metavar="TEXT", help="How it is taken back.")
@click.option("--box", metavar="MINUTES", type=Minutes(), help="Time box in minutes from its start.")
@click.option("--owner", metavar="NAME", shell_complete=completing.people, help="Who does it.")
@under
@click.option("--wait", metavar="[SECONDS]", callback=_seconds, help="Stay until it is decided.")
@writing(word=True)
def propose(
    act: Act,
    words: Sequence[str],
    kind: str | None,
    component: str | None,
    risk: str | None,
    undo: str | None,
    box: int | None,
    owner: str | None,
    under: str | None,
    wait: float | None,
) -> None:
    """Put a measure into the queue.

    KIND is mitigation, fix, active (diagnosis) or passive (diagnosis, which needs no approval); without it
    TEXT is a mitigation. Prints its id. With --wait it stays: exit 0 once approved, 3 when refused, sent
    back or out of time.
    """
    of_kind, text = kind_and_text(words, kind)
    parts = {"component": component, "risk": risk, "undo": undo}
    proposed = act.submit(
        cmd.Propose(
            of_kind,
            text,
            box=box,
            owner=name_of(owner, "--owner") if owner else None,
            under=joined([under]) if under else None,
            **{name: joined([value]) for name, value in parts.items() if value},
        )
    )
    made = id_of(proposed)
    if wait is None:
        act.show_id(made, proposed)
    else:
        from cockpit.cli.waiting import wait_for_decision

        wait_for_decision(act, made, proposed, wait)


def id_of(done: Done) -> str:
    """The id of the measure that was just recorded."""
    return str(json.loads(done.recorded[0].body)["measure"])


@verb()
@_measure_id
@writing(word=True, at=True)
def approve(act: Act, measure_id: str) -> None:
    """Let it go ahead: the commander's word."""
    act.do(cmd.Approve(joined([measure_id])))


@verb()
@_measure_id
@writing(word=True, at=True)
def refuse(act: Act, measure_id: str) -> None:
    """Say no; --because says why."""
    act.do(cmd.Refuse(joined([measure_id])))


@verb("ask")
@_measure_id
@words()
@writing(word=True)
def ask_back(act: Act, measure_id: str, words: Sequence[str]) -> None:
    """Send it back to its proposer with a question."""
    act.do(cmd.AskBack(joined([measure_id]), text_of_words(words)))


@verb()
@_measure_id
@words()
@writing(word=True)
def answer(act: Act, measure_id: str, words: Sequence[str]) -> None:
    """Answer the question; the measure waits for approval again."""
    act.do(cmd.Answer(joined([measure_id]), text_of_words(words)))


@verb()
@_measure_id
@writing(word=True)
def withdraw(act: Act, measure_id: str) -> None:
    """Take it back before it runs."""
    act.do(cmd.Withdraw(joined([measure_id])))


@verb()
@_measure_id
@under
@writing(word=True, at=True)
def start(act: Act, measure_id: str, under: str | None) -> None:
    """Say that it runs now. Unapproved, only as an emergency, with a reason, and marked for good."""
    act.do(cmd.Start(joined([measure_id]), under=joined([under]) if under else None))


@verb()
@_measure_id
@click.argument("outcome", type=click.Choice(OUTCOMES, case_sensitive=False), metavar="OUTCOME")
@writing(word=True, at=True, closed=True)
def finish(act: Act, measure_id: str, outcome: str) -> None:
    """Say what came of it: worked, no-effect, worse or rolled-back."""
    act.do(cmd.Finish(joined([measure_id]), cast("Outcome", outcome)))


@verb()
@words(metavar="[KIND] TEXT")
@kind_option
@click.option(
    "--outcome",
    type=click.Choice(OUTCOMES, case_sensitive=False),
    metavar="OUTCOME",
    help="What came of it: worked, no-effect, worse, rolled-back.",
)
@click.option("--component", metavar="NAME", help="What it touched.")
@writing(word=True, at=True)
def done(
    act: Act, words: Sequence[str], kind: str | None, outcome: str | None, component: str | None
) -> None:
    """Record what was done already, without approval. It keeps its mark.

    KIND is mitigation, fix, active or passive; a mitigation where it is left out. Prints its id.
    """
    of_kind, text = kind_and_text(words, kind)
    touched = joined([component]) if component else None
    recorded = act.submit(cmd.DoneAlready(of_kind, text, cast("Outcome | None", outcome), touched))
    act.show_id(id_of(recorded), recorded)


@verb()
@click.argument("measure_ids", metavar="[ID...]", nargs=-1, shell_complete=completing.measures)
@writing(word=True, closed=True)
def acknowledge(act: Act, measure_ids: Sequence[str]) -> None:
    """The commander has seen what was done without approval; it keeps its mark. Without ID: all of it."""
    from cockpit.incident.duties.measures import unseen

    ids = measure_ids or [one.id for one in unseen(act.desk.incident)]
    if not ids:
        raise Stop(f"Nothing on {act.desk.incident.id} was done unapproved or alone and is unseen.")
    for one in ids:
        act.do(cmd.Acknowledge(joined([one])))
