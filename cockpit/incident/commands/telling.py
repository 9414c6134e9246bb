"""What a person can ask for about telling people, in the imperative."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Tell(Struct, frozen=True):
    """An audience was told, by whatever way (S21, S22). `draft` is the statement that was sent."""

    audience: str
    statement: str = ""
    link: str | None = None
    next_by: datetime | None = None
    draft: str | None = None
    ending: bool = False
    """They were told that it is over (S80)."""


class Waive(Struct, frozen=True):
    """An audience need not be told (S80)."""

    audience: str


class DraftStatement(Struct, frozen=True):
    audience: str
    statement: str
    next_by: datetime | None = None
    instead_of: str | None = None
    """The draft it takes the place of, which is dropped."""


class ApproveStatement(Struct, frozen=True):
    draft: str


class DropStatement(Struct, frozen=True):
    """Refuse a statement, or take one back."""

    draft: str


class AskQuestion(Struct, frozen=True):
    """Somebody outside wants to know (S23). `asker` None: whoever asks."""

    text: str
    asker: str | None = None


class ForwardQuestion(Struct, frozen=True):
    """Put a question from outside before the commander (S24)."""

    question: str


class AnswerQuestion(Struct, frozen=True):
    question: str
    answer: str
