"""No text reaches the terminal as anything but text, whatever a widget forgot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from cockpit.tui.scrub import SCRUB, plain

if TYPE_CHECKING:
    from tests.tui.conftest import Opener

BLACK = Color(0, 0, 0)

PAYLOADS = {
    "clipboard": r"\x1b]52;c;ZXZpbA==\x07",
    "title": r"\x1b]0;owned\x07",
    "clear": r"\x1b[2J",
    "C1 control sequence": r"\x9b31m",
    "C1 string": r"\x9d0;owned\x9c",
    "NUL, BEL, DEL": r"\x00\x07\x7f",
    "right to left": r"\u202eevil\u2066",
    "surrogate": r"\udc1b",
    "hyperlink": r"\x1b]8;;https://evil.example\x1b\\",
}
OWN = re.compile(
    rb"\x1b\[(?:[\d;:]*[mH]|\?[\d;]*(?:[hlu]|\$p)|[<>=]?\d*u)"  # styles, moves, modes and key protocols
    rb"|\x1b\]22;default\x07"  # the pointer's shape
    rb"|[\r\n]"
)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_no_payload_reaches_the_terminal(payload: str, open_terminal: Opener) -> None:
    terminal = open_terminal("hostile", payload)
    terminal.wait_for_text("all painted")
    terminal.type("\x11")  # ctrl+q
    assert terminal.status() == 0
    assert terminal.output.count(b"after") >= 4
    rest = OWN.sub(b"", terminal.output).decode()
    assert re.findall("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", rest) == []
    assert b"\x1b[31m" not in terminal.output
    assert "\\u" not in rest


def test_a_line_keeps_its_cells_when_it_is_scrubbed() -> None:
    text = "a\x1b\x00\x9b\u202e\ud800\u2067漢é́ z"
    (scrubbed,) = SCRUB.apply([Segment(text)], BLACK)
    assert scrubbed.text == "a\ufffd漢é́ z"
    assert cell_len(scrubbed.text) == cell_len(text)


def test_a_clean_line_is_handed_on_as_it_is() -> None:
    segments = [Segment("plain ★ 漢 👩‍💻"), Segment("x", Style(color="red", meta={"offset": (1, 2)}))]
    assert SCRUB.apply(segments, BLACK) is segments


def test_links_and_click_actions_are_taken_out_and_the_rest_of_a_style_stays() -> None:
    style = Style(bold=True, link="https://evil.example", meta={"@click": "app.bell", "offset": (1, 2)})
    (scrubbed,) = SCRUB.apply([Segment("text", style)], BLACK)
    assert scrubbed.style is not None
    assert scrubbed.style.link is None
    assert scrubbed.style.bold
    assert scrubbed.style.meta == {"offset": (1, 2)}


def test_control_segments_of_a_widget_are_dropped() -> None:
    assert SCRUB.apply([Control.bell().segment, Segment("text")], BLACK) == [Segment("text")]


@pytest.mark.parametrize("text", ["[@click=app.bell]x[/]", "[/nope]", "[red", "[link=https://x]y"])
def test_markup_in_a_text_is_text(text: str) -> None:
    content = plain(text, "bold")
    assert content.plain == text
    assert [str(span.style) for span in content.spans] == ["bold"]


def test_plain_is_one_harmless_line_cut_to_its_width() -> None:
    assert plain("one\ntwo\x1b[2J").plain == "one↵two␛[2J"
    assert plain("a long sentence", width=6).plain == "a lon…"
