"""Files of rows with t, who, kind, text: what a row must be to become an entry, and why one cannot."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence, Sized
from datetime import UTC, datetime, tzinfo
from typing import Any, BinaryIO
from uuid import UUID, uuid5

from msgspec import Struct

from cockpit.incident.chat import ChatLine, chat_lines, moments
from cockpit.incident.commands import ImportRow
from cockpit.incident.texts import harmless, stored
from cockpit.incident.zones import readings, zone_name
from cockpit.record.layout import MAX_TEXT

KEYS = ("t", "who", "kind", "text")
LARGEST = 64 * 1024 * 1024
"""Bytes of a file of rows: it is read whole, because all of its rows are taken or none."""
_NAMESPACE = UUID("6f2b8f0e-6a5e-4d43-9d8c-3c1f3a0c7a51")
_TRUE = {"true", "yes", "1"}
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_DEEPEST = 50
"""How far lists and objects may stand within each other in a row."""


class BadFile(ValueError):
    """A file no row can be read from. `str()` is a sentence for people."""


class BadRow(ValueError):
    """A row that cannot be taken. `str()` is one line that names it and says what is wrong."""


class RawRow(Struct, frozen=True):
    """A row as the file has it. `place` names it for people: "row 3", "row 3 (line 4)"."""

    place: str
    content: object


def whole(file: BinaryIO, name: str) -> bytes:
    """All that is in a file. Raises BadFile where that is more than `LARGEST`, or OSError."""
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise BadFile(
            f"{name} is larger than the {LARGEST:,} bytes taken in at once: split it; nothing was taken."
        )
    return content


def commit_of(incident: str, content: bytes) -> UUID:
    """The commit of a file in an incident: the same file is the same act, whoever sends it again."""
    return uuid5(_NAMESPACE, f"{incident}\n{hashlib.sha256(content).hexdigest()}")


def rows_in(content: bytes, name: str, *, now: datetime, zone: tzinfo | None = None) -> list[RawRow]:
    """The rows of any file that can be taken in: JSON or CSV rows, a chat's export, lines out of a chat.

    Times of chat lines without an offset are read in `zone`, else in that of `now`. Raises BadFile.
    """
    text = _decoded(content)
    if text.lstrip()[:1] not in ("[", "{") or name.casefold().endswith((".txt", ".log")):
        said = chat_lines(text)
        if said and not _has_header(text):
            return _of_chat(said, now, zone or now.tzinfo or UTC)
    return raw_rows(content, name)


def _has_header(text: str) -> bool:
    columns = text.partition("\n")[0].strip().split(_delimiter(text))
    return set(KEYS) <= {column.strip().strip('"') for column in columns}


def _of_chat(said: Sequence[ChatLine], now: datetime, zone: tzinfo) -> list[RawRow]:
    return [
        RawRow(
            f"message {number}", {"t": at.isoformat(), "who": line.name, "kind": "chat", "text": line.text}
        )
        for number, (line, at) in enumerate(zip(said, moments(said, now, zone), strict=True), start=1)
    ]


def raw_rows(content: bytes, name: str) -> list[RawRow]:
    """The rows of a JSON array or of a CSV file with a header. Raises BadFile."""
    text = _decoded(content)
    ending = name.casefold().rpartition(".")[2]
    looks_like_json = text.lstrip()[:1] in ("[", "{")
    is_json = ending == "json" or (looks_like_json and ending != "csv")
    return _of_json(text, name) if is_json else _of_csv(text, name)


def _decoded(content: bytes) -> str:
    """Bytes that are no text stay in it as halves of surrogate pairs, so that a row can keep them."""
    return content.decode(json.detect_encoding(content), errors="surrogateescape").removeprefix("\ufeff")


def _of_json(text: str, name: str) -> list[RawRow]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFile(f"{name} is not JSON ({error}): nothing was taken.") from error
    if isinstance(rows, dict) and isinstance(rows.get("messages"), list):
        rows = rows["messages"]
    if not isinstance(rows, list):
        raise BadFile(f"{name} is no JSON array of rows: put the objects between [ and ]; nothing was taken.")
    if rows and all(map(_is_message, rows)):
        rows = sorted(map(_of_slack, rows), key=lambda row: str(row["t"]))
    return [RawRow(f"row {number}", row) for number, row in enumerate(rows, start=1)]


def _is_message(row: object) -> bool:
    """A message of Slack's JSON export: its time is `ts`, in seconds since 1970."""
    return isinstance(row, dict) and isinstance(row.get("ts"), str) and "t" not in row and "text" in row


def _of_slack(row: Mapping[str, Any]) -> dict[str, Any]:
    """A message as a row; what else it says is kept, and the three signs Slack writes as names are signs."""
    try:
        at = datetime.fromtimestamp(float(row["ts"]), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        at = row["ts"]  # no time: the row says so itself
    kept = {key: value for key, value in row.items() if key in {"ts", "thread_ts", "user", "permalink"}}
    return {"t": at, "who": _slack_name(row), "kind": "chat", "text": html.unescape(str(row["text"])), **kept}


def _slack_name(row: Mapping[str, Any]) -> str:
    profile = row.get("user_profile") or row.get("bot_profile") or {}
    named = profile if isinstance(profile, dict) else {}
    names = (named.get("display_name"), named.get("real_name"), named.get("name"), row.get("username"))
    return str(next((name for name in names if name), row.get("user") or "unknown"))


def _of_csv(text: str, name: str) -> list[RawRow]:
    csv.field_size_limit(8 * MAX_TEXT)  # the row then says that its text is too long
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    missing = [key for key in KEYS if key not in (reader.fieldnames or ())]
    if missing:
        raise BadFile(
            f"{name} is no JSON array and has no CSV header with {', '.join(missing)}: begin it with "
            f"{','.join(KEYS)}, or with a line of chat such as dave 14:32 text; nothing was taken."
        )
    try:
        return [
            RawRow(f"row {number} (line {reader.line_num})", _cells(row))
            for number, row in enumerate(reader, start=1)
        ]
    except csv.Error as error:
        raise BadFile(f"{name}, line {reader.line_num}: {error}; nothing was taken.") from error


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _cells(row: Mapping[str | None, Any]) -> object:
    """The cells of one line by their column; an empty cell of a further column says nothing."""
    if None in row:
        return BadRow("more cells than the header names")
    return {key: value for key, value in row.items() if key in KEYS or value}


def sifted(rows: Iterable[RawRow], zone: tzinfo | None) -> tuple[list[ImportRow], list[str]]:
    """The rows that can be taken, and one line for each that cannot; `zone` as in `checked`."""
    good: list[ImportRow] = []
    complaints: list[str] = []
    for row in rows:
        try:
            good.append(checked(row, zone))
        except BadRow as error:
            complaints.append(str(error))
    return good, complaints


def nothing_taken(name: str, complaints: Sized) -> str:
    """Why no row of a file was taken, without the lines themselves."""
    many = len(complaints)
    return f"Nothing of {name} was taken: {'1 row is' if many == 1 else f'{many:,} rows are'} wrong."


def checked(row: RawRow, zone: tzinfo | None) -> ImportRow:
    """The row as it becomes an entry. Times without an offset are read in `zone`, if there is one.

    Raises BadRow.
    """
    if not isinstance(row.content, dict):
        is_told = isinstance(row.content, BadRow)
        told = f": {row.content}" if is_told else f" is no object with {', '.join(KEYS)}"
        raise BadRow(f"{row.place}{told}.")
    try:
        return _checked(row.content, zone)
    except ValueError as error:
        raise BadRow(f"{row.place}: {error}.") from error


def _checked(content: Mapping[str, Any], zone: tzinfo | None) -> ImportRow:
    when, who, kind, text = (_string(content, key) for key in KEYS)
    extra = {key: value for key, value in content.items() if key not in KEYS}
    _check_words(who, kind)
    if extra:
        _check_extra(extra)
    kept = stored(text)
    if (len(kept.raw) * 3 // 4 if kept.raw else len(kept.text.encode())) > MAX_TEXT:
        raise ValueError(f"text is longer than the {MAX_TEXT:,} bytes an entry holds")
    return ImportRow(
        text=kept.text,
        raw=kept.raw,
        kind=kind,
        who=who,
        happened_at=_moment(when, zone),
        about=_is_true(content.get("approx")),
        extra=extra,
    )


def _string(content: Mapping[str, object], key: str) -> str:
    value = content.get(key)
    if value is None:
        raise ValueError(f"{key} is missing")
    if not isinstance(value, str):
        raise ValueError(f"{key} is no text: {_shown(json.dumps(value))}")
    if not value.strip() and key != "who":
        raise ValueError(f"{key} is empty")
    return value


def _check_words(*words: str) -> None:
    """Only the text keeps bytes that are no text."""
    for word in words:
        if stored(word).raw is not None:
            raise ValueError("its who or kind holds bytes that are no text in UTF-8, or a NUL")
        if len(word.encode()) > MAX_TEXT:
            raise ValueError(f"its who or kind is longer than {MAX_TEXT:,} bytes")


def _check_extra(extra: Mapping[str, Any]) -> None:
    """The further keys have to come back out of the entry the same."""
    _walk(extra)
    try:
        written = json.dumps(extra, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ValueError("a further key holds bytes that are no text in UTF-8") from error
    if len(written) > MAX_TEXT:
        raise ValueError(f"its further keys are longer than {MAX_TEXT:,} bytes")


def _walk(value: Any, depth: int = 0) -> None:
    if depth > _DEEPEST:
        raise ValueError(f"its values stand more than {_DEEPEST} deep within each other")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("it holds a number that JSON does not know (NaN or Infinity)")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _walk(inner, depth + 1)


def _is_true(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.strip().casefold() in _TRUE)


def _moment(text: str, zone: tzinfo | None) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"t is no time such as 2026-11-23T14:32:00+01:00: {_shown(text)}") from None
    if moment.utcoffset() is None:
        moment = _in_zone(moment, text, zone)
    if not _EARLIEST <= moment < _LATEST:
        raise ValueError(f"t is too far away: {_shown(text)}")
    return moment


def _in_zone(wall: datetime, text: str, zone: tzinfo | None) -> datetime:
    if zone is None:
        raise ValueError(
            f"t has no offset: {_shown(text)}; write one such as +01:00, "
            "or name the file's zone (--zone; tab on a screen)"
        )
    first, last = readings(wall, zone)
    if first != last:
        raise ValueError(
            f"clocks were changed in {zone_name(zone)} at {_shown(text)}: write the offset with that time"
        )
    return first


def _shown(text: str) -> str:
    return harmless(text, width=60)
