"""Facts about what comes after the close: the record reviewed, the retrospective ticketed (S81–S88)."""

from __future__ import annotations

from typing import ClassVar

from cockpit.incident.events.base import Fact


class SignedOff(Fact, frozen=True, kw_only=True):
    """Somebody has read the record and added what was missing (S81)."""

    event: ClassVar[str] = "review.signed_off"
    kind: str = "review"
    person: str


class Reread(Fact, frozen=True, kw_only=True):
    """The scribe has walked the entries without a star, up to `through` (S82)."""

    event: ClassVar[str] = "review.reread"
    kind: str = "review"
    through: int
    starred: int = 0
    done: bool = True
    """Whether the pass is done; else it goes on after `through`."""


class FacilitatorChosen(Fact, frozen=True, kw_only=True):
    """Who leads the retrospective; better somebody who took no part (S87)."""

    event: ClassVar[str] = "retrospective.facilitated"
    automatic: ClassVar[bool] = False
    kind: str = "retrospective"
    person: str


class Ticketed(Fact, frozen=True, kw_only=True):
    """The retrospective has its ticket (S83, S88)."""

    event: ClassVar[str] = "retrospective.ticketed"
    prose: ClassVar[frozenset[str]] = frozenset({"link"})
    automatic: ClassVar[bool] = False
    kind: str = "retrospective"
    star: bool = True
    link: str
    facilitator: str | None = None
    """Whom it was assigned to, where somebody leads the retrospective already (S88)."""
