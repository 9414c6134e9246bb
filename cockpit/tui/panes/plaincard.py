"""The plain card: what somebody who only watches wants to know, in sentences, and whom to ask (S23, S36)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct
from textual.geometry import Size

from cockpit.tui.panes.base import Pane, sentences
from cockpit.tui.panes.base.lines import BLANK, Line, line, wrapped
from cockpit.tui.panes.base.sentences import Sentence
from cockpit.tui.panes.base.words import clock
from cockpit.tui.view import View

_LABEL = 14
"""Cells of the word before a sentence."""
_NARROW = 60
_NARROW_LABEL = 8
_BRIEF = 12
"""Rows below which the card says less."""
_AIRY = 18
"""Rows from which a blank line stands between two things."""


class Statement(Struct, frozen=True):
    """Something that was told to people outside."""

    text: str
    by: str
    at: datetime


Thing = tuple[str, str, list[Sentence]]
"""The word before some sentences, a shorter one for narrow terminals, and the sentences."""


class PlainCard(Pane):
    """The whole incident in a dozen sentences; what was told last is blank until somebody has looked."""

    TITLE = "In short"
    DEFAULT_CSS = """
    PlainCard { max-width: 100; max-height: 30; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._statement: Statement | None = None
        self._has_looked = False

    def tell(self, statement: Statement | None) -> None:
        """The last statement that was sent; None: there is none yet."""
        self._statement, self._has_looked = statement, True

    def note(self, view: View) -> Line:
        return line(("reading along", "dim"))

    def body(self, view: View, room: Size) -> list[Line]:
        narrow = room.width < _NARROW
        gap = [BLANK] if room.height >= _AIRY else []
        lines: list[Line] = []
        things = self._brief(view) if room.height < _BRIEF else self._things(view)
        for label, short, said in things:
            label_width = _NARROW_LABEL if narrow else _LABEL
            lines += [*gap] if lines else []
            lines += _under(short if narrow else label, label_width, said, room.width)
        return lines

    def _brief(self, view: View) -> Iterator[Thing]:
        """Where only a few lines can be seen at once: a sentence of each, the most asked for first."""
        things = {short: (label, short, said) for label, short, said in self._things(view)}
        for first in ("impact", "IC", "next", "ask"):
            label, short, said = things.pop(first)
            yield label, short, said[:1]
        yield from things.values()

    def waits_for_me(self, view: View) -> bool:
        """Watching leaves no duty."""
        return False

    def _things(self, view: View) -> Iterator[Thing]:
        yield "impact", "impact", sentences.impact(view)
        yield "commander", "IC", [sentences.commander(view)]
        yield "being done", "doing", list(sentences.doing(view))
        if view.incident.decisions:
            yield "last decided", "decided", [sentences.last_decision(view)]
        yield "last told", "told", [self._told(view)]
        yield "next update", "next", [sentences.next_update(view)]
        yield "last check-in", "met", [sentences.last_check_in(view)]
        yield "ask", "ask", sentences.whom_to_ask(view.incident)

    def _told(self, view: View) -> Sentence:
        told = self._statement
        if not self._has_looked:
            return "", "dim"
        if told is None:
            return "no statement has been sent yet", "dim"
        return f"{clock(told.at, view.now)}, {told.by}: {told.text}", "plain"


def _under(label: str, width: int, said: list[Sentence], room: int) -> list[Line]:
    """A word, and beside it sentences as long as they are."""
    pieces = [(text, ink) for sentence, ink in said for text in wrapped(sentence, room - width)]
    start = [label, *[""] * len(pieces)]
    return [line((f"{word:<{width}}", "dim"), piece) for word, piece in zip(start, pieces, strict=False)]
