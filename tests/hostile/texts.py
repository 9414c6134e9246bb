"""Text made to harm or to confuse, and what of it may never reach a terminal."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import strategies as st

ACTING = {
    "clipboard": "\x1b]52;c;cHduZWQ=\x07",
    "title": "\x1b]0;pwned\x07",
    "tmux window": "\x1bkpwned\x1b\\",
    "hyperlink": "\x1b]8;;https://evil.example\x1b\\x\x1b]8;;\x1b\\",
    "notification": "\x1b]777;notify;pwned;pwned\x07",
    "device queries": "\x1b[c\x1b[6n\x1b[>q\x1bP+q544e\x1b\\",
    "colour and clear": "\x1b[38;2;1;2;3mred\x1b[2J\x1b[H",
    "C1": "\x9b38;2;1;2;3m\x9d0;pwned\x9c\x90q\x9c",
    "NUL, bell, backspace, DEL": "\x00\x07\x08\x7f",
    "line ends": "a\rb\nc\r\nd\x0be\x0cf\x85g\u2028h\u2029i",
    "tab": "\tx\t",
}
"""What acts on a terminal."""
MARKUP = {
    "action": "[@click=app.exit]press[/]",
    "style": "[#010203 on #030201]ink[/]",
    "broken": "[/nope] [link=https://e [",
    "rich": "[bold]b[/bold] :fire: \\[x]",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)><!-- ]]> &lt;",
    "URL": 'javascript:alert(1) " onload="x" \' style=x',
    "Markdown": "](javascript:alert(1)) ![x](http://e) | # h\n```\n* b_i_ ~s~",
    "formula": '=HYPERLINK("http://e","x")',
    "shell": "$(touch pwned) `id` ; rm -rf x | cat %s %(x)s {0} {x!r}",
}
"""What acts on a program that reads it."""
CONFUSING = {
    "bidi": "\u202eevil\u2066x\u2069\u200f\u061c",
    "zero width": "a\u200bb\u2060c\ufeffd\u00ade",
    "emoji": "👩‍🚒🏳️‍🌈🇩🇪👍🏽☠️",
    "combining": "Z\u0351\u036b\u0343a\u0328\u0301\u0489l\u0321g\u0489o",
    "wide": "漢字かなカナ한글",
    "half width": "ｶﾞ\uffa0ﾊﾟ",
    "tags": "\U000e0041\U000e007f",
    "fillers": "\u3164\u115f\u1160\u180e",
    "private": "\ue000\U0010ffff\ufffe",
}
"""What fools an eye."""
PAYLOADS = [*ACTING.values(), *MARKUP.values(), *CONFUSING.values()]

FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""What no text of anybody's may bring to a terminal; the line feed is the cockpit's own."""
PAINTED = re.compile(r"\x1b\[[\d;:]*(?:38;2;1;2;3|48;2;3;2;1)")
"""The colours that only hostile text asks for."""

_PIECES = st.one_of(
    st.sampled_from(PAYLOADS),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8),
)
TEXTS = st.lists(_PIECES, min_size=1, max_size=3).map(" ".join).filter(str.strip)
"""Whatever is valid text, each with something in it that harms or confuses."""
SMUGGLED = st.lists(
    _PIECES | st.text(st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF), min_size=1, max_size=3),
    min_size=1, max_size=3,
).map("".join).filter(lambda text: "\0" not in text and text.strip())  # fmt: skip
"""What can stand on a command line: bytes that are not UTF-8 too, as Python smuggles them in; no NUL."""
_IN_NAMES = st.sampled_from(
    [
        "[@click=app.exit]x[/]",
        "[/nope]",
        "漢字",
        "👩‍🚒",
        "Zo\u0351\u0328e\u0301",
        "=1+1",
        "<b>",
        "a_b*c`",
        "%s",
        '"x',
    ]
)
NAMES = st.lists(_IN_NAMES, min_size=1, max_size=3).map(
    lambda parts: unicodedata.normalize("NFC", " ".join(parts))
)
"""Names that are allowed, the worst of them."""


def harm_in(shown: str) -> list[str]:
    """What of hostile text acts, hides or reorders in `shown`; nothing, where all is well."""
    return [f"{found[0]!r} in {shown[max(0, found.start() - 30) : found.end() + 30]!r}"
            for found in (*FORBIDDEN.finditer(shown), *PAINTED.finditer(shown))]  # fmt: skip
