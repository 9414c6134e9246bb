"""Facts about entries: written, imported, corrected, commented on, starred, redacted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from cockpit.incident.envelope import IMPACT_WINDOW_KINDS
from cockpit.incident.events.base import Fact


class Logged(Fact, frozen=True, kw_only=True):
    """An entry somebody wrote (S26, S35). `kind` is an open set."""

    event: ClassVar[str] = "entry.logged"
    prose: ClassVar[frozenset[str]] = frozenset({"link"})
    automatic: ClassVar[bool] = False
    kind: str = "note"
    said_by: str | None = None
    """Who said it on the call, where the scribe wrote `NAME: …`."""
    link: str | None = None
    """Where it was said or can be seen (S29)."""
    check: bool | None = None
    """What the first responder says was so far: the scribe checks it (S57)."""

    @property
    def is_act(self) -> bool:
        return bool(self.check) or self.kind in IMPACT_WINDOW_KINDS


class Checked(Fact, frozen=True, kw_only=True):
    """The scribe has checked what the first responder wrote down (S57)."""

    event: ClassVar[str] = "entry.checked"
    kind: str = "checked"
    targets: tuple[int, ...]


class Imported(Fact, frozen=True, kw_only=True):
    """A row of a file, kept as it was; changes no phase, role or measure."""

    event: ClassVar[str] = "entry.imported"
    automatic: ClassVar[bool] = False
    who: str = ""
    """The role or name the row carries; the actor is whoever imports."""
    extra: Mapping[str, Any] = {}
    """The row's further keys, verbatim."""
    prose: ClassVar[frozenset[str]] = frozenset({"extra"})

    @property
    def is_act(self) -> bool:
        return self.kind in IMPACT_WINDOW_KINDS


class Corrected(Fact, frozen=True, kw_only=True):
    """The entry numbered `target` should read otherwise; the last correction by number wins."""

    event: ClassVar[str] = "entry.corrected"
    prose: ClassVar[frozenset[str]] = frozenset({"value"})
    automatic: ClassVar[bool] = False
    kind: str = "correction"
    target: int
    field: str = "text"
    """`text`, `time`, or a field of the entry's body."""
    value: str


class Commented(Fact, frozen=True, kw_only=True):
    """Somebody added something to the entry numbered `target` (S37); `text` holds it."""

    event: ClassVar[str] = "entry.commented"
    automatic: ClassVar[bool] = False
    kind: str = "comment"
    target: int
    comment: str
    prose: ClassVar[frozenset[str]] = frozenset({"comment"})
    main: ClassVar[str | None] = "comment"

    @property
    def is_act(self) -> bool:
        return False


class Starred(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "entry.starred"
    kind: str = "star"
    target: int

    @property
    def is_act(self) -> bool:
        return False


class Unstarred(Fact, frozen=True, kw_only=True):
    event: ClassVar[str] = "entry.unstarred"
    kind: str = "star"
    target: int

    @property
    def is_act(self) -> bool:
        return False


class Redacted(Fact, frozen=True, kw_only=True):
    """The bodies of `targets` were replaced by a tombstone."""

    event: ClassVar[str] = "entry.redacted"
    kind: str = "redaction"
    targets: tuple[int, ...]
