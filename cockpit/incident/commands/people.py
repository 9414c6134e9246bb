"""What a person can ask for about people and their roles, in the imperative."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from cockpit.incident.events import Feeling


class Join(Struct, frozen=True):
    """Say that I am here; with a role, take a free one."""

    role: str | None = None
    zone: str | None = None
    """IANA name of the zone I am in."""


class TakeCommand(Struct, frozen=True):
    """Take command, also from a commander who is gone (S5)."""


class AssignRole(Struct, frozen=True):
    """Give somebody a role, or several at once ("scribe+communicator", S56)."""

    role: str
    person: str
    instead_of: str | None = None
    """Whose role it is until now: it ends in the same step (S9)."""


class RelieveRole(Struct, frozen=True):
    role: str
    person: str | None = None


class OfferHandoff(Struct, frozen=True):
    person: str


class AcceptHandoff(Struct, frozen=True):
    """Take command over; `briefed`: with the brief on the screen or on paper."""

    briefed: bool = False


class DeclineHandoff(Struct, frozen=True):
    """Leave command where it is; `investigate`: because I am diagnosing already (S53)."""

    investigate: bool = False


class AcknowledgeTakeover(Struct, frozen=True):
    """I know that command was taken from me, and by whom (S5)."""


class KeepRoles(Struct, frozen=True):
    """Say afterwards why roles stay one person's that are better several people's (S25).

    Without `person`: all who hold some and have no reason yet.
    """

    person: str | None = None


class Feel(Struct, frozen=True):
    """Say how I hold up, or what somebody said of themselves (S9)."""

    feeling: Feeling
    person: str | None = None


class Release(Struct, frozen=True):
    """Tell somebody that they are free to go."""

    person: str


class SetTask(Struct, frozen=True):
    """Say what I do now, or what somebody does (S18); empty: nothing any more."""

    task: str
    person: str | None = None


class Delegate(Struct, frozen=True):
    """Let the deputy approve too (S13)."""


class EndDelegation(Struct, frozen=True):
    pass


class GiveContext(Struct, frozen=True):
    """One line of what was so far, told by the first responder (S57)."""

    about: Literal["noticed", "seen", "tried", "link"]
    text: str


class CheckContext(Struct, frozen=True):
    """The scribe has checked these entries of the first responder's; none named: all of them."""

    targets: tuple[int, ...] = ()


class Fetch(Struct, frozen=True):
    """Record that somebody was called (S52). `exit_code` is that of the project's command, if it ran."""

    person: str
    exit_code: int | None = None
