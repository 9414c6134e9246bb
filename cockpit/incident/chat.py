"""Lines copied out of a chat, with the times they bear: who said what when (S29)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from msgspec import Struct
from msgspec.structs import replace

_DATE = r"(?P<date>\d{4}-\d\d-\d\d)[T ]\s*"
_CLOCK = r"(?P<clock>\d{1,2}:\d\d(?::\d\d)?)(?:\.\d+)?(?:\s?(?P<half>[AaPp][Mm]))?(?P<zulu>Z)?"
_NAME = r"(?P<name>[^\s:\[\]<>][^:\[\]<>\n]{0,60}?)"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"^\[(?:{_DATE})?{_CLOCK}\]\s*<?{_NAME}>?:\s+(?P<text>.*)$",  # [14:32] dave: text
        rf"^\[(?:{_DATE})?{_CLOCK}\]\s*<{_NAME}>\s+(?P<text>.*)$",  # [14:32] <dave> text
        rf"^(?:{_DATE})?{_CLOCK}\s+<{_NAME}>\s+(?P<text>.*)$",  # 14:32 <dave> text
        rf"^(?:{_DATE})?{_CLOCK}\s+{_NAME}:\s+(?P<text>.*)$",  # 14:32 dave: text
        rf"^{_NAME}\s+\[(?:{_DATE})?{_CLOCK}\](?::?\s+(?P<text>.*))?$",  # dave [14:32] text
        rf"^{_NAME}\s+(?:{_DATE})?{_CLOCK}(?::?\s+(?P<text>.*)|:?)$",  # dave 14:32 text, or the text below
    )
)
"""From the most certain form to the least."""


_AS_TYPED = _FORMS[3]


class ChatLine(Struct, frozen=True):
    """One message. `clock` is the time of day it bears, `day` the date, where it has one."""

    name: str
    clock: time
    text: str
    day: date | None = None
    utc: bool = False
    """The time was given with a Z."""


def chat_lines(text: str) -> list[ChatLine]:
    """The messages of a text copied out of a chat; empty where it is no such text.

    A line that begins no message goes on with the one above it. The first line has to begin one.
    """
    found: list[ChatLine] = []
    for line in text.splitlines():
        begun = _begun(line)
        if begun is not None:
            found.append(begun)
        elif not line.strip():
            continue
        elif not found:
            return []
        else:
            last = found[-1]
            found[-1] = replace(last, text=f"{last.text}\n{line}" if last.text else line)
    return [line for line in found if line.text.strip()]


def as_typed(text: str) -> str:
    """A pasted piece of chat as the scribe's line reads it, "14:32 dave: text" for each message.

    Anything else stays as it is: a single message, and lines the scribe's line reads already.
    """
    lines = chat_lines(text)
    begun = [line for line in text.splitlines() if _begun(line)]
    if len(lines) < 2 or all(_AS_TYPED.match(line) for line in begun):
        return text
    return "\n".join(map(_typed, lines))


def _typed(line: ChatLine) -> str:
    clock = f"{line.clock:%H:%M:%S}" if line.clock.second else f"{line.clock:%H:%M}"
    day = f"{line.day}T" if line.day else ""
    zulu = "Z" if line.utc and line.day else ""
    return f"{day}{clock}{zulu} {line.name}: {' '.join(line.text.splitlines())}"


def _begun(line: str) -> ChatLine | None:
    for form in _FORMS:
        match = form.match(line.strip())
        clock = _clock(match) if match else None
        if match and clock is not None:
            parts = match.groupdict()
            day = date.fromisoformat(parts["date"]) if parts["date"] and _is_date(parts["date"]) else None
            return ChatLine(
                parts["name"].strip(), clock, (parts["text"] or "").strip(), day, bool(parts["zulu"])
            )
    return None


def _clock(match: re.Match[str]) -> time | None:
    hour, minute, second = (int(part) for part in f"{match['clock']}:00".split(":")[:3])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].casefold() == "pm" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def moments(lines: Sequence[ChatLine], now: datetime, zone: tzinfo) -> list[datetime]:
    """When each was said: at its date, else the last one at its latest past time and no other after its next.

    Up to two minutes ahead of `now` is the skew of a clock.
    """
    found: list[datetime] = []
    limit = now + timedelta(minutes=2)
    for line in reversed(lines):
        own = UTC if line.utc else zone
        today = limit.astimezone(own).date()
        at = datetime.combine(line.day or today, line.clock, own)
        if line.day is None and at > limit:
            at = datetime.combine(today - timedelta(days=1), line.clock, own)
        found.append(at)
        limit = at
    return found[::-1]
