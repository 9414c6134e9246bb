"""What somebody typed into a search, as the full text is asked for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from cockpit.record.engine import sqlite3

# Scripts written without spaces: the full text holds a whole run of them as one word.
_UNSPACED = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
_ENDINGS = 100
"""How many words of the record one beginning is taken apart into; more of them are rare, and read at once."""
_MANY = 50
"""Words from which on a search is asked at once: nearly nothing holds so many, and SQL has its limits."""
_VOCABULARY = "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, events_fts, instance)"
# Every word of the record that begins with what was typed, by leaps along the index. Asked for whole words
# the full text goes from hit to hit and stops at the page; asked for a beginning it first reads every hit.
_FIRST = "SELECT term FROM vocabulary WHERE term >= ? ORDER BY term LIMIT 1"
_NEXT = "SELECT v.term FROM vocabulary v WHERE v.term >= found.term || char(1) ORDER BY v.term LIMIT 1"
_SPELLED_OUT = " ".join(
    (
        "(WITH RECURSIVE found(term) AS (SELECT (",
        _FIRST,
        ") UNION ALL SELECT (",
        _NEXT,
        f") FROM found WHERE substr(found.term, 1, ?) = ? LIMIT {_ENDINGS + 2})",
        f"SELECT CASE WHEN count(*) BETWEEN 1 AND {_ENDINGS}",
        "THEN '(' || group_concat('\"' || ? || term || '\"', ' OR ') || ')' ELSE ? END",
        "FROM found WHERE substr(term, 1, ?) = ?)",
    )
)


class Words(Struct, frozen=True):
    """What somebody typed into the search: words the full text knows, and pieces to look for as they are."""

    known: tuple[str, ...]
    pieces: tuple[str, ...]

    @property
    def beginnings(self) -> str:
        """A query for entries that hold every word, or a longer one that begins with it."""
        return " AND ".join(map(_beginning, self.known))

    @property
    def spelled_out(self) -> tuple[str, Sequence[object]]:
        """The same query for `events_fts`, as SQL and its parameters; a page of hits is all that is read."""
        if len(self.known) > _MANY:
            return "?", (self.beginnings,)
        asked = [_spelled_out(word) for word in self.known]
        return " || ' AND ' || ".join(sql for sql, _ in asked), [one for _, given in asked for one in given]


def words(typed: str) -> Words:
    """Words apart from pieces."""
    found = list(dict.fromkeys(typed.encode(errors="replace").decode().split()))
    known = [word for word in found if any(map(str.isalnum, word)) and not re.search(_UNSPACED, word)]
    return Words(tuple(known), tuple(word for word in found if word not in known))


def hold_vocabulary(connection: sqlite3.Connection) -> None:
    """Let a connection that only reads the record find out which words are in it."""
    connection.execute("PRAGMA query_only = OFF").fetchall()
    try:
        connection.execute(_VOCABULARY)
    finally:
        connection.execute("PRAGMA query_only = ON").fetchall()


def _beginning(word: str) -> str:
    """Quoted, so that nothing typed is ever taken for the search engine's own grammar."""
    return '"' + word.replace('"', '""').replace("\0", " ") + '"*'


def _spelled_out(word: str) -> tuple[str, Sequence[object]]:
    """Plain letters and digits alone are certain to be cut into words here as they are in the full text."""
    parts = re.findall("[0-9a-z]+", word.lower())
    if not word.isascii() or not parts:
        return "?", (_beginning(word),)
    *before, last = parts
    begins = (len(last), last)
    phrase = "".join(f"{part} " for part in before)
    return _SPELLED_OUT, (last, *begins, phrase, _beginning(word), *begins)
