"""The big clock: three rows of digits that repaint only the rows of digits that changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct
from rich.segment import Segment
from textual.app import ComposeResult
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

ClockState = Literal["early", "due", "overdue", "none"]
_STATES: tuple[ClockState, ...] = ("early", "due", "overdue", "none")

ROWS = 3
_GLYPHS = {
    "0": ("┏━┓ ", "┃ ┃ ", "┗━┛ "),
    "1": ("╺┓  ", " ┃  ", "╺┻╸ "),
    "2": ("╺━┓ ", "┏━┛ ", "┗━╸ "),
    "3": ("╺━┓ ", " ━┫ ", "╺━┛ "),
    "4": ("╻ ╻ ", "┗━┫ ", "  ╹ "),
    "5": ("┏━╸ ", "┗━┓ ", "╺━┛ "),
    "6": ("┏━╸ ", "┣━┓ ", "┗━┛ "),
    "7": ("╺━┓ ", "  ┃ ", "  ╹ "),
    "8": ("┏━┓ ", "┣━┫ ", "┗━┛ "),
    "9": ("┏━┓ ", "┗━┫ ", "╺━┛ "),
    "-": ("    ", "╺━╸ ", "    "),
    ":": ("   ", "╹  ", "╹  "),
}


class Reading(Struct, frozen=True):
    """What the clock says: whole seconds until (or since) something, and how that stands."""

    seconds: int | None = None
    state: ClockState = "none"

    @property
    def text(self) -> str:
        """MM:SS, from an hour on H:MM:SS, and dashes where nothing is counted."""
        if self.seconds is None:
            return "--:--"
        minutes, seconds = divmod(max(0, self.seconds), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def band(now: datetime, due_at: datetime, overdue_at: datetime) -> Reading:
    """Counts down to the band's start, then to its end, then up, in whole seconds of the clock (S66)."""
    now, due_at, overdue_at = (time.replace(microsecond=0) for time in (now, due_at, overdue_at))
    if now < due_at:
        return Reading(_seconds(due_at - now), "early")
    if now < overdue_at:
        return Reading(_seconds(overdue_at - now), "due")
    return Reading(_seconds(now - overdue_at), "overdue")


class _Glyph(Widget):
    """One sign of the clock. Each is its own widget, because a repaint starts at a widget's left edge."""

    DEFAULT_CSS = "_Glyph { width: auto; height: 3; }"
    ALLOW_SELECT = False

    def __init__(self, sign: str) -> None:
        super().__init__()
        self.sign = sign

    def turn(self, sign: str) -> None:
        old, new = _GLYPHS[self.sign], _GLYPHS[sign]
        self.sign = sign
        changed = [y for y in range(ROWS) if old[y] != new[y]]
        if len(old[0]) != len(new[0]):
            self.refresh(layout=True)
        elif changed:
            self.refresh(*(Region(0, y, len(new[y]), 1) for y in changed))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return len(_GLYPHS[self.sign][0])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return ROWS

    def render_line(self, y: int) -> Strip:
        row = _GLYPHS[self.sign][y] if y < ROWS else ""
        return Strip([Segment(row, self.rich_style)], len(row))


class BigClock(Widget):
    """Shows what `read` says about the time `now` gives, whenever `tick` is called.

    Carries one of the classes -early, -due, -overdue and -none.
    """

    DEFAULT_CSS = """
    BigClock { layout: horizontal; width: auto; height: 3; color: $foreground; }
    BigClock.-due { color: $text-warning; }
    BigClock.-overdue { color: $text-error; text-style: bold; }
    BigClock.-none { color: $text-disabled; }
    """

    def __init__(
        self,
        read: Callable[[datetime], Reading],
        now: Callable[[], datetime],
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._read = read
        self._now = now
        self.reading = read(now())
        """What is on the screen."""
        self._mark()

    def compose(self) -> ComposeResult:
        yield from map(_Glyph, self.reading.text)

    async def tick(self) -> None:
        """Look at the time and repaint the cells that changed."""
        before, self.reading = self.reading, self._read(self._now())
        if self.reading == before:
            return
        self._mark()
        glyphs, text = list(self.query(_Glyph)), self.reading.text
        if len(glyphs) == len(text):
            for glyph, sign in zip(glyphs, text, strict=True):
                glyph.turn(sign)
        elif self.is_mounted:  # before that it is still to be composed, with what it reads by then
            await self.recompose()

    def _mark(self) -> None:
        for state in _STATES:
            self.set_class(state == self.reading.state, f"-{state}")


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
