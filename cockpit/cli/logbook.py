"""The verb that writes plain entries; it loads as little as it can, because it is typed most often."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from cockpit.cli.acting import Act, writing
from cockpit.cli.failures import USAGE, Stop
from cockpit.cli.output import at_text, is_terminal, say
from cockpit.cli.stream import batches
from cockpit.cli.verbs import joined, verb, words
from cockpit.incident.notes import Manner
from cockpit.incident.texts import harmless, stored
from cockpit.notebook import Said, spelled, write_notes
from cockpit.record.errors import Indeterminate, RecordError, Unstorable

if TYPE_CHECKING:
    from cockpit.incident.envelope import Recorded


@verb()
@words(metavar="[TEXT|-]", required=False)
@click.option(
    "--kind", metavar="KIND", default="note", show_default=True, help="Any word: note, impact, decision."
)
@click.option("--star", is_flag=True, help="Mark it as one that matters.")
@click.option("--link", metavar="URL", help="Where it was said or can be seen.")
@writing(word=True, at=True)
def log(act: Act, words: Sequence[str], kind: str, star: bool, link: str | None) -> None:
    """Write an entry; the words need no quotes. With - every line of standard input is one.

    Prints the number of each entry once it is durable. Without TEXT it asks for lines on a terminal.
    Lines of a chat that bear times of their own go in with: cockpit import -
    """
    place = joined([link]).strip() or None if link else None
    page = Page(act, Manner(joined([kind]).strip() or "note", star, *_reason(act), link=place))
    if tuple(words) != ("-",) and words:
        text = " ".join(words)
        if not text.strip():
            raise click.UsageError("The text is empty: say it in a few words.")
        page.show(page.write([text]))
        return
    if not words:
        if not is_terminal(sys.stdin):
            raise click.UsageError(
                "There is no TEXT: give it, or - to take a line of standard input for each entry."
            )
        say("Every line is an entry now; ctrl+d ends. Lines with times of their own: cockpit import -")
    page.write_lines(batches())


def _reason(act: Act) -> tuple[dict[str, str], dict[str, str]]:
    """Why an entry carries a date that has not come yet: the reason, and what it was about."""
    if act.moment is None or not act.moment.needs_reason:
        return {}, {}
    cause = act.moment.at.isoformat()
    if not act.because:
        from cockpit.incident.rules import NeedsReason, not_come_yet

        act.give_reason(NeedsReason((not_come_yet(act.moment.at, act.call.now()),)))
    return {"time": act.because or ""}, {"time": cause}


class Page:
    """Entries of one command, written one commit after the other."""

    def __init__(self, act: Act, manner: Manner) -> None:
        self._act = act
        self._manner = manner
        self._incident = act.call.incident_to_write()
        self._stored = 0
        self._refused = 0

    def write(self, lines: Sequence[str | bytes]) -> list[Recorded]:
        """All of them in one commit. Raises RecordError."""
        if self._manner.kind.casefold() == "decision":
            from cockpit.cli.decisions import report_decision

            return [report_decision(self._act, stored(line), star=self._manner.star) for line in lines]
        once = partial(
            write_notes,
            self._act.call.writing,
            self._incident,
            [stored(line) for line in lines],
            self._said(),
            self._manner,
            commit=uuid4(),
        )
        try:
            return once()
        except Indeterminate:
            return once()  # the same commit is never stored twice

    def write_lines(self, pieces: Iterable[list[bytes]]) -> None:
        """Every line as it comes. A failure says how many are in; a line too long is left out and named."""
        lines: list[bytes] = []
        try:
            for lines in pieces:
                self._write_piece(lines)
                lines = []
                self._progress()
        except (RecordError, KeyboardInterrupt) as error:
            say(f"{_entries(self._stored)} stored; {_what_follows(lines, error)}.")
            raise
        finally:
            self._progress(end="\n")
        if self._refused:
            raise Stop(f"{_entries(self._stored)} stored, {self._refused} not: see above.", USAGE)

    def _write_piece(self, lines: list[bytes]) -> None:
        try:
            made = self.write(lines)
        except Unstorable as error:
            if len(lines) == 1:
                self._refused += 1
                say(f"Line {self._stored + self._refused}: {error}")
                return
            for line in lines:
                self._write_piece([line])
            return
        self._stored += len(made)
        self.show(made)

    def show(self, made: Sequence[Recorded]) -> None:
        """The numbers on stdout; a time that was typed is printed back to the person."""
        click.echo("\n".join(str(entry.number) for entry in made))
        call = self._act.call
        if self._act.is_dated and made and self._stored <= len(made):
            say(f"at {at_text(made[0].happened_at, made[0].about, call.zone, call.now())}")

    def _said(self) -> Said:
        call, moment = self._act.call, self._act.moment
        return Said(
            call.me.name,
            call.me.origin,
            moment.at if moment else call.now(),
            moment.about if moment else False,
            self._word,
        )

    @cached_property
    def _word(self) -> str | None:
        word = self._act.word
        return spelled(self._act.call.writing, self._incident, word) if word else None

    def _progress(self, end: str = "") -> None:
        """Only where nobody sees the numbers go by."""
        if is_terminal(sys.stderr) and not is_terminal(sys.stdout):
            click.echo(f"\r{_entries(self._stored)}{end}", err=True, nl=False)


def _entries(count: int) -> str:
    return f"{count:,} {'entry' if count == 1 else 'entries'}"


def _what_follows(lines: Sequence[bytes], error: BaseException) -> str:
    """What became of the lines that were under way; a commit that was cut off may have been made."""
    if not lines:
        return "what follows is not"
    first = f"from {harmless(stored(lines[0]).text, width=60)!r} on"
    if isinstance(error, RecordError) and not isinstance(error, Indeterminate):
        return f"what follows is not, {first}"
    return f"of what follows, {first}, the end of cockpit timeline says whether it is"
