"""One entry is one line: columns by width, marks in words, nothing in a text acts or colours anything."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from rich.style import Style

from cockpit.record.log import Row
from cockpit.tui.widgets.timeline_line import PARTS, Painter, columns_for, words_of
from tests.tui.synthetic import row

STYLES = {part: Style(meta={"part": part}) for part in PARTS}
CHECK_IN = replace(
    row(206),
    happened_at=datetime(2026, 11, 23, 13, 52, 10, tzinfo=UTC),
    starred=True,
    kind="check-in",
    actor="alice",
    origin_user="alice",
    text="loop 3: worse. Plan: read-only mode",
)


def painter(width: int = 118, *, search: str = "", last: int = 212) -> Painter:
    return Painter(columns_for(width, last), width, UTC, STYLES, words_of(search))


def line(entry: Row, width: int = 118, **options: Any) -> str:
    strip = painter(width, **options).line(entry)
    assert strip.cell_length == cell_len(strip.text) == width
    return strip.text.rstrip()


def parts(entry: Row, **options: Any) -> list[tuple[str, str]]:
    segments = painter(**options).line(entry)
    return [(s.style.meta["part"], s.text.strip()) for s in segments if s.style]


def test_a_wide_line_has_seconds_and_wide_columns() -> None:
    assert line(CHECK_IN) == " 206  13:52:10  ★ check-in    alice        loop 3: worse. Plan: read-only mode"


def test_a_narrow_line_drops_the_seconds_and_cuts_the_text() -> None:
    assert line(CHECK_IN, 50) == " 206 13:52 ★ check-in   alice  loop 3: worse. Pla…"
    assert line(CHECK_IN, 99).startswith(" 206 13:52 ★ check-in   alice  loop 3")


def test_an_imported_row_stands_under_the_name_it_carries() -> None:
    shown = line(replace(CHECK_IN, who="on-call"))
    assert " on-call      loop 3" in shown and "alice" not in shown


def test_the_number_column_grows_with_the_record() -> None:
    assert line(CHECK_IN, last=1_000_000).startswith("     206  13:52:10")


def test_a_time_that_is_about_is_marked_and_has_no_seconds() -> None:
    about = replace(CHECK_IN, about=True, starred=False)
    assert line(about).startswith(" 206  13:52 ~     check-in")
    assert line(about, 78).startswith(" 206 13:52~  check-in")


def test_a_line_of_another_day_than_the_newest_names_its_day() -> None:
    before = date(2026, 11, 24)
    wide = Painter(columns_for(118, 212), 118, UTC, STYLES, day=before)
    assert wide.line(CHECK_IN).text.startswith(" 206  23 13:52  ★ check-in")
    assert wide.line(replace(CHECK_IN, about=True)).text.startswith(" 206  23 13:52~ ★ check-in")
    same = Painter(columns_for(118, 212), 118, UTC, STYLES, day=CHECK_IN.happened_at.date())
    assert same.line(CHECK_IN).text.startswith(" 206  13:52:10  ★ check-in")


def test_times_are_shown_in_the_zone_of_the_screen() -> None:
    berlin = Painter(columns_for(118, 9), 118, timezone(timedelta(hours=1)), STYLES)
    assert berlin.line(CHECK_IN).text.startswith(" 206  14:52:10")


def test_a_spoken_decision_names_who_entered_it() -> None:
    spoken = replace(CHECK_IN, by_word="grace", origin_user="grace", text="M5 approved")
    assert line(spoken).endswith("alice        M5 approved, by word (grace)")
    told = replace(spoken, text="M5 approved, by word (grace)")
    assert line(told).count("by word") == 1


def test_a_corrected_text_is_shown_with_the_word() -> None:
    corrected = replace(CHECK_IN, corrected_text="loop 3: better")
    assert line(corrected).endswith("corrected loop 3: better")
    assert ("mark", "corrected") in parts(corrected)


def test_a_redacted_entry_is_faded_as_a_whole() -> None:
    redacted = replace(CHECK_IN, redacted=True, text="")
    assert line(redacted).endswith("redacted")
    assert {part for part, text in parts(redacted) if text} == {"faded"}


def test_kinds_keep_their_word_beside_their_colour() -> None:
    assert ("harm", "impact") in [(p, t.split()[0]) for p, t in parts(replace(CHECK_IN, kind="impact")) if t]
    assert ("act", "check-in") in [(p, t.split()[0]) for p, t in parts(CHECK_IN) if t]
    assert "import-row" in line(replace(CHECK_IN, kind="import-row"))


def test_a_quiet_line_changes_style_as_seldom_as_possible() -> None:
    quiet = replace(CHECK_IN, kind="note", starred=False)
    shared = {**STYLES, "time": STYLES["number"], "kind": STYLES["number"]}
    strip = Painter(columns_for(118, 9), 118, UTC, shared).line(quiet)
    assert len(list(strip)) == 3


def test_search_words_are_marked_where_they_begin_a_word() -> None:
    found = replace(CHECK_IN, text="Replica lag, replicas LAGging, flag")
    marked = [text for part, text in parts(found, search="lag repl") if part == "match"]
    assert marked == ["Repl", "lag", "repl", "LAG"]


@pytest.mark.parametrize(
    "text",
    [
        "[@click=app.bell]x[/]",
        "[/nope]",
        "\x1b]52;c;ZXZpbA==\x07",
        "\x1b[2J\x9b31m",
        "\u202eevil",
        "\udc1b",
        "two\nlines\r\n\ttab",
        "漢字" * 100,
        "é" + "\u0301" * 500,
        "👩\u200d💻" * 60,
        "x" * 1_000_000,
    ],
)
@pytest.mark.parametrize("width", [118, 60, 30, 12])
def test_no_text_breaks_out_of_its_line(text: str, width: int) -> None:
    hostile = replace(
        CHECK_IN, text=text, kind=text[:50], actor=text[:50], by_word=text[:50], corrected_text=text
    )
    shown = line(hostile, width)
    assert all(char.isprintable() or char == "\u200d" for char in shown)


def test_a_row_that_is_not_read_yet_shows_its_number() -> None:
    assert painter().placeholder(17).text.rstrip() == "  17  …"
