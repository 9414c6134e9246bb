"""What travels between the panes and the app: small facts about the screen, named in the past participle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from textual.message import Message

from cockpit.desk import Answer
from cockpit.incident.commands import Command
from cockpit.incident.duties import Duty
from cockpit.incident.moments import Moment

if TYPE_CHECKING:
    from cockpit.tui.acts.steps import Step

Act = Literal["approve", "refuse"]


class RecordChanged(Message, bubble=False):
    """Something may have been appended to the record. A burst of these is handled once."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, RecordChanged)


@dataclass
class Submitted(Message):
    """Somebody asked for something at this terminal; the app takes it to the desk."""

    command: Command
    word_of: str | None = None
    """Whose spoken decision this is, where it was not the one at the terminal."""
    because: str | None = None
    moment: Moment | None = None
    """When it happened; None: now."""
    commit: UUID | None = None
    """Set where a draft was saved under it, so that it is never stored twice."""


@dataclass
class Settled(Message):
    """The desk has answered what was submitted."""

    asked: Submitted
    answer: Answer


@dataclass
class Failed(Message):
    """The record could not take what was submitted; the sentence says why and what to do."""

    asked: Submitted
    sentence: str


@dataclass
class StepReady(Message):
    """A line was answered; the app carries out what it came to."""

    step: Step


@dataclass
class ActionChosen(Message):
    """An action was picked by the mouse or in a list; what the key would do, by the action's id."""

    action: str


@dataclass
class Confirmed(Message):
    """An act on a measure was confirmed in its row."""

    act: Act
    measure: str


@dataclass
class DutyChosen(Message):
    """Somebody wants to go where a duty is done."""

    duty: Duty
