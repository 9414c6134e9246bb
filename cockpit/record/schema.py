"""The layout of the file: its tables, triggers and full text, and the migrations that lead to it."""

from __future__ import annotations

from collections.abc import Callable

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from cockpit.record.engine import sqlite3
from cockpit.record.layout import APPLICATION_ID, LAYOUT
from cockpit.record.views import VIEWS

_EVENTS = """
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  incident TEXT NOT NULL CHECK (incident <> ''),
  number INTEGER NOT NULL,
  "commit" TEXT NOT NULL,
  position INTEGER NOT NULL,
  happened_at TEXT NOT NULL,
  about INTEGER NOT NULL CHECK (about IN (0, 1)),
  recorded_at TEXT NOT NULL,
  actor TEXT NOT NULL CHECK (actor <> ''),
  by_word TEXT,
  origin TEXT NOT NULL CHECK (json_valid(origin)),
  event TEXT NOT NULL CHECK (event <> ''),
  is_act INTEGER NOT NULL CHECK (is_act IN (0, 1)),
  body TEXT NOT NULL CHECK (json_valid(body)),
  salt BLOB NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  kind TEXT GENERATED ALWAYS AS (
    CASE WHEN json_valid(body) THEN coalesce(json_extract(body, '$.kind'), event) ELSE event END) VIRTUAL,
  text TEXT GENERATED ALWAYS AS (
    CASE WHEN json_valid(body) THEN coalesce(json_extract(body, '$.text'), '') ELSE '' END) VIRTUAL,
  UNIQUE (incident, number),
  UNIQUE (incident, "commit", position)
) STRICT
"""

# What later entries say about earlier ones: a row only for an entry that is starred, corrects,
# is corrected or is redacted. Derived by triggers, so that any program's page of a timeline is one join.
_MARKS = """
CREATE TABLE marks (
  seq INTEGER PRIMARY KEY,
  incident TEXT NOT NULL,
  number INTEGER NOT NULL,
  starred INTEGER NOT NULL DEFAULT 0,
  corrects INTEGER,
  corrected_text TEXT,
  corrected_time TEXT,
  redacted INTEGER NOT NULL DEFAULT 0,
  UNIQUE (incident, number)
) STRICT
"""

_INDICES = (
    "CREATE INDEX events_acts ON events (incident, number) WHERE is_act",
    "CREATE INDEX events_by_name ON events (event, incident, number) WHERE is_act",
    "CREATE INDEX events_by_kind ON events (incident, kind, number)",
    # An importer may stand under a hundred thousand rows and have said nothing: those stand apart.
    "CREATE INDEX events_by_actor ON events (incident, actor, event = 'entry.imported', number)",
    "CREATE INDEX events_by_hand ON events (incident, by_word, number) "
    "WHERE by_word IS NOT NULL AND event <> 'entry.imported'",
    "CREATE INDEX events_by_actor_and_kind ON events (incident, actor, kind, number)",
    "CREATE INDEX marks_starred ON marks (incident, number) WHERE starred",
)

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

_TOKENS = "unicode61 remove_diacritics 2"

_migrations = Migrations("incident-cockpit")


@_migrations()
def m001_the_record(db: Database) -> None:
    """Tables, indices, full text, triggers and views of the first layout."""
    for statement in (_EVENTS, _MARKS, *_INDICES):
        db.execute(statement)
    db.table("events").enable_fts(["text"], create_triggers=True, tokenize=_TOKENS)
    db.table("marks").enable_fts(["corrected_text"], create_triggers=True, tokenize=_TOKENS)
    for statement in (_IN_ORDER, _NO_DELETE, _ONLY_REDACTION, *_DERIVE):
        db.execute(statement)
    for name, select in VIEWS.items():
        db.create_view(name, select)


def migrate(connection: sqlite3.Connection, before: Callable[[], None] = lambda: None) -> None:
    """Bring the file to this layout, all or nothing, whoever else is about to do the same."""
    db = Database(connection, execute_plugins=False)
    connection.execute("BEGIN IMMEDIATE")
    try:
        before()
        _migrations.apply(db)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {LAYOUT}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
