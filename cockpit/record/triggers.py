"""The triggers of the file: what refuses any change but an addition, what derives marks; do they stand?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cockpit.record.layout import LAYOUT

# An explicit test for the commit too: REPLACE removes what stands in its way without asking the
# DELETE trigger, unless recursive triggers are on.
_IN_ORDER = """
CREATE TRIGGER events_in_order BEFORE INSERT ON events
WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
  OR new.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM events WHERE incident = new.incident)
  OR EXISTS (SELECT 1 FROM events
             WHERE incident = new.incident AND "commit" = new."commit" AND position = new.position)
BEGIN SELECT raise(ABORT, 'entries are only added, once, at the end of the record'); END
"""

_NO_DELETE = """
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN SELECT raise(ABORT, 'entries are never deleted'); END
"""

_KEPT = (
    "seq", "incident", "number", '"commit"', "position", "happened_at", "about", "recorded_at", "actor",
    "by_word", "origin", "event", "is_act", "digest",
)  # fmt: skip

# The one change allowed: a body gives way to its tombstone after an entry that says so was appended.
_ONLY_REDACTION = " ".join(
    (
        """
CREATE TRIGGER events_only_redaction BEFORE UPDATE ON events
WHEN NOT (
""",
        " AND ".join(f"new.{column} IS old.{column}" for column in _KEPT),
        """
  AND length(old.salt) > 0 AND length(new.salt) = 0
  AND CASE WHEN json_valid(new.body) THEN json_extract(new.body, '$.redacted.sealed') IS NOT NULL ELSE 0 END
  AND EXISTS (
    SELECT 1 FROM events r
    WHERE r.incident = old.incident AND r.event = 'entry.redacted' AND r.number > old.number
      AND r.number = (SELECT max(number) FROM events WHERE incident = old.incident)
      AND EXISTS (SELECT 1 FROM json_each(r.body, '$.targets') WHERE value = old.number)
  )
)
BEGIN SELECT raise(ABORT, 'entries are never changed, only redacted'); END
""",
    )
)

_DERIVE = (
    """
    CREATE TRIGGER marks_born_starred AFTER INSERT ON events
    WHEN json_extract(new.body, '$.star') = 1
    BEGIN
      INSERT INTO marks (seq, incident, number, starred)
      VALUES (new.seq, new.incident, new.number, 1)
      ON CONFLICT (seq) DO UPDATE SET starred = 1;
    END
    """,
    """
    CREATE TRIGGER marks_star AFTER INSERT ON events
    WHEN new.event IN ('entry.starred', 'entry.unstarred')
    BEGIN
      INSERT INTO marks (seq, incident, number, starred)
      SELECT seq, incident, number, new.event = 'entry.starred' FROM events
      WHERE incident = new.incident AND number = json_extract(new.body, '$.target')
      ON CONFLICT (seq) DO UPDATE SET starred = excluded.starred;
    END
    """,
    """
    CREATE TRIGGER marks_correction AFTER INSERT ON events
    WHEN new.event = 'entry.corrected'
    BEGIN
      INSERT INTO marks (seq, incident, number, corrects)
      SELECT new.seq, new.incident, new.number, json_extract(new.body, '$.target')
      WHERE json_type(new.body, '$.target') = 'integer'
      ON CONFLICT (seq) DO UPDATE SET corrects = excluded.corrects;
    END
    """,
    """
    CREATE TRIGGER marks_corrected_text AFTER INSERT ON events
    WHEN new.event = 'entry.corrected' AND coalesce(json_extract(new.body, '$.field'), 'text') = 'text'
      AND json_type(new.body, '$.value') = 'text'
    BEGIN
      INSERT INTO marks (seq, incident, number, corrected_text)
      SELECT seq, incident, number, json_extract(new.body, '$.value') FROM events
      WHERE incident = new.incident AND number = json_extract(new.body, '$.target')
      ON CONFLICT (seq) DO UPDATE SET corrected_text = excluded.corrected_text;
    END
    """,
    """
    CREATE TRIGGER marks_corrected_time AFTER INSERT ON events
    WHEN new.event = 'entry.corrected' AND json_extract(new.body, '$.field') = 'time'
      AND json_type(new.body, '$.value') = 'text'
    BEGIN
      INSERT INTO marks (seq, incident, number, corrected_time)
      SELECT seq, incident, number, json_extract(new.body, '$.value') FROM events
      WHERE incident = new.incident AND number = json_extract(new.body, '$.target')
      ON CONFLICT (seq) DO UPDATE SET corrected_time = excluded.corrected_time;
    END
    """,
    # What an earlier correction made of the entry may hold the same secret, so it goes with the body.
    """
    CREATE TRIGGER marks_redaction AFTER UPDATE ON events
    BEGIN
      INSERT INTO marks (seq, incident, number, redacted)
      VALUES (new.seq, new.incident, new.number, 1)
      ON CONFLICT (seq) DO UPDATE SET redacted = 1, corrected_text = NULL;
      UPDATE marks SET corrected_text = '[redacted]'
      WHERE old.event = 'entry.corrected' AND incident = old.incident
        AND number = json_extract(old.body, '$.target')
        AND corrected_text = json_extract(old.body, '$.value');
    END
    """,
)

TRIGGERS = (_IN_ORDER, _NO_DELETE, _ONLY_REDACTION, *_DERIVE)
_NAME = re.compile(r"CREATE TRIGGER (\w+)")


def _named(statement: str) -> str:
    found = _NAME.search(statement)
    assert found is not None
    return found[1]


_OURS = {_named(statement): " ".join(statement.split()) for statement in TRIGGERS}
_OF_SEARCH = frozenset(f"{table}_{act}" for table in ("events", "marks") for act in ("ai", "ad", "au"))
"""Made by the full-text search; what each of them says is its business."""
_STANDING = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name"


def unguarded(fetch: Callable[[str, Sequence[Any]], list[Any]]) -> Iterator[str]:
    """A sentence, without its full stop, for each trigger that is gone, another one, or somebody else's.

    Nothing in a file of another layout, whose triggers only its own cockpit knows.
    """
    ((layout,),) = fetch("PRAGMA user_version", ())
    if layout != LAYOUT:
        return
    standing = {name: " ".join(sql.split()) for name, sql in fetch(_STANDING, ())}
    for name in sorted({*_OURS, *_OF_SEARCH} - standing.keys()):
        yield f"The trigger {name} is gone from the file: another program can change it unhindered"
    for name in sorted(standing.keys() & _OURS.keys()):
        if standing[name] != _OURS[name]:
            yield f"The trigger {name} is not the one the cockpit made"
    for name in sorted(standing.keys() - _OURS.keys() - _OF_SEARCH):
        yield f"The trigger {name} is none of the cockpit's"
