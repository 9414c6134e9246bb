"""The signs and words by which severity, trend, measures and phase are told: never a colour alone (S39)."""

from __future__ import annotations

from datetime import UTC, datetime

from cockpit.incident import moments
from cockpit.incident.procedure import COMMANDER, COMMUNICATOR, Procedure
from cockpit.incident.state import Incident, Measure

_LEVELS = "▲△▽◇▫"
"""The signs of the levels, the worst first (S39); a project has three to five of them (S38)."""
TRENDS = {"worse": "▲ worse", "same": "■ same", "better": "▼ better", "new-symptom": "✦ new symptom"}
GOING = {
    "worse": "getting worse",
    "same": "unchanged",
    "better": "getting better",
    "new-symptom": "with a new symptom",
}
_MEASURES = {
    "waiting": "◌ waiting",
    "asked": "◌ asked back",
    "approved": "● approved",
    "running": "▶ running",
    "done": "✔ done",
    "worked": "✔ worked",
    "no-effect": "✘ no effect",
    "worse": "↯ worse",
    "rolled-back": "↶ rolled back",
    "refused": "⊘ refused",
    "withdrawn": "⊘ withdrawn",
}
KINDS = {
    "mitigation": "mitigation",
    "fix": "fix",
    "active": "active diagnostic",
    "passive": "passive diagnostic",
}


def severity(code: str | None, procedure: Procedure) -> str:
    """ "▲ SEV1 CRITICAL"; "? SEV not set" until it is given."""
    level = procedure.severity(code) if code else None
    if level is None:
        return f"? {code}" if code else "? SEV not set"
    return f"{_LEVELS[min(procedure.rank(level.code), len(_LEVELS) - 1)]} {level.code} {level.label}"


def measure_state(measure: Measure) -> str:
    """ "▶ running", with "!" for good where nobody had approved it beforehand (S11)."""
    return f"{'! ' if measure.unapproved else '  '}{_MEASURES[measure.state]}"


def phase(incident: Incident) -> str:
    """ACTIVE, WATCH, CLOSED, or CLOSED as not an incident (S4)."""
    return "CLOSED, not an incident" if incident.stood_down else incident.phase.upper()


def at(moment: datetime, now: datetime) -> str:
    """14:32 UTC in the zone of `now`, with the date before it where that is another day than today."""
    return moments.stamp(moment, now.tzinfo or UTC, now=now)


def stamp(moment: datetime, now: datetime) -> str:
    """2026-11-23 14:32 UTC in the zone of `now`."""
    return moments.stamp(moment, now.tzinfo or UTC)


def whom_to_ask(incident: Incident) -> str:
    """Whom questions go to, never past the communicator (S23), and where they are read."""
    where = f" in {incident.channel}" if incident.channel else ""
    for role in (COMMUNICATOR, COMMANDER):
        holders = incident.holders(role)
        if holders:
            return f"Ask {' or '.join(holders)} ({incident.procedure.role_name(role)}){where}."
    if not incident.is_open:
        return f"Ask in {incident.channel}." if incident.channel else "Nobody holds a role any more."
    return f"Ask {incident.declared_by}, who declared it{where}: nobody has command yet."
