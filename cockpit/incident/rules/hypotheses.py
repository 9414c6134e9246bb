"""Rules about what may be the cause: open, ruled out or confirmed, by whom and why (S62)."""

from __future__ import annotations

from cockpit.incident import commands as cmd
from cockpit.incident import events as ev
from cockpit.incident.rules.verdicts import Accepted, Asking, Decision, Refused, clock, said
from cockpit.incident.state import Hypothesis, Incident

VERDICTS = {"ruled-out": "ruled out", "confirmed": "confirmed"}


def open_hypothesis(incident: Incident, command: cmd.OpenHypothesis, asking: Asking) -> Decision:
    """Anybody's; one that stands already is named and not opened twice."""
    text = command.text
    if not text.strip():
        return Refused("S62", "a hypothesis says something", way_out="say it in a few words", usage=True)
    same = _same(incident, text)
    if same:
        return Accepted((), f"{same.id} says that already, by {same.by}")
    hypothesis = f"H{len(incident.hypotheses) + 1}"
    return said(
        asking, ev.HypothesisOpened(hypothesis=hypothesis, what=text, text=f"{hypothesis} maybe: {text}")
    )


def _same(incident: Incident, text: str) -> Hypothesis | None:
    return next(
        (
            one
            for one in incident.hypotheses.values()
            if one.verdict is None and one.text.casefold() == text.casefold()
        ),
        None,
    )


def close_hypothesis(incident: Incident, command: cmd.CloseHypothesis, asking: Asking) -> Decision:
    """Ruled out or confirmed, with the reason; a later verdict may differ from an earlier one."""
    found = incident.hypotheses.get(command.hypothesis.strip().upper())
    if found is None:
        known = ", ".join(incident.hypotheses) or "none yet"
        return Refused(
            "S62", f"there is no hypothesis {command.hypothesis!r}", way_out=f"hypotheses: {known}"
        )
    word = VERDICTS[command.verdict]
    if found.verdict == command.verdict:
        when = clock(found.closed_at, asking)
        return Refused("S62", f"{found.id} was {word} already, by {found.closed_by} at {when}")
    if not command.why.strip():
        return Refused("S62", f"why {found.id} is {word} is missing", way_out="say it in a few words")
    text = f"{found.id} {word}: {found.text} — {command.why}"
    fact = ev.HypothesisClosed(
        hypothesis=found.id,
        verdict=command.verdict,
        why=command.why,
        text=text,
        star=command.verdict == "confirmed",
    )
    return said(asking, fact)
