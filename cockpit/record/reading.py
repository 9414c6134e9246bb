"""How stored rows are read back as facts and as lines of the timeline."""

from __future__ import annotations

from typing import Any

from cockpit.incident.envelope import Recorded
from cockpit.record.admit import read_origin, read_time
from cockpit.record.log import Row, Summary

RECORDED_COLUMNS = (
    'seq, incident, number, "commit", position, happened_at, about, recorded_at, actor, by_word, origin, '
    "event, body, is_act, digest"
)
ROW_COLUMNS = (
    "e.number, e.happened_at, e.about, e.recorded_at, e.actor, e.by_word, e.event, e.kind, e.text, "
    "coalesce(m.starred, 0), m.corrects, m.corrected_text, CAST(json_extract(e.body, '$.raw') AS TEXT), "
    "coalesce(m.redacted, 0), e.origin, "
    "CASE e.event WHEN 'entry.imported' THEN CAST(json_extract(e.body, '$.who') AS TEXT) END, "
    "CASE e.event WHEN 'entry.imported' THEN json_extract(e.body, '$.extra') END, "
    "CASE e.event WHEN 'entry.logged' THEN CAST(json_extract(e.body, '$.link') AS TEXT) END, "
    "CASE e.event WHEN 'entry.commented' THEN json_extract(e.body, '$.target') END"
)
ROW_SOURCE = "events e LEFT JOIN marks m ON m.seq = e.seq"

SINCE = " ".join(
    ("SELECT", RECORDED_COLUMNS, "FROM events WHERE incident = ? AND number > ? ORDER BY number LIMIT ?")
)
ACTS_SINCE = SINCE.replace("number > ?", "number > ? AND is_act")
HEAD = (
    "SELECT (SELECT number FROM events WHERE incident = ? ORDER BY number DESC LIMIT 1), "
    "(SELECT number FROM events WHERE incident = ? AND is_act ORDER BY number DESC LIMIT 1), "
    "(SELECT digest FROM events WHERE incident = ? ORDER BY number DESC LIMIT 1)"
)
SUMMARIES = "SELECT incident, title, severity, phase, declared_at FROM incidents ORDER BY seq DESC"


def recorded(row: tuple[Any, ...]) -> Recorded:
    """A fact out of its columns, in the order of RECORDED_COLUMNS."""
    (
        seq, incident, number, commit, position, happened_at, about, recorded_at, actor, by_word, origin,
        event, body, is_act, digest,
    ) = row  # fmt: skip
    return Recorded(
        seq, incident, number, commit, position, read_time(happened_at), bool(about), read_time(recorded_at),
        actor, by_word, read_origin(origin), event, body, bool(is_act), digest,
    )  # fmt: skip


def line(row: tuple[Any, ...]) -> Row:
    """A line of the timeline out of its columns, in the order of ROW_COLUMNS."""
    (
        number, happened_at, about, recorded_at, actor, by_word, event, kind, text, starred, corrects,
        corrected_text, raw, redacted, origin, who, extra, link, comments_on,
    ) = row  # fmt: skip
    return Row(
        number, read_time(happened_at), bool(about), read_time(recorded_at), actor, by_word, event, kind,
        text, bool(starred), corrects, corrected_text, raw, bool(redacted),
        read_origin(origin).unix_name, who or None, extra, link, comments_on,
    )  # fmt: skip


def summary(row: tuple[Any, ...]) -> Summary:
    """One incident of the list, in the order of SUMMARIES."""
    incident, title, severity, phase, declared_at = row
    return Summary(incident, title or "", severity, phase, read_time(declared_at))
