"""The next check-in: the big clock, where in its band the time is, and how the last one was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from textual.app import ComposeResult
from textual.geometry import Size

from cockpit.incident.checkin import STILL_RUNNING, is_given_up, may_be_abandoned, under_way
from cockpit.incident.state import Band, Incident
from cockpit.tui.panes.base import Pane
from cockpit.tui.panes.base.lines import BLANK, Ink, Line, Part, line, wrapped
from cockpit.tui.panes.base.reading import counted
from cockpit.tui.panes.base.timers import timers
from cockpit.tui.panes.base.words import URGENCY, ago, clock, span
from cockpit.tui.view import View
from cockpit.tui.widgets.clock import ROWS, BigClock, Reading

_EARLY, _DUE, _LATE, _NOW = "─", "━", "┄", "●"


class CountdownPane(Pane):
    """Counts to the band's start, then to its end, then up (S66); without a commander, for how long."""

    TITLE = "Next check-in"
    counts = True
    DEFAULT_CSS = """
    CountdownPane { align-horizontal: center; }
    CountdownPane BigClock { margin-top: 2; }
    """

    def compose(self) -> ComposeResult:
        yield BigClock(self._read, self._now)

    def _read(self, now: datetime) -> Reading:
        return counted(self.view) if self.view else Reading()

    def _now(self) -> datetime:
        return self.view.now if self.view else datetime.min.replace(tzinfo=UTC)

    def heading(self, view: View) -> Line:
        words = {"watch": "Watch", "closed": "Closed"}
        title = words.get(view.incident.phase, self.TITLE)
        if view.incident.commander is None and view.incident.is_open:
            title = "No commander"
        return line((title, "focus" if self.has_focus else "head"))

    def note(self, view: View) -> Line:
        return line((f"loop {view.incident.loop}", "dim")) if view.incident.band else BLANK

    def show(self, view: View) -> None:
        super().show(view)
        for big in self.query(BigClock):
            self.call_later(big.tick)

    def body(self, view: View, room: Size) -> list[Line]:
        above = [BLANK] * (ROWS + 2)
        incident = view.incident
        band = incident.band
        if incident.phase == "closed":
            word = "stood down" if incident.stood_down else "closed"
            return [*above, line((f"{word} at {clock(incident.closed_at, view.now)}", "head"))]
        if incident.watch_until:
            return [*above, *_watching(view, incident.watch_until)]
        if incident.commander is None or band is None:
            since = clock(incident.command_open_since, view.now)
            return [*above, line(("nobody has command", "bad"), (f" since {since}", "dim"))]
        if is_given_up(incident, view.now):
            asked = [line((text, "head")) for text in wrapped(STILL_RUNNING, room.width)]
            return [*above, line(("since the last one", "dim")), *asked, *timers(view), _last(incident, view)]
        return [
            *above,
            _under_way(incident, view) or _until(band, view.now),
            _gauge(incident, band, view.now, room.width),
            *(timers(view) or [BLANK]),
            _last(incident, view),
        ]


def _watching(view: View, until: datetime) -> list[Line]:
    when = clock(until, view.now)
    if view.now >= until:
        return [line((f"watched until {when}", "head")), line(("close it, or watch on", "dim"))]
    return [line("quiet until ", (when, "head"), "?"), line(("then it can close", "dim"))]


def _under_way(incident: Incident, view: View) -> Line:
    """Who fills the check-in in, for all the others to see (S66)."""
    begun = under_way(incident)
    if begun is None:
        return BLANK
    if may_be_abandoned(begun, view.now) and not begun.is_filled_by(view.me):
        return line(("UNDER WAY", "mine"), f"  {begun.by} {ago(begun.at, view.now)}", (": c goes on", "warn"))
    return line(("UNDER WAY", "mine"), f"  {begun.by}", (f" since {clock(begun.at, view.now)}", "dim"))


def _until(band: Band, now: datetime) -> Line:
    due, overdue = clock(band.due_at, now), clock(band.overdue_at, now)
    if now >= band.escalates_at:
        return line(("ESCALATED", "bad"), f"  overdue since {overdue}")
    words: dict[str, tuple[Part, ...]] = {
        "early": (("until due   ", "dim"), f"{due}–{overdue}"),
        "due": (("DUE", "warn"), f"  until {overdue}"),
        "overdue": (("OVERDUE", "bad"), f"  since {overdue}"),
    }
    return line(*words[band.state(now)])


def _gauge(incident: Incident, band: Band, now: datetime, width: int) -> Line:
    """A line of time: the early part, the band in which it is due, what comes after, and where we are."""
    start = incident.clock_from or band.due_at
    whole = band.escalates_at - start
    length = max(8, width - len("early  overdue"))
    parts = [start + whole * (x + 0.5) / length for x in range(length)]
    signs = [_EARLY if at < band.due_at else _DUE if at < band.overdue_at else _LATE for at in parts]
    here = int((now - start) / whole * length) if whole > timedelta() else 0
    here = max(0, min(here, length - 1))
    state = band.state(now)
    first: Ink = "head" if state == "early" else "dim"
    last: Ink = "bad" if state == "overdue" else "dim"
    before, after = "".join(signs[:here]), "".join(signs[here + 1 :])
    marker = (_NOW, URGENCY[state])
    return line(("early ", first), (before, "dim"), marker, (after, "dim"), (" overdue", last))


def _last(incident: Incident, view: View) -> Line:
    if not incident.checkins:
        return line(("last        ", "dim"), "none yet")
    last = incident.checkins[-1]
    word, ink = _punctual(incident)
    return line(("last        ", "dim"), f"{clock(last.at, view.now)}  ", (word, ink))


def _punctual(incident: Incident) -> tuple[str, Ink]:
    """Whether the last check-in came in its band, counted from the one before it or from command."""
    last = incident.checkins[-1]
    before = incident.checkins[-2].at if len(incident.checkins) > 1 else incident.command_taken_at
    if before is None:
        return "", "dim"
    cadence = incident.cadence
    took = last.at - before
    if took > timedelta(minutes=cadence.due_until):
        return f"{span(took - timedelta(minutes=cadence.due_until))} late", "warn"
    return ("early", "dim") if took < timedelta(minutes=cadence.due_from) else ("on time", "dim")
