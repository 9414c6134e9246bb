"""Lines that stay as they are until something in their widget changes."""

from __future__ import annotations

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Still(Widget):
    """Hands on the lines it has where nothing in it is to be painted anew.

    Textual asks every widget for all its lines when any other one near it has changed.
    """

    _painted_lines: tuple[Region, list[Strip]] | None = None

    def _set_dirty(self, *regions: Region) -> None:
        self._painted_lines = None
        super()._set_dirty(*regions)

    def render_lines(self, crop: Region) -> list[Strip]:
        if self._painted_lines is None or self._painted_lines[0] != crop:
            self._painted_lines = crop, super().render_lines(crop)
        return self._painted_lines[1]
