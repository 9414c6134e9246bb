"""How lines are set: harmless, wrapped and padded by the cells a terminal uses for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from unicodedata import category, east_asian_width

from cockpit.incident.texts import harmless

WIDTH = 80
"""Cells of the narrowest terminal the reports are set for."""


def cells(text: str) -> int:
    """How many cells a terminal uses for one line of harmless text."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def _cells(char: str) -> int:
    if category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def padded(text: str, width: int) -> str:
    """`text` made harmless, with blanks behind it up to `width` cells; a longer one keeps its length."""
    shown = harmless(text)
    return shown + " " * (width - cells(shown))


def wrapped(text: str, *, first: str = "", rest: str = "", width: int = WIDTH) -> list[str]:
    """`text` made harmless, broken between words; `first` begins the first line, `rest` the others.

    A word longer than a line stands on its own and is not broken, so that it can be copied.
    """
    lines = [first]
    is_empty = True
    for word in harmless(text).split():
        gap = "" if is_empty else " "
        if not is_empty and cells(lines[-1]) + 1 + cells(word) > width:
            lines.append(rest)
            gap = ""
        lines[-1] += gap + word
        is_empty = False
    return [line.rstrip() for line in lines]


def cut(lines: list[str], most: int, *, width: int = WIDTH) -> list[str]:
    """At most `most` of the lines; where some are left out, the last one ends in an ellipsis."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], harmless(lines[most - 1] + " …", width=width)]


def section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    """A heading and what stands under it, indented; nothing at all where there is nothing under it."""
    inside = list(lines)
    if inside:
        yield ""
        yield heading
        yield from (f"  {line}" if line else "" for line in inside)
