"""The rows of the check-in that are chosen from: a measure's outcome, and what waits for a decision."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical

from cockpit.incident import commands as cmd
from cockpit.incident.checkin import next_due_by
from cockpit.incident.queue import Word, decided, words_for
from cockpit.incident.state import Incident, Measure
from cockpit.tui.dialogs.pickrow import PickRow
from cockpit.tui.panes.base.words import ago, clock
from cockpit.tui.view import View
from cockpit.tui.widgets.oneline import OneLine

Answers = tuple[tuple[str, str, str], ...]
_DECISIONS: Answers = (("a", "approve", "approve"), ("x", "refuse", "refuse"), ("q", "ask", "ask"))
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


class QueueRow(Vertical):
    """One thing that waits: approved, refused, or asked about in a line that opens for it (S71)."""

    DEFAULT_CSS = """
    QueueRow { height: auto; }
    QueueRow OneLine { display: none; }
    QueueRow.-asking OneLine { display: block; }
    """

    def __init__(self, incident: Incident, id: str, text: str) -> None:
        super().__init__(name=id)
        words = words_for(incident, id)
        answers = tuple(answer for answer in _DECISIONS if answer[1] in words)
        self.row = PickRow(text, answers, None, name=id, must=False)
        self._line = OneLine(id=f"ask-{id}", placeholder="what do you ask its proposer?")

    def compose(self) -> ComposeResult:
        yield self.row
        yield self._line

    def follow(self) -> None:
        """The line for the question is there while something is to be asked."""
        self.set_class(self.row.chosen == "ask", "-asking")

    def go_on(self) -> None:
        """The person types the question next."""
        self._line.focus()

    @property
    def is_unasked(self) -> bool:
        """It is to be asked about, and nobody typed what."""
        return self.row.chosen == "ask" and not self._line.value.strip()

    def decided(self, incident: Incident) -> cmd.Command | None:
        """The command its answer stands for, or None where it is left in the queue."""
        if self.row.chosen is None:
            return None
        return decided(incident, str(self.name), cast("Word", self.row.chosen), self._line.value.strip())
