"""Measures as rows of a table, in as many columns as the width allows."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from rich.cells import cell_len

from cockpit.incident.state import Measure
from cockpit.tui.panes.base.lines import Ink, Line, column, line
from cockpit.tui.panes.base.words import STATES, ago, box, without_approval
from cockpit.tui.view import View


class _Widths(Struct, frozen=True):
    """Cells of each column; 0 leaves it out."""

    state: int
    owner: int
    age: int
    box: int = 12
    id: int = 4
    marks: int = 4

    def what(self, width: int) -> int:
        return max(0, width - sum((self.state, self.owner, self.age, self.box, self.id, self.marks)))


def _widths(view: View, width: int) -> _Widths:
    """In a wide table each column takes what its longest word needs, and the text all the rest."""
    if width < 64:
        return _Widths(state=2, owner=8, age=6) if width >= 50 else _Widths(state=2, owner=0, age=0)
    rows = [m for m in view.incident.measures.values() if m.state not in {"waiting", "asked"}]
    return _Widths(
        state=_longest((" ".join(STATES[m.state][:2]) for m in rows), 6) + 1,
        owner=min(_longest(map(_owner, rows), 5), 14) + 1,
        age=5,
        box=_longest((box(m, view.now)[0] for m in rows), 3) + 2,
    )


def _longest(words: Iterable[str], least: int) -> int:
    return max((least, *map(cell_len, words)))


def header(view: View, width: int) -> Line:
    """The words over the columns."""
    size = _widths(view, width)
    state = column("state", size.state) if size.state > 5 else " " * size.state
    words = [
        " " * size.marks, column("id", size.id), state, column("what", size.what(width)),
        column("owner", size.owner), column("age", size.age, right=True), column("  box", size.box),
    ]  # fmt: skip
    return line(("".join(words), "dim"))


def row(view: View, measure: Measure, width: int, *, chosen: bool = False) -> Line:
    """One measure. ⚠ is over its box, ! was done without approval beforehand, for good (S11)."""
    size = _widths(view, width)
    sign, word, ink = STATES[measure.state]
    left, left_ink = box(measure, view.now)
    over = bool(measure.over_box(view.now))
    resting: Ink = "dim" if measure.is_over else "plain"
    state = column(f"{sign} {word}", size.state) if size.state > 5 else f"{sign} "
    return line(
        ("▸" if chosen else " ", "mine"),
        ("⚠" if over else " ", "bad"),
        (("!" if measure.unapproved else " ") + " ", "dim" if measure.acknowledged else "bad"),
        (column(measure.id, size.id), "head" if chosen or over else resting),
        (state, "bad" if over else ink),
        (column(_what(measure), size.what(width) - 1) + " ", "head" if chosen else resting),
        (column(_owner(measure), size.owner - 1) + " " * bool(size.owner), resting),
        (column(_age(view, measure), size.age, right=True), "dim"),
        (column(f"  {left}", size.box), left_ink),
    )


def _what(measure: Measure) -> str:
    note = without_approval(measure)
    return f"{measure.text} ({note})" if note else measure.text


def _owner(measure: Measure) -> str:
    return measure.owner or measure.proposed_by


def _age(view: View, measure: Measure) -> str:
    """Since it ended, started, or was decided on."""
    return ago(measure.ended_at or measure.started_at or measure.decided_at or measure.proposed_at, view.now)
