"""Rules about the procedure itself: from here on the incident is run by another one (S40)."""

from __future__ import annotations

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.procedure import Procedure
from cockpit.incident.rules.verdicts import (
    Accepted,
    Asking,
    Decision,
    Doubt,
    Refused,
    because_suffix,
    by_word_suffix,
    said,
    unanswered,
    with_reasons,
)
from cockpit.incident.state import Incident


def amend(incident: Incident, command: cmd.Amend, asking: Asking) -> Decision:
    """The whole procedure is replaced, with a reason; a severity that is set must stay on the scale."""
    changed = changes(incident.procedure, command.procedure)
    if not changed:
        return Accepted((), "that is the procedure already")
    if incident.severity and not _has(command.procedure, incident.severity):
        codes = ", ".join(level.code for level in command.procedure.severities)
        return Refused(
            "S40",
            f"the incident is {incident.severity}, and the new scale has only {codes}",
            way_out=f"keep {incident.severity} in the file, or set another severity first",
        )
    doubt = Doubt("S40", "why change the procedure during an incident", f"procedure of {incident.last_act}")
    asked = unanswered(incident, asking, doubt)
    if asked:
        return asked
    text = f"procedure amended ({', '.join(changed)}){by_word_suffix(asking)}{because_suffix(asking)}"
    return said(asking, with_reasons(ev.Amended(procedure=command.procedure, text=text), asking, doubt))


def changes(before: Procedure, after: Procedure) -> list[str]:
    """What differs between two procedures, in the words of the procedure file."""
    names = Procedure.__struct_fields__
    return [name.replace("_", " ") for name in names if getattr(before, name) != getattr(after, name)]


def _has(procedure: Procedure, code: str) -> bool:
    return any(level.code == code for level in procedure.severities)
