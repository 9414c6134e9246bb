"""Rules about the whole: declared, how bad, resolved, watched, closed (S3–S5, S33, S38, S76–S79)."""

from __future__ import annotations

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.procedure import COMMANDER, Severity
from cockpit.incident.rules.verdicts import (
    Accepted,
    Asking,
    Decision,
    Doubt,
    Refused,
    Said,
    because_suffix,
    by_word_suffix,
    clock,
    said,
    unanswered,
    with_reasons,
)
from cockpit.incident.state import Incident

TREND_WORDS = {"worse": "worse", "better": "better", "same": "same", "new-symptom": "new symptom"}


def declare(incident: Incident, command: cmd.Declare, asking: Asking) -> Decision:
    """A title is enough (S3); the whole procedure goes into the incident (S40)."""
    if incident.exists:
        return Refused("S3", f"{incident.id} is declared already")
    if not command.title.strip():
        return Refused("S3", "a title is missing", way_out="say in a few words what is wrong")
    level = incident.procedure.severity(command.severity) if command.severity else None
    if command.severity and level is None:
        return _no_level(incident, command.severity)
    declared = ev.Declared(
        title=command.title,
        text=command.title,
        procedure=incident.procedure,
        severity=level.code if level else None,
        noticed_at=command.noticed_at,
        noticed_about=command.noticed_about,
        source=command.source,
        channel=command.channel,
        first_message=command.first_message,
    )
    everything = list(said(asking, declared).said)
    if command.noticed_at:
        noticed = ev.Logged(kind="noticed", star=True, text=f"first noticed: {command.title}")
        everything.append(
            Said(noticed, asking.actor, asking.by_word, command.noticed_at, command.noticed_about)
        )
    if command.commander:
        name = command.commander
        role = ev.RoleAssigned(role=COMMANDER, person=name, star=True, text=f"{name} has command")
        everything += said(asking, role).said
    return Accepted(tuple(everything))


def _no_level(incident: Incident, text: str) -> Refused:
    codes = ", ".join(f"{s.code} {s.label}" for s in incident.procedure.severities)
    way_out = f"severities: {codes}; when unsure, the worse"
    return Refused("S38", f"{text!r} is no severity", way_out=way_out, usage=True)


def set_severity(incident: Incident, command: cmd.SetSeverity, asking: Asking) -> Decision:
    """How bad it is, in the project's own scale (S38–S43)."""
    level = incident.procedure.severity(command.severity)
    if level is None:
        return _no_level(incident, command.severity)
    if level.code == incident.severity:
        return Accepted((), f"it is {level.code} already")
    text = f"{_worded(incident, level)}{by_word_suffix(asking)}{because_suffix(asking)}"
    return said(asking, ev.SeveritySet(severity=level.code, was=incident.severity, text=text))


def _worded(incident: Incident, level: Severity) -> str:
    word = f"{level.code} {level.label}"
    if incident.severity is None:
        return word
    raised = incident.procedure.rank(level.code) < incident.procedure.rank(incident.severity)
    return f"{'raised' if raised else 'lowered'} from {incident.severity} to {word}"


def report_impact(incident: Incident, command: cmd.ReportImpact, asking: Asking) -> Decision:
    """Always taken: it is a fact (S33, S59, S60)."""
    note = ""
    if incident.phase == "watch" and command.trend in {"worse", "new-symptom"}:
        note = "the incident is in its watch period: back to active with cockpit reopen (S77)"
    return Accepted(said(asking, impact_fact(command)).said, note)


def impact_fact(command: cmd.ReportImpact) -> ev.ImpactChanged:
    """The fact that impact is now so, with the sentence the timeline shows."""
    where = ", ".join(part for part in (command.share, command.region, command.cohort) if part)
    metrics = ", ".join(f"{name} {value}" for name, value in command.metrics.items())
    extra = "; ".join(part for part in (where, metrics) if part)
    return ev.ImpactChanged(
        trend=command.trend,
        impact=command.text,
        share=command.share,
        region=command.region,
        cohort=command.cohort,
        metrics=dict(command.metrics),
        text=f"{TREND_WORDS[command.trend]}: {command.text}" + (f" ({extra})" if extra else ""),
    )


def resolve(incident: Incident, command: cmd.Resolve, asking: Asking) -> Decision:
    """Impact is over; the team stays for the watch period (S76)."""
    if incident.phase != "active":
        return Refused("S76", f"resolved already, at {clock(incident.resolved_at, asking)}")
    doubt = _before_the_last_sign(incident, asking)
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    minutes = incident.cadence.watch
    text = f"resolved{by_word_suffix(asking)}; watching for {minutes} min{because_suffix(asking)}"
    return said(asking, with_reasons(ev.Resolved(text=text), asking, doubt))


def _before_the_last_sign(incident: Incident, asking: Asking) -> Doubt | None:
    """S76: a recovery dated before the last known trouble would shorten the watch unseen."""
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
        return said(asking, ev.Reopened(text=f"reopened{by_word_suffix(asking)}{why}"))
    return Refused("S77", f"{incident.id} is active already")


def close(incident: Incident, command: cmd.Close, asking: Asking) -> Decision:
    """The commander winds down (S79); before the watch has passed, with a reason (S76)."""
    doubt = _still_watching(incident, asking)
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    early = f", early: {asking.because}" if doubt else ""
    text = f"closed{by_word_suffix(asking)}{early}"
    return said(asking, with_reasons(ev.Closed(text=text), asking, doubt))


def _still_watching(incident: Incident, asking: Asking) -> Doubt | None:
    until = incident.watch_until
    if until is None:
        question = "it was never called resolved, so nothing has been watched: why close now"
        return Doubt("S76", question, f"close in {incident.phase}")
    if asking.at >= until:
        return None
    minutes = int((until - asking.at).total_seconds() // 60) + 1
    question = f"{minutes} min of the watch are left: why close now"
    return Doubt("S76", question, f"watch {incident.watch_number}")


def stand_down(incident: Incident, command: cmd.StandDown, asking: Asking) -> Decision:
    """Not an incident after all; one line says why, the record stays (S4)."""
    doubt = Doubt("S4", "why is this not an incident", "stand-down")
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    text = f"stood down, not an incident{by_word_suffix(asking)}{because_suffix(asking)}"
    return said(asking, with_reasons(ev.StoodDown(text=text), asking, doubt))
