"""Lines as panes draw them: pieces of harmless text, each in one of a few inks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from msgspec import Struct
from rich.cells import cell_len, set_cell_size

from cockpit.incident.texts import harmless, harmless_lines

Ink = Literal["plain", "head", "dim", "border", "mine", "bad", "warn", "good", "alarm", "focus", "tab"]
"""What a piece means; the style sheet says how that looks, and the text says it without colour."""

_CUT = "…"


class Span(Struct, frozen=True):
    """A piece of a line. `text` is harmless."""

    text: str
    ink: Ink = "plain"
    counts: bool = False
    """It changes every second, so it is worth painting alone."""


Line = tuple[Span, ...]
Part = str | tuple[str, Ink]

BLANK: Line = ()


def line(*parts: Part) -> Line:
    """A line of these parts, each text or (text, ink). Whatever a person typed becomes harmless here."""
    spans = (
        Span(harmless(part)) if isinstance(part, str) else Span(harmless(part[0]), part[1]) for part in parts
    )
    return tuple(span for span in spans if span.text)


def counting(text: str, ink: Ink) -> Line:
    """A line that changes every second."""
    return (Span(harmless(text), ink, counts=True),)


def cells(drawn: Line) -> int:
    """The width of a line in cells."""
    return sum(cell_len(span.text) for span in drawn)


def cut(drawn: Line, width: int) -> Line:
    """The line in at most `width` cells, ending in … where something was left out."""
    if cells(drawn) <= width:
        return drawn
    kept: list[Span] = []
    room = width
    for span in drawn:
        size = cell_len(span.text)
        if size >= room:
            # The blank makes a piece that just fits be cut as well: something after it is left out.
            kept.append(Span(shortened(span.text + " " * (size == room), room), span.ink))
            break
        kept.append(span)
        room -= size
    return tuple(span for span in kept if span.text)


def filled(drawn: Line, width: int, ink: Ink = "plain") -> Line:
    """The line cut or padded to exactly `width` cells."""
    shown = cut(drawn, width)
    return (*shown, Span(" " * (width - cells(shown)), ink)) if cells(shown) < width else shown


def spread(left: Line, right: Line, width: int) -> Line:
    """`left` at the left and `right` at the right end; when there is no room for both, `left` is cut."""
    room = width - cells(right) - (1 if right else 0)
    if room <= 0:
        return cut(left, width)
    shown = cut(left, room)
    return (*shown, Span(" " * (width - cells(shown) - cells(right))), *right) if right else shown


def joined(lines: Iterable[Line], gap: str = "   ") -> Line:
    """Several short lines as one, with a gap between them."""
    together: list[Span] = []
    for drawn in lines:
        if drawn:
            together += [Span(gap), *drawn] if together else drawn
    return tuple(together)


def shortened(text: str, width: int) -> str:
    """`text`, harmless, in at most `width` cells, ending in … where something was cut."""
    if width <= 0:
        return ""
    shown = harmless(text, width=width)
    # A terminal's own count may differ where a sign is ambiguous; the screen is laid out by this one.
    return shown if cell_len(shown) <= width else set_cell_size(shown, width - 1) + _CUT


def column(text: str, width: int, *, right: bool = False) -> str:
    """`text` in exactly `width` cells."""
    shown = shortened(text, width)
    pad = " " * (width - cell_len(shown))
    return pad + shown if right else shown + pad


@lru_cache(256)
def wrapped(text: str, width: int) -> tuple[str, ...]:
    """All of `text`, harmless, over as many lines of `width` cells as it needs; nothing is left out."""
    lines = [piece for typed in harmless_lines(text) for piece in _wrapped_line(typed, max(2, width))]
    return tuple(lines)


def _wrapped_line(text: str, width: int) -> list[str]:
    lines: list[str] = []
    current = ""
    for word in text.split(" "):
        candidate = f"{current} {word}" if current else word
        if cell_len(candidate) <= width:
            current = candidate
            continue
        if current:
            lines.append(current)
        *whole, current = _chopped(word, width)
        lines += whole
    return [*lines, current]


def _chopped(word: str, width: int) -> list[str]:
    """A word too long for a line, in pieces that fit; at least one piece."""
    pieces = [""]
    used = 0
    for char in word:
        size = cell_len(char)
        if used + size > width:
            pieces.append("")
            used = 0
        pieces[-1] += char
        used += size
    return pieces
