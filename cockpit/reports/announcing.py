"""The first message: what to paste where the team talks, and the line to join with (S49, S58)."""

from __future__ import annotations

from shlex import quote

from cockpit.incident.state import Incident
from cockpit.incident.texts import harmless


def first_message(incident: Incident, *, path: str = "", host: str = "") -> str:
    """What happened, how bad it is, who has command, and how to join. `path` is the record's file."""
    level = incident.procedure.severity(incident.severity) if incident.severity else None
    how_bad = f"{level.code} {level.label}" if level else "severity not set yet"
    who = f"{incident.commander} has command" if incident.commander else "We need a commander"
    impact = incident.impact.text.rstrip(". ") if incident.impact else "Impact not known yet"
    sentences = [f"Incident {incident.id}: {incident.title} ({how_bad})", impact, who]
    sentences += [f"We talk in {incident.channel}"] if incident.channel else []
    return f"{harmless('. '.join(sentences))}.\n{how_to_join(incident, path=path, host=host)}"


def how_to_join(incident: Incident, *, path: str = "", host: str = "") -> str:
    """One line: on which host, and the command, with the record's file where it is known."""
    file = f" --db {quote(path)}" if path else ""
    return f"To join on {host or 'the bastion'}: cockpit join --incident {incident.id}{file}"
