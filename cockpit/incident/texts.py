"""Text on its way in, kept exactly, and on its way to a screen, made harmless."""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode

from msgspec import Struct

# Patterns stay text until first used: most commands show plain text only.
_BREAK = "\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]"

_JOINER = "[\u200c\u200d]"
_NOT_ASCII = "[^\x00-\x7f]"
ACTING = (
    # C0, DEL, C1 · soft hyphen · bidi marks, overrides, isolates · zero width · fillers · surrogates · tags
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff]"
)
"""What acts on a terminal, hides or reorders, wherever it stands; a pattern."""
# Joiners belong to emoji and to scripts that need them: between two characters beyond ASCII they stay.
_UNSEEN = f"{ACTING}|{_JOINER}(?!{_NOT_ASCII})|(?<!{_NOT_ASCII}){_JOINER}"

_UNREADABLE = "\ufffd"
_LINE_END = "↵"
_CUT = "…"
_MARKS_A_CELL = 8
"""Code points looked at for each cell of room, so that piled-up marks cannot make a short line long."""


class Text(Struct, frozen=True):
    """What is stored for something typed or piped in."""

    text: str
    raw: str | None = None
    """Base64 of the exact bytes, where they were not valid UTF-8 without NUL."""


def stored(raw: bytes | str) -> Text:
    """The form in which `raw` enters the record (S26): exactly as it came wherever that is possible.

    Bytes that Python smuggled into a `str` (arguments that are not UTF-8) are turned back first.
    """
    given = raw if isinstance(raw, bytes) else _bytes_of(raw)
    try:
        text = given.decode()
    except UnicodeDecodeError:
        text = given.decode(errors="replace")
    else:
        if "\0" not in text:
            return Text(text)
    return Text(text.replace("\0", "␀"), b64encode(given).decode())


def _bytes_of(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return b"".join(map(_byte_or_bytes, text))


def _byte_or_bytes(char: str) -> bytes:
    if "\udc80" <= char <= "\udcff":
        return char.encode(errors="surrogateescape")
    return char.encode(errors="surrogatepass")


def split_lines(chunk: bytes, *, final: bool = False) -> tuple[list[bytes], bytes]:
    """The whole lines of a piece of standard input, and what is left over for the next piece.

    LF ends a line, one CR before it is dropped, lines of nothing but ASCII white space are skipped.
    With `final`, nothing more comes: the rest is a line too.
    """
    *ended, rest = chunk.split(b"\n")
    lines = [line.removesuffix(b"\r") for line in ended]
    if final:
        lines.append(rest)
        rest = b""
    return [line for line in lines if line.strip()], rest


def harmless(text: str, *, width: int | None = None) -> str:
    """`text` for display in one line: nothing in it acts on a terminal, reorders or hides its neighbours.

    Line ends become ↵, tabs a space, C0 and DEL their pictures (␛), everything else unseen U+FFFD. Variation
    selectors stay, and joiners between two characters beyond ASCII. With `width`, at most that many cells,
    ending in … where something was cut.
    """
    seen = text if width is None else text[: width * _MARKS_A_CELL + 1]
    if not (seen.isascii() and seen.isprintable()):
        seen = re.sub(_UNSEEN, _shown, re.sub(_BREAK, _LINE_END, seen))
    return seen if width is None else _fitted(seen, width)


def harmless_lines(text: str) -> list[str]:
    """`text` for display over several lines, as `harmless`; tabs go to the next eighth column."""
    lines = [harmless(line.expandtabs(8)) for line in re.split(_BREAK, text)]
    return lines[:-1] if len(lines) > 1 and not lines[-1] else lines


def _shown(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code == 0x09:
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else _UNREADABLE


def _fitted(line: str, width: int) -> str:
    if line.isascii() and len(line) <= width:
        return line
    used = fits = 0
    for index, char in enumerate(line):
        used += _cells(char)
        if used > width or index >= width * _MARKS_A_CELL:
            return line[:fits].rstrip("\u200c\u200d") + _CUT if width > 0 else ""
        if used < width:
            fits = index + 1
    return line


def _cells(char: str) -> int:
    """Cells a terminal may use for `char`, the larger count where terminals differ."""
    if char == "\ufe0f":
        return 1  # it may turn a narrow sign into a wide emoji
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
