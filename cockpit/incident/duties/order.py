"""The order of priorities: impact first, then a mitigation, then what changes things (S59–S65)."""

from __future__ import annotations

from collections.abc import Iterator

from cockpit.incident.duties.duty import Duty, Rank, deciders
from cockpit.incident.state import Incident, Measure

_LATER = {"active": "an active diagnostic", "fix": "a fix"}


def hint(incident: Incident, measure: Measure) -> str:
    """What comes before an active diagnostic or a fix and was not done yet, in one line; or nothing (S65)."""
    if measure.kind not in _LATER:
        return ""
    if incident.impact is None:
        return "first: nobody has said who is hit"
    return "" if _mitigated(incident) else "first: no mitigation considered"


def order(incident: Incident) -> Iterator[Duty]:
    """No mitigation was considered; that impact is empty is a duty of its own."""
    if incident.impact is None or _mitigated(incident):
        return
    for measure in incident.waiting:
        if measure.kind in _LATER:
            what = _LATER[measure.kind]
            text = f"{measure.id} is {what} and no mitigation was considered: one first?"
            yield Duty(
                "S65", Rank.REST, text, measure.proposed_at, deciders(incident), "approvals", measure.id,
                f"order {measure.id}",
            )  # fmt: skip


def _mitigated(incident: Incident) -> bool:
    return any(measure.kind == "mitigation" for measure in incident.measures.values())
