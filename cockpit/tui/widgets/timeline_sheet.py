"""The lines of a timeline as they were painted: one that only moves up is not painted again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, tzinfo

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from cockpit.incident.texts import harmless
from cockpit.record.log import Row
from cockpit.tui.widgets.timeline_line import PARTS, Painter, columns_for, words_of
from cockpit.tui.widgets.timeline_pages import Entries

_KEPT = 256
"""Lines remembered: a few screens."""


class Sheet:
    """Paints rows, each once for a look. `style_of` gives the style of a part, "" that of the widget."""

    def __init__(self, zone: tzinfo, style_of: Callable[[str], Style]) -> None:
        self._zone = zone
        self._style_of = style_of
        self._look: tuple[int, int, str, date | None] | None = None
        self._lines: dict[tuple[int, bool], tuple[Row, Strip]] = {}

    def take_look(self, width: int, entries: Entries) -> None:
        """From now on lines are `width` cells wide, and as these entries need them."""
        last_number, search, day = entries.seen, entries.view.wanted.search, self._newest_day(entries)
        look = (width, columns_for(width, last_number).number, search, day)
        if look != self._look:
            self._look = look
            self._lines.clear()
            # Resolving the styles takes longer than painting a line with them.
            self._plain, self._marked = (
                self._painter(self._style_of(base), width, last_number, search, day)
                for base in ("", "cursor")
            )

    def forget(self) -> None:
        """The styles have changed."""
        self._look = None

    def line(self, row: Row, *, marked: bool) -> Strip:
        """The line of a row, `marked` under the cursor."""
        key = (row.number, marked)
        known = self._lines.get(key)
        if known is not None and known[0] is row:
            return known[1]
        if len(self._lines) >= _KEPT:
            self._lines.clear()
        strip = (self._marked if marked else self._plain).line(row)
        self._lines[key] = row, strip
        return strip

    def placeholder(self, number: int, *, marked: bool) -> Strip:
        """The line of an entry that has not been read yet."""
        return (self._marked if marked else self._plain).placeholder(number)

    def beyond(self, said: str) -> Strip:
        """The line after the last entry: blank, or a sentence."""
        styles, width = self._plain.styles, self._plain.width
        line = Strip([Segment(f" {harmless(said)}", styles["faded"])] if said else [])
        return line.adjust_cell_length(width, styles["text"])

    def _newest_day(self, entries: Entries) -> date | None:
        newest = entries.row_at(len(entries) - 1)
        return newest.recorded_at.astimezone(self._zone).date() if newest else None

    def _painter(self, base: Style, width: int, last_number: int, search: str, day: date | None) -> Painter:
        # Of a part alone, a colour that depends on the background would be the one for black.
        parts = {part: self._style_of(part) for part in PARTS}
        styles = {
            part: base + Style(color=style.color) + style.without_color for part, style in parts.items()
        }
        columns = columns_for(width, last_number)
        return Painter(columns, width, self._zone, styles, words_of(search), day)
