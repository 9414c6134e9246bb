"""One entry of the timeline, as a JSON object for scripts and as one line for people."""

from __future__ import annotations

import json
from datetime import tzinfo
from typing import Any

from cockpit.incident.moments import stamp, zone_label
from cockpit.incident.texts import harmless
from cockpit.record.log import Row
from cockpit.reports.setting import padded

_KIND = 11
_NAME = 12


def row_json(row: Row) -> dict[str, Any]:
    """The keys scripts rely on. `text` is as first stored; times are ISO 8601 with their own offset.

    `login` is the Unix login of whoever entered it, whatever name they used.
    An imported row has one more, `extra`: an object of its further keys; an entry with a link has `link`,
    a comment `comments_on`: the number of its entry.
    """
    more = {"extra": json.loads(row.extra)} if row.extra is not None else {}
    more |= {"link": row.link} if row.link is not None else {}
    more |= {"comments_on": row.comments_on} if row.comments_on is not None else {}
    return {
        "number": row.number,
        "happened_at": row.happened_at.isoformat(),
        "about": row.about,
        "recorded_at": row.recorded_at.isoformat(),
        "actor": row.actor,
        "by_word": row.by_word,
        "login": row.origin_user,
        "who": row.who,
        "event": row.event,
        "kind": row.kind,
        "text": row.text,
        "starred": row.starred,
        "corrects": row.corrects,
        "corrected_text": row.corrected_text,
        "raw": row.raw,
        **more,
    }


def json_line(content: object) -> str:
    """One JSON value in one line of ASCII: exact when read back, and without effect on any terminal."""
    return json.dumps(content)


def row_line(row: Row, zone: tzinfo) -> str:
    """The entry in exactly one line that nothing in its text can break, colour or reorder.

    It names date and zone itself, so that a line found with grep still says when it was.
    """
    when = row.happened_at.astimezone(zone)
    signs = ("~" if row.about else " ") + ("★" if row.starred else " ")
    return (
        f"{row.number:>4}  {when:%Y-%m-%d %H:%M:%S} {zone_label(when, zone)} {signs} "
        f"{padded(row.kind, _KIND)} {padded(_name(row), _NAME)} {harmless(_told(row, zone))}"
    )


def _name(row: Row) -> str:
    """Who did it; for an imported row the name it carries, and whoever imported it."""
    return f"{row.who} (by {row.actor})" if row.who else row.actor


def _told(row: Row, zone: tzinfo) -> str:
    text = row.text if row.corrected_text is None else f"{row.corrected_text}  (corrected)"
    by_word = f"by word ({row.by_word})"
    if row.by_word and by_word not in text:
        text = f"{text}, {by_word}"
    late = f"  (recorded {stamp(row.recorded_at, zone)})" if row.is_late else ""
    login = f"  (login {row.other_login})" if row.other_login else ""
    return f"{text}{late}{login}"
