"""What the scribe's line has to know of the record: its last entry, mine, and what asks for a star."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from cockpit.incident.people import same_person
from cockpit.record.log import EventLog, Filter, Reader, Row

_LOOKED_AT = 64
"""Rows at the end of the record among which the last ones are looked for."""
_UNSTARRED = 1000
"""Entries of a kind among which those without a star are counted."""
_RESENT = 1000
"""Entries at the end of the record among which a draft may have been stored already."""
_COMMENTS = 1000
"""Comments after an entry among which its own are looked for."""
_ABOUT_OTHERS = frozenset(
    {"entry.starred", "entry.unstarred", "entry.corrected", "entry.commented", "entry.redacted"}
)
_OWN_WORDS = frozenset({"entry.logged", "impact.changed"})
IMPORTANT = ("decision", "trigger", "noticed", "diagnosis", "escalation", "recovered")
"""Kinds of entries that say why things went as they did: each asks for a star (S30, S35)."""


class Standing(Struct, frozen=True):
    """How the record stands at entry `number`. Numbers of entries; 0: there is none."""

    number: int = 0
    latest: int = 0
    """The last entry that is not only about another one."""
    mine: int = 0
    to_star: int = 0
    """How many important entries bear no star."""

    def after(self, rows: Sequence[Row], me: str) -> Standing | None:
        """How it stands after these further entries; None where only the record itself can tell."""
        if any(row.event in _ABOUT_OTHERS or row.kind in IMPORTANT for row in rows):
            return None
        last = rows[-1].number
        return replace(self, number=last, latest=last, mine=_mine(rows, me) or self.mine)


def standing(reader: Reader, incident: str, me: str, number: int) -> Standing:
    """How the record stands at entry `number`, in time that does not grow with it. Raises RecordError."""
    rows = partial(reader.rows, incident, before=number + 1, limit=_LOOKED_AT)
    last = rows(wanted=Filter())
    latest = (row.number for row in reversed(last) if row.event not in _ABOUT_OTHERS)
    mine = _mine(last, me) or _mine(rows(wanted=Filter(by=me)), me)
    to_star = sum(_without_star(reader, incident, kind, number) for kind in IMPORTANT)
    return Standing(number, next(latest, 0), mine, to_star)


def last_of(reader: Reader, incident: str, me: str, number: int) -> int:
    """The number of the last entry of mine up to `number`, or 0. Raises RecordError."""
    rows = partial(reader.rows, incident, before=number + 1, limit=_LOOKED_AT)
    return _mine(rows(wanted=Filter()), me) or _mine(rows(wanted=Filter(by=me)), me)


def with_comments(reader: Reader, incident: str, number: int) -> tuple[Row | None, list[Row]]:
    """An entry whole, and what was added beside it (S37). Raises RecordError."""
    found = reader.rows(incident, Filter(kind="comment"), after=number, limit=_COMMENTS)
    return reader.row(incident, number), [row for row in found if row.comments_on == number]


def stored_commits(log: EventLog, incident: str) -> frozenset[UUID]:
    """The commits at the end of the record: what one of them stored need not be sent again."""
    start = max(0, log.head(incident).number - _RESENT)
    return frozenset(UUID(entry.commit) for entry in log.since(incident, start))


def _mine(rows: Iterable[Row], me: str) -> int:
    own = (row for row in rows if row.event in _OWN_WORDS and same_person(row.by_word or row.actor, me))
    return max((row.number for row in own), default=0)


def _without_star(reader: Reader, incident: str, kind: str, number: int) -> int:
    found = reader.numbers(incident, Filter(kind=kind), before=number + 1, limit=_UNSTARRED)
    starred = reader.numbers(incident, Filter(kind=kind, starred=True), before=number + 1, limit=_UNSTARRED)
    return len(set(found) - set(starred))
