"""Facts about what the team decides and believes: decisions, objections, standing approvals, hypotheses."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from cockpit.incident.events.base import Fact, Verdict


class DecisionMade(Fact, frozen=True, kw_only=True):
    """The commander or deputy decided (S10)."""

    event: ClassVar[str] = "decision.made"
    prose: ClassVar[frozenset[str]] = frozenset({"decided", "answers"})
    main: ClassVar[str | None] = "decided"
    automatic: ClassVar[bool] = False
    kind: str = "decision"
    star: bool = True
    decision: str
    """Its id within the incident: D1, D2 …"""
    decided: str
    answers: str = ""
    """What was to be decided, in words or by its id: an entry, a measure, a round of objections."""
    round: str | None = None
    """The round of objections it ends, such as O1."""


class ObjectionsAsked(Fact, frozen=True, kw_only=True):
    """ "Any strong objections?", with a short clock."""

    event: ClassVar[str] = "objections.asked"
    prose: ClassVar[frozenset[str]] = frozenset({"proposal"})
    main: ClassVar[str | None] = "proposal"
    automatic: ClassVar[bool] = False
    kind: str = "decision"
    round: str
    """Its id within the incident: O1, O2 …"""
    proposal: str
    measure: str | None = None
    """The measure it is about, if it is about one."""
    until: datetime


class ObjectionRaised(Fact, frozen=True, kw_only=True):
    """Kept beside what it is about, whatever was decided."""

    event: ClassVar[str] = "objection.raised"
    prose: ClassVar[frozenset[str]] = frozenset({"objection"})
    main: ClassVar[str | None] = "objection"
    automatic: ClassVar[bool] = False
    kind: str = "objection"
    star: bool = True
    about: str
    """The id of a round (O1), a decision (D1) or a measure (M7)."""
    objection: str


class Allowed(Fact, frozen=True, kw_only=True):
    """A standing approval for one person, until the next check-in (S11)."""

    event: ClassVar[str] = "approval.allowed"
    prose: ClassVar[frozenset[str]] = frozenset({"what"})
    main: ClassVar[str | None] = "what"
    automatic: ClassVar[bool] = False
    kind: str = "approval"
    allowance: str
    """Its id within the incident: A1, A2 …"""
    what: str
    person: str


class AllowanceEnded(Fact, frozen=True, kw_only=True):
    """The commander takes a standing approval back before the check-in does."""

    event: ClassVar[str] = "approval.disallowed"
    kind: str = "approval"
    allowance: str


class HypothesisOpened(Fact, frozen=True, kw_only=True):
    """What may be the cause."""

    event: ClassVar[str] = "hypothesis.opened"
    prose: ClassVar[frozenset[str]] = frozenset({"what"})
    main: ClassVar[str | None] = "what"
    automatic: ClassVar[bool] = False
    kind: str = "hypothesis"
    hypothesis: str
    """Its id within the incident: H1, H2 …"""
    what: str


class HypothesisClosed(Fact, frozen=True, kw_only=True):
    """Ruled out or confirmed, by whom and why."""

    event: ClassVar[str] = "hypothesis.closed"
    prose: ClassVar[frozenset[str]] = frozenset({"why"})
    main: ClassVar[str | None] = "why"
    automatic: ClassVar[bool] = False
    kind: str = "hypothesis"
    hypothesis: str
    verdict: Verdict
    why: str
