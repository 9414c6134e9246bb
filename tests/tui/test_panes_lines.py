"""Lines of panes: cut and padded to the cell, wrapped without loss, harmless whatever was typed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cockpit.incident.state import Impact
from cockpit.tui.panes.base.history import bars, series
from cockpit.tui.panes.base.lines import cells, column, cut, filled, line, shortened, spread, wrapped

TYPED = st.text(max_size=60) | st.text(alphabet="ab 漢字é\u0301🚑\u200d\t\n\x1b", max_size=60)
WIDTHS = st.integers(min_value=0, max_value=40)


@given(st.lists(TYPED, max_size=4), WIDTHS)
def test_a_line_fits_its_width_to_the_cell(texts: list[str], width: int) -> None:
    drawn = line(*texts)
    assert cells(cut(drawn, width)) <= width
    assert cells(filled(drawn, width)) == width


@given(TYPED, TYPED, WIDTHS)
def test_two_ends_never_take_more_than_the_width(left: str, right: str, width: int) -> None:
    assert cells(spread(line(left), line(right), width)) <= width


@given(TYPED, WIDTHS, st.booleans())
def test_a_column_is_exactly_as_wide_as_asked(text: str, width: int, right: bool) -> None:
    assert cell_len(column(text, width, right=right)) == width
    assert cell_len(shortened(text, width)) <= width


@given(TYPED, st.integers(min_value=2, max_value=40))
def test_wrapping_leaves_nothing_out_and_fits(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(cell_len(piece) <= width for piece in lines)
    letters = [char for char in text if char.isalnum()]
    assert [char for char in "".join(lines) if char.isalnum()] == letters


@given(TYPED)
def test_no_line_holds_what_acts_on_a_terminal(text: str) -> None:
    said = "".join(span.text for span in line(text, (text, "bad")))
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said)


def report(minute: int, share: str, **metrics: str) -> Impact:
    start = datetime(2026, 11, 23, 12, tzinfo=UTC)
    at = start + timedelta(minutes=minute)
    return Impact("worse", "x", at, "erin", minute, share=share, metrics=metrics)


def test_the_number_said_most_often_is_the_one_drawn() -> None:
    found = series([report(0, "2%", lag="10 s"), report(5, "", lag="300 s"), report(9, "", lag="40 s")])
    assert found is not None
    assert found.name == "lag" and [value for _, value in found.points] == [10, 300, 40]


def test_one_number_or_none_makes_no_series() -> None:
    assert series([report(0, "a lot"), report(5, "20%")]) is None


def test_the_bars_hold_each_number_until_the_next() -> None:
    found = series([report(0, "0%"), report(10, "50%"), report(20, "100%")])
    assert found is not None
    start = found.points[0][0]
    assert bars(found, start, start + timedelta(minutes=30), 6) == "▁▅▅███"
    assert bars(found, start - timedelta(minutes=10), start + timedelta(minutes=20), 3) == "▁▅█"
