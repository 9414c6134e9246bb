"""Rules about commands that were run for a measure: always taken, for they are facts (S34)."""

from __future__ import annotations

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.moments import age
from cockpit.incident.rules.verdicts import Asking, Decision, Refused, said
from cockpit.incident.state import Incident


def record_run(incident: Incident, command: cmd.RecordRun, asking: Asking) -> Decision:
    """Which command, on which host, how it ended and how long it took; its output only where it was kept."""
    measure = incident.measure(command.measure)
    if measure is None:
        known = ", ".join(incident.measures) or "none yet"
        return Refused("S8", f"there is no measure {command.measure!r}", way_out=f"measures: {known}")
    fact = ev.MeasureRan(
        measure=measure.id,
        command=command.command,
        host=command.host,
        exit_code=command.exit_code,
        seconds=command.seconds,
        output=command.output,
        text=f"{measure.id} {ran(command)}",
    )
    return said(asking, fact)


def ran(command: cmd.RecordRun) -> str:
    """ "ran on db-1: systemctl restart api — exit 0 after 12 s"."""
    code = "unknown" if command.exit_code is None else str(command.exit_code)
    return f"ran on {command.host}: {command.command} — exit {code} after {age(command.seconds)}"
