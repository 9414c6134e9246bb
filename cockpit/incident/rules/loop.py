"""Rules about the 15–20 minute loop (S66–S75)."""

from __future__ import annotations

from datetime import datetime, timedelta

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.rules.measures import finished, no_outcome
from cockpit.incident.rules.phases import impact_fact
from cockpit.incident.rules.verdicts import (
    Asking,
    Decision,
    Doubt,
    Refused,
    by_word_suffix,
    clock,
    said,
    unanswered,
    with_reasons,
)
from cockpit.incident.state import OUTCOMES, Incident, Measure


def check_in(incident: Incident, command: cmd.CheckIn, asking: Asking) -> Decision:
    """One turn: the trend (S68), a word on what was open last time (S69), not too early (S73)."""
    stopped = (
        _no_trend(command)
        or _unknown(incident, command)
        or _not_running(incident, command, asking)
        or _unsaid(incident, command)
    )
    if stopped:
        return stopped
    doubt = _too_early(incident, asking)
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    facts: list[ev.Fact] = [with_reasons(_finished(incident, command, asking), asking, doubt)]
    facts += _impact(incident, command)
    for text, outcome in command.outcomes.items():
        measure = incident.measure(text)
        if measure is not None:
            facts += _outcome(incident, measure, outcome, command.until.get(text), asking)
    return said(asking, *facts)


def _no_trend(command: cmd.CheckIn) -> Refused | None:
    if command.trend:
        return None
    return Refused(
        "S68",
        "a check-in says whether it got worse, better, stayed the same or shows a new symptom",
        way_out="add --trend worse|better|same|new-symptom",
    )


def _unknown(incident: Incident, command: cmd.CheckIn) -> Refused | None:
    wrong = [text for text in command.outcomes if incident.measure(text) is None]
    if not wrong:
        return None
    known = ", ".join(incident.measures) or "none yet"
    return Refused("S69", f"there is no measure {wrong[0]!r}", way_out=f"measures: {known}")


def _not_running(incident: Incident, command: cmd.CheckIn, asking: Asking) -> Refused | None:
    """An outcome is said of what was started; the rest has its own verbs."""
    for text, outcome in command.outcomes.items():
        measure = incident.measure(text)
        if measure is None:
            continue
        if measure.started_at is None:
            return Refused("S69", f"{measure.id} is {measure.state} and never ran: it has no outcome to say")
        stopped = no_outcome(measure, outcome, asking)
        if stopped:
            return stopped
    return None


def _unsaid(incident: Incident, command: cmd.CheckIn) -> Refused | None:
    said_of = {measure.id for text in command.outcomes if (measure := incident.measure(text))}
    left = [m for m in incident.open_at_last_checkin() if m.id not in said_of]
    if not left:
        return None
    ids = ", ".join(f"{m.id} ({m.text})" for m in left)
    flags = " ".join(f"--measure {m.id}=worked|no-effect|worse|rolled-back|running" for m in left)
    why = f"open at the last check-in and still without a word: {ids}"
    return Refused("S69", why, way_out=f"add {flags}")


def _too_early(incident: Incident, asking: Asking) -> Doubt | None:
    """S73, never at the first one nor after a change of commander or severity, a new symptom or a relapse."""
    if not incident.checkins or incident.band is None or asking.at >= incident.band.due_at:
        return None
    last = incident.checkins[-1].number
    symptom = incident.impact.number if incident.impact and incident.impact.trend == "new-symptom" else 0
    changed = (incident.commander_number, incident.severity_number, incident.relapse_number, symptom)
    if max(changed) > last:
        return None
    minutes = int((asking.at - incident.checkins[-1].at).total_seconds() // 60)
    due = clock(incident.band.due_at, asking)
    question = f"the last check-in was {minutes} min ago, the next is due at {due}: why now"
    return Doubt("S73", question, f"loop {incident.loop}")


def _finished(incident: Incident, command: cmd.CheckIn, asking: Asking) -> ev.CheckinFinished:
    words = {"worse": "worse", "better": "better", "same": "the same", "new-symptom": "a new symptom"}
    parts = [f"loop {incident.loop}: {words[command.trend or 'same']}"]
    parts += [command.state] if command.state else []
    if command.plan:
        lines = ", ".join(f"{line.text} ({line.owner})" if line.owner else line.text for line in command.plan)
        parts.append(f"Plan: {lines}")
    text = ". ".join(parts) + by_word_suffix(asking)
    return ev.CheckinFinished(
        loop=incident.loop, trend=command.trend, state=command.state, plan=command.plan, text=text
    )


def _impact(incident: Incident, command: cmd.CheckIn) -> list[ev.Fact]:
    """A change of impact said in the check-in is a change of impact (S33); "same" only confirms it."""
    before = incident.impact
    words = command.impact or (before.text if before else command.state)
    changed = command.impact is not None and (before is None or command.impact != before.text)
    if command.trend is None or not words or (command.trend == "same" and not changed):
        return []
    report = cmd.ReportImpact(
        command.trend,
        words,
        share=before.share if before and not changed else None,
        region=before.region if before else None,
        cohort=before.cohort if before else None,
    )
    return [impact_fact(report)]


def _outcome(
    incident: Incident, measure: Measure, outcome: str, until: datetime | None, asking: Asking
) -> list[ev.Fact]:
    for known in OUTCOMES:
        if outcome == known:
            return [finished(measure, known, Asking(asking.who, asking.now))]
    end = until or _next_overdue(incident, asking.at)
    text = f"{measure.id} still running until {clock(end, asking)}: {measure.text}"
    return [ev.MeasureExtended(measure=measure.id, until=end, text=text)]


def _next_overdue(incident: Incident, at: datetime) -> datetime:
    return at + timedelta(minutes=incident.cadence.due_until)
