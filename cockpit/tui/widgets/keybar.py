"""The key bar: one line of the keys that have a place now, without a widget for each."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.reactive import reactive
from textual.strip import Strip

from cockpit.incident.texts import harmless
from cockpit.tui.actions import FooterItem
from cockpit.tui.messages import ActionChosen
from cockpit.tui.widgets.parts import Parted
from cockpit.tui.widgets.still import Still

_GAP = 2
_MORE = "…"


class KeyBar(Still, Parted):
    """Shows whole items only: what does not fit makes way for …, pinned items late, a pinned last one never.

    An item that cannot be used now is dim; choosing it is still possible, because the answer says why.
    Posts `ActionChosen` when an item is clicked.
    """

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; padding: 0 1; background: $panel; color: $foreground; }
    KeyBar > .key-bar--key { color: $text-accent; text-style: bold; }
    KeyBar > .key-bar--label { color: $foreground; }
    KeyBar > .key-bar--unusable { color: $text-disabled; }
    """
    ALLOW_SELECT = False

    items: reactive[tuple[FooterItem, ...]] = reactive((), layout=False)
    """What to show, in order. Equal items repaint nothing."""

    def __init__(
        self, items: Sequence[FooterItem] = (), *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(KeyBar.items, tuple(items))

    def render_line(self, y: int) -> Strip:
        width = self.content_size.width
        chosen = fitting(self.items, width) if y == 0 else []
        segments: list[Segment] = []
        for item in chosen:
            segments += [*self._segments_of(item), Segment(" " * _GAP, self.rich_style)]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _segments_of(self, item: FooterItem | None) -> list[Segment]:
        if item is None:
            return [Segment(_MORE, self._style("unusable"))]
        usable = item.reason is None
        key, label = _texts(item)
        return [
            Segment(key, self._style("key" if usable else "unusable")),
            Segment(f" {label}", self._style("label" if usable else "unusable")),
        ]

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"key-bar--{part}")

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        item = item_at(self.items, self.content_size.width, at.x) if at is not None else None
        if item is not None:
            self.post_message(ActionChosen(item.action))


def fitting(items: Sequence[FooterItem], width: int) -> list[FooterItem | None]:
    """The items that fit in `width` cells, in order; None stands for … where others were left out."""
    if _width_of(items) <= width:
        return list(items)
    room = width - cell_len(_MORE)
    kept: set[int] = set()
    last = len(items) - 1  # the help, the way to all the others
    for index, item in sorted(
        enumerate(items), key=lambda one: (not one[1].pinned, one[1].pinned and one[0] != last)
    ):
        needed = _width_of([item]) + _GAP
        if needed > room:
            break
        kept.add(index)
        room -= needed
    left_out = next(index for index in range(len(items)) if index not in kept)
    shown: list[FooterItem | None] = [item for index, item in enumerate(items) if index in kept]
    shown.insert(sum(index < left_out for index in kept), None)
    return shown


def item_at(items: Sequence[FooterItem], width: int, x: int) -> FooterItem | None:
    """The item under column `x` of a bar of `width` cells, or None."""
    start = 0
    for item in fitting(items, width):
        end = start + (cell_len(_MORE) if item is None else _width_of([item]))
        if start <= x < end:
            return item
        start = end + _GAP
    return None


def _width_of(items: Sequence[FooterItem]) -> int:
    return sum(cell_len(" ".join(_texts(item))) for item in items) + _GAP * max(0, len(items) - 1)


def _texts(item: FooterItem) -> tuple[str, str]:
    return harmless(item.key), harmless(item.label)
