"""What a rule can answer: accepted facts, a refusal, or a question for the reason."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from cockpit.incident.events import Fact
from cockpit.incident.state import Incident
from cockpit.incident.zones import fixed


class Asking(Struct, frozen=True):
    """Who asks, for whom, when it happened, and why. All times are aware."""

    who: str
    """The person at the terminal."""
    now: datetime
    word: str | None = None
    """Who decided by voice, where `who` only types it."""
    happened_at: datetime | None = None
    about: bool = False
    in_future: bool = False
    """`happened_at` was typed as a full date that has not come yet."""
    because: str | None = None

    @property
    def actor(self) -> str:
        """Who decided or did it."""
        return self.word or self.who

    @property
    def by_word(self) -> str | None:
        """Who entered it, where somebody else spoke it."""
        return self.who if self.word and self.word != self.who else None

    @property
    def at(self) -> datetime:
        """When it happened, with its offset alone, so that what is counted from it is real time."""
        return fixed(self.happened_at or self.now)


class Said(Struct, frozen=True):
    """A fact with who and when, ready for the record."""

    fact: Fact
    actor: str
    by_word: str | None
    happened_at: datetime
    about: bool = False


class Accepted(Struct, frozen=True):
    """Append these, all or none. `note` is one sentence for the person, or empty."""

    said: tuple[Said, ...]
    note: str = ""


def tag(rule: str) -> str:
    """How a sentence names its rule: " (S33)"; what has no number in the procedure is not named."""
    return f" ({rule})" if rule[:1] == "S" and rule[1:].isdecimal() else ""


class Refused(Struct, frozen=True):
    """No. Says the rule, why, who may, and the way out; a reason does not help."""

    rule: str
    why: str
    who_may: str = ""
    way_out: str = ""
    word_of: str = ""
    """Whose spoken word would do, entered with --word."""
    usage: bool = False
    """Whether it was the word that is wrong: nobody and nothing could have made it right."""

    def __str__(self) -> str:
        parts = [f"{self.why}{tag(self.rule)}"]
        parts += [f"who may: {self.who_may}"] if self.who_may else []
        parts += [self.way_out] if self.way_out else []
        if self.word_of:
            parts.append(f"if {self.word_of} said so on the call, add --word {self.word_of}")
        return ". ".join(parts)


class Doubt(Struct, frozen=True):
    """A soft rule's question. The reason given for `cause` holds until the cause changes."""

    rule: str
    question: str
    cause: str


class NeedsReason(Struct, frozen=True):
    """It may be done with a reason; `doubts` says what each rule asks."""

    doubts: tuple[Doubt, ...]

    @property
    def rules(self) -> str:
        """S5, S6; empty where none of them has a number in the procedure."""
        return ", ".join(doubt.rule for doubt in self.doubts if tag(doubt.rule))

    def __str__(self) -> str:
        return "; ".join(f"{doubt.question}{tag(doubt.rule)}" for doubt in self.doubts)


Decision = Accepted | Refused | NeedsReason


def said(asking: Asking, *facts: Fact) -> Accepted:
    """Everything `asking` says, at the moment it happened."""
    return Accepted(
        tuple(Said(fact, asking.actor, asking.by_word, asking.at, asking.about) for fact in facts)
    )


def by_word_suffix(asking: Asking) -> str:
    """ ", by word (grace)" where somebody else typed it."""
    return f", by word ({asking.by_word})" if asking.by_word else ""


def clock(moment: datetime | None, asking: Asking, *, seconds: bool = False) -> str:
    """A moment as a clock time with its zone, in the zone the asker's screen shows."""
    if moment is None:
        return "an unknown time"
    return f"{moment.astimezone(asking.now.tzinfo):{'%H:%M:%S %Z' if seconds else '%H:%M %Z'}}"


def because_suffix(asking: Asking) -> str:
    return f": {asking.because}" if asking.because else ""


def unanswered(incident: Incident, asking: Asking, *doubts: Doubt | None) -> NeedsReason | None:
    """The doubts that still need a reason, or None when there are none or one was given."""
    if asking.because and asking.because.strip():
        return None
    left = tuple(d for d in doubts if d is not None and (d.rule, d.cause) not in incident.given)
    return NeedsReason(left) if left else None


def with_reasons(fact: Fact, asking: Asking, *doubts: Doubt | None) -> Fact:
    """The fact, marked with the reason for every doubt that was overridden."""
    raised = [d for d in doubts if d is not None]
    if not raised or not asking.because:
        return fact
    return replace(
        fact,
        reasons={d.rule: asking.because for d in raised},
        causes={d.rule: d.cause for d in raised},
    )


__all__ = [
    "Accepted", "Asking", "Decision", "Doubt", "NeedsReason", "Refused", "Said",
    "because_suffix", "by_word_suffix", "clock", "said", "tag", "unanswered", "with_reasons",
]  # fmt: skip
