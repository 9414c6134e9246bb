"""What the record has of what it must have, and what is still missing (S31-S35)."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from textual.geometry import Size

from cockpit.incident import moments
from cockpit.incident.corrections import corrected, corrections_in, fact_of
from cockpit.incident.partaking import is_reread
from cockpit.incident.state import Incident
from cockpit.tui.panes.base import Canvas
from cockpit.tui.panes.base.heading import heading
from cockpit.tui.panes.base.lines import BLANK, Line, cells, joined, line, spread
from cockpit.tui.view import View

_HAS, _WAITS, _MISSING = "✔", "◌", "⚑"
_PLAIN = frozenset({"entry.logged", "entry.imported"})

Words = tuple[str, str]
"""What something is called, in full and in short."""
_NOTICED: Words = ("noticed", "noticed")
_BEGAN: Words = ("response began", "began")
_IMPACT: Words = ("impact changes", "impact")
_MEASURES: Words = ("mitigations", "measures")
_ENDED: Words = ("response ended", "ended")
_REREAD: Words = ("reread (W)", "reread W")

_Noticed = tuple[datetime | None, bool]


class _Thing(Struct, frozen=True):
    """One thing the record must have."""

    words: Words
    value: str
    there: bool
    is_due: bool = False
    """Nobody else will write it down."""


class CompletenessStrip(Canvas):
    """One line under the top bar. `to_star` is how many entries look important and bear no star yet."""

    DEFAULT_CSS = """
    CompletenessStrip { height: 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.to_star = 0
        self._noticed_by: tuple[int, _Noticed] = (0, (None, False))

    def draw(self, view: View, room: Size) -> list[Line]:
        left_over = heading(view, room.width).left_over
        right = (*left_over, *line(" ")) if left_over else BLANK
        for title, short in ((" Record has  ", 0), (" Record has  ", 1), (" ", 1)):
            drawn = (*line(title), *joined(self._parts(view, short), "  "))
            if cells(drawn) + cells(right) + 1 <= room.width:
                return [spread(drawn, right, room.width)]
        return [spread((*line(" "), *joined(self._missing(view), "  ")), right, room.width)]

    def _parts(self, view: View, short: int) -> list[Line]:
        return [*(_drawn(thing, short) for thing in self._things(view)), self._stars(view), _to_check(view)]

    def _missing(self, view: View) -> list[Line]:
        """Where there is little room: how much is there, and what is not."""
        things = self._things(view)
        there = sum(thing.there for thing in things)
        lacking = [_drawn(thing, 1) for thing in things if not thing.there]
        stars = [*([self._stars(view)] if self.to_star else []), _to_check(view)]
        return [line((_HAS, "good"), f" {there} of {len(things)}"), *lacking, *stars]

    def _things(self, view: View) -> list[_Thing]:
        incident, zone = view.incident, view.now.tzinfo

        def at(when: datetime | None) -> str:
            return moments.clock(when, zone) if when and zone else ""

        noticed, about = self._noticed(incident)
        changes, measures = len(incident.impact_history), len(incident.measures)
        return [
            _Thing(_NOTICED, ("~" if about else "") + at(noticed), noticed is not None, is_due=True),
            _Thing(_BEGAN, at(incident.declared_at), incident.exists),
            _Thing(_IMPACT, str(changes), changes > 0),
            _Thing(_MEASURES, str(measures), measures > 0),
            _Thing(_ENDED, at(incident.closed_at), incident.phase == "closed"),
            *self._afterwards(view),
        ]

    def _afterwards(self, view: View) -> list[_Thing]:
        """Once it is closed, the reread; it asks for nothing before this person's working morning (S82)."""
        if view.incident.phase != "closed":
            return []
        mine = any(duty.rule == "S82" for duty in view.my_duties)
        return [_Thing(_REREAD, "", is_reread(view.incident), is_due=mine)]

    def _noticed(self, incident: Incident) -> _Noticed:
        """Read anew only after an act: this line is drawn every second."""
        if self._noticed_by[0] != incident.last_act:
            self._noticed_by = (incident.last_act, _noticed(incident))
        return self._noticed_by[1]

    def _stars(self, view: View) -> Line:
        """How many entries ask for a star (S30, S35)."""
        if self.to_star:
            return line((f"{_MISSING} {self.to_star} to star", "mine"))
        return line((_HAS, "good"), f" ★ {view.starred}")


def _to_check(view: View) -> Line:
    """What the first responder wrote down and nobody has checked (S57)."""
    left = len(view.incident.to_check)
    return line((f"{_MISSING} {left} to check", "mine")) if left else BLANK


def _drawn(thing: _Thing, short: int) -> Line:
    """Something the record has, or waits for; or that somebody should write down now."""
    said = f"{thing.words[short]} {thing.value}".rstrip()
    if thing.there:
        return line((_HAS, "good"), f" {said}")
    return line((f"{_MISSING} {said}?", "mine")) if thing.is_due else line((f"{_WAITS} {said}", "dim"))


def _noticed(incident: Incident) -> _Noticed:
    """When trouble was first noticed, and whether that is about (S31): as declared, else as entered."""
    if incident.noticed_at is not None:
        return incident.noticed_at, incident.noticed_about
    corrections = corrections_in(incident.acts)
    found = [
        (read.happened_at, read.about)
        for entry in incident.acts
        if entry.event in _PLAIN
        for read in (corrected(entry, corrections.get(entry.number, ())),)
        if (fact := fact_of(read)) is not None and fact.kind == "noticed"
    ]
    return min(found, default=(None, False), key=lambda pair: pair[0])
