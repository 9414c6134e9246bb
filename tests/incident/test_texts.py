"""What is typed or piped in is kept exactly; what reaches a screen is harmless."""

from __future__ import annotations

import sys
import unicodedata
from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cockpit.incident.texts import Text, harmless, harmless_lines, split_lines, stored

ANYTHING = st.text(st.characters(codec=None, categories=None))


def test_plain_text_is_stored_exactly_as_it_came() -> None:
    odd = " \t\x1b[31m\u202eé e\u0301 \r\n👩‍🚒 "
    assert stored(odd) == stored(odd.encode()) == Text(odd)


def test_bytes_that_are_not_utf8_get_a_readable_form_and_are_kept() -> None:
    kept = stored(b"caf\xe9 \x00 ok")
    assert kept.text == "caf\ufffd ␀ ok"
    assert b64decode(kept.raw or "") == b"caf\xe9 \x00 ok"


def test_an_argument_that_was_not_utf8_is_turned_back_into_its_bytes() -> None:
    argument = b"caf\xe9".decode(errors="surrogateescape")
    assert stored(argument) == stored(b"caf\xe9")


def test_an_argument_whose_escaped_bytes_are_utf8_after_all_is_plain() -> None:
    assert stored("é".encode().decode("ascii", errors="surrogateescape")) == Text("é")


def test_a_lone_surrogate_is_stored_readably() -> None:
    kept = stored("a\ud800b\udcffc")
    assert b64decode(kept.raw or "") == b"a\xed\xa0\x80b\xffc"
    assert set(kept.text) == set("abc\ufffd")


@given(st.binary())
def test_bytes_are_never_lost(given_bytes: bytes) -> None:
    kept = stored(given_bytes)
    assert (b64decode(kept.raw) if kept.raw is not None else kept.text.encode()) == given_bytes
    assert "\0" not in kept.text


@given(ANYTHING)
def test_what_is_stored_can_always_be_encoded(text: str) -> None:
    kept = stored(text)
    assert kept.text.encode().decode() == kept.text
    assert kept.raw is not None or kept.text == text


def test_lines_end_at_lf_and_lose_one_cr() -> None:
    assert split_lines(b"one\r\ntwo\r\r\nthree\rmore\nfo") == ([b"one", b"two\r", b"three\rmore"], b"fo")


def test_blank_lines_are_skipped_and_others_keep_their_spaces() -> None:
    assert split_lines(b"\n\r\n \t \n  x \n") == ([b"  x "], b"")


def test_the_last_line_needs_no_end() -> None:
    assert split_lines(b"a\nb\r", final=True) == ([b"a", b"b\r"], b"")
    assert split_lines(b"", final=True) == ([], b"")


@given(st.lists(st.binary(max_size=8), max_size=8))
def test_lines_do_not_depend_on_where_a_pipe_cuts(pieces: list[bytes]) -> None:
    whole, left = split_lines(b"".join(pieces), final=True)
    lines, rest = [], b""
    for piece in pieces:
        ended, rest = split_lines(rest + piece)
        lines += ended
    ended, rest = split_lines(rest, final=True)
    assert (lines + ended, rest) == (whole, left)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("plain [bold]text[/] \\[x]", "plain [bold]text[/] \\[x]"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("a\r\nb\nc\rd\u2028e\x85f", "a↵b↵c↵d↵e↵f"),
        ("tab\there", "tab here"),
        ("\x7f\x9b31m\x00", "␡\ufffd31m␀"),
        ("pay \u202e001\u202c now", "pay \ufffd001\ufffd now"),
        ("ad\u200bmin\ufeff \u2066x\u2069", "ad\ufffdmin\ufffd \ufffdx\ufffd"),
        ("\ud800", "\ufffd"),
        ("ad\u200dmin", "ad\ufffdmin"),
        ("👩\u200d🚒 ⚠\ufe0f क्\u200dष", "👩\u200d🚒 ⚠\ufe0f क्\u200dष"),
        ("\u3164", "\ufffd"),
    ],
)
def test_what_acts_or_hides_is_shown(typed: str, shown: str) -> None:
    assert harmless(typed) == shown


def test_no_control_surrogate_or_direction_mark_gets_through() -> None:
    directions = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    for char in map(chr, range(sys.maxunicode + 1)):
        acts = unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}
        if acts or unicodedata.bidirectional(char) in directions or char in "\u200e\u200f\u061c":
            assert harmless(char) != char, f"U+{ord(char):04X}"


@given(ANYTHING)
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert harmless(harmless(text)) == harmless(text)


@given(ANYTHING, st.integers(0, 12))
def test_a_width_is_kept(text: str, width: int) -> None:
    assert cell_len(harmless(text, width=width)) <= width


def test_a_cut_is_seen_and_a_fit_is_not_cut() -> None:
    assert harmless("checkout", width=8) == "checkout"
    assert harmless("checkouts", width=8) == "checkou…"
    assert harmless("日本語", width=6) == "日本語"
    assert harmless("日本語", width=5) == "日本…"
    assert harmless("日本語", width=4) == "日…"


def test_piled_up_marks_do_not_make_a_line_long() -> None:
    assert len(harmless("Z" + "\u0301" * 5000, width=10)) < 100


def test_details_keep_their_lines_and_columns() -> None:
    assert harmless_lines("a\tb\r\n\x1b[2J\n\nend\n") == ["a       b", "␛[2J", "", "end"]
    assert harmless_lines("") == [""]


@given(ANYTHING)
def test_every_line_of_a_detail_is_harmless(text: str) -> None:
    assert all(harmless(line) == line for line in harmless_lines(text))
