"""Rules about the end: resolved, watched, back to active, closed, reopened (S76–S80)."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from msgspec.structs import replace

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.closing import OpenEnds, open_ends, standing_impact
from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMANDER
from cockpit.incident.rules.phases import TREND_WORDS
from cockpit.incident.rules.verdicts import (
    Accepted,
    Asking,
    Decision,
    Doubt,
    Refused,
    because_suffix,
    by_word_suffix,
    clock,
    said,
    unanswered,
    with_reasons,
)
from cockpit.incident.state import Incident, Measure

SOON = timedelta(days=1)
"""How long after the close whoever had command last is offered it again when it is reopened."""
_NAMED = 3
"""Measures that a question names; the rest is a count."""


def resolve(incident: Incident, command: cmd.Resolve, asking: Asking) -> Decision:
    """Impact is over; the team stays for the watch period (S76)."""
    if incident.phase != "active":
        return Refused("S76", f"resolved already, at {clock(incident.resolved_at, asking)}")
    stands = _still_stands(incident, asking)
    doubt = _before_the_last_sign(incident, asking) or (None if incident.alone else stands)
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    minutes = incident.cadence.watch
    text = f"resolved{by_word_suffix(asking)}; watching for {minutes} min{because_suffix(asking)}"
    done = said(asking, with_reasons(ev.Resolved(text=text), asking, doubt))
    unsaid = "nobody has said that impact got better: say how it is (cockpit impact better …)"
    return Accepted(done.said, unsaid if stands and incident.alone else "")


def _still_stands(incident: Incident, asking: Asking) -> Doubt | None:
    """S76: trouble that nobody called better is not over by a word; whoever is alone is only told so."""
    impact = standing_impact(incident)
    if impact is None:
        return None
    question = f"impact still stands as {TREND_WORDS[impact.trend]}, told at {clock(impact.at, asking)}"
    return Doubt("S76", f"{question}: why resolved", f"impact of entry {impact.number}")


def _before_the_last_sign(incident: Incident, asking: Asking) -> Doubt | None:
    """S76: a recovery dated before the last known trouble would shorten the watch unseen.

    Only one that somebody dated: what is entered now comes after it, wherever the clock was set.
    """
    if asking.happened_at is None:
        return None
    signs = [moment for moment in (incident.declared_at, incident.relapsed_at) if moment]
    if incident.impact and incident.impact.trend in {"worse", "new-symptom"}:
        signs.append(incident.impact.at)
    last = max(signs, default=asking.at)
    if asking.at >= last:
        return None
    question = f"the last sign of trouble was at {clock(last, asking)}, after that: why resolved before"
    return Doubt("S76", question, f"resolved at {asking.at.isoformat()}")


def reopen(incident: Incident, command: cmd.Reopen, asking: Asking) -> Decision:
    """Out of the watch it is a relapse (S77), after the close the same record goes on."""
    why = because_suffix(asking)
    if incident.phase == "watch":
        text = f"back to active, relapse {incident.relapses + 1}{by_word_suffix(asking)}{why}"
        return said(asking, ev.Relapsed(text=text))
    if incident.phase == "closed":
        reopened = ev.Reopened(text=f"reopened{by_word_suffix(asking)}{why}")
        return said(asking, reopened, *_command_again(incident, asking))
    return Refused("S77", f"{incident.id} is active already")


def _command_again(incident: Incident, asking: Asking) -> tuple[ev.Fact, ...]:
    """Within a day, whoever had command last is offered it, or has it again where they reopened it."""
    person, closed = incident.last_commander, incident.closed_at
    if person is None or closed is None or asking.at - closed > SOON:
        return ()
    if same_person(person, asking.actor):
        text = f"{person} has command again"
        return (ev.RoleAssigned(role=COMMANDER, person=person, how="taken", star=True, text=text),)
    return (ev.HandoffOffered(person=person, text=f"{asking.actor} offers command to {person}"),)


def close(incident: Incident, command: cmd.Close, asking: Asking) -> Decision:
    """The commander winds down (S79); what is still open is asked about once, all together (S78)."""
    ends = open_ends(incident, asking.at)
    doubts = _still_open(ends, incident)
    asked = unanswered(incident, asking, *doubts)
    if asked:
        return asked
    early = any(doubt.rule == "S76" for doubt in doubts)
    why = f"{', early' if early else ''}: {asking.because}" if doubts and asking.because else ""
    mark = "! " if early else ""  # for good, as with whatever was done without waiting
    text = f"{mark}closed{by_word_suffix(asking)}{why}"
    return Accepted(
        said(asking, with_reasons(ev.Closed(text=text), asking, *doubts)).said, _left(ends, incident)
    )


def _left(ends: OpenEnds, incident: Incident) -> str:
    """What the close leaves behind without asking: measures nobody started, a first message without link."""
    left = [f"{_some(ends.unstarted)} {'was' if len(ends.unstarted) == 1 else 'were'} never started"]
    missing = "the link of the first message is missing (S85)"
    return "; ".join([*(left if ends.unstarted else ()), *(() if incident.first_message else (missing,))])


def _still_open(ends: OpenEnds, incident: Incident) -> tuple[Doubt, ...]:
    """What is open, as one question: only its last part asks why."""
    doubts = [*_watching(ends, incident), *_untold(ends), *_running(ends.running)]
    if doubts:
        doubts[-1] = replace(doubts[-1], question=f"{doubts[-1].question}: why close now")
    return tuple(doubts)


def _watching(ends: OpenEnds, incident: Incident) -> list[Doubt]:
    if ends.left is None:
        question = "it was never called resolved, so nothing has been watched"
        return [Doubt("S76", question, f"close in {incident.phase} {len(incident.phases)}")]
    if not ends.left:
        return []
    minutes = ceil(ends.left.total_seconds() / 60)
    return [Doubt("S76", f"{minutes} min of the watch are left", f"watch {incident.watch_number}")]


def _untold(ends: OpenEnds) -> list[Doubt]:
    if not ends.untold:
        return []
    names = " and ".join(ends.untold)
    verb = "are" if len(ends.untold) > 1 else "is"
    return [Doubt("S80", f"{names} {verb} not told of the end", f"untold {names}")]


def _running(running: tuple[Measure, ...]) -> list[Doubt]:
    if not running:
        return []
    verb = "run" if len(running) > 1 else "runs"
    ids = " ".join(measure.id for measure in running)
    return [Doubt("S78", f"{_some(running)} still {verb}", f"running {ids}")]


def _some(measures: tuple[Measure, ...]) -> str:
    """M1, M2, M3, 4 more"""
    named = [measure.id for measure in measures[:_NAMED]]
    named += [f"{len(measures) - _NAMED} more"] if len(measures) > _NAMED else []
    return ", ".join(named)
