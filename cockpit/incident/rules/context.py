"""Rules about what was so far: the first responder's lines, and the scribe who checks them (S57)."""

from __future__ import annotations

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.rules.verdicts import Accepted, Asking, Decision, Refused, said
from cockpit.incident.state import Incident

_WORDS = {"noticed": "first noticed", "seen": "seen", "tried": "tried", "link": "see"}


def give_context(incident: Incident, command: cmd.GiveContext, asking: Asking) -> Decision:
    """A fact like any other: always taken, dated as it was said, marked for the scribe to check."""
    text = command.text if command.text.strip() else ""
    if not text and command.about != "noticed":
        return Refused("S57", "nothing is said yet", way_out="say in a few words what was so far")
    noticed = command.about == "noticed"
    fact = ev.Logged(
        kind="noticed" if noticed else "context",
        star=noticed,
        text=f"{_WORDS[command.about]}: {text or incident.title}",
        link=text if command.about == "link" else None,
        check=True,
    )
    return said(asking, fact)


def check_context(incident: Incident, command: cmd.CheckContext, asking: Asking) -> Decision:
    """Whoever has checked them says so; correcting one checks it too."""
    if not incident.to_check:
        return Accepted((), "nothing waits to be checked")
    targets = command.targets or incident.to_check
    wrong = [number for number in targets if number not in incident.to_check]
    if wrong:
        waiting = ", ".join(map(str, incident.to_check))
        return Refused("S57", f"entry {wrong[0]} waits for no check", way_out=f"these do: {waiting}")
    numbers = ", ".join(map(str, targets))
    return said(asking, ev.Checked(targets=targets, text=f"checked {numbers}"))
