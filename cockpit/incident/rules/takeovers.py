"""Rules about command taken from a commander in place: who has to know, and what they say (S5)."""

from __future__ import annotations

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.rules.verdicts import (
    Asking,
    Decision,
    Refused,
    because_suffix,
    by_word_suffix,
    said,
)
from cockpit.incident.state import Incident
from cockpit.incident.takeovers import unacknowledged


def acknowledge(incident: Incident, command: cmd.AcknowledgeTakeover, asking: Asking) -> Decision:
    """Whoever command was taken from knows it; the mark stays in the record, the red goes."""
    taken = unacknowledged(incident, asking.actor)
    if not taken:
        why = "no command was taken over that somebody has yet to acknowledge"
        return Refused("S5", why, way_out="cockpit status says who has command")
    person = taken[-1].person
    knows = f"{incident.commander} has command" if incident.commander else f"{taken[-1].by} took command"
    text = f"{person} knows that {knows}{by_word_suffix(asking)}{because_suffix(asking)}"
    return said(asking, ev.TakeoverAcknowledged(person=person, text=text))
