"""Times: as people type them, and as screens and answers show them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from msgspec import Struct
from msgspec.structs import replace

from cockpit.incident.texts import harmless
from cockpit.incident.zones import BadTime, fixed, readings, zone_from, zone_label, zone_name

__all__ = [
    "SKEW", "BadTime", "Moment", "age", "clock", "clock_seconds", "countdown", "leading", "parse", "stamp",
    "with_zone", "zone_from", "zone_label", "zone_name",
]  # fmt: skip

SKEW = timedelta(minutes=2)
"""How far ahead a clock may be before what it shows counts as the future."""

_HAPPENED = "14:32, -7m, -1h20m, ~14:30 or 2026-11-23T14:32+01:00"
_PLANNED = "14:32, 5m, +1h20m or 2026-11-23T14:32+01:00"

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)

_SPAN = (  # 1h09 and 2m10, as ages are shown, need no last unit
    r"(?=\d)(?:(?P<days>\d{1,6})d)?(?:(?P<hours>\d{1,6})h)?"
    r"(?:(?P<minutes>\d{1,6})(?:m|(?<=h\d\d)))?(?:(?P<seconds>\d{1,6})(?:s|(?<=m\d\d)))?"
)
_CLOCK = r"(?P<hour>[01]?\d|2[0-3]):(?P<rest>[0-5]\d(?::[0-5]\d)?)"
_OFFSET = r"(?P<offset>Z|UTC|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)"

# Patterns stay text until first used: most commands read no time, and compiling takes longer than they do.
_RELATIVE = rf"(?a)(?P<sign>[+-]?)(?P<span>{_SPAN})"
_ABSOLUTE = rf"(?ai)(?:(?P<date>\d{{4}}-\d\d-\d\d)(?:T|\s+))?{_CLOCK}(?P<part>[.,]\d+)?(?:\s*{_OFFSET})?"
_LEADING = (rf"(?a)~?-{_SPAN}(?=[ \t]|\Z)", rf"(?a)~?{_CLOCK}{_OFFSET}?(?=[ \t]|\Z)")


class Moment(Struct, frozen=True):
    """A time somebody typed."""

    at: datetime
    """Aware, with a fixed offset: the one typed, else the zone's at that time."""
    about: bool = False
    needs_reason: bool = False
    """A full date more than two minutes in the future, for something that happened."""


def parse(text: str, *, now: datetime, zone: tzinfo, planned: bool = False) -> Moment:
    """The time meant by `text`, read in `zone`, for what happened or (`planned`) for what will.

    A bare clock time is its latest occurrence, up to two minutes ahead; planned, its next one.
    Raises BadTime where no time is meant, more than one, or one on the wrong side of `now`.
    """
    stripped = text.strip()
    wanted = stripped.removeprefix("~").lstrip()
    reader = _Reader(wanted, now.astimezone(UTC), zone, planned)
    try:
        moment = reader.moment()
        if not _EARLIEST <= moment.at < _LATEST:
            raise OverflowError
    except OverflowError as error:
        raise reader.refusal("is too far away") from error
    return replace(moment, about=stripped.startswith("~"))


def leading(text: str) -> tuple[str | None, str]:
    """The time a line begins with, and the rest of the line.

    Only `-4m …`, `14:32 …` and `~14:30 …` count: a sentence that starts with a number stays a sentence,
    and a leading space makes any line one.
    """
    for form in _LEADING:
        if found := re.match(form, text):
            return found[0], text[found.end() :].lstrip(" \t")
    return None, text


class _Reader(Struct, frozen=True):
    """One typed time with everything it takes to read it. `now` is in UTC."""

    text: str
    now: datetime
    zone: tzinfo
    planned: bool

    def moment(self) -> Moment:
        if found := re.fullmatch(_RELATIVE, self.text):
            return Moment(self.relative(found))
        found = re.fullmatch(_ABSOLUTE, self.text)
        if not found:
            raise self.refusal("is no time")
        return self.full(found) if found["date"] else Moment(self.bare(found))

    def refusal(self, why: str, instead: str = "") -> BadTime:
        """The sentence that says why this is not the time wanted, and what to type."""
        examples = _PLANNED if self.planned else _HAPPENED
        return BadTime(f"{harmless(self.text, width=40) or 'Nothing'} {why}: type {instead or examples}.")

    def relative(self, found: re.Match[str]) -> datetime:
        if self.planned and found["sign"] == "-":
            raise self.refusal("lies in the past, and this is about what comes", found["span"])
        if not self.planned and found["sign"] != "-":
            raise self.refusal("lies ahead, and this is about what happened", f"-{found['span']}")
        units = ("days", "hours", "minutes", "seconds")
        span = timedelta(**{unit: int(found[unit] or 0) for unit in units})
        at = self.now + span if self.planned else self.now - span
        return fixed(at.astimezone(self.zone).replace(microsecond=0))

    def bare(self, found: re.Match[str]) -> datetime:
        zone = _typed_offset(found) or self.zone
        return next(
            self.only_reading(wall, zone)
            for wall in self.nearby(found, zone)
            if any(map(self.fits, readings(wall, zone)))
        )

    def nearby(self, found: re.Match[str], zone: tzinfo) -> Iterator[datetime]:
        """The clock time on the days around today, as a wall shows it; the day to prefer first."""
        today = self.now.astimezone(zone).date()
        for days in (0, 1) if self.planned else (1, 0, -1):
            yield _wall(f"{today + timedelta(days=days)}", found)

    def fits(self, at: datetime) -> bool:
        # The minute that is running still counts as next: 14:32 typed at 14:32:30 is not tomorrow's.
        return at >= self.now.replace(second=0, microsecond=0) if self.planned else at <= self.now + SKEW

    def full(self, found: re.Match[str]) -> Moment:
        try:
            wall = _wall(found["date"], found)
        except ValueError as error:
            raise self.refusal("is not in the calendar") from error
        at = self.only_reading(wall, _typed_offset(found) or self.zone)
        if self.planned and at < self.now - SKEW:
            raise self.refusal("lies in the past, and this is about what comes")
        return Moment(at, needs_reason=not self.planned and at > self.now + SKEW)

    def only_reading(self, wall: datetime, zone: tzinfo) -> datetime:
        """The one time clocks showed `wall`; where they were changed, only the offset can tell."""
        first, last = readings(wall, zone)
        if first == last:
            return first
        why = "came twice" if first < last else "never came"
        both = " or ".join(self.text + at.isoformat()[-6:] for at in (first, last))
        raise self.refusal(f"{why} on {wall:%Y-%m-%d} in {zone_name(zone)}, where clocks were changed", both)


def _wall(date: str, found: re.Match[str]) -> datetime:
    time = f"{found['hour']:0>2}:{found['rest']}{found['part'] or ''}"
    return datetime.fromisoformat(f"{date}T{time}")


def _typed_offset(found: re.Match[str]) -> tzinfo | None:
    typed = found["offset"]
    if typed is None:
        return None
    if typed.upper() in {"Z", "UTC"}:
        return UTC
    digits = typed[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if typed[0] == "-" else offset)


def clock(at: datetime, zone: tzinfo) -> str:
    """14:32"""
    return f"{at.astimezone(zone):%H:%M}"


def clock_seconds(at: datetime, zone: tzinfo) -> str:
    """14:32:05"""
    return f"{at.astimezone(zone):%H:%M:%S}"


def with_zone(at: datetime, zone: tzinfo) -> str:
    """14:32 UTC"""
    return f"{clock(at, zone)} {zone_label(at, zone)}"


def stamp(at: datetime, zone: tzinfo, *, now: datetime | None = None) -> str:
    """14:32 UTC, with the date before it (2026-11-22 23:58 UTC) unless `now` is on the same day."""
    day = at.astimezone(zone).date()
    today = now is not None and now.astimezone(zone).date() == day
    return with_zone(at, zone) if today else f"{day} {with_zone(at, zone)}"


def lasted(since: datetime, now: datetime) -> timedelta:
    """How long it has lasted; zero for what begins later: another program may have written any time."""
    return max(now - since, timedelta())


def age(span: timedelta | float) -> str:
    """How long ago, given a span or seconds: 58s, 2m10, 31m, 1h09, 1d02h. Never negative.

    Seconds are left out from three minutes on: a line that stands still is read more easily.
    """
    seconds = max(0, math.floor(_seconds(span)))
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 1:
        return f"{seconds}s"
    if minutes < 3:
        return f"{minutes}m{seconds % 60:02}"
    if hours < 1:
        return f"{minutes}m"
    return f"{hours}h{minutes % 60:02}" if days < 1 else f"{days}d{hours % 24:02}h"


def countdown(span: timedelta | float) -> str:
    """What is left, given a span or seconds: 04:05, 1:04:05, and -02:10 once it is over.

    A second that has begun is shown whole, so 00:00 is shown when the time has come and not before.
    """
    seconds = math.ceil(_seconds(span))
    minutes, second = divmod(abs(seconds), 60)
    hours, minute = divmod(minutes, 60)
    sign = "-" if seconds < 0 else ""
    return f"{sign}{hours}:{minute:02}:{second:02}" if hours else f"{sign}{minute:02}:{second:02}"


def _seconds(span: timedelta | float) -> float:
    return span.total_seconds() if isinstance(span, timedelta) else span
