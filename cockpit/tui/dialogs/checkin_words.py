"""What the check-in's form says: its questions, what changed since the last one, its keys."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from cockpit.incident import checkin
from cockpit.incident.since import lines, since_last_checkin
from cockpit.incident.state import Incident
from cockpit.incident.texts import harmless
from cockpit.tui.panes.base.words import clock
from cockpit.tui.view import View


def questions(view: View) -> Iterator[tuple[str, str]]:
    """The name of each step and what is asked in it, as a sentence to say."""
    incident = view.incident
    until = clock(checkin.next_due_by(incident, view.now), view.now)
    running = incident.running
    yield "report", checkin.report_question(incident)
    yield "impact", checkin.impact_question(incident)
    yield (
        "measures",
        checkin.measure_question(running[0]) if len(running) == 1 else "What came of each measure?",
    )
    yield "plan", checkin.plan_question(until)
    yield "queue", "Do we do it? Decided with F10; what is left stays in the queue"


def changed(incident: Incident) -> str:
    """What changed since the last check-in; before the first there is nothing to compare with (S68)."""
    changes = replace(since_last_checkin(incident), proposed=())  # they stand in step 5
    told = " · ".join(lines(changes))
    return f"since check-in {changes.loop}: {told}" if changes.loop and told else ""


def wire(incident: Incident) -> str:
    """What would make it worse than the severity it has (S45)."""
    wire = checkin.tripwire(incident)
    return f"Still {incident.severity}? Raise it with F9 once {wire}." if wire else ""


def keys(view: View) -> str:
    """The keys of the form, and whose word finishing it is."""
    incident, after = view.incident, view.incident.cadence
    mine = incident.commander is None or incident.is_commander(view.me)
    then = f", next one in {after.due_from}–{after.due_until} min"
    finish = then if mine else f" by word of {incident.commander}"  # no room for both in 80 cells
    return harmless(f"tab next   F10 finish{finish}   esc leaves, text is kept")
