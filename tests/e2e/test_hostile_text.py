"""Text that somebody typed to harm others: it is kept exactly, and acts on nobody's terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.e2e.conftest import House

CLIPBOARD = "\x1b]52;c;cHduZWQ=\x07"
TITLE = "\x1b]0;pwned\x07"
LINK = "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\"
COLOUR = "\x1b[38;2;1;2;3mred\x1b[2J"
C1 = "\x9b31m\x9d0;pwned\x9c"
BIDI = "\u202eevil\u2066x"
ACTION = "[@click=app.exit]press me[/] [/nope] [link=https://e"
HOSTILE = [CLIPBOARD, TITLE, LINK, COLOUR, C1, BIDI, ACTION]
MARKS = ["clip", "title", "link", "colour", "c1", "bidi", "markup"]

ACTED = [
    b"\x1b]52", b"\x1b]0;", b"\x1b]2;", b"\x1b]8;", b"\x1b[38;2;1;2;3m", b"pwned\x07",
    b"\xc2\x9b", b"\xc2\x9d", "\u202e".encode(), "\u2066".encode(),
]  # fmt: skip
"""What none of it may send."""
OURS = {"22;default"}
"""The only operating-system command that textual itself sends here: the shape of the pointer."""


def assert_harmless(raw: bytes) -> None:
    assert [sequence for sequence in ACTED if sequence in raw] == []


def test_hostile_text_reaches_no_other_terminal(house: House) -> None:
    house.declare(f"title{COLOUR}{ACTION}")
    texts = [f"{mark} {text} end-{mark}" for mark, text in zip(MARKS, HOSTILE, strict=True)]
    house.propose(f"measure {TITLE}{ACTION}")
    commander = house.screen(who="alice")
    scribe = house.screen("scribe", who="grace")
    observer = house.screen("observe", who="olga")
    for terminal in (commander, scribe, observer):
        terminal.wait_for("SEV2", "the incident is open")
    observer.press("tab")
    house.cockpit("log", "-", who="mallory", typed="".join(f"{text}\n" for text in texts))
    house.cockpit("impact", "worse", f"impact {BIDI}{ACTION}", who="mallory")
    for terminal in (commander, scribe, observer):
        terminal.wait_for(r" markup \[@click", "the last hostile line is shown")
        terminal.wait_for(r"\[@click=app.exit\]press me\[/\] \[/nope\]", "as it was typed, markup and all")
    assert [entry.text for entry in house.entries() if entry.actor == "mallory"][: len(texts)] == texts
    commander.press("a")
    commander.wait_for("enter approves M1", "the measure's row asks")
    commander.press("x")
    commander.press("enter")
    commander.wait_quiet()
    for terminal in (commander, scribe, observer):
        assert terminal.alive
        terminal.press("ctrl+q")
        assert terminal.status() == 0
        assert_harmless(terminal.raw)
        assert terminal.text.strip() == ""  # parsed to its end
        assert terminal.screen.titles == []
        assert set(terminal.screen.commands) <= OURS


def test_what_is_pasted_into_one_terminal_acts_in_no_other(house: House) -> None:
    house.declare()
    scribe = house.screen("scribe", who="grace")
    other = house.screen("scribe", who="erin")
    for terminal in (scribe, other):
        terminal.wait_for("› ", "the entry line")
    # Terminals take the escape character out of what is pasted.
    text = f"pasted {C1}{BIDI}{ACTION}"
    scribe.paste(text)
    scribe.press("enter")
    other.wait_for(r"note +grace +pasted", "the other terminal shows it")
    for terminal in (scribe, other):
        assert_harmless(terminal.raw)
    assert house.texts()[-1] == text


def test_the_command_line_shows_hostile_text_harmlessly_on_a_terminal(house: House) -> None:
    house.declare(f"title{COLOUR}")
    house.cockpit("log", "-", who="mallory", typed="".join(f"{text}\n" for text in HOSTILE))
    for words in (("timeline",), ("status",), ("list",), ("mine",), ("join",)):
        terminal = house.screen(*words, who="olga")
        assert terminal.status() == 0
        assert terminal.raw
        assert_harmless(terminal.raw)
