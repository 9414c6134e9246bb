"""Short digests people note outside the record, and what they prove about it later."""

from __future__ import annotations

import re
from typing import Protocol

from msgspec import Struct

from cockpit.incident.envelope import Recorded
from cockpit.record.log import Head

DIGITS = 20
"""Hexadecimal digits of a short digest (80 bits): nobody finds another record that has them too."""
LEAST = 16
"""Fewer digits than this prove nothing."""

_HEX = r"(?P<hex>[0-9a-f]{4}(?:[-: ]?[0-9a-f]{4})*)"
_ALONE = re.compile(_HEX)
_PLACED = re.compile(rf"(?P<incident>\S+) (?:entry )?(?P<number>[0-9]{{1,15}}):? {_HEX}")


class BadDigest(ValueError):
    """What was given is no digest. `str()` says how one looks."""


class Noted(Struct, frozen=True):
    """A digest somebody kept outside the record. Without a number it stands for some entry."""

    digits: str
    """The first hexadecimal digits of it, in small letters."""
    incident: str | None = None
    number: int | None = None


def short(digest: bytes) -> str:
    """3f2a-9c01-77de-4b10-c2e8"""
    digits = digest.hex()[:DIGITS]
    return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def noted(text: str) -> Noted:
    """What somebody noted: "2026-11-23-1 17 3f2a-9c01-…", or its digits alone. Raises BadDigest."""
    plain = " ".join(text.split())
    found = _ALONE.fullmatch(plain.casefold()) or _PLACED.fullmatch(plain) or _PLACED.fullmatch(plain.lower())
    digits = re.sub("[^0-9a-f]", "", found["hex"]) if found else ""
    if found is None or len(digits) < LEAST:
        raise BadDigest(
            f"That is no digest of at least {LEAST} digits: give what cockpit digest printed, "
            'such as "2026-11-23-1 17 3f2a-9c01-77de-4b10-c2e8".'
        )
    placed = found.groupdict()
    number = placed.get("number")
    return Noted(digits, placed.get("incident"), int(number) if number else None)


class Kept(Protocol):
    """What a store answers about the digests it holds."""

    def chains(self) -> list[str]: ...

    def holding(self, digits: str) -> list[tuple[str, int]]: ...

    def head(self, incident: str) -> Head: ...

    def since(self, incident: str, number: int, *, limit: int) -> list[Recorded]: ...


class Compared(Struct, frozen=True):
    """Whether the record still holds what a noted digest stood for; `trouble` is a sentence, or empty.

    It rests on stored digests: walk the chain too, which shows whether the entries fit them.
    """

    incident: str | None
    number: int | None
    later: int
    """Entries that came after it."""
    trouble: str = ""


def compared(store: Kept, note: Noted) -> Compared:
    """Look for what a noted digest stands for."""
    if note.incident is None or note.number is None:
        return _sought(store, note)
    known = {one.casefold(): one for one in store.chains()}
    incident = known.get(note.incident.casefold())
    if incident is None:
        return Compared(
            note.incident, note.number, 0,
            f"There is no incident {note.incident} in this record, and there was one when the digest was "
            "noted: it was removed, or this is another file",
        )  # fmt: skip
    return _at(store, note, incident, note.number)


def _sought(store: Kept, note: Noted) -> Compared:
    for incident, number in store.holding(note.digits):
        return Compared(incident, number, _last(store, incident) - number)
    return Compared(
        None, None, 0,
        "No entry of this record has that digest: what it stood for was changed or cut off, "
        "or it was noted of another record",
    )  # fmt: skip


def _at(store: Kept, note: Noted, incident: str, number: int) -> Compared:
    last = _last(store, incident)
    found = store.since(incident, number - 1, limit=1)
    if last < number:
        trouble = (
            f"{incident} ends at entry {last}, and it had {number} when the digest was noted: "
            "its end was cut off"
        )
    elif found[0].number != number or not found[0].digest.hex().startswith(note.digits):
        trouble = (
            f"Entry {number} of {incident} is not what it was when the digest was noted: "
            "it or one before it was changed"
        )
    else:
        trouble = ""
    return Compared(incident, number, max(0, last - number), trouble)


def _last(store: Kept, incident: str) -> int:
    return store.head(incident).number
