"""The keys of a timeline; letters work because nobody types in it."""

from __future__ import annotations

from textual.binding import Binding, BindingType

KEYS: list[BindingType] = [
    Binding("up,k", "move(-1)", "Entry above", show=False, id="timeline.up"),
    Binding("down,j", "move(1)", "Entry below", show=False, id="timeline.down"),
    Binding("pageup", "page(-1)", "Page up", show=False, id="timeline.page_up"),
    Binding("pagedown", "page(1)", "Page down", show=False, id="timeline.page_down"),
    Binding("home", "first", "First entry", show=False, id="timeline.first"),
    Binding("end,G", "last", "Last entry, and follow", show=False, id="timeline.last"),
    Binding("left_curly_bracket", "star(False)", "Star above", show=False, id="timeline.star_above"),
    Binding("right_curly_bracket", "star(True)", "Star below", show=False, id="timeline.star_below"),
    Binding("enter", "select", "Open entry", show=False, id="timeline.open"),
]
