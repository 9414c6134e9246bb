"""Measures as rows of a table, in as many columns as the width allows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rich.cells import cell_len

from cockpit.incident.duties.measures import unseen
from cockpit.incident.moments import lasted
from cockpit.incident.state import Measure
from cockpit.tui.panes.base.lines import Ink, Line, column, line
from cockpit.tui.panes.base.words import STATES, ago, box, span, without_approval
from cockpit.tui.view import View


class Table:
    """Rows for one moment. Where there is room each column takes what its longest word needs."""

    def __init__(self, view: View, width: int) -> None:
        self._view = view
        self._unseen = {measure.id for measure in unseen(view.incident)}
        rows = [m for m in view.incident.measures.values() if m.state not in {"waiting", "asked"}]
        self._id, self._marks, self._age = 4, 4, 5
        if width < 64:
            self._state, self._box = 2, 12
            self._owner, self._age = (8, 6) if width >= 50 else (0, 0)
        else:
            self._state = _longest({" ".join(STATES[m.state][:2]) for m in rows}, 6) + 1
            self._owner = min(_longest(set(map(_owner, rows)), 5), 14) + 1
            self._box = _longest({box(m, view.now)[0] for m in rows if m.is_running}, 3) + 2
        taken = (self._state, self._owner, self._age, self._box, self._id, self._marks)
        self._what = max(0, width - sum(taken))

    def header(self) -> Line:
        """The words over the columns."""
        state = column("state", self._state) if self._state > 5 else " " * self._state
        words = [
            " " * self._marks, column("id", self._id), state, column("what", self._what),
            column("owner", self._owner), column("age", self._age, right=True), column("  box", self._box),
        ]  # fmt: skip
        return line(("".join(words), "dim"))

    def row(self, measure: Measure, *, chosen: bool = False) -> Line:
        """One measure. ⚠ is over its box, ! was done unapproved, for good; red until acknowledged (S11)."""
        now = self._view.now
        sign, word, ink = STATES[measure.state]
        left, left_ink = box(measure, now)
        over = bool(measure.over_box(now))
        red = measure.id in self._unseen
        resting: Ink = "bad" if red else "dim" if measure.is_over else "plain"
        state = column(f"{sign} {word}", self._state) if self._state > 5 else f"{sign} "
        return line(
            ("▸" if chosen else " ", "mine"),
            ("⚠" if over else " ", "bad"),
            (("!" if measure.unapproved or red else " ") + " ", "bad" if red else "dim"),
            (column(measure.id, self._id), "head" if chosen or over else resting),
            (state, "bad" if over else ink),
            (column(_what(measure), self._what - 1) + " ", "head" if chosen else resting),
            (column(_owner(measure), self._owner - 1) + " " * bool(self._owner), resting),
            (column(_age(measure, now), self._age, right=True), "dim"),
            (column(f"  {left}", self._box), left_ink),
        )


def _longest(words: Iterable[str], least: int) -> int:
    return max((least, *map(cell_len, words)))


def _what(measure: Measure) -> str:
    note = without_approval(measure) or (f"under {measure.standing}" if measure.standing else "")
    return f"{measure.text} ({note})" if note else measure.text


def _owner(measure: Measure) -> str:
    return measure.owner or measure.proposed_by


def _age(measure: Measure, now: datetime) -> str:
    """Since it ended, started, or was decided on."""
    since = measure.ended_at or measure.started_at or measure.decided_at or measure.proposed_at
    if not measure.is_over:
        return ago(since, now)
    minutes = int(lasted(since, now).total_seconds() // 60)  # what is over need not count by the second
    return span(now - since) if minutes > 2 else f"{minutes}m" if minutes else "<1m"
