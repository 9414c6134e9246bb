"""Times are understood as people mean them, or refused in a sentence that says what to type."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.incident import moments
from cockpit.incident.moments import BadTime, Moment, parse

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)
"""13:00:30 in Berlin."""

NOWS = st.integers(0, 15 * 365 * 86400).map(lambda seconds: NOON + timedelta(seconds=seconds))
TYPED = st.text() | st.from_regex(r"\A~?(-|\+)?[0-9]{1,7}[dhms:-]([0-9]{1,4}[dhmsT:]?){0,3}\Z")
ZONES = st.sampled_from(["Europe/Berlin", "America/St_Johns", "Asia/Kolkata", "Pacific/Apia"]).map(ZoneInfo)


def at(text: str, *, now: datetime = NOON, zone: tzinfo = UTC, planned: bool = False) -> str:
    return parse(text, now=now, zone=zone, planned=planned).at.isoformat()


def refusal(text: str, *, now: datetime = NOON, zone: tzinfo = UTC, planned: bool = False) -> str:
    with pytest.raises(BadTime) as refused:
        parse(text, now=now, zone=zone, planned=planned)
    return str(refused.value)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("10:32", "2026-11-23T10:32:00+01:00"),
        ("9:05", "2026-11-23T09:05:00+01:00"),
        (" 10:32:05 ", "2026-11-23T10:32:05+01:00"),
        ("10:32Z", "2026-11-23T10:32:00+00:00"),
        ("11:32 utc", "2026-11-23T11:32:00+00:00"),
        ("17:00+05:30", "2026-11-23T17:00:00+05:30"),
        ("2026-11-23T10:32+01:00", "2026-11-23T10:32:00+01:00"),
        ("2026-11-23 10:32:05-0330", "2026-11-23T10:32:05-03:30"),
        ("2026-11-23t10:32:05.25z", "2026-11-23T10:32:05.250000+00:00"),
        ("2026-11-23 10:32 +05", "2026-11-23T10:32:00+05:00"),
        ("2026-07-01 10:32", "2026-07-01T10:32:00+02:00"),
        ("-7m", "2026-11-23T12:53:30+01:00"),
        ("-1h20m", "2026-11-23T11:40:30+01:00"),
        ("-1h20", "2026-11-23T11:40:30+01:00"),
        ("-2m10", "2026-11-23T12:58:20+01:00"),
        ("-90s", "2026-11-23T12:59:00+01:00"),
        ("-2d", "2026-11-21T13:00:30+01:00"),
        ("-1d02h", "2026-11-22T11:00:30+01:00"),
    ],
)
def test_forms(typed: str, meant: str) -> None:
    assert at(typed, zone=BERLIN) == meant


@pytest.mark.parametrize("typed", ["~10:30", "~ 10:30", "~-1h30m30s", "~2026-11-23T10:30Z"])
def test_about(typed: str) -> None:
    assert parse(typed, now=NOON, zone=UTC) == Moment(datetime(2026, 11, 23, 10, 30, tzinfo=UTC), about=True)


@pytest.mark.parametrize(
    ("typed", "now", "meant"),
    [
        ("23:58", "2026-11-23T00:05:00+00:00", "2026-11-22T23:58:00+00:00"),
        ("14:32", "2026-11-23T14:30:00+00:00", "2026-11-23T14:32:00+00:00"),
        ("14:32", "2026-11-23T14:29:59+00:00", "2026-11-22T14:32:00+00:00"),
        ("00:01", "2026-11-22T23:59:30+00:00", "2026-11-23T00:01:00+00:00"),
        ("00:00", "2026-11-23T00:00:00+00:00", "2026-11-23T00:00:00+00:00"),
    ],
)
def test_a_bare_clock_time_is_the_latest_one_but_for_skew(typed: str, now: str, meant: str) -> None:
    assert at(typed, now=datetime.fromisoformat(now)) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:32", "2026-11-23T14:32:00+00:00"),
        ("11:59", "2026-11-24T11:59:00+00:00"),
        ("12:00", "2026-11-23T12:00:00+00:00"),
        ("5m", "2026-11-23T12:05:30+00:00"),
        ("+1h20m", "2026-11-23T13:20:30+00:00"),
        ("2026-12-01 08:00", "2026-12-01T08:00:00+00:00"),
    ],
)
def test_planned_times_lie_ahead(typed: str, meant: str) -> None:
    assert at(typed, planned=True) == meant
    assert not parse(typed, now=NOON, zone=UTC, planned=True).needs_reason


@given(NOWS, ZONES, st.times())
def test_a_bare_clock_time_is_near(now: datetime, zone: ZoneInfo, wall: time) -> None:
    for planned in (False, True):
        try:
            found = parse(f"{wall:%H:%M:%S}", now=now, zone=zone, planned=planned)
        except BadTime as refused:
            assert "came" in str(refused)
            continue
        away = found.at - now
        if planned:
            assert timedelta(minutes=-1) < away < timedelta(hours=26)
        else:
            assert timedelta(hours=-26) < away <= moments.SKEW
        assert f"{found.at.astimezone(zone):%H:%M:%S}" == f"{wall:%H:%M:%S}"
        assert not found.needs_reason


@pytest.mark.parametrize(
    ("typed", "asks"),
    [
        ("2026-11-23 12:02:30", False),
        ("2026-11-23 12:02:31", True),
        ("2027-01-01 00:00", True),
        ("11:00", False),
    ],
)
def test_only_a_full_date_in_the_future_needs_a_reason(typed: str, asks: bool) -> None:
    assert parse(typed, now=NOON, zone=UTC).needs_reason is asks


def test_where_clocks_are_put_back_the_offset_must_be_typed() -> None:
    now = datetime(2026, 10, 25, 9, 0, tzinfo=UTC)
    said = refusal("02:30", now=now, zone=BERLIN)
    assert "02:30+02:00 or 02:30+01:00" in said and "twice on 2026-10-25 in Europe/Berlin" in said
    assert "2026-10-25 02:30+02:00" in refusal("2026-10-25 02:30", now=now, zone=BERLIN)
    assert at("02:30+02:00", now=now, zone=BERLIN) == "2026-10-25T02:30:00+02:00"
    assert at("2026-10-25 02:30+01:00", now=now, zone=BERLIN) == "2026-10-25T02:30:00+01:00"
    assert at("02:30", now=now - timedelta(days=1), zone=BERLIN) == "2026-10-24T02:30:00+02:00"


def test_a_time_clocks_jumped_over_is_refused() -> None:
    now = datetime(2026, 3, 29, 9, 0, tzinfo=UTC)
    assert "never came on 2026-03-29 in Europe/Berlin" in refusal("02:30", now=now, zone=BERLIN)
    assert "never came" in refusal("2026-03-29 02:30", now=now, zone=BERLIN)
    assert at("02:30", now=now + timedelta(days=1), zone=BERLIN) == "2026-03-30T02:30:00+02:00"
    assert "never came" in refusal("02:30", now=now - timedelta(days=1), zone=BERLIN, planned=True)


def test_spans_are_real_time_where_clocks_are_changed() -> None:
    now = datetime(2026, 10, 25, 2, 30, tzinfo=UTC)
    early, late = (parse(typed, now=now, zone=BERLIN).at for typed in ("-3h", "-1h"))
    assert early.isoformat() == "2026-10-25T01:30:00+02:00"
    assert late - early == timedelta(hours=2)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "~",
        "soon",
        "24:00",
        "14:60",
        "14",
        "1432",
        "-7",
        "-",
        "-m",
        "-20m1h",
        "2026-11-23",
        "--7m",
        "-1h205",
    ],
)
def test_what_is_no_time_is_answered_with_examples(typed: str) -> None:
    said = refusal(typed)
    assert "-7m" in said and "14:32" in said and said.endswith(".")


@pytest.mark.parametrize(
    ("typed", "planned", "hint"),
    [
        ("5m", False, "type -5m"),
        ("+1h20m", False, "type -1h20m"),
        ("-5m", True, "type 5m"),
        ("2026-11-22 10:00", True, "lies in the past"),
        ("2026-02-30 10:00", False, "calendar"),
        ("0000-01-01 10:00", False, "calendar"),
        ("-999999d", False, "too far away"),
        ("0001-01-01 00:00+14:00", False, "too far away"),
        ("999999d", True, "too far away"),
        ("9999-12-31 23:59-10:00", True, "too far away"),
        ("\x1b[2J\n", False, "␛[2J"),
    ],
)
def test_a_refusal_says_what_to_do(typed: str, planned: bool, hint: str) -> None:
    said = refusal(typed, planned=planned)
    assert hint in said and "type " in said and said.isprintable()


@given(TYPED, NOWS, ZONES, st.booleans())
def test_anything_typed_is_a_time_or_a_sentence(
    text: str, now: datetime, zone: ZoneInfo, planned: bool
) -> None:
    try:
        assert parse(text, now=now, zone=zone, planned=planned).at.utcoffset() is not None
    except BadTime as refused:
        assert str(refused).endswith(".")


@pytest.mark.parametrize(
    ("line", "typed", "rest"),
    [
        ("-4m ! dave: read-only flag is on", "-4m", "! dave: read-only flag is on"),
        ("14:32  rollback done", "14:32", "rollback done"),
        ("14:32:05\trollback", "14:32:05", "rollback"),
        ("~14:30 errors rise", "~14:30", "errors rise"),
        ("~-7m errors rise", "~-7m", "errors rise"),
        ("02:30+02:00 errors rise", "02:30+02:00", "errors rise"),
        ("-1h20m", "-1h20m", ""),
    ],
)
def test_a_line_may_begin_with_a_time(line: str, typed: str, rest: str) -> None:
    assert moments.leading(line) == (typed, rest)
    parse(typed, now=NOON, zone=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "5 nodes are down", "5m errors", "-5 degrees", "- a list", "25:99 no time", "14:32, rollback",
        "~50 % fail", " 14:32 plain", "2026-11-23T14:32Z chat", "4:1 ratio", "-4mins ago", "+5m later",
        "14:32\nx", "",
    ],
)  # fmt: skip
def test_a_sentence_stays_a_sentence(line: str) -> None:
    assert moments.leading(line) == (None, line)


@given(st.text())
def test_a_leading_time_can_always_be_read_apart(text: str) -> None:
    assert moments.leading(f"-4m {text}") == ("-4m", text.lstrip(" \t"))


def test_clocks_show_their_zone() -> None:
    summer = datetime(2026, 7, 1, 12, 32, 5, tzinfo=UTC)
    assert moments.clock(summer, BERLIN) == "14:32"
    assert moments.clock_seconds(summer, BERLIN) == "14:32:05"
    assert moments.with_zone(summer, BERLIN) == "14:32 CEST"
    assert moments.zone_label(NOON, BERLIN) == "CET"
    assert moments.with_zone(summer, UTC) == "12:32 UTC"


def test_a_stamp_has_the_date_unless_it_is_today() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert moments.stamp(late, UTC, now=NOON) == "2026-11-22 23:30 UTC"
    assert moments.stamp(late, BERLIN, now=NOON) == "00:30 CET"
    assert moments.stamp(late, BERLIN) == "2026-11-23 00:30 CET"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0s"), (-5, "0s"), (58.9, "58s"), (130, "2m10"), (120, "2m00"), (180, "3m"), (31 * 60, "31m"),
     (69 * 60, "1h09"), (9 * 3600 + 1200, "9h20"), (86400, "1d00h"), (93600, "1d02h")],
)  # fmt: skip
def test_ages(seconds: float, shown: str) -> None:
    assert moments.age(seconds) == moments.age(timedelta(seconds=seconds)) == shown


@given(st.integers(0, 10**7))
def test_an_age_can_be_typed_back(seconds: int) -> None:
    told = (NOON - parse(f"-{moments.age(seconds)}", now=NOON, zone=UTC).at).total_seconds()
    assert 0 <= seconds - told < (1 if seconds < 180 else 60 if seconds < 86400 else 3600)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(245, "04:05"), (244.1, "04:05"), (0, "00:00"), (0.1, "00:01"), (-0.9, "00:00"), (-130, "-02:10"),
     (3845, "1:04:05")],
)  # fmt: skip
def test_countdowns(seconds: float, shown: str) -> None:
    assert moments.countdown(seconds) == moments.countdown(timedelta(seconds=seconds)) == shown
