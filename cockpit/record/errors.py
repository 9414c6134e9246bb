"""Every storage failure by its own name; each says why and what to do in one sentence."""

from __future__ import annotations


class RecordError(Exception):
    """The record cannot be read or written. `str()` is a sentence for people."""


class Conflict(RecordError):
    """Nothing was written: another act came since the decision was made."""


class CommitReused(RecordError):
    """Nothing was written: the commit id already stands for other content."""


class TooLong(RecordError):
    """Nothing was written: one entry holds up to 1 MiB."""


class Unavailable(RecordError):
    """Nothing was written or read, known for sure."""


class Indeterminate(RecordError):
    """The answer was lost: look for the commit before trying again."""


class NewerLayout(Unavailable):
    """The file was made by a newer cockpit and is read only here."""
