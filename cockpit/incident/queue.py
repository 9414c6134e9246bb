"""What waits for a word of the commander, each as one line, and the command an answer to it stands for."""

from __future__ import annotations

from typing import Literal

from cockpit.incident import commands as cmd
from cockpit.incident.state import Incident, Measure, Statement

Word = Literal["approve", "refuse", "ask"]
"""What is said of a proposal; of a statement nobody asks back, and to refuse it is to drop it."""
_KINDS = {"active": "active diagnostic", "passive": "passive diagnostic"}


def waiting_rows(incident: Incident) -> dict[str, str]:
    """Everything that waits for a word of the commander, by its id: proposals, then statements (S20, S71)."""
    statements = (one for one in incident.statements.values() if one.state == "waiting")
    return {
        **{measure.id: _all_of(incident, measure) for measure in incident.waiting},
        **{one.id: _statement(one) for one in statements},
    }


def words_for(incident: Incident, id: str) -> tuple[Word, ...]:
    """What can be said of it."""
    return ("approve", "refuse") if id in incident.statements else ("approve", "refuse", "ask")


def decided(incident: Incident, id: str, word: Word, question: str = "") -> cmd.Command:
    """The command that a word about one of those rows stands for; `question` is what is asked back."""
    if id in incident.statements:
        return cmd.ApproveStatement(id) if word == "approve" else cmd.DropStatement(id)
    if word == "ask":
        return cmd.AskBack(id, question)
    return cmd.Approve(id) if word == "approve" else cmd.Refuse(id)


def collision(incident: Incident, measure: Measure) -> Measure | None:
    """A running, approved or waiting measure on the same component, if there is one (S12)."""
    wanted = _component(measure)
    approved = (one for one in incident.measures.values() if one.state == "approved")
    others = (*incident.running, *approved, *incident.waiting)
    same = (one for one in others if one.id != measure.id and _component(one) == wanted)
    return next(same, None) if wanted else None


def _component(measure: Measure) -> str:
    return (measure.component or "").strip().casefold()


def _all_of(incident: Incident, measure: Measure) -> str:
    """A proposal with everything its proposer said about it, and what else is at the same component (S12)."""
    said = [_KINDS.get(measure.kind, measure.kind), measure.proposed_by]
    said += [
        f"{word} {text}" for word, text in (("component", measure.component), ("risk", measure.risk)) if text
    ]
    said.append(f"undo {measure.undo or chr(8212)}")
    other = collision(incident, measure)
    if other:
        said.append(f"⚠ same component as {other.id}")
    return f"{measure.id}  {measure.text} · {' · '.join(said)}"


def _statement(statement: Statement) -> str:
    return f"{statement.id}  to {statement.audience}: {statement.text} · {statement.by}"
