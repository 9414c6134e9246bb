"""What an event has to be before the record takes it, and how it is written down."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from msgspec import structs

from cockpit.incident.envelope import Event, Origin
from cockpit.record.errors import TooLong, Unstorable
from cockpit.record.layout import MAX_BODY, MAX_TEXT


class Admitted(NamedTuple):
    """An event as its columns hold it, still without a place in the record."""

    happened_at: str
    about: int
    actor: str
    by_word: str | None
    origin: str
    event: str
    is_act: int
    body: str


def admit(events: Sequence[Event]) -> list[Admitted]:
    """The columns of each event. Raises TooLong, or Unstorable with what is wrong."""
    return [_admit(event) for event in events]


def _admit(event: Event) -> Admitted:
    body = _object(event)
    _check_length(body, event.body)
    if event.happened_at.utcoffset() is None:
        raise Unstorable("The entry's time has no offset: give one, such as +01:00; nothing was written.")
    origin = written_origin(event.origin)
    _check_characters(event.name, event.actor, event.by_word or "", origin, event.body)
    return Admitted(
        event.happened_at.isoformat(),
        int(event.about),
        event.actor,
        event.by_word,
        origin,
        event.name,
        int(event.is_act),
        event.body,
    )


def _object(event: Event) -> dict[str, Any]:
    try:
        body = json.loads(event.body)
    except ValueError as error:
        raise Unstorable(f"The entry {event.name!r} is not JSON ({error}); nothing was written.") from error
    if not isinstance(body, dict):
        raise Unstorable(f"The entry {event.name!r} is no JSON object; nothing was written.")
    return body


def _check_length(body: dict[str, Any], written: str) -> None:
    size = _text_size(body)
    if size > MAX_TEXT or len(written) > MAX_BODY:
        given = size if size > MAX_TEXT else len(written)
        raise TooLong(
            f"One entry holds up to {MAX_TEXT:,} bytes and this one has {given:,}: "
            "split it, or keep the file elsewhere and log where it is; nothing was written."
        )


def _text_size(body: dict[str, Any]) -> int:
    """Bytes somebody gave; the readable form of what was no text may be longer."""
    text, raw = body.get("text"), body.get("raw")
    if isinstance(raw, str):
        return len(raw) // 4 * 3 - raw.count("=")
    return len(text.encode(errors="replace")) if isinstance(text, str) else 0


def _check_characters(*texts: str) -> None:
    """Half a surrogate pair, plain or escaped in JSON, could be written but never be read back."""
    try:
        for text in texts:
            text.encode()
            if "\\u" in text:
                json.dumps(json.loads(text), ensure_ascii=False).encode()
    except ValueError as error:
        raise Unstorable(
            "The entry holds a character that is no Unicode text; nothing was written."
        ) from error


@lru_cache(maxsize=64)
def written_origin(origin: Origin) -> str:
    """JSON of where an entry came from; host and terminal names need not be valid text."""
    names = {key: value.encode(errors="replace").decode() for key, value in structs.asdict(origin).items()}
    return json.dumps(names, ensure_ascii=False)


@lru_cache(maxsize=1024)
def read_origin(written: str) -> Origin:
    """Where an entry came from; keys of a newer cockpit are passed over."""
    found = json.loads(written)
    names = found if isinstance(found, dict) else {}
    return Origin(**{key: str(names.get(key, "")) for key in Origin.__struct_fields__})


@lru_cache(maxsize=4096)
def read_time(written: str) -> datetime:
    """A time as stored, with the offset it was given with."""
    return datetime.fromisoformat(written)
