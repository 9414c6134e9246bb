"""What a person can ask for about measures, in the imperative."""

from __future__ import annotations

from msgspec import Struct

from cockpit.incident.events import MeasureKind, Outcome

MITIGATIONS = ("fail over ", "switch to read-only: ", "roll back ")
"""How a mitigation often begins (S61), offered where one is proposed."""


class Propose(Struct, frozen=True):
    """Put a measure into the queue. `box` is its time box in minutes."""

    kind: MeasureKind
    text: str
    component: str | None = None
    risk: str | None = None
    undo: str | None = None
    box: int | None = None
    owner: str | None = None
    under: str | None = None
    """A standing approval that covers it, such as A1."""


class Approve(Struct, frozen=True):
    measure: str


class Refuse(Struct, frozen=True):
    measure: str


class AskBack(Struct, frozen=True):
    """Send a proposal back with a question."""

    measure: str
    question: str


class Answer(Struct, frozen=True):
    """Answer the question; the proposal waits again."""

    measure: str
    answer: str


class Withdraw(Struct, frozen=True):
    measure: str


class Start(Struct, frozen=True):
    measure: str
    under: str | None = None
    """A standing approval that covers it, such as A1."""


class Finish(Struct, frozen=True):
    measure: str
    outcome: Outcome


class DoneAlready(Struct, frozen=True):
    """Record what was done without approval beforehand (S11)."""

    kind: MeasureKind
    text: str
    outcome: Outcome | None = None
    component: str | None = None


class Acknowledge(Struct, frozen=True):
    """The commander has seen what was done without approval."""

    measure: str


class RecordRun(Struct, frozen=True):
    """A command was run for a measure; `exit_code` None where it is not known."""

    measure: str
    command: str
    host: str
    exit_code: int | None
    seconds: float
    output: str | None = None
