"""An entry as JSON holds exactly the keys scripts know; as a line it stays one line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cockpit.incident.texts import harmless
from cockpit.record.log import Row
from cockpit.reports.timeline import json_line, row_json, row_line

AT = datetime(2026, 11, 23, 14, 1, 12, tzinfo=UTC)
ROW = Row(
    number=211, happened_at=AT, about=False, recorded_at=AT, actor="alice", by_word=None,
    event="impact.changed", kind="impact", text="worse: basket fails", starred=True, corrects=None,
    corrected_text=None, raw=None, redacted=False, origin_user="Alice",
)  # fmt: skip


def test_the_json_has_exactly_the_promised_keys() -> None:
    assert row_json(ROW) == {
        "number": 211, "happened_at": "2026-11-23T14:01:12+00:00", "about": False,
        "recorded_at": "2026-11-23T14:01:12+00:00", "actor": "alice", "by_word": None, "login": "Alice", "who": None,
        "event": "impact.changed", "kind": "impact", "text": "worse: basket fails", "starred": True,
        "corrects": None, "corrected_text": None, "raw": None,
    }  # fmt: skip


def test_a_line_names_time_date_and_zone() -> None:
    assert row_line(ROW, ZoneInfo("Europe/Berlin")) == (
        " 211  2026-11-23 15:01:12 CET  ★ impact      alice        worse: basket fails"
    )
    about = replace(ROW, about=True, starred=False)
    assert " UTC ~  impact" in row_line(about, UTC)


def test_an_imported_row_stands_under_the_name_it_carries() -> None:
    line = row_line(replace(ROW, event="entry.imported", who="on-call"), UTC)
    assert " on-call (by alice) worse" in line
    told = row_json(replace(ROW, who="on-call", extra='{"url": "u"}'))
    assert (told["who"], told["extra"]) == ("on-call", {"url": "u"})


def test_a_correction_is_shown_and_said() -> None:
    line = row_line(replace(ROW, corrected_text="worse: basket and login fail"), UTC)
    assert line.endswith("worse: basket and login fail  (corrected)")


def test_a_name_that_is_not_the_login_stands_beside_it() -> None:
    assumed = replace(ROW, origin_user="dave")
    assert row_line(assumed, UTC).endswith(" alice        worse: basket fails  (login dave)")
    assert row_json(assumed)["login"] == "dave"
    typed = replace(ROW, by_word="Dave", origin_user="dave")
    assert "login" not in row_line(typed, UTC), "it is whoever typed whose login counts"


def test_who_typed_a_spoken_act_is_said_once() -> None:
    spoken = replace(ROW, by_word="grace", text="M5 approved", origin_user="grace")
    assert row_line(spoken, UTC).endswith("M5 approved, by word (grace)")
    told = replace(spoken, text="M5 approved, by word (grace): read-only")
    assert row_line(told, UTC).count("grace") == 1


@given(st.text(), st.text(), st.text())
def test_whatever_is_in_it_a_line_is_one_harmless_line_and_json_is_exact(a: str, b: str, c: str) -> None:
    row = replace(ROW, text=a, kind=b, actor=c)
    line = row_line(row, UTC)
    assert line == harmless(line) and len(line.splitlines()) == 1
    written = json_line(row_json(row))
    assert written.isascii() and written.isprintable() and json.loads(written)["text"] == a
