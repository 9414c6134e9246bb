"""The contract every store keeps: append and read facts, page and search the timeline."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from cockpit.incident.envelope import Event, Recorded
from cockpit.incident.people import same_person

LATE = timedelta(hours=1)
"""From then on an entry about the past is marked with both its times."""


class Head(Struct, frozen=True):
    """Where an incident's record ends. `number` and `last_act` are 0 for an incident nobody declared."""

    number: int
    last_act: int
    digest: bytes


class Summary(Struct, frozen=True):
    """One incident in the list, newest first."""

    incident: str
    title: str
    severity: str | None
    phase: Literal["active", "watch", "closed"]
    declared_at: datetime
    private: str = ""
    """The group whose private incident it is; empty for everybody's."""


class Health(Struct, frozen=True):
    """How the record can be used now."""

    mode: Literal["writable", "read-only", "down"]
    following: Literal["live", "polling", "frozen"] = "live"
    remedy: str = ""
    """What keeps it from being read or written, and what to do, in a sentence; else empty."""
    reason: str = ""
    """Why it is not followed live, in a sentence; else empty."""


class Writer(Struct, frozen=True):
    """Somebody who has written in an incident, or by whose hand another's word was written."""

    name: str
    first_number: int
    last_number: int
    last_at: datetime
    """When the appender's clock stood at the last entry (UTC)."""


class Row(Struct, frozen=True):
    """One line of the timeline. `text` is as first stored, `corrected_text` what the last correction says."""

    number: int
    happened_at: datetime
    about: bool
    recorded_at: datetime
    actor: str
    by_word: str | None
    event: str
    kind: str
    text: str
    starred: bool
    corrects: int | None
    corrected_text: str | None
    raw: str | None
    redacted: bool
    origin_user: str
    """The Unix login of whoever entered it, also under sudo and su."""
    who: str | None = None
    """The role or name an imported row carries; the actor is whoever imported it."""
    extra: str | None = None
    """The further keys of an imported row, as a JSON object."""
    link: str | None = None
    """Where an entry was said or can be seen (S29)."""
    comments_on: int | None = None
    """The entry a comment is about (S37)."""

    @property
    def other_login(self) -> str:
        """The login, where whoever entered it went by another name (`--as`); else empty."""
        used = self.by_word or self.actor
        return "" if same_person(used, self.origin_user) else self.origin_user

    @property
    def is_late(self) -> bool:
        """Written down long after it happened: both times are shown then (S81). A file's rows are not."""
        return self.event != "entry.imported" and self.recorded_at - self.happened_at >= LATE


class Filter(Struct, frozen=True):
    """Which lines of a timeline are wanted. An empty filter wants every one."""

    starred: bool = False
    people_and_stars: bool = False
    """Leave out the automatic lines that stand on a pane, unless starred."""
    kind: str | None = None
    by: str | None = None
    """Actor, compared case-folded."""
    or_who: bool = False
    """Whether `by` also wants the imported rows that carry this name; it looks at each of those."""
    search: str = ""
    """Words; each must occur (a prefix of a word suffices)."""

    @property
    def everything(self) -> bool:
        return self == Filter()


class Flaw(Struct, frozen=True):
    """Something in a chain that does not fit."""

    incident: str
    number: int
    why: str

    def __str__(self) -> str:
        return f"Entry {self.number} of {self.incident} does not fit ({self.why})"


class Verdict(Struct, frozen=True):
    """What walking the chain found. `redacted` holds (number, by, at) of each tombstone."""

    incident: str
    entries: int
    digest: bytes
    flaw: Flaw | None
    redacted: tuple[tuple[int, str, datetime], ...]
    further: tuple[Flaw, ...] = ()
    """What does not fit after the first flaw, by number; at most a thousand are kept."""


class EventLog(Protocol):
    """Append-only, numbered, durable. Every failure is one of `cockpit.record.errors`."""

    def append(
        self, incident: str, events: Sequence[Event], *, expected: int | None, commit: UUID
    ) -> list[Recorded]:
        """Store all or none, durable before it returns.

        `expected` is the number of the last act the decision was made on, None for notes, 0 to declare.
        The same `commit` with the same content returns what was recorded the first time.
        Raises Conflict (another act came since), CommitReused, TooLong, Unavailable or Indeterminate.
        """

    def since(
        self, incident: str, number: int, *, acts_only: bool = False, limit: int | None = None
    ) -> list[Recorded]:
        """Facts with a number above `number`, ascending."""

    def head(self, incident: str) -> Head: ...

    def incidents(self) -> list[Summary]: ...

    def redact(self, incident: str, numbers: Sequence[int], event: Event, *, commit: UUID) -> list[Recorded]:
        """Append `event` (entry.redacted) and replace the bodies of `numbers` by tombstones, in one step."""

    def changes(self, *, seldom: bool = False) -> AsyncIterator[None]:
        """Wakes when anything may have been appended, `seldom` up to a second later; may wake for nothing."""

    def health(self) -> Health: ...

    def close(self) -> None: ...


class Reader(Protocol):
    """What screens and reports read besides the fold."""

    def rows(
        self,
        incident: str,
        wanted: Filter,
        *,
        after: int | None = None,
        before: int | None = None,
        limit: int,
    ) -> list[Row]:
        """Lines ascending by number: the first `limit` above `after`, or the last `limit` below `before`."""

    def numbers(self, incident: str, wanted: Filter, *, before: int, limit: int) -> list[int]:
        """The last `limit` numbers below `before` that pass the filter, ascending."""

    def row(self, incident: str, number: int) -> Row | None: ...

    def starred_count(self, incident: str) -> int: ...

    def writers(self, incident: str) -> list[Writer]:
        """Everybody who has written, by their first entry; flat in the number of entries.

        Imported rows do not count, nor does what people enter from outside (`FROM_OUTSIDE`): by these the
        fold counts nobody either.
        """

    def logins(self, incident: str) -> dict[str, tuple[str, ...]]:
        """By `person_key`: the Unix logins from which somebody wrote under a name that is not theirs.

        Looks at every entry; imported rows do not count.
        """

    def quoting(self, incident: str, text: str) -> list[int]:
        """Numbers of the entries whose stored body holds `text`, ascending."""

    def verify(self, incident: str) -> Verdict: ...
