"""How one entry becomes one line of the timeline: columns, marks and quiet colours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, tzinfo
from itertools import groupby
from operator import itemgetter

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from cockpit.incident.texts import harmless
from cockpit.record.log import Row

WIDE_FROM = 100
"""Cells of width from which seconds and wider names are shown."""
_TIMES_A_LOGIN = 3
"""How much longer the room for a text is than a login that takes the place of its end."""
_WIDER_FROM = 112
"""Cells of width from which a name has room for a word more."""

_KIND_PARTS = {
    **dict.fromkeys(("impact", "noticed", "trigger", "relapse"), "harm"),
    **dict.fromkeys(("recovered", "resolved", "closed"), "relief"),
    **dict.fromkeys(
        ("approval", "check-in", "declared", "decision", "handoff", "measure", "severity"), "act"
    ),
}

PARTS = (
    "number", "time", "kind", "mark", "star", "harm", "relief", "act", "actor", "text", "faded", "match",
)  # fmt: skip
"""What a line is made of; each has its own style."""
Piece = tuple[str, str]
"""Text, and the part it is."""


class Columns(Struct, frozen=True):
    """How wide each column is, in cells."""

    number: int
    kind: int
    actor: int
    gap: str
    wide: bool

    @property
    def before_text(self) -> int:
        """Where the text begins."""
        time = 8 + len(self.gap) if self.wide else 6
        return 1 + self.number + len(self.gap) + time + 2 + self.kind + 1 + self.actor + 1


def columns_for(width: int, last_number: int) -> Columns:
    """The columns of a timeline `width` cells wide whose highest number is `last_number`."""
    digits = max(3, len(str(last_number)))
    if width >= WIDE_FROM:
        return Columns(digits, 11, 12 if width >= _WIDER_FROM else 8, "  ", wide=True)
    return Columns(digits, 10, 6, " ", wide=False)


class Painter(Struct, frozen=True):
    """Turns rows into lines of `width` cells."""

    columns: Columns
    width: int
    zone: tzinfo
    styles: Mapping[str, Style]
    """The style of each part."""
    words: re.Pattern[str] | None = None
    """What a search found, to be marked in the text."""
    day: date | None = None
    """The day of the newest entry; where there is room, a line of another day names its own."""

    def line(self, row: Row) -> Strip:
        """The row's line."""
        pieces = [(text, self.styles["faded" if row.redacted else part]) for text, part in self._pieces(row)]
        used = sum(cell_len(text) for text, _ in pieces)
        pieces.append((" " * (self.width - used), self.styles["text"]))
        line = Strip(_runs(pieces), max(used, self.width))
        return line if used <= self.width else line.crop(0, self.width)

    def placeholder(self, number: int) -> Strip:
        """The line of an entry that has not been read yet."""
        text = f" {number:>{self.columns.number}}{self.columns.gap}…"
        return Strip([Segment(text, self.styles["faded"])]).adjust_cell_length(
            self.width, self.styles["text"]
        )

    def _pieces(self, row: Row) -> Iterator[Piece]:
        columns = self.columns
        yield f" {row.number:>{columns.number}}{columns.gap}", "number"
        yield self._time(row), "time"
        yield ("★ ", "star") if row.starred else ("  ", "time")
        yield _column(row.kind, columns.kind), _KIND_PARTS.get(row.kind, "kind")
        yield self._actor(row), "actor"
        yield from self._text(row)

    def _time(self, row: Row) -> str:
        at = row.happened_at.astimezone(self.zone)
        if not self.columns.wide:
            return f"{at:%H:%M}" + ("~" if row.about else " ")
        if self.day not in {None, at.date()}:
            return f"{at:%d %H:%M}" + ("~ " if row.about else self.columns.gap)
        return (f"{at:%H:%M} ~ " if row.about else f"{at:%H:%M:%S}") + self.columns.gap

    def _actor(self, row: Row) -> str:
        return _column(row.actor if row.by_word else row.who or row.actor, self.columns.actor)

    def _late(self, row: Row) -> Iterator[Piece]:
        """The second time of an entry that was written long after it happened (S81)."""
        if row.is_late:
            recorded = row.recorded_at.astimezone(self.zone)
            same_day = recorded.date() == row.happened_at.astimezone(self.zone).date()
            yield f"recorded {recorded:{'%H:%M' if same_day else '%d %b %H:%M'}} · ", "mark"

    def _text(self, row: Row) -> Iterator[Piece]:
        login = f"  (login {harmless(row.other_login)})" if row.other_login else ""
        room = self.width - self.columns.before_text
        room -= cell_len(login) if room >= _TIMES_A_LOGIN * cell_len(login) else 0
        for text, part in (*self._late(row), *_said(row)):
            shown = harmless(text, width=max(0, room))
            room -= cell_len(shown)
            if part == "text" and self.words is not None:
                yield from _marked(shown, self.words)
            else:
                yield shown, part
        if login:
            yield login, "mark"


def words_of(search: str) -> re.Pattern[str] | None:
    """What finds the words of a search where they begin a word, or None for no words."""
    words = [re.escape(word) for word in search.split()]
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})", re.IGNORECASE) if words else None


def _runs(pieces: Iterable[tuple[str, Style]]) -> Iterator[Segment]:
    """Neighbours of one style as one: each change of style costs the terminal some forty bytes."""
    for style, same in groupby(pieces, key=itemgetter(1)):
        yield Segment("".join(text for text, _ in same), style)


def _said(row: Row) -> Iterator[Piece]:
    """What an entry says now, with a word for each mark, so that no colour or sign stands alone."""
    if row.redacted:
        yield row.text or "redacted", "faded"
        return
    if row.corrected_text is not None:
        yield "corrected ", "mark"
    text = row.text if row.corrected_text is None else row.corrected_text
    yield text, "text"
    if row.by_word is not None and "by word" not in text:
        yield f", by word ({row.by_word})", "mark"


def _column(text: str, width: int) -> str:
    shown = harmless(text, width=width)
    return shown + " " * (width - cell_len(shown) + 1)


def _marked(text: str, words: re.Pattern[str]) -> Iterator[Piece]:
    end = 0
    for found in words.finditer(text):
        yield text[end : found.start()], "text"
        yield found[0], "match"
        end = found.end()
    yield text[end:], "text"
