"""The frame around the timeline: which lines it shows, how many are starred, and whether it follows."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.geometry import Size
from textual.message import Message

from cockpit.tui.panes.base import Pane
from cockpit.tui.panes.base.lines import BLANK, Line, joined, line
from cockpit.tui.view import View
from cockpit.tui.widgets.timeline import Timeline


class TimelinePane(Pane, can_focus=False):
    """Everything inside the frame is the timeline's own."""

    TITLE = "Timeline"
    notes = True
    DEFAULT_CSS = """
    TimelinePane Timeline { margin: 1 2; }
    """

    def __init__(self, timeline: Timeline, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._timeline = timeline
        self._noted: Line = BLANK

    def compose(self) -> ComposeResult:
        yield self._timeline

    def heading(self, view: View) -> Line:
        title = super().heading(view)
        words = [title, line((_filter_words(self._timeline), "dim"))]
        if self.room.width >= 60:
            words.append(line((f"★ {view.starred} of {view.incident.number}", "dim")))
        return joined(words, "  ")

    def note(self, view: View) -> Line:
        zone = line((f"{self._day(view)}{view.now.tzname() or ''}", "dim"))
        if self._timeline.following:
            return joined([zone, line(("following", "dim"))], " · ")
        new = self._timeline.new_count
        return joined(
            [zone, line((f"+{new} new, press end", "mine") if new else ("reading back", "dim"))], " · "
        )

    def waits_for_me(self, view: View) -> bool:
        """No duty is done here."""
        return False

    def body(self, view: View, room: Size) -> list[Line]:
        return []

    def _day(self, view: View) -> str:
        """The day of the entry under the cursor, where it is not today's."""
        row = self._timeline.row
        at = row.happened_at.astimezone(view.now.tzinfo) if row else view.now
        return f"{at:%Y-%m-%d} " if at.date() != view.now.date() else ""

    @on(Timeline.PlaceChanged)
    @on(Timeline.EntryHighlighted)
    def _place_changed(self, event: Message) -> None:
        event.stop()
        if self.view is not None and self.note(self.view) != self._noted:
            self.redraw()

    def draw(self, view: View, room: Size) -> list[Line]:
        self._noted = self.note(view)
        return super().draw(view, room)

    def on_descendant_focus(self) -> None:
        self.redraw()

    def on_descendant_blur(self) -> None:
        self.redraw()

    @property
    def focused_within(self) -> bool:
        return self._timeline.has_focus


def _filter_words(timeline: Timeline) -> str:
    """What the filter in force lets through, in words."""
    wanted = timeline.wanted
    parts = ["★ only"] if wanted.starred else ["people and ★"] if wanted.people_and_stars else []
    parts += [wanted.kind] if wanted.kind else []
    parts += [f"by {wanted.by}"] if wanted.by else []
    parts += [f"/{wanted.search}"] if wanted.search else []
    return " · ".join(parts) or "all"
