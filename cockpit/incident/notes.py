"""A plain entry written down without a model of any fact: the same bytes, for whoever has to be quick."""

from __future__ import annotations

import json
from collections.abc import Mapping

from msgspec import Struct

from cockpit.incident.envelope import IMPACT_WINDOW_KINDS
from cockpit.incident.texts import Text

LOGGED = "entry.logged"


class Manner(Struct, frozen=True):
    """What holds for every entry of one command, beside its text."""

    kind: str = "note"
    star: bool = False
    reasons: Mapping[str, str] | None = None
    causes: Mapping[str, str] | None = None
    link: str | None = None
    """Where it was said or can be seen (S29)."""

    @property
    def is_act(self) -> bool:
        """Whether the fold reads it: it says when users were hit."""
        return self.kind in IMPACT_WINDOW_KINDS


def note_body(written: Text, manner: Manner) -> str:
    """The body of an `entry.logged`, byte for byte as the fact itself would write it (S26, S35)."""
    body = {
        "kind": manner.kind,
        "text": written.text,
        "raw": written.raw,
        "star": manner.star,
        "reasons": manner.reasons or {},
        "causes": manner.causes or {},
        "alone": False,
        "link": manner.link,
    }
    told = {key: value for key, value in body.items() if value is not None}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
