"""One setting, else TZ, else UTC; a zone nobody knows is answered with the nearest names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cockpit.incident import zones
from cockpit.incident.zones import BadTime, zone_from, zone_label

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_the_setting_comes_before_tz_and_tz_before_utc() -> None:
    assert zone_from("Europe/Berlin", "America/New_York") == ZoneInfo("Europe/Berlin")
    assert zone_from(None, "America/New_York") == ZoneInfo("America/New_York")
    assert zone_from(" ", ":Asia/Tokyo") == ZoneInfo("Asia/Tokyo")
    assert zone_from(None, None) is zone_from("utc", None) is zone_from(None, "") is UTC


@pytest.mark.parametrize(
    ("tz", "offset", "label"),
    [
        ("UTC0", "+00:00", "UTC"),
        ("JST-9", "+09:00", "JST"),
        ("<-03>3", "-03:00", "-03"),
        ("IST-5:30", "+05:30", "IST"),
    ],
)
def test_tz_may_be_a_fixed_offset(tz: str, offset: str, label: str) -> None:
    zone = zone_from(None, tz)
    assert NOON.astimezone(zone).isoformat()[-6:] == offset
    assert zone_label(NOON, zone) == label


def test_tz_may_carry_the_rules_of_its_summer_time() -> None:
    zone, berlin = zone_from(None, "CET-1CEST,M3.5.0,M10.5.0/3"), ZoneInfo("Europe/Berlin")
    for hour in range(0, 366 * 24, 5):
        at = NOON + timedelta(hours=hour)
        assert at.astimezone(zone).isoformat() == at.astimezone(berlin).isoformat()
    assert zone_label(NOON, zone) == "CET" and zone_label(NOON + timedelta(days=200), zone) == "CEST"


@pytest.mark.parametrize(
    ("setting", "tz", "hint"),
    [
        ("Europe/Berln", None, "Europe/Berlin"),
        ("berlin", None, "set Europe/Berlin"),
        ("new york", None, "America/New_York"),
        ("GMT+99", None, "from the setting zone"),
        (None, "CET-1CEST,rubbish", "from TZ"),
        (None, "CET-1CEST,M3.5.0\n,M10.5.0/3", "from TZ"),
        ("Bogus/Zone", None, "set a name such as Europe/Berlin, or UTC"),
        (None, "/no/such/zone", "from TZ"),
        (None, "qqqqqq", "Europe/Berlin, or UTC"),
        ("../../etc/passwd", None, "no known time zone"),
        ("Europe", None, "no known time zone"),
        ("\x1b[2J", None, "␛[2J"),
    ],
)
def test_an_unknown_zone_is_answered_with_a_name(setting: str | None, tz: str | None, hint: str) -> None:
    with pytest.raises(BadTime) as refused:
        zone_from(setting, tz)
    assert hint in str(refused.value) and "set " in str(refused.value)


def test_without_zone_data_the_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zones, "available_timezones", set)
    with pytest.raises(BadTime, match="install tzdata"):
        zone_from("Europe/Nowhere", None)
