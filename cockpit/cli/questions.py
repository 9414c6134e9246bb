"""Verbs about questions from outside: asked, forwarded to the commander, answered (S23, S24)."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from cockpit.cli import completing
from cockpit.cli.acting import Act, name_of, writing
from cockpit.cli.context import Call
from cockpit.cli.failures import REFUSED, Stop
from cockpit.cli.output import show
from cockpit.cli.reading import as_json
from cockpit.cli.verbs import joined, text_of_words, verb, words
from cockpit.incident import commands as cmd

_question = click.argument("question", metavar="ID", shell_complete=completing.questions)


@verb()
@words()
@click.option("--from", "asker", metavar="NAME", help="Who wants to know, where it is not me.")
@writing(at=True)
def ask(act: Act, words: Sequence[str], asker: str | None) -> None:
    """Ask from outside: it goes to the communicator, not to the commander. Prints its id."""
    text = text_of_words(words)
    _sent_on(act.call)
    done = act.submit(cmd.AskQuestion(text, name_of(asker, "--from") if asker else None))
    act.show_id(str(json.loads(done.recorded[0].body)["question"]), done)


def _sent_on(call: Call) -> None:
    """Ends the command for whoever cannot write here: whom to ask instead, and where (S23)."""
    if not call.read_only and call.writing.health().mode != "read-only":
        return
    from cockpit.reports.words import whom_to_ask

    whom = whom_to_ask(call.seat_to_read().incident)
    raise Stop(f"This cockpit cannot write to the record, so it cannot pass a question on. {whom}", REFUSED)


@verb()
@_question
@writing(word=True, at=True)
def forward(act: Act, question: str) -> None:
    """Put a question from outside before the commander; the answer goes back to whoever asked."""
    act.do(cmd.ForwardQuestion(joined([question])))


@verb()
@click.argument("question", metavar="ID", shell_complete=completing.asked)
@words()
@writing(word=True, at=True, closed=True)
def answer(act: Act, question: str, words: Sequence[str]) -> None:
    """Answer a question from outside (Q1), or the one asked back about a measure (M7)."""
    named, text = joined([question]), text_of_words(words)
    if named.strip().casefold().startswith("m"):
        act.do(cmd.Answer(named, text))
    else:
        act.do(cmd.AnswerQuestion(named, text))


@verb()
@click.option("--all", "all_", is_flag=True, help="Also those that were answered.")
@as_json
@click.pass_obj
def questions(call: Call, all_: bool, as_json: bool) -> None:
    """Questions from outside that nobody has answered, the longest-waiting first."""
    from cockpit.reports.telling import question_json, question_lines

    seat = call.seat_to_read()
    found = list(seat.incident.questions.values()) if all_ else seat.incident.open_questions
    if as_json:
        return show(*(json.dumps(question_json(one)) for one in found))
    show(*question_lines(found, seat.now()))
