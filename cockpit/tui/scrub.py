"""The last wall before the terminal: only text and the cockpit's own styling get through."""

from __future__ import annotations

import re
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from cockpit.incident.texts import ACTING, harmless

_ACTING = re.compile(ACTING)
_ACTION_LINK = "@click"


class ScrubFilter(LineFilter):
    """Takes everything that could act out of a line on its way to the terminal.

    Widgets make text from the record harmless themselves; this catches whatever one of them forgot, in
    borders, toasts and tooltips alike. A clean line is handed on as it is. The number of cells a line
    takes never changes. No line carries a hyperlink or runs an action when it is clicked.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, with whatever could act taken out."""
        if not any(map(_suspect, segments)):
            return segments
        return [
            Segment(_ACTING.sub(_blank, text), style and _unlinked(style))
            for text, style, control in segments
            if not control
        ]


SCRUB = ScrubFilter()
"""The filter an app adds in `get_line_filters`, after all others. Lines remember what it made of them."""


def plain(text: str, style: str = "", *, width: int | None = None) -> Content:
    """One line of text from the record for a widget: no markup, no escape, cut to `width` cells with …."""
    return Content.styled(harmless(text, width=width), style)


def _suspect(segment: Segment) -> bool:
    text, style, control = segment
    return bool(control or _ACTING.search(text) or (style and _links(style)))


@lru_cache(2048)
def _links(style: Style) -> bool:
    return bool(style.link) or _ACTION_LINK in style.meta


@lru_cache(256)
def _unlinked(style: Style) -> Style:
    if not _links(style):
        return style
    meta = {name: value for name, value in style.meta.items() if name != _ACTION_LINK}
    return style.clear_meta_and_links() + Style(meta=meta)


def _blank(found: re.Match[str]) -> str:
    return "\ufffd" * cell_len(found[0])
