"""Rules about the whole: declared, how bad, who is hit, stood down (S3–S5, S33, S38)."""

from __future__ import annotations

from datetime import UTC

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.moments import stamp
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
        details=command.details,
        alert=command.alert,
    )
    everything = list(said(asking, declared).said)
    if command.details.strip():
        everything += said(asking, ev.Logged(kind="alert", text=command.details)).said
    if command.noticed_at:
        noticed = ev.Logged(kind="noticed", star=True, text=f"first noticed: {command.title}")
        everything.append(
            Said(noticed, asking.actor, asking.by_word, command.noticed_at, command.noticed_about)
        )
    if command.impact.strip():
        everything += said(asking, impact_fact(cmd.ReportImpact("new-symptom", command.impact))).said
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
    """How bad it is, in the project's own scale (S38–S43); whoever lowers it says why."""
    level = incident.procedure.severity(command.severity)
    if level is None:
        return _no_level(incident, command.severity)
    if level.code == incident.severity:
        return Accepted((), f"it is {level.code} already")
    doubt = _lowered(incident, level)
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    text = f"{_worded(incident, level)}{by_word_suffix(asking)}{because_suffix(asking)}"
    fact = ev.SeveritySet(severity=level.code, was=incident.severity, text=text)
    return said(asking, with_reasons(fact, asking, doubt))


def _is_less(incident: Incident, level: Severity) -> bool:
    """Whether `level` is less bad than what is set."""
    rank = incident.procedure.rank
    return incident.severity is not None and rank(level.code) > rank(incident.severity)


def _lowered(incident: Incident, level: Severity) -> Doubt | None:
    """S38: too low a severity keeps help away, so lowering it needs a reason, and raising it none."""
    if not _is_less(incident, level):
        return None
    question = f"{level.code} is less bad than {incident.severity}: why lower it"
    return Doubt("S38", question, f"from {incident.severity} of entry {incident.severity_number}")


def _worded(incident: Incident, level: Severity) -> str:
    word = f"{level.code} {level.label}"
    if incident.severity is None:
        return word
    return f"{'lowered' if _is_less(incident, level) else 'raised'} from {incident.severity} to {word}"


def report_impact(incident: Incident, command: cmd.ReportImpact, asking: Asking) -> Decision:
    """Always taken: it is a fact (S33, S59, S60)."""
    note = ""
    if incident.phase == "watch" and command.trend in {"worse", "new-symptom"}:
        note = "the incident is in its watch period: back to active with cockpit reopen, or one key (O; S77)"
    since = stamp(command.since, asking.now.tzinfo or UTC, now=asking.now) if command.since else ""
    return Accepted(said(asking, impact_fact(command, since)).said, note)


def impact_fact(command: cmd.ReportImpact, since: str = "") -> ev.ImpactChanged:
    """The fact that impact is now so, with the sentence the timeline shows; `since` as it is told there."""
    hit = (command.share, command.region, command.cohort, command.function)
    where = ", ".join(part for part in hit if part)
    metrics = ", ".join(f"{name} {value}" for name, value in command.metrics.items())
    extra = "; ".join(part for part in (where, metrics, f"since {since}" if since else "") if part)
    return ev.ImpactChanged(
        trend=command.trend,
        impact=command.text,
        share=command.share,
        region=command.region,
        cohort=command.cohort,
        metrics=dict(command.metrics),
        function=command.function,
        since=command.since,
        text=f"{TREND_WORDS[command.trend]}: {command.text}" + (f" ({extra})" if extra else ""),
    )


def stand_down(incident: Incident, command: cmd.StandDown, asking: Asking) -> Decision:
    """Not an incident after all; one line says why, the record stays (S4)."""
    doubt = Doubt("S4", "why is this not an incident", "stand-down")
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    text = f"stood down, not an incident{by_word_suffix(asking)}{because_suffix(asking)}"
    return said(asking, with_reasons(ev.StoodDown(text=text), asking, doubt))
