"""What a person can ask for about decisions, standing approvals and hypotheses, in the imperative."""

from __future__ import annotations

from msgspec import Struct

from cockpit.incident.events import Verdict


class Decide(Struct, frozen=True):
    """Decide something (S10). `answers` says what; `round` is the round of objections it ends."""

    text: str
    answers: str = ""
    round: str | None = None


class AskObjections(Struct, frozen=True):
    """ "Any strong objections?" `minutes` None: the procedure's short clock."""

    text: str
    measure: str | None = None
    minutes: int | None = None


class Object(Struct, frozen=True):
    """Say what speaks against a round, a decision or a measure, by its id; None: the round that stands."""

    text: str
    about: str | None = None


class Allow(Struct, frozen=True):
    """A standing approval for somebody, until the next check-in."""

    text: str
    person: str


class Disallow(Struct, frozen=True):
    allowance: str


class OpenHypothesis(Struct, frozen=True):
    text: str


class CloseHypothesis(Struct, frozen=True):
    hypothesis: str
    verdict: Verdict
    why: str
