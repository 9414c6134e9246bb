"""Facts about telling people: audiences told, statements drafted, questions from outside (S20–S24, S80)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from cockpit.incident.events.base import Fact


class Told(Fact, frozen=True, kw_only=True):
    """An audience was told, by anybody, through any channel (S21, S22)."""

    event: ClassVar[str] = "audience.told"
    prose: ClassVar[frozenset[str]] = frozenset({"statement", "link"})
    main: ClassVar[str | None] = "statement"
    automatic: ClassVar[bool] = False
    kind: str = "update"
    star: bool = True
    audience: str
    statement: str = ""
    """What they were told, where somebody kept it."""
    link: str | None = None
    next_by: datetime | None = None
    """When the next update was promised."""
    ending: bool = False
    """They were told that it is over (S80)."""
    draft: str | None = None
    """The drafted statement that was sent, such as S1."""


class Waived(Fact, frozen=True, kw_only=True):
    """The commander decided that an audience need not be told, or not of the end (S80)."""

    event: ClassVar[str] = "audience.waived"
    automatic: ClassVar[bool] = False
    kind: str = "waiver"
    audience: str
    ending: bool = False


class StatementDrafted(Fact, frozen=True, kw_only=True):
    """What an audience is to be told; waits for approval where the audience wants it (S20)."""

    event: ClassVar[str] = "statement.drafted"
    prose: ClassVar[frozenset[str]] = frozenset({"statement"})
    main: ClassVar[str | None] = "statement"
    automatic: ClassVar[bool] = False
    kind: str = "draft"
    draft: str
    """Its id within the incident: S1, S2 …"""
    audience: str
    statement: str
    next_by: datetime | None = None


class StatementApproved(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "statement.approved"
    automatic: ClassVar[bool] = False
    kind: str = "approval"
    draft: str


class StatementDropped(Fact, frozen=True, kw_only=True):
    """Refused by the commander, or no longer wanted by whoever drafted it."""

    event: ClassVar[str] = "statement.dropped"
    kind: str = "draft"
    draft: str


class QuestionAsked(Fact, frozen=True, kw_only=True):
    """Somebody outside the response asks; it goes to the communicator (S23)."""

    event: ClassVar[str] = "question.asked"
    prose: ClassVar[frozenset[str]] = frozenset({"what"})
    main: ClassVar[str | None] = "what"
    automatic: ClassVar[bool] = False
    kind: str = "question"
    question: str
    """Its id within the incident: Q1, Q2 …"""
    asker: str
    """Who wants to know; need not be on the incident."""
    what: str


class QuestionForwarded(Fact, frozen=True, kw_only=True):
    """The communicator needs the commander's word (S24)."""

    event: ClassVar[str] = "question.forwarded"
    kind: str = "question"
    question: str


class QuestionAnswered(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "question.answered"
    prose: ClassVar[frozenset[str]] = frozenset({"answer"})
    main: ClassVar[str | None] = "answer"
    automatic: ClassVar[bool] = False
    kind: str = "question"
    question: str
    answer: str


class Announced(Fact, frozen=True, kw_only=True):
    """The team was notified where it talks; `link` is the first message (S49, S85)."""

    event: ClassVar[str] = "incident.announced"
    prose: ClassVar[frozenset[str]] = frozenset({"link"})
    automatic: ClassVar[bool] = False
    kind: str = "announcement"
    link: str | None = None
    channel: str | None = None
