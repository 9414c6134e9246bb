"""The rows of the check-in that are chosen from: a measure's outcome, and what waits for a decision."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from textual.binding import Binding

from cockpit.incident import commands as cmd
from cockpit.incident.checkin import next_due_by
from cockpit.incident.state import Incident, Measure, Statement
from cockpit.tui.dialogs.pickrow import PickRow
from cockpit.tui.panes.base.words import KINDS, ago, clock, collision
from cockpit.tui.view import View

Answers = tuple[tuple[str, str, str], ...]
DECISIONS: Answers = (("a", "approve", "approve"), ("x", "refuse", "refuse"))
_ENDS: Answers = (
    ("w", "worked", "worked"), ("n", "no-effect", "no effect"), ("o", "worse", "worse"),
    ("b", "rolled-back", "rolled back"),
)  # fmt: skip
_STEP = timedelta(minutes=5)


class MeasureRow(PickRow):
    """What came of a measure, or until when it still runs: + and - move that time (S69)."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding("plus,equals_sign", "later(1)", show=False),
        Binding("minus", "later(-1)", show=False),
    ]

    def __init__(self, measure: Measure, view: View) -> None:
        self.until = next_due_by(view.incident, view.now)
        self._view = view
        over = bool(measure.over_box(view.now))
        age = f"{ago(measure.started_at, view.now)} " if measure.started_at else ""
        over_text = "  ⚠ over its box" if over else ""
        head = f"{measure.id}  {measure.text}  {age}{measure.owner or measure.proposed_by}{over_text}"
        super().__init__(head, self._offered(), None if over else "running", name=measure.id)

    def _offered(self) -> Answers:
        return (("u", "running", f"still running until {clock(self.until, self._view.now)} +/-"), *_ENDS)

    def run_until(self, until: datetime) -> None:
        """Still running until then, never a time that has passed."""
        self.until = max(until, self._view.now + _STEP)
        self._answers = self._offered()

    def action_later(self, steps: int) -> None:
        self.run_until(self.until + steps * _STEP)
        self.pick("running")


def waiting_rows(incident: Incident) -> dict[str, str]:
    """Everything that waits for a word of the commander, by its id: proposals, then statements (S20, S71)."""
    statements = (one for one in incident.statements.values() if one.state == "waiting")
    return {
        **{measure.id: _all_of(incident, measure) for measure in incident.waiting},
        **{one.id: _statement(one) for one in statements},
    }


def decided(incident: Incident, id: str, answer: str) -> cmd.Command:
    """The command that an answer in one of those rows stands for."""
    if id in incident.statements:
        return cmd.ApproveStatement(id) if answer == "approve" else cmd.DropStatement(id)
    return cmd.Approve(id) if answer == "approve" else cmd.Refuse(id)


def _all_of(incident: Incident, measure: Measure) -> str:
    """A proposal with everything its proposer said about it, and what else is at the same component (S12)."""
    said = [KINDS[measure.kind], measure.proposed_by]
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
