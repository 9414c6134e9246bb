"""The envelope a fact travels in, before and after it is recorded; cheap to import."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import MsgspecError, Struct

if TYPE_CHECKING:
    from cockpit.incident.events import Fact

IMPACT_WINDOW_KINDS = frozenset(
    {"trigger", "noticed", "impact", "declared", "relapse", "recovered", "resolved"}
)
"""Kinds of plain entries that say when users were hit: the fold reads them, so they count as acts."""

FROM_OUTSIDE = frozenset({"question.asked", "audience.told"})
"""Events that make nobody part of the response: people who are not on it enter them too (S22, S23)."""


class Origin(Struct, frozen=True):
    """Where an entry came from, as the system knows it; each name under its own key."""

    user: str = ""
    login: str = ""
    """The login uid's user, where the kernel keeps one."""
    sudo_user: str = ""
    host: str = ""
    terminal: str = ""
    terminal_user: str = ""
    """Whose terminal it is: under su still whoever logged in."""

    @property
    def unix_name(self) -> str:
        """The real login, also under sudo or su, as far as the system knew it.

        A terminal that is root's says nothing: containers and consoles hand such ones to everybody.
        """
        of_terminal = "" if self.terminal_user == "root" else self.terminal_user
        return self.login or self.sudo_user or of_terminal or self.user


class Event(Struct, frozen=True):
    """A fact on its way into the record."""

    name: str
    """The stable dotted name, such as `measure.approved`."""
    body: str
    """JSON text of the fact; these bytes are stored and never serialised again."""
    is_act: bool
    happened_at: datetime
    """Aware; keeps the offset it was given with."""
    about: bool
    actor: str
    by_word: str | None
    """Who entered it, where `actor` only spoke it."""
    origin: Origin


class Recorded(Struct, frozen=True):
    """A fact as the record holds it."""

    seq: int
    incident: str
    number: int
    commit: str
    position: int
    happened_at: datetime
    about: bool
    recorded_at: datetime
    actor: str
    by_word: str | None
    origin: Origin
    event: str
    body: str
    is_act: bool
    digest: bytes

    def fact(self) -> Fact | None:
        """The fact, or None where it cannot be read: its name is unknown here, or its body does not fit.

        A newer cockpit writes such, and so may anybody who writes the file with another program.
        """
        from cockpit.incident.events import FACTS  # whoever reads no fact starts faster without them

        fact = FACTS.get(self.event)
        try:
            return fact.from_json(self.body) if fact else None
        except MsgspecError:
            return None
