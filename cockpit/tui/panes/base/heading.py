"""What the top of every screen says, as one line where there is room, else as several."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct

from cockpit.incident import moments
from cockpit.incident.checkin import may_be_abandoned, under_way
from cockpit.incident.crew import investigating_since
from cockpit.incident.procedure import COMMUNICATOR
from cockpit.incident.state import Incident
from cockpit.incident.takeovers import is_taken
from cockpit.tui.panes.base.lines import BLANK, Ink, Line, cells, counting, cut, joined, line, spread
from cockpit.tui.panes.base.reading import without_commander
from cockpit.tui.panes.base.words import URGENCY, ago, role, severity
from cockpit.tui.view import View

_SHORTEST_TITLE = 16
_FOLLOWING: dict[str, tuple[str, Ink]] = {
    "live": ("● live", "good"),
    "polling": ("◐ polling", "warn"),
    "frozen": ("○ frozen", "warn"),
    "read-only": ("○ read-only file", "warn"),
    "lost": ("✖ entries lost", "bad"),
    "down": ("✖ cannot read", "bad"),
}


class Heading(Struct, frozen=True):
    """The top bar's lines, and what found no place in them, for the line below."""

    lines: tuple[Line, ...]
    left_over: Line = BLANK


def heading(view: View, width: int) -> Heading:
    """One line, or two in a narrow terminal: the title gives way first, then what stands elsewhere too."""
    fuller = (_everything(view, more=more) for more in (2, 1, 0))
    for parts in (*fuller, _shorter(view)):
        drawn = _fitted(view, parts, width)
        if drawn:
            return Heading((drawn,))
    drawn = _fitted(view, _compact(view), width)
    return Heading((drawn,) if drawn else _stacked(view, width), status(view))


def status(view: View) -> Line:
    """How this terminal is connected, and whether its person is alone."""
    connection = _FOLLOWING.get(view.following, (view.following, "warn"))
    read_only = line(("READ ONLY", "warn")) if view.read_only else BLANK
    clock = line((view.clock, "warn"))
    private = line(("PRIVATE", "head")) if view.private else BLANK
    return joined([_asked(view), _alone(view), private, clock, read_only, line(connection)], "  ")


def _asked(view: View) -> Line:
    """Open questions from outside: told to the communicator and nobody else (S24)."""
    count = len(view.incident.open_questions)
    if not count or not view.incident.holds(view.me, COMMUNICATOR):
        return BLANK
    return line((f"{count} question{'' if count == 1 else 's'}", "mine"))


def phase(view: View) -> Line:
    """ "ACTIVE 1:12", "WATCH 09:41 left" or "CLOSED"."""
    incident = view.incident
    if incident.phase == "closed":
        return line(("STOOD DOWN" if incident.stood_down else "CLOSED", "dim"))
    if incident.watch_until is not None:
        left = incident.watch_until - view.now
        if left <= timedelta():
            return line(("WATCH is over", "head"))
        return (*line(("WATCH ", "head")), *counting(moments.countdown(left), "head"), *line(" left"))
    age = f" {_hours(view.now - incident.declared_at)}" if incident.declared_at else ""
    return line(("ACTIVE", "head"), age)


def commander(view: View, *, age: bool = True) -> Line:
    """Who has command and for how long, or since when nobody has; in red while whom they took it
    from has not acknowledged it (S5)."""
    incident = view.incident
    if incident.phase == "closed":
        return BLANK
    if incident.commander is None:
        ink = URGENCY[without_commander(view)]
        return (*line(("NO COMMANDER ", ink)), *counting(_without_commander(view), ink))
    since = f" {ago(incident.commander_since, view.now)}" if age else ""
    taken = is_taken(incident)
    name: tuple[str, Ink] = (f"{'! ' if taken else ''}{incident.commander}", "bad" if taken else "head")
    return line(("IC ", "dim"), name, since, (_also(view), "warn"))


def _without_commander(view: View) -> str:
    since = view.incident.command_open_since
    return moments.countdown(int(moments.lasted(since, view.now).total_seconds())) if since else ""


def _also(view: View) -> str:
    """The commander investigates as well: said quietly beside the name (S6)."""
    since = investigating_since(view.incident)
    return f" also investigating {ago(since, view.now)}" if since else ""


def time_now(view: View) -> Line:
    """14:03 UTC"""
    return line((moments.with_zone(view.now, view.now.tzinfo), "head")) if view.now.tzinfo else BLANK


def _everything(view: View, *, more: int = 2) -> Sequence[Line]:
    """`more` is 2 with channel and own role, 1 without the channel, 0 without both."""
    channel = view.incident.channel or "" if more > 1 else ""
    own_role = _my_role(view.incident, view) if more else ""
    me = f"{view.me} ({view.login})" if view.login else view.me
    you = line(("you: ", "dim"), me, (own_role, "dim"))
    met = _check_in(view, short=not more)
    return [time_now(view), phase(view), met, commander(view), line((channel, "dim")), you, status(view)]


def _check_in(view: View, *, short: bool) -> Line:
    """That somebody else fills a check-in in: the others see it at the top (S66)."""
    begun = under_way(view.incident)
    if begun is None or begun.is_filled_by(view.me):
        return BLANK
    words = "check-in " if short else f"check-in {begun.loop} under way, "
    age = f" {ago(begun.at, view.now)}" if may_be_abandoned(begun, view.now) else ""
    return line((words, "mine"), (begun.by, "mine"), (age, "warn"))


def _shorter(view: View) -> Sequence[Line]:
    return [
        time_now(view), phase(view), _check_in(view, short=True), commander(view, age=False),
        joined([line(view.me, f" ({view.login})" if view.login else ""), status(view)], " "),
    ]  # fmt: skip


def _compact(view: View) -> Sequence[Line]:
    """Without a commander the age of the incident is said once: by how long nobody has had command."""
    counted = view.incident.commander is None and view.incident.phase == "active"
    age = BLANK if counted else phase(view)
    met = _check_in(view, short=True)
    return [time_now(view), age, met, commander(view, age=False), line(view.me)]


def _fitted(view: View, parts: Sequence[Line], width: int) -> Line | None:
    """Severity, title and the parts in one line; None when too little of the title would be left."""
    full = width >= 100
    left = line(" ", severity(view.incident, label=full), "   " if full else "  ")
    right = joined(parts, "   " if full else "  ")
    title = line((view.incident.title, "head"))
    room = width - cells(left) - cells(right) - 3
    if room < min(cells(title), _SHORTEST_TITLE):
        return None
    return spread((*left, *cut(title, room)), (*right, *line(" ")), width)


def _stacked(view: View, width: int) -> tuple[Line, ...]:
    first = line(" ", severity(view.incident, label=False), "  ", (view.incident.title, "head"))
    left = joined([line(" "), time_now(view), phase(view)], " ")
    return cut(first, width), spread(left[1:], (*commander(view, age=False), *line(" ")), width)


def _alone(view: View) -> Line:
    incident = view.incident
    if not incident.alone or not incident.is_open or incident.declared_at is None:
        return BLANK
    return line((f"ALONE {ago(incident.declared_at, view.now)}", "head"))


def _my_role(incident: Incident, view: View) -> str:
    """The role of whoever sits here, unless the line says it already."""
    held = [name for name in incident.roles_of(view.me) if name != "commander"]
    return f" ({role(held[0], incident.procedure)})" if held else ""


def _hours(span: timedelta) -> str:
    minutes = max(0, int(span.total_seconds())) // 60
    return f"{minutes // 60}:{minutes % 60:02}"
