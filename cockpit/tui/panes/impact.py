"""The impact pane: who is hit and how badly, which way it goes, and how old that is."""

from __future__ import annotations

from datetime import timedelta

from textual.geometry import Size

from cockpit.incident.state import Impact, Incident
from cockpit.tui.actions import keys_of, shown
from cockpit.tui.panes.base import Pane
from cockpit.tui.panes.base.history import bars, chart, series
from cockpit.tui.panes.base.lines import BLANK, Ink, Line, joined, line, wrapped
from cockpit.tui.panes.base.words import TRENDS, ago, clock
from cockpit.tui.table import ACTIONS
from cockpit.tui.view import View

_LOW = 4
"""Lines of room below which the pane says it in two."""
_LABEL = 7
"""Cells of the word before a line of who, what and new."""


class ImpactPane(Pane):
    """Trend, words, since when, what it was; the small chart; who and what is hit (S7, S33, S60)."""

    TITLE = "Impact"

    def note(self, view: View) -> Line:
        at = view.incident.impact_confirmed_at
        if view.incident.impact is None or at is None:
            return BLANK
        stale = view.incident.is_open and view.now - at > timedelta(minutes=view.incident.cadence.escalate)
        ink: Ink = "warn" if stale else "dim"
        return line((f"{'⚠ ' if stale else ''}confirmed {ago(at, view.now)} ago", ink))

    def body(self, view: View, room: Size) -> list[Line]:
        impact = view.incident.impact
        if impact is None:
            key = shown(keys_of(ACTIONS["impact"])[0])
            return [line(("nobody has said who is hit: ", "dim"), (key, "head"))]
        if room.height < _LOW:
            return _brief(view, impact, room)
        lines = _now(view, impact, room.width)
        drawn = chart(view.incident, view.now, room.width)
        details = _details(view, impact)
        if drawn and len(lines) + len(drawn) + len(details) + 2 <= room.height:
            return [*lines, BLANK, *drawn, BLANK, *details]
        return [*lines, *drawn, *details]


def _now(view: View, impact: Impact, width: int) -> list[Line]:
    sign, word, ink = TRENDS[impact.trend]
    start = f"{sign} {word}  "
    indent = " " * len(start)
    first, *rest = wrapped(impact.text, width - len(start))
    lines = [line((start, ink), (first, "head")), *(line(indent, (text, "head")) for text in rest)]
    since = joined(_since(view, impact), " · ")
    return [*lines, line(indent, *((span.text, span.ink) for span in since))] if since else lines


def _since(view: View, impact: Impact) -> list[Line]:
    """When it began, and what it was before."""
    lines: list[Line] = []
    began = impact.since or view.incident.window.started_at
    if began:
        lines.append(line((f"since {clock(began, view.now)}", "dim")))
    before = _before(view.incident, impact)
    if before:
        was = before.share or TRENDS[before.trend][1].lower()
        lines.append(line((f"was {was} at {clock(before.at, view.now)}", "dim")))
    return lines


def _before(incident: Incident, impact: Impact) -> Impact | None:
    """The last report of another share; where no share is said now, the last of another trend."""
    earlier = [one for one in reversed(incident.impact_history) if one.number < impact.number]
    if impact.share:
        return next((one for one in earlier if one.share and one.share != impact.share), None)
    return next((one for one in earlier if one.trend != impact.trend), None)


def _details(view: View, impact: Impact) -> list[Line]:
    who = ", ".join(part for part in (impact.share, impact.cohort, impact.region) if part)
    metrics = (f"{name} {value}" for name, value in impact.metrics.items())
    what = ", ".join(part for part in (impact.function, *metrics) if part)
    lines = [_labelled("who", who), _labelled("what", what), *_newest(view, impact)]
    return [drawn for drawn in lines if drawn]


def _newest(view: View, impact: Impact) -> list[Line]:
    """The last new symptom, where it is not the very thing said above."""
    symptoms = [one for one in view.incident.impact_history if one.trend == "new-symptom" and one != impact]
    if not symptoms:
        return []
    return [_labelled("new", f"{symptoms[-1].text}, since {clock(symptoms[-1].at, view.now)}")]


def _labelled(word: str, text: str) -> Line:
    return line((word.ljust(_LABEL), "dim"), text) if text else BLANK


def _brief(view: View, impact: Impact, room: Size) -> list[Line]:
    sign, word, ink = TRENDS[impact.trend]
    first = joined([line((f"{sign} {word}  ", ink), (impact.text, "head")), *_since(view, impact)], " · ")
    numbers = series(view.incident.impact_history)
    sparkline = BLANK
    if numbers:
        start = numbers.points[0][0]
        end = max(view.now, start + timedelta(minutes=1))
        sparkline = line(bars(numbers, start, end, max(8, room.width * 2 // 5)))
    details = [*_newest(view, impact), *_details(view, impact)]
    return [first, joined([sparkline, *details[:1]])]
