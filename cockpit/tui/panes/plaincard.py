"""The plain card: what somebody who only watches wants to know, in sentences, and whom to ask (S23, S36)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from textual.geometry import Size

from cockpit.incident import moments
from cockpit.incident.procedure import COMMUNICATOR
from cockpit.incident.state import Incident
from cockpit.tui.panes.base import Pane
from cockpit.tui.panes.base.lines import BLANK, Ink, Line, line, wrapped
from cockpit.tui.panes.base.words import TRENDS, ago, box, clock
from cockpit.tui.view import View

_LABEL = 14
"""Cells of the word before a sentence."""
_NARROW = 60
_NARROW_LABEL = 8
_BRIEF = 12
"""Rows below which the card says less."""
_AIRY = 18
"""Rows from which a blank line stands between two things."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that was told to people outside."""

    text: str
    by: str
    at: datetime


Sentence = tuple[str, Ink]
Thing = tuple[str, str, list[Sentence]]
"""The word before some sentences, a shorter one for narrow terminals, and the sentences."""


class PlainCard(Pane):
    """The whole incident in a dozen sentences. `statement` is the last one that was sent."""

    TITLE = "In short"
    DEFAULT_CSS = """
    PlainCard { max-width: 100; max-height: 30; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.statement: Statement | None = None

    def note(self, view: View) -> Line:
        return line(("reading along", "dim"))

    def body(self, view: View, room: Size) -> list[Line]:
        narrow = room.width < _NARROW
        gap = [BLANK] if room.height >= _AIRY else []
        lines: list[Line] = []
        things = self._brief(view) if room.height < _BRIEF else self._things(view)
        for label, short, sentences in things:
            label_width = _NARROW_LABEL if narrow else _LABEL
            lines += [*gap] if lines else []
            lines += _under(short if narrow else label, label_width, sentences, room.width)
        return lines

    def _brief(self, view: View) -> Iterator[Thing]:
        """Where only a few lines can be seen at once: a sentence of each, the most asked for first."""
        impact, commander, doing, told, following, met, ask = self._things(view)
        for label, short, sentences in (impact, commander, following, ask):
            yield label, short, sentences[:1]
        yield from (doing, told, met)

    def waits_for_me(self, view: View) -> bool:
        """Watching leaves no duty."""
        return False

    def _things(self, view: View) -> Iterator[Thing]:
        yield "impact", "impact", _impact(view)
        yield "commander", "IC", [_commander(view)]
        yield "being done", "doing", list(_doing(view))
        yield "last told", "told", [self._told(view)]
        yield "next update", "next", [_next_update(view)]
        yield "last check-in", "met", [_last_check_in(view)]
        yield "ask", "ask", _whom_to_ask(view.incident)

    def _told(self, view: View) -> Sentence:
        told = self.statement
        if told is None:
            return "no statement has been sent yet", "dim"
        return f"{clock(told.at, view.now)}, {told.by}: {told.text}", "plain"


def _under(label: str, width: int, sentences: list[Sentence], room: int) -> list[Line]:
    """A word, and beside it sentences as long as they are."""
    pieces = [(text, ink) for said, ink in sentences for text in wrapped(said, room - width)]
    start = [label, *[""] * len(pieces)]
    return [line((f"{word:<{width}}", "dim"), piece) for word, piece in zip(start, pieces, strict=False)]


def _impact(view: View) -> list[Sentence]:
    impact, confirmed = view.incident.impact, view.incident.impact_confirmed_at
    if impact is None:
        return [("nobody has said yet who is hit", "warn")]
    sign, word, ink = TRENDS[impact.trend]
    age = f", confirmed {ago(confirmed, view.now)} ago" if confirmed else ""
    return [(f"{sign} {word}  {impact.text}", ink), (f"said {clock(impact.at, view.now)}{age}", "dim")]


def _commander(view: View) -> Sentence:
    incident = view.incident
    if incident.commander:
        return f"{incident.commander}, for {ago(incident.commander_since, view.now)}", "head"
    if not incident.is_open:
        return "nobody any more: the incident is closed", "dim"
    return f"nobody for {ago(incident.declared_at, view.now)}", "bad"


def _doing(view: View) -> Iterator[Sentence]:
    incident = view.incident
    for measure in incident.running:
        left, _ = box(measure, view.now)
        about = [measure.owner or "", ago(measure.started_at, view.now), left]
        yield f"▶ {measure.text} ({', '.join(part for part in about if part)})", "plain"
    for plan in incident.checkins[-1].plan if incident.checkins and incident.is_open else ():
        yield f"{plan.owner}: {plan.text}" if plan.owner else plan.text, "plain"
    waiting = len(incident.waiting)
    if waiting:
        yield f"◌ {waiting} more wait{'s' if waiting == 1 else ''} for approval", "dim"
    elif not incident.running:
        yield "nothing is running now", "dim"


def _next_update(view: View) -> Sentence:
    """By when the picture is made anew: the next check-in, or the end of the watch."""
    incident = view.incident
    if not incident.is_open:
        return "none: the incident is closed", "dim"
    if incident.watch_until:
        return f"by {_zoned(incident.watch_until, view)}, when the watch ends", "plain"
    if incident.band is None:
        return "no time is set: the check-ins start when somebody takes command", "warn"
    late = incident.band.state(view.now) == "overdue"
    by = f"by {_zoned(incident.band.overdue_at, view)}, with check-in {incident.loop}"
    return (f"{by}: overdue", "bad") if late else (by, "plain")


def _last_check_in(view: View) -> Sentence:
    if not view.incident.checkins:
        return "none yet", "dim"
    last = view.incident.checkins[-1]
    return f"{_zoned(last.at, view)}, {ago(last.at, view.now)} ago", "plain"


def _whom_to_ask(incident: Incident) -> list[Sentence]:
    """Outsiders go through the communicator (S23); without one, to the commander; and where."""
    where = f" in {incident.channel}" if incident.channel else ""
    told = incident.holders(COMMUNICATOR)
    asked = (*told, incident.commander)[0]
    if asked is None:
        return [(f"nobody is named yet: ask{where or f' {incident.declared_by}, who declared it'}", "head")]
    role = "communicator" if told else "commander, for there is no communicator"
    return [
        (f"{asked} ({role}){where}", "head"),
        (f'write: "{asked}, about {incident.id} ({incident.title}): …"', "dim"),
    ]


def _zoned(at: datetime, view: View) -> str:
    return moments.with_zone(at, view.now.tzinfo) if view.now.tzinfo else clock(at, view.now)
