"""One writing verb at work: what it asks of the desk, and what it says about the answer."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable
from functools import cached_property
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from cockpit.cli.completing import people
from cockpit.cli.context import Call
from cockpit.cli.failures import REFUSED, USAGE, Stop
from cockpit.cli.output import ask, can_ask, entry_lines, is_terminal, say, show
from cockpit.cli.verbs import Function, joined

if TYPE_CHECKING:
    from cockpit.desk import Answer, Desk, Done
    from cockpit.incident.commands import Command
    from cockpit.incident.events import Recorded
    from cockpit.incident.moments import Moment
    from cockpit.incident.rules import NeedsReason, Refused


class Act:
    """What somebody asked for on the command line, with why, by whose word and when it happened.

    Its methods raise what `cockpit.cli.failures` turns into a sentence and an exit status.
    """

    def __init__(
        self, call: Call, because: str | None, word: str | None, at: str | None, *, closed: bool = False
    ) -> None:
        self.call = call
        self.after_the_close = closed
        self.because = joined([because]) if because else None
        self.is_dated = at is not None
        self.word = None if word is None else name_of(word, "--word")
        self.moment: Moment | None = call.moment(at)

    @cached_property
    def desk(self) -> Desk:
        """The desk at the incident that is written to."""
        return self.call.desk_to_write(after_the_close=self.after_the_close)

    def do(self, command: Command) -> Done:
        """Submit it, and show what was recorded, a line for each entry."""
        done = self.submit(command)
        show(*self.lines(done))
        return done

    def submit(self, command: Command) -> Done:
        """Submit it; a rule's question is put to the person where one is there to be asked."""
        from cockpit.incident.rules import NeedsReason

        answer = self._submit_once(command)
        if isinstance(answer, NeedsReason):
            self.give_reason(answer)
            answer = self._submit_once(command)
        return self.accepted(answer)

    def _submit_once(self, command: Command) -> Answer:
        raw = self.exact_bytes()
        return self.desk.submit(command, because=self.because, word=self.word, moment=self.moment, raw=raw)

    def exact_bytes(self) -> str | None:
        """Base64 of what was typed and is no plain text, one line for each; None where all of it is."""
        if not self.call.exact:
            return None
        from base64 import b64decode, b64encode

        return b64encode(b"\n".join(map(b64decode, self.call.exact))).decode()

    def accepted(self, answer: Answer) -> Done:
        """What was done; anything else ends the command."""
        from cockpit.desk import Done
        from cockpit.incident.rules import NeedsReason

        if isinstance(answer, NeedsReason):
            raise Stop(_missing_reason(answer), REFUSED)
        if not isinstance(answer, Done):
            raise Stop(_refusal(answer), USAGE if answer.usage else REFUSED)
        if answer.note:
            say(f"{self._begun(answer.note)}.")
        return answer

    def _begun(self, note: str) -> str:
        """With a capital where it does not begin with somebody's name, which is written as they write it."""
        names = (person.name for person in self.desk.incident.people.values())
        return note if note.startswith(tuple(names)) else note[0].upper() + note[1:]

    def give_reason(self, question: NeedsReason) -> None:
        """Ask for the reason on a terminal; without one, or without an answer, the command ends."""
        if not can_ask():
            raise Stop(_missing_reason(question), REFUSED)
        self.because = ask(f"{question}? (enter alone gives up)")
        if not self.because:
            raise Stop("Given up: nothing was recorded.", REFUSED)

    def lines(self, done: Done) -> list[str]:
        """What was recorded, a line for each entry."""
        return self.entry_lines(done.recorded)

    def entry_lines(self, recorded: Iterable[Recorded]) -> list[str]:
        return entry_lines(recorded, self.call.zone, self.call.now())

    def show_id(self, text: str, done: Done) -> None:
        """An id alone on stdout; a person, or whoever gave a time, also gets what was recorded."""
        show(text)
        if self.is_dated or is_terminal(sys.stderr):
            say(*self.lines(done))

    def remind(self) -> None:
        """On a terminal, at most one line about somebody who waits for the person at it."""
        if not is_terminal(sys.stderr):
            return
        from cockpit.incident.duties import Rank, mine
        from cockpit.reports.phrases import duty_text

        duties = mine(self.desk.catch_up(), self.desk.who, self.call.now())
        waited_for = [duty for duty in duties if duty.rank == Rank.BLOCKED and duty.whose]
        if waited_for:
            say(f"⚑ {duty_text(waited_for[0])}")


def _missing_reason(question: NeedsReason) -> str:
    return f"A reason is needed: {question}. Add --because WHY."


def _refusal(answer: Refused) -> str:
    from cockpit.incident.rules import tag

    parts = [f"Refused: {answer.why}{tag(answer.rule)}."]
    parts += [f"Who may: {answer.who_may}."] if answer.who_may else []
    parts += [f"What to do: {answer.way_out}."] if answer.way_out else []
    if answer.word_of:
        parts.append(f"If {answer.word_of} said so on the call, add --word {quote(answer.word_of)}.")
    return " ".join(parts)


def name_of(given: str, place: str) -> str:
    """A person's name as typed after `place`. Raises BadName, which names the place."""
    from cockpit.incident.people import BadName, person_name

    try:
        return person_name(joined([given]))
    except BadName as error:
        raise BadName(f"{place}: {error}") from error


def writing(
    *, word: bool = False, at: bool = False, closed: bool = False
) -> Callable[[Callable[..., None]], Function]:
    """Gives a verb that writes its `Act`, and the options that every one of them takes.

    `word` for a verb that takes a decision, `at` for one that records something that happened, `closed` for
    one that means the latest closed incident where none is open: what it is about is there already.
    """

    def decorate(function: Callable[..., None]) -> Function:
        def run(call: Call, because: str | None, **given: Any) -> None:
            act = Act(call, because, given.pop("word", None), given.pop("at", None), closed=closed)
            function(act, **given)
            act.remind()

        functools.update_wrapper(run, function)
        verb: Function = click.pass_obj(run)
        if at:
            verb = click.option("--at", metavar="TIME", help="When, if not now: 14:32, -7m, ~14:30.")(verb)
        if word:
            verb = click.option(
                "--word", metavar="NAME", help="Who said so on the call.", shell_complete=people
            )(verb)
        return click.option("--because", metavar="WHY", help="The reason, where a rule asks for one.")(verb)

    return decorate
