"""The timeline: every entry of a record, paged, at the same cost from ten entries to a million."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.worker import Worker

from cockpit.record.log import Filter, Reader, Row
from cockpit.tui.mistakes import TellsMistakes
from cockpit.tui.widgets.parts import Parted
from cockpit.tui.widgets.timeline_keys import KEYS
from cockpit.tui.widgets.timeline_pager import Pager, Read
from cockpit.tui.widgets.timeline_pages import PAGE, Entries, News, Tail, View
from cockpit.tui.widgets.timeline_sheet import Sheet


class Timeline(TellsMistakes, ScrollView, Parted, can_focus=True):
    """Newest at the bottom, with a cursor. It follows the end until the reader leaves it.

    While the reader is elsewhere nothing moves: `new_count` says how many entries have come since. Rows are
    read through `read`, away from the event loop; with a `tail`, read before the app starts, the first paint
    already has them. Call `grown` whenever the record may have grown.
    """

    @dataclass
    class EntryHighlighted(Message):
        """The cursor came to an entry."""

        timeline: Timeline
        number: int

    @dataclass
    class EntrySelected(Message):
        """An entry was chosen by enter or a double click."""

        timeline: Timeline
        number: int

    @dataclass
    class PlaceChanged(Message):
        """The reader follows the end now, or does not, or more has come meanwhile: "+12 new, press end"."""

        timeline: Timeline
        following: bool
        new_count: int

    @dataclass
    class ReadFailed(Message):
        """The record could not be read; `reason` is a sentence. What is shown stays."""

        timeline: Timeline
        reason: str

    DEFAULT_CSS = """
    Timeline { height: 1fr; overflow-x: hidden; scrollbar-size: 0 0; color: $foreground; }
    Timeline > .timeline--number, Timeline > .timeline--time { color: $text-muted; }
    Timeline > .timeline--kind, Timeline > .timeline--mark { color: $text-muted; }
    Timeline > .timeline--star { color: $text-warning; }
    Timeline > .timeline--harm { color: $text-error; }
    Timeline > .timeline--relief { color: $text-success; }
    Timeline > .timeline--act { color: $text-primary; }
    Timeline > .timeline--actor { text-style: bold; }
    Timeline > .timeline--faded { color: $text-disabled; text-style: italic; }
    Timeline > .timeline--match { text-style: reverse; }
    Timeline > .timeline--cursor { background: $boost; }
    Timeline:focus > .timeline--cursor { background: $block-cursor-blurred-background; }
    Timeline:ansi > .timeline--number, Timeline:ansi > .timeline--time { text-style: dim; }
    Timeline:ansi > .timeline--kind, Timeline:ansi > .timeline--mark { text-style: dim; }
    Timeline:ansi:focus > .timeline--cursor { text-style: reverse; }
    """
    BINDINGS: ClassVar[list[BindingType]] = KEYS
    ALLOW_SELECT = False

    following: reactive[bool] = reactive(True, init=False)
    """Whether the last entry is shown under the cursor and new ones will be."""
    new_count: reactive[int] = reactive(0, init=False)
    """Entries that have come since the reader left the end."""

    def __init__(
        self,
        read: Read,
        incident: str,
        *,
        zone: tzinfo,
        wanted: Filter | None = None,
        tail: Tail | None = None,
        empty: str = "Nothing is recorded yet.",
        id: str | None = None,
    ) -> None:
        """`tail`, if given, is `read_tail` of the same incident and filter."""
        super().__init__(id=id)
        self._read = read
        self._incident = incident
        self._empty = empty
        self._pager = self._asked = self._pager_for(wanted or Filter())
        self._loaded = False
        self._behind = False
        self._catching_up = False
        self._cursor = 0
        self._painted = 0
        """The cursor as it stands on the screen, where it comes when its rows have been read."""
        self._works: dict[str, Worker[None]] = {}
        self._sheet = Sheet(zone, self._style_of)
        if tail is not None:
            self._begin(tail, None)

    @property
    def _entries(self) -> Entries:
        return self._pager.entries

    def _pager_for(self, wanted: Filter) -> Pager:
        view = View(self._incident, wanted)
        return Pager(self._read, view, lambda reason: self.post_message(self.ReadFailed(self, reason)))

    @property
    def wanted(self) -> Filter:
        """The filter that was asked for last."""
        return self._asked.entries.view.wanted

    @property
    def cursor(self) -> int:
        """The number of the entry under the cursor, or 0 where there is none."""
        return self._cursor

    @property
    def row(self) -> Row | None:
        """The row under the cursor; its texts are cut after `TEXT_KEPT` characters and it has no `raw`."""
        return self._entries.row_at(self._entries.index_of(self._cursor))

    def on_mount(self) -> None:
        if self._loaded:
            self.grown()  # since the tail was read
        else:
            self._work("open", partial(self._read_tail, None))

    def show(self, wanted: Filter) -> None:
        """Show what passes another filter; the reader stays at their entry, or at the next that passes.

        What is shown stays until that has been read.
        """
        self._asked = self._pager_for(wanted)
        self._work("open", partial(self._read_tail, None if self.following else self._cursor))

    def grown(self) -> None:
        """The record may have grown: read what came after. Many calls while reading count as one."""
        self._behind = True
        if self._loaded and not self._catching_up:
            self._catching_up = True
            self._work("news", self._catch_up)

    def asks(self) -> Callable[[Reader], News] | None:
        """What to read for `take` when the record has grown; None while something else is being read."""
        return None if self._catching_up or not self._loaded else self._pager.asks()

    def take(self, news: News) -> bool:
        """Add what `asks` has read; whether it still fits, else call `grown`."""
        if self._catching_up or not self._entries.fits(news):
            return False
        self._add(news)
        return True

    def jump(self, number: int) -> None:
        """Bring the cursor to entry `number`, or to the next one that passes the filter."""
        if self._entries.complete or number >= self._entries.first_known:
            self._go(self._entries.index_of(number))
        else:
            self._work("older", partial(self._read_older, number, partial(self.jump, number)))

    def action_move(self, lines: int) -> None:
        self._go(self._entries.index_of(self._cursor) + lines)

    def action_page(self, pages: int) -> None:
        self._go(self._entries.index_of(self._cursor) + pages * self._height)

    def action_first(self) -> None:
        self.jump(1)

    def action_last(self) -> None:
        self._go(len(self._entries) - 1)

    def action_select(self) -> None:
        if self._cursor:
            self.post_message(self.EntrySelected(self, self._cursor))

    def action_star(self, forward: bool) -> None:
        self._work("star", partial(self._to_star, forward))

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        index = -1 if at is None else self.scroll_offset.y + at.y
        if 0 <= index < len(self._entries):
            self._go(index)
            if event.chain == 2:
                self.action_select()

    def on_resize(self) -> None:
        self._settle()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        # Not Textual's own: to move a bar that takes no cells would cost a layout of the screen.
        if round(old_value) != round(new_value):
            self.refresh(self.size.region)
            self.following = self._at_end()
            self._fill_view()
            self._read_ahead()

    def watch_following(self, following: bool) -> None:
        if following:
            self.new_count = 0
        self.post_message(self.PlaceChanged(self, following, self.new_count))

    def watch_new_count(self, count: int) -> None:
        if count:
            self.post_message(self.PlaceChanged(self, self.following, count))

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._sheet.forget()

    def render_lines(self, crop: Region) -> list[Strip]:
        # Not through Textual's cache, which holds lines by their place: most only move.
        self._sheet.take_look(self.scrollable_content_region.width, self._entries)
        top = self.scroll_offset.y
        strips = [self._line_at(top + y).crop(*crop.column_span) for y in crop.line_range]
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        return strips

    def _style_of(self, part: str) -> Style:
        return self.get_component_rich_style(f"timeline--{part}") if part else self.rich_style

    def _line_at(self, index: int) -> Strip:
        entries = self._entries
        if index >= len(entries):
            return self._sheet.beyond(self._nothing() if index == 0 else "")
        number, row = entries.number_at(index), entries.row_at(index)
        marked = number == self._painted
        if row is None:
            return self._sheet.placeholder(number, marked=marked)
        return self._sheet.line(row, marked=marked)

    def _nothing(self) -> str:
        said = self._empty if self._entries.view.wanted.everything else "No entry passes this filter."
        return said if self._loaded else ""

    @property
    def _height(self) -> int:
        return max(1, self.scrollable_content_region.height)

    def _at_end(self) -> bool:
        count = len(self._entries)
        at_bottom = self.scroll_offset.y >= count - self._height
        return not count or (at_bottom and self._cursor == self._entries.number_at(count - 1))

    async def _read_tail(self, anchor: int | None) -> None:
        pager = self._asked
        tail = await pager.tail()
        if tail is not None and pager is self._asked:
            self._pager = pager
            self._begin(tail, anchor)
            self.grown()

    def _begin(self, tail: Tail, anchor: int | None) -> None:
        self._entries.begin(tail)
        self._loaded = True
        self._fit()
        self.refresh()
        self.jump(self._entries.seen if anchor is None else anchor)

    def _go(self, index: int) -> None:
        count = len(self._entries)
        if count:
            self._cursor = self._entries.number_at(max(0, min(index, count - 1)))
            if index < count - 1:
                self.following = False  # at once: nothing that comes meanwhile may call the reader back
            self._settle()

    def _settle(self) -> None:
        """Bring the cursor into view, once the rows to be seen there have been read."""
        count = len(self._entries)
        if not self.is_mounted or not self.size or not count:
            return
        index = self._entries.index_of(self._cursor)
        top = min(max(self.scroll_offset.y, index - self._height + 1), index, max(0, count - self._height))
        missing = self._entries.missing(top, top + self._height)
        if missing is None:
            self._place(top)
        else:
            self._fetch(missing, lambda: self._place(top, read=True))

    def _place(self, top: int, *, read: bool = False) -> None:
        left, self._painted = self._painted, self._cursor
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)
        for number in {left, self._painted} - {0}:
            self.refresh_line(self._entries.index_of(number))
        if read:
            self.refresh()
        self.following = self._at_end()
        if left != self._painted:
            self.post_message(self.EntryHighlighted(self, self._painted))
        self._read_ahead()

    def _fit(self) -> None:
        # Any width would bring a horizontal bar; and more rows move nothing.
        self.set_reactive(Timeline.virtual_size, Size(0, len(self._entries)))

    def _fetch(self, missing: tuple[int, int], then: Callable[[], object]) -> None:
        self._work("view", partial(self._read_rows, missing, then))

    async def _read_rows(self, missing: tuple[int, int], then: Callable[[], object]) -> None:
        pager = self._pager
        if await pager.rows(*missing) and pager is self._pager:
            then()

    def _fill_view(self) -> None:
        """Read what the view shows and has not been read, or is out of date."""
        missing = self._entries.missing(self.scroll_offset.y, self.scroll_offset.y + self._height)
        if missing is not None:
            self._fetch(missing, self.refresh)

    def _read_ahead(self) -> None:
        """Have the pages on both sides at hand before the reader gets there."""
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self._height
        if not self._entries.complete and top < PAGE and self._idle("older"):
            self._work("older", partial(self._read_older, self._entries.first_known - 1, lambda: None))
        near = self._entries.missing(top - PAGE // 2, bottom + PAGE // 2)
        missing = near and self._entries.missing(top - PAGE, bottom + PAGE)
        if missing and self._idle("ahead"):
            self._work("ahead", partial(self._read_rows, missing, lambda: None))

    async def _read_older(self, until: int, then: Callable[[], object]) -> None:
        """Read numbers backward until one is at or below `until`."""
        pager = self._pager
        while not pager.entries.complete and pager.entries.first_known > until:
            lines = await pager.older()
            if lines is None or pager is not self._pager:
                return
            self._shift(lines)
        then()

    def _work(self, group: str, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """Do it beside the event loop's other work; the newest of a group replaces the one before it."""
        self._works[group] = self.run_worker(work, group=group, exclusive=True, exit_on_error=False)

    def _idle(self, group: str) -> bool:
        return group not in self._works or self._works[group].is_finished

    def _shift(self, lines: int) -> None:
        """Lines were put above: what the reader sees stays where it is."""
        top = self.scroll_offset.y + lines
        self._fit()
        self.scroll_to(y=top, animate=False, force=True)

    async def _to_star(self, forward: bool) -> None:
        number = await self._pager.star(self._cursor, forward=forward)
        if number is not None:
            self.jump(number)

    async def _catch_up(self) -> None:
        try:
            while self._behind and self._loaded:
                self._behind, pager = False, self._pager
                news = await pager.news()
                if news is not None and pager is self._pager:
                    self._add(news)
        finally:
            self._catching_up = False

    def _add(self, news: News) -> None:
        entries, following, top = self._entries, self.following, self.scroll_offset.y
        anchor = entries.number_at(top) if top < len(entries) else 0
        has_room = len(entries) < top + self._height
        added = entries.add(news)
        self._fit()
        if following:
            self._go(len(entries) - 1)
        else:
            self.new_count += added
        if news.renewed is not None and not following and anchor:
            self.scroll_to(y=entries.index_of(anchor), animate=False, force=True)
        if has_room or news.changed:
            self.refresh()
            if not following:  # else what is seen at the end is being read, and nothing may overtake that
                self._fill_view()
