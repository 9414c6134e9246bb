"""Lines that stay as they are until something in their widget changes."""

from __future__ import annotations

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Still(Widget):
    """Hands on the lines it has, but for those that are to be painted anew.

    Textual asks every widget for all its lines when any other one near it has changed.
    """

    _asked_for: Region | None = None
    """The part of the widget that `_painted_lines` shows; None: all of it is to be painted anew."""
    _painted_lines: list[Strip]
    _outdated: set[int]

    def _set_dirty(self, *regions: Region) -> None:
        if not regions:
            self._asked_for = None
        elif self._asked_for is not None:
            top = self.content_offset.y
            self._outdated.update(y + top for region in regions for y in region.line_range)
        super()._set_dirty(*regions)

    def render_lines(self, crop: Region) -> list[Strip]:
        if crop != self._asked_for:
            self._asked_for, self._painted_lines = crop, super().render_lines(crop)
        else:
            for y in self._outdated:
                if crop.y <= y < crop.bottom:
                    line = Region(crop.x, y, crop.width, 1)
                    self._painted_lines[y - crop.y] = super().render_lines(line)[0]
        self._outdated = set()
        return self._painted_lines
