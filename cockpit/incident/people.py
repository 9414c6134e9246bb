"""Names of people: how one is written, and when two of them mean the same person."""

from __future__ import annotations

from unicodedata import normalize

from cockpit.incident.texts import harmless

LONGEST_NAME = 100
"""Characters."""


class BadName(ValueError):
    """A name nobody can be called by here. `str()` is a sentence for people."""


def person_name(text: str) -> str:
    """`text` as a name enters the record: NFC, trimmed.

    Raises BadName where it is empty, too long, or holds what a screen cannot show in one line.
    """
    name = normalize("NFC", text).strip()
    if not name:
        raise BadName("A name cannot be empty: type one, such as alice.")
    if len(name) > LONGEST_NAME:
        raise BadName(
            f"A name has at most {LONGEST_NAME} characters, this one has {len(name)}: type a shorter one."
        )
    if harmless(name) != name:
        raise BadName(
            f"A name is one line without control or invisible characters, unlike {harmless(name, width=40)}: "
            "type it without them."
        )
    return name


def person_key(name: str) -> str:
    """What is equal for two spellings of one person's name; for look-ups only, never shown."""
    return normalize("NFC", normalize("NFD", name).casefold()).strip()


def same_person(a: str, b: str) -> bool:
    """Whether two names mean one person: compared case-folded, however their accents are encoded."""
    return person_key(a) == person_key(b)
