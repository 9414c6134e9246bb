"""What every fact has in common, and the words its fields are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, Self

import msgspec
from msgspec import Struct

Trend = Literal["worse", "better", "same", "new-symptom"]
MeasureKind = Literal["mitigation", "fix", "active", "passive"]
Outcome = Literal["worked", "no-effect", "worse", "rolled-back"]
Beforehand = Literal["already-done", "emergency"]
Source = Literal["alert", "user", "self"]
Feeling = Literal["ok", "tired", "relief"]
"""How somebody holds up, in their own word; `relief`: wants to be relieved (S9)."""
Verdict = Literal["ruled-out", "confirmed"]
BadFact = msgspec.MsgspecError
"""A body that is no such fact; `str()` says which field and why."""


class Fact(Struct, frozen=True, kw_only=True):
    """What happened, without who and when. Fields are only ever added, with defaults.

    `kind` is what people see and filter by, `text` the sentence that stands in the timeline as it was
    first stored. Unknown fields, written by a newer cockpit, are ignored.
    """

    event: ClassVar[str]
    prose: ClassVar[frozenset[str]] = frozenset()
    """Fields that hold what somebody typed, blanked by a redaction (beside `text`, `raw` and `reasons`)."""
    main: ClassVar[str | None] = None
    """The field that a correction of the text corrects too."""
    automatic: ClassVar[bool] = True
    """The line only repeats what a pane already shows; the commander's timeline leaves it out."""

    kind: str
    text: str = ""
    raw: str | None = None
    """Base64 of the exact bytes, where they were not plain text."""
    star: bool = False
    reasons: Mapping[str, str] = {}
    """Why a soft rule was overridden: rule ("S6") to the typed reason."""
    causes: Mapping[str, str] = {}
    """What each reason was about: it holds until that changes."""
    alone: bool = False
    """Done while only one person was on the incident (marked "done alone")."""

    @property
    def is_act(self) -> bool:
        """Whether the fold reads it (an act) or only the timeline does (a note)."""
        return True

    def to_json(self) -> str:
        """The body as it is stored: every field that says something."""
        told = {name: value for name, value in msgspec.to_builtins(self).items() if value is not None}
        return msgspec.json.encode(told).decode()

    @classmethod
    def from_json(cls, body: str) -> Self:
        """The fact a stored body tells. Raises BadFact where the body does not fit."""
        return msgspec.json.decode(body, type=cls)
