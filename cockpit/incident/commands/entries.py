"""What a person can ask for about entries, in the imperative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct, field


class Log(Struct, frozen=True):
    """Write an entry (S26). `raw` is base64 of the exact bytes where they were not plain text."""

    text: str
    kind: str = "note"
    star: bool = False
    raw: str | None = None
    said_by: str | None = None
    link: str | None = None


class ImportRow(Struct, frozen=True):
    """One row of a file, kept as it was."""

    text: str
    kind: str
    who: str
    happened_at: datetime
    about: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    raw: str | None = None
    """Base64 of the exact bytes, where they were not plain text."""


class Import(Struct, frozen=True):
    rows: Sequence[ImportRow]


class Correct(Struct, frozen=True):
    """Say how entry `target` should read; the original stays."""

    target: int
    value: str
    field: str = "text"
    event: str = ""
    """The dotted event of the entry, as the record holds it."""
    body: str = "{}"


class Comment(Struct, frozen=True):
    """Add something to entry `target`, beside it (S37)."""

    target: int
    text: str


class Star(Struct, frozen=True):
    target: int


class Unstar(Struct, frozen=True):
    target: int


class Redact(Struct, frozen=True):
    """Replace the bodies of these entries by tombstones; needs a reason."""

    targets: tuple[int, ...]
