"""Facts about people: here, in a role, handed over, how they hold up, what they do."""

from __future__ import annotations

from typing import ClassVar, Literal

from cockpit.incident.events.base import Fact, Feeling


class Joined(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "person.joined"
    kind: str = "join"
    person: str
    zone: str | None = None
    """IANA name of the zone they are in, where they said it: their local hour (S9)."""


class RoleAssigned(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "role.assigned"
    kind: str = "role"
    star: bool = False
    role: str
    person: str
    how: Literal["assigned", "taken", "handoff", "joined", "acted"] = "assigned"
    briefed: bool = False
    """Whoever took command over had the brief before them (ICS-201)."""


class RoleRelieved(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "role.relieved"
    kind: str = "role"
    role: str
    person: str
    how: Literal["relieved", "taken", "handoff", "closed"] = "relieved"


class HandoffOffered(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "handoff.offered"
    kind: str = "handoff"
    person: str
    """To whom command is offered."""


class HandoffAccepted(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "handoff.accepted"
    automatic: ClassVar[bool] = False
    kind: str = "handoff"
    star: bool = True
    person: str


class HandoffDeclined(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "handoff.declined"
    kind: str = "handoff"
    person: str


class TakeoverAcknowledged(Fact, frozen=True, kw_only=True):
    """Whoever command was taken from knows who has it now (S5)."""

    event: ClassVar[str] = "command.acknowledged"
    kind: str = "handoff"
    person: str
    """From whom it was taken."""


class RolesKept(Fact, frozen=True, kw_only=True):
    """Somebody keeps roles that are better several people's, for a reason given afterwards (S25)."""

    event: ClassVar[str] = "role.kept"
    kind: str = "role"
    person: str
    roles: tuple[str, ...]


class Felt(Fact, frozen=True, kw_only=True):
    """Somebody's own word about how they hold up (S9)."""

    event: ClassVar[str] = "person.felt"
    kind: str = "person"
    person: str
    feeling: Feeling


class Released(Fact, frozen=True, kw_only=True):
    """Free to go: their roles end, and their time on duty with them (S9)."""

    event: ClassVar[str] = "person.released"
    kind: str = "person"
    person: str


class TaskSet(Fact, frozen=True, kw_only=True):
    """The one thing somebody is doing now (S18); empty: nothing."""

    event: ClassVar[str] = "task.set"
    prose: ClassVar[frozenset[str]] = frozenset({"task"})
    main: ClassVar[str | None] = "task"
    kind: str = "task"
    person: str
    task: str


class Delegated(Fact, frozen=True, kw_only=True):
    """The commander lets the deputy approve (S13); `silent`: because they were silent."""

    event: ClassVar[str] = "approval.delegated"
    automatic: ClassVar[bool] = False
    kind: str = "role"
    person: str
    silent: bool = False


class DelegationEnded(Fact, frozen=True, kw_only=True):
    """The commander approves alone again."""

    event: ClassVar[str] = "approval.undelegated"
    kind: str = "role"
    person: str


class Fetched(Fact, frozen=True, kw_only=True):
    """Somebody was called to the incident with the project's own command (S52)."""

    event: ClassVar[str] = "person.fetched"
    automatic: ClassVar[bool] = False
    kind: str = "person"
    person: str
    exit_code: int | None = None
    """Of the command; None where none was run: they were called by voice."""
