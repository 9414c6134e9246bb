"""The state of an incident in plain sentences, for whoever only watches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cockpit.incident import moments
from cockpit.incident.audiences import standings
from cockpit.incident.checkin import is_given_up, last_held, under_way
from cockpit.incident.procedure import COMMANDER, COMMUNICATOR
from cockpit.incident.state import Incident
from cockpit.incident.takeovers import is_taken, told, unacknowledged
from cockpit.tui.panes.base.lines import Ink
from cockpit.tui.panes.base.words import TRENDS, ago, box, clock
from cockpit.tui.view import View

Sentence = tuple[str, Ink]


def impact(view: View) -> list[Sentence]:
    """Who is hit and how badly, and how old that is."""
    said, confirmed = view.incident.impact, view.incident.impact_confirmed_at
    if said is None:
        return [("nobody has said yet who is hit", "warn")]
    sign, word, ink = TRENDS[said.trend]
    age = f", confirmed {ago(confirmed, view.now)} ago" if confirmed else ""
    return [(f"{sign} {word}  {said.text}", ink), (f"said {clock(said.at, view.now)}{age}", "dim")]


def commander(view: View) -> Sentence:
    """Who has command, or since when nobody has (S5)."""
    incident = view.incident
    if incident.commander:
        since, taken = ago(incident.commander_since, view.now), unacknowledged(incident)
        if taken and incident.is_open:
            mark, words = "! " if is_taken(incident) else "", told(incident, taken[-1])
            return f"{mark}{incident.commander}, for {since}, {words}", "bad"
        return f"{incident.commander}, for {since}", "head"
    if not incident.is_open:
        return "nobody any more: the incident is closed", "dim"
    return f"nobody for {ago(incident.command_open_since, view.now)}", "bad"


def doing(view: View) -> Iterator[Sentence]:
    """What runs, what was planned at the last check-in, and how much waits."""
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


def last_decision(view: View) -> Sentence:
    """What was decided last, by whom and when (S10); there is one."""
    last = view.incident.decisions[-1]
    return f"{clock(last.at, view.now)}, {last.by}: {last.text}", "plain"


def next_update(view: View) -> Sentence:
    """By when there is news: what an audience was promised, else the next check-in or the watch's end."""
    incident = view.incident
    if not incident.is_open:
        return "none: the incident is closed", "dim"
    promised = [(one.due_at, one.name) for one in standings(incident) if one.promised and one.due_at]
    if promised:
        at, audience = min(promised)
        by = f"by {_zoned(at, view)}, as {audience} {'were' if audience.endswith('s') else 'was'} promised"
        return (f"{by}: overdue", "bad") if at < view.now else (by, "plain")
    if incident.watch_until:
        return f"by {_zoned(incident.watch_until, view)}, when the watch ends", "plain"
    if incident.band is None:
        return "no time is set: the check-ins start when somebody takes command", "warn"
    begun = under_way(incident)
    if begun is not None:
        return f"check-in {incident.loop} is under way, {begun.by} since {clock(begun.at, view.now)}", "plain"
    if is_given_up(incident, view.now):
        return f"no check-in for {ago(last_held(incident), view.now)}", "dim"
    late = incident.band.state(view.now) == "overdue"
    by = f"by {_zoned(incident.band.overdue_at, view)}, with check-in {incident.loop}"
    return (f"{by}: overdue", "bad") if late else (by, "plain")


def last_check_in(view: View) -> Sentence:
    """When the team last met, and how long ago."""
    if not view.incident.checkins:
        return "none yet", "dim"
    last = view.incident.checkins[-1]
    return f"{_zoned(last.at, view)}, {ago(last.at, view.now)} ago", "plain"


def whom_to_ask(incident: Incident) -> list[Sentence]:
    """Outsiders go through the communicator (S23); without one, to the commander; and where."""
    where = f" in {incident.channel}" if incident.channel else ""
    told = incident.holders(COMMUNICATOR)
    asked = (*told, incident.commander)[0]
    if asked is None:
        return [(f"nobody is named yet: ask{where or f' {incident.declared_by}, who declared it'}", "head")]
    communicator, commander = map(incident.procedure.role_name, (COMMUNICATOR, COMMANDER))
    role = communicator if told else f"{commander}, for there is no {communicator}"
    return [
        (f"{asked} ({role}){where}", "head"),
        (f'write: "{asked}, about {incident.id} ({incident.title}): …"', "dim"),
    ]


def _zoned(at: datetime, view: View) -> str:
    return moments.with_zone(at, view.now.tzinfo) if view.now.tzinfo else clock(at, view.now)
