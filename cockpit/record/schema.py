"""The layout of the file: its tables, indices and full text, and the migrations that lead to it."""

from __future__ import annotations

from collections.abc import Callable

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from cockpit.record.engine import sqlite3
from cockpit.record.layout import APPLICATION_ID, LAYOUT
from cockpit.record.triggers import TRIGGERS
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

_TOKENS = "unicode61 remove_diacritics 2"

_migrations = Migrations("incident-cockpit")


@_migrations()
def m001_the_record(db: Database) -> None:
    """Tables, indices, full text, triggers and views of the first layout."""
    for statement in (_EVENTS, _MARKS, *_INDICES):
        db.execute(statement)
    db.table("events").enable_fts(["text"], create_triggers=True, tokenize=_TOKENS)
    db.table("marks").enable_fts(["corrected_text"], create_triggers=True, tokenize=_TOKENS)
    for statement in TRIGGERS:
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
        if connection.in_transaction:  # a disk that fails has ended it, and its error is what counts
            connection.execute("ROLLBACK")
        raise
