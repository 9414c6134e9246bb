"""Rules about the 15–20 minute loop: what a check-in has to say, and when (S66–S73)."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from cockpit.incident import checkin
from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.people import same_person
from cockpit.incident.plan import told
from cockpit.incident.procedure import INVESTIGATOR, TECHNICAL_LEAD
from cockpit.incident.rules.measures import finished, no_outcome
from cockpit.incident.rules.phases import impact_fact
from cockpit.incident.rules.planning import Planned, nobody_named, planned
from cockpit.incident.rules.verdicts import (
    Accepted,
    Asking,
    Decision,
    Doubt,
    NeedsReason,
    Refused,
    by_word_suffix,
    clock,
    said,
    unanswered,
    with_reasons,
)
from cockpit.incident.since import TRENDS, new_users, since_last_checkin
from cockpit.incident.state import OUTCOMES, Incident, Measure


def check_in(incident: Incident, command: cmd.CheckIn, asking: Asking) -> Decision:
    """One turn: trend (S68), a word on what was open last time (S69), plan (S70), not too early (S73)."""
    stopped = (
        _in_the_watch(incident)
        or _no_trend(command)
        or _unknown(incident, command)
        or _not_running(incident, command, asking)
        or _unsaid(incident, command)
    )
    if stopped:
        return stopped
    plan = planned(incident, command.plan, asking)
    if plan.refused:
        return plan.refused
    doubts = (
        too_early(incident, asking), nobody_named(incident, command.plan), _investigates(incident, command),
    )  # fmt: skip
    asked = _asked(unanswered(incident, asking, *doubts), plan)
    if asked:
        return asked
    command = replace(command, plan=plan.lines)
    facts: list[ev.Fact] = [with_reasons(_finished(incident, command, asking), asking, *doubts)]
    facts += _impact(incident, command)
    for text, outcome in command.outcomes.items():
        measure = incident.measure(text)
        if measure is not None:
            facts += _outcome(incident, measure, outcome, command.until.get(text), asking)
    return Accepted((*said(asking, *facts).said, *plan.said))


def _asked(open_doubts: NeedsReason | None, plan: Planned) -> NeedsReason | None:
    """Everything that needs a reason, asked at once."""
    left = (*(open_doubts.doubts if open_doubts else ()), *plan.doubts)
    return NeedsReason(left) if left else None


def start_check_in(incident: Incident, command: cmd.StartCheckIn, asking: Asking) -> Decision:
    """The form is open, and the others see it; too early it asks why (S66, S73)."""
    stopped = _in_the_watch(incident)
    if stopped:
        return stopped
    begun = checkin.under_way(incident)
    if begun is not None and begun.is_filled_by(asking.actor):
        return Accepted(())
    doubts = too_early(incident, asking), _others(incident, asking)
    asked = unanswered(incident, asking, *doubts)
    if asked:
        return asked
    how = f"goes on with what {begun.by} began" if begun else "is under way"
    text = f"check-in {incident.loop} {how}{by_word_suffix(asking)}"
    return said(asking, with_reasons(ev.CheckinStarted(loop=incident.loop, text=text), asking, *doubts))


def _in_the_watch(incident: Incident) -> Refused | None:
    """S76: the watch has its own clock; what somebody sees in it is impact or a note."""
    if incident.phase != "watch":
        return None
    way_out = "worse again: go back to active (cockpit reopen); else say what you see (cockpit impact)"
    return Refused("S76", "in the watch no check-in is due", way_out=way_out)


def _others(incident: Incident, asking: Asking) -> Doubt | None:
    """S66: whoever goes on with what somebody else fills in just now says why; the commander never has to."""
    begun = checkin.under_way(incident)
    if begun is None or incident.is_commander(asking.actor) or checkin.may_be_abandoned(begun, asking.now):
        return None
    since = clock(begun.at, asking)
    question = f"{begun.by} fills check-in {begun.loop} in since {since}: why take it over"
    return Doubt("S66", question, f"{begun.by} at {begun.at.isoformat()}")


def leave_check_in(incident: Incident, command: cmd.LeaveCheckIn, asking: Asking) -> Decision:
    """The form was left; somebody else's is the commander's to put off, and anybody's once it is old."""
    begun = incident.under_way
    if begun is None:
        return Accepted(())
    own = begun.is_filled_by(asking.actor)
    if not (own or incident.is_commander(asking.actor) or checkin.may_be_abandoned(begun, asking.now)):
        return Accepted((), f"{begun.by} fills it in since {clock(begun.at, asking)}: it stays open")
    whose = "" if own else f", begun by {begun.by},"
    return said(asking, ev.CheckinLeft(loop=begun.loop, text=f"check-in {begun.loop}{whose} is put off"))


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


def too_early(incident: Incident, asking: Asking) -> Doubt | None:
    """S73, never at the first one nor after a change of commander or severity, a new symptom or a relapse."""
    if not incident.checkins or incident.band is None or asking.at >= incident.band.due_at:
        return None
    last = incident.checkins[-1].number
    if asking.at < incident.checkins[-1].at:
        return None  # the clock was set back: how long ago that was cannot be said
    symptom = incident.impact.number if incident.impact and incident.impact.trend == "new-symptom" else 0
    changed = (incident.commander_number, incident.severity_number, incident.relapse_number, symptom)
    if max(changed) > last:
        return None
    minutes = int((asking.at - incident.checkins[-1].at).total_seconds() // 60)
    due = clock(incident.band.due_at, asking)
    question = f"the last check-in was {minutes} min ago, the next is due at {due}: why now"
    return Doubt("S73", question, f"loop {incident.loop}")


def _investigates(incident: Incident, command: cmd.CheckIn) -> Doubt | None:
    """S6 is asked again at each check-in; the reason given then holds until the next one."""
    name = incident.commander
    if name is None or incident.alone:
        return None
    over = {text for text, outcome in command.outcomes.items() if outcome != "running"}
    own = [
        m.id
        for m in incident.running
        if m.owner and same_person(m.owner, name) and m.id not in {_id(incident, text) for text in over}
    ]
    if not own and not incident.holds(name, INVESTIGATOR, TECHNICAL_LEAD):
        return None
    still = f" ({', '.join(own)})" if own else ""
    question = f"{name} has command and investigates as well{still}: why still"
    return Doubt("S6", question, f"{name} in loop {incident.loop + 1}")


def _id(incident: Incident, text: str) -> str:
    measure = incident.measure(text)
    return measure.id if measure else ""


def _finished(incident: Incident, command: cmd.CheckIn, asking: Asking) -> ev.CheckinFinished:
    parts = [f"loop {incident.loop}: {TRENDS[command.trend or 'same']}"]
    parts += [command.state] if command.state else []
    parts += [f"New: {command.users}"] if command.users else []
    if command.plan:
        parts.append(f"Plan: {', '.join(map(told, command.plan))}")
    text = ". ".join(parts) + by_word_suffix(asking)
    return ev.CheckinFinished(
        loop=incident.loop, trend=command.trend, state=command.state, plan=command.plan,
        users=command.users, text=text,
    )  # fmt: skip


def _impact(incident: Incident, command: cmd.CheckIn) -> list[ev.Fact]:
    """A change of impact said in the check-in is a change of impact (S33); "same" only confirms it."""
    before = incident.impact
    words = command.impact or (before.text if before else command.state or command.users)
    changed = command.impact is not None and (before is None or command.impact != before.text)
    added = _added(incident, command.users)
    if command.trend is None or not words or (command.trend == "same" and not changed and not added):
        return []
    known = [before.cohort] if before and before.cohort else []
    report = cmd.ReportImpact(
        command.trend,
        words,
        share=before.share if before and not changed else None,
        region=before.region if before else None,
        cohort=", ".join([*known, *added]) or None,
        function=before.function if before else None,
    )
    return [impact_fact(report)]


def _added(incident: Incident, users: str) -> list[str]:
    """Of the new users and regions those that nobody had reported before this check-in (S68)."""
    changes = since_last_checkin(incident)
    now = incident.impact
    known = [new_users(changes), *((now.cohort, now.region, now.function) if now else ())]
    reported = {part.strip().casefold() for text in known if text for part in text.split(",")}
    named = [part.strip() for part in users.split(",")]
    return [part for part in named if part and part.casefold() not in reported]


def _outcome(
    incident: Incident, measure: Measure, outcome: str, until: datetime | None, asking: Asking
) -> list[ev.Fact]:
    for known in OUTCOMES:
        if outcome == known:
            return [finished(measure, known, Asking(asking.who, asking.now))]
    end = until or checkin.next_due_by(incident, asking.at)
    text = f"{measure.id} still running until {clock(end, asking)}: {measure.text}"
    return [ev.MeasureExtended(measure=measure.id, until=end, text=text)]
