"""Time zones: which one is meant, what it is called, and what its wall clock showed when."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from cockpit.incident.texts import harmless

_FIXED = (
    r"(?a)(?:<(?P<quoted>[\w+-]{3,})>|(?P<plain>[A-Za-z]{3,}))"
    r"(?P<sign>[+-]?)(?P<hours>\d{1,2})(?::(?P<minutes>[0-5]\d))?"
)


class BadTime(ValueError):
    """A time or a time zone that cannot be read. `str()` is a sentence for people."""


def zone_from(setting: str | None, tz: str | None) -> tzinfo:
    """The zone all times are read and shown in: the setting, else the variable TZ, else UTC.

    Raises BadTime, with the nearest names, where the first of them that is given is no zone.
    """
    if setting and setting.strip():
        return _known(setting.strip(), "the setting zone")
    name = (tz or "").strip().removeprefix(":")
    if not name:
        return UTC
    return _fixed_zone(name) or _ruled_zone(name) or _known(name, "TZ")


def zone_name(zone: tzinfo) -> str:
    """What a person would set to get `zone`: Europe/Berlin, UTC."""
    return getattr(zone, "key", None) or str(zone)


def zone_label(at: datetime, zone: tzinfo) -> str:
    """The short name of `zone` at that time: CET, CEST, UTC, -03."""
    return at.astimezone(zone).tzname() or zone_name(zone)


def readings(wall: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """The times at which clocks in `zone` showed `wall` (naive), each with its fixed offset.

    Equal as a rule. Where clocks were put back, the earlier comes first. Where they were put forward, no
    clock showed it: the first is the later of the two times meant by the offsets before and after.
    """
    return fixed(wall.replace(tzinfo=zone, fold=0)), fixed(wall.replace(tzinfo=zone, fold=1))


def fixed(at: datetime) -> datetime:
    """`at` with its offset alone: between times that share a zone, Python subtracts wall clocks."""
    offset = at.utcoffset()
    return at.replace(tzinfo=timezone(offset) if offset else UTC, fold=0)


def _known(name: str, source: str) -> tzinfo:
    if name.upper() == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        shown = harmless(name, width=40)
        raise BadTime(f"{shown}, from {source}, is no known time zone: {_advice(name)}.") from error


def _fixed_zone(name: str) -> tzinfo | None:
    """The zone of a TZ such as JST-9 or <+0530>-5:30: there, the sign says what to add to get UTC."""
    found = re.fullmatch(_FIXED, name)
    if not found or int(found["hours"]) > 23:
        return None
    west = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    return timezone(west if found["sign"] == "-" else -west, found["quoted"] or found["plain"])


def _ruled_zone(name: str) -> tzinfo | None:
    """The zone of a TZ that carries the rules of its summer time, such as CET-1CEST,M3.5.0,M10.5.0/3."""
    if "," not in name or not name.isascii() or not name.isprintable():
        return None
    from io import BytesIO

    # A file of zone data without a single change of clocks: what counts is the rule at its end.
    counts = bytes(15) + b"".join(count.to_bytes(4, "big") for count in (0, 0, 0, 0, 1, 4))
    block = b"TZif2" + counts + bytes(6) + b"UTC\0"
    try:
        return ZoneInfo.from_file(BytesIO(block + block + f"\n{name}\n".encode()), key=name)
    except ValueError:
        return None


def _advice(name: str) -> str:
    from difflib import get_close_matches  # only for a sentence that is rarely needed

    known = available_timezones()
    if not known:
        return "this machine has no time zone data, so set UTC or install tzdata"
    wanted = name.casefold().replace(" ", "_")
    by_key = {zone.casefold(): zone for zone in sorted(known)}
    cities = [zone for key, zone in by_key.items() if key.rpartition("/")[2] == wanted]
    near = cities or [by_key[key] for key in get_close_matches(wanted, by_key, n=3, cutoff=0.8)]
    return f"set {' or '.join(near[:3])}" if near else "set a name such as Europe/Berlin, or UTC"
