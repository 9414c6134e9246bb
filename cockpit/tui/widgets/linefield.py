"""One line of text under the cursor: readline's keys, a text of any length, and no key out of its turn."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region
from textual.strip import Strip

from cockpit.incident.texts import harmless
from cockpit.tui.widgets.parts import Parted

_PROMPT = "› "
_WORD_BEFORE = re.compile(r"\S+\s*\Z")
_WORD_AFTER = re.compile(r"\s*\S+")
_LONGEST_WORD = 1000
"""Characters looked at for the end of a word: a line may be a mebibyte long."""


class LineField(Parted, can_focus=True):
    """An editable line; a text of several lines is shown with ↵ between them.

    Every key is handled in the order it was typed, editing keys and enter too: bindings of a screen run only
    after a key has travelled up, and by then further characters may stand in the line.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LineField { height: 1; background: $background; color: $foreground; }
    LineField > .line-field--cursor { text-style: reverse; }
    LineField > .line-field--mark { color: $accent; }
    LineField > .line-field--prompt { color: $text-muted; }
    LineField > .line-field--placeholder { color: $text-muted; }
    LineField:focus > .line-field--prompt { color: $accent; text-style: bold; }
    """

    placeholder = ""
    """Shown while the line is empty."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.value = ""
        self.cursor = 0
        """Position in `value`, in characters."""
        self._first = 0
        """The first character shown."""
        self._killed = ""
        self._keys: dict[str, Callable[[], object]] = {
            **dict.fromkeys(("left", "ctrl+b"), lambda: self.move(self.cursor - 1)),
            "right": lambda: self.move(self.cursor + 1),
            **dict.fromkeys(("home", "ctrl+a"), lambda: self.move(0)),
            **dict.fromkeys(("end", "ctrl+e"), lambda: self.move(len(self.value))),
            "ctrl+left": lambda: self.move(self._word_start()),
            "ctrl+right": lambda: self.move(self._word_end()),
            "backspace": lambda: self._cut(self.cursor - 1, self.cursor),
            **dict.fromkeys(("delete", "ctrl+d"), lambda: self._cut(self.cursor, self.cursor + 1)),
            "ctrl+w": lambda: self._kill(self._word_start(), self.cursor),
            "ctrl+u": lambda: self._kill(0, self.cursor),
            "ctrl+k": lambda: self._kill(self.cursor, len(self.value)),
            "ctrl+y": lambda: self.insert(self._killed),
            **self.keys(),
        }

    def keys(self) -> Mapping[str, Callable[[], object]]:
        """Further keys of a subclass; one that returns False lets its key travel on."""
        return {}

    def edited(self) -> None:
        """The text or the cursor has changed."""

    def marked(self) -> int:
        """How many characters at the start are understood as something else than text."""
        return 0

    def set_text(self, text: str) -> None:
        """Another text; the cursor stands at its end."""
        self.value = _line_ends(text)
        self.cursor = len(self.value)
        self._first = 0
        self._changed()

    def insert(self, text: str) -> None:
        """Text at the cursor, as if it was typed; whatever ends a line is one LF."""
        text = _line_ends(text)
        self.value = self.value[: self.cursor] + text + self.value[self.cursor :]
        self.cursor += len(text)
        self._changed()

    def move(self, position: int) -> None:
        """The cursor before the character at `position`."""
        self.cursor = max(0, min(len(self.value), position))
        self._changed()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether the key is typed into the line."""
        return character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        act = self._keys.get(event.key)
        if act is not None:
            if act() is False:
                return
        elif event.is_printable and event.character is not None:
            self.insert(event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.insert(event.text)

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        if at is None:
            return
        position, x = self._first, cell_len(_PROMPT)
        for char in self._shown():
            x += cell_len(char)
            if x > at.x:
                break
            position += 1
        self.move(position)

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self._changed()

    def on_resize(self) -> None:
        self._changed()

    def _cut(self, start: int, end: int) -> str:
        start, end = max(0, start), min(len(self.value), end)
        cut = self.value[start:end]
        self.value = self.value[:start] + self.value[end:]
        self.cursor = start
        self._changed()
        return cut

    def _kill(self, start: int, end: int) -> None:
        # What a slip of the hand takes away, ctrl+y brings back.
        self._killed = self._cut(start, end) or self._killed

    def _word_start(self) -> int:
        found = _WORD_BEFORE.search(self.value, max(0, self.cursor - _LONGEST_WORD), self.cursor)
        return found.start() if found else 0

    def _word_end(self) -> int:
        found = _WORD_AFTER.match(self.value, self.cursor)
        return found.end() if found else len(self.value)

    def _changed(self) -> None:
        self._first = self._first_shown()
        if self.has_focus:
            self.app.cursor_position = self._cursor_on_screen()
        self.edited()
        self.refresh(Region(0, 0, self.size.width, 1))

    def _room(self) -> int:
        """Cells for text; one more stays free for the cursor behind it."""
        return max(1, self.content_size.width - cell_len(_PROMPT) - 1)

    def _first_shown(self) -> int:
        """Scrolled as little as it takes to show the cursor; not at all for the width of a hidden line."""
        if not self.content_size.width:
            return self._first
        room = self._room()
        first = max(0, min(self._first, self.cursor), self.cursor - room)
        before = harmless(self.value[first : self.cursor])
        while cell_len(before) > room:
            before = before[1:]
            first += 1
        # A line that was narrower shows what has room again in front of the end.
        while (
            first and len(self.value) - first < room and cell_len(harmless(self.value[first - 1 :])) <= room
        ):
            first -= 1
        return first

    def _shown(self) -> str:
        return harmless(self.value[self._first : self._first + self._room() + 1])

    def _cursor_on_screen(self) -> Offset:
        x, y, _, _ = self.content_region
        before = harmless(self.value[self._first : self.cursor])
        return Offset(x + cell_len(_PROMPT) + cell_len(before), y)

    def render_line(self, y: int) -> Strip:
        width = self.content_size.width
        if y:
            return Strip.blank(width, self.rich_style)
        segments = [Segment(_PROMPT, self._style("prompt"))]
        if self.value:
            segments += self._text_segments()
        elif self.has_focus:
            segments += [Segment(" ", self._style("cursor")), self._hint(width - 3)]
        else:
            segments.append(self._hint(width - 2))
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _hint(self, width: int) -> Segment:
        return Segment(harmless(self.placeholder, width=max(0, width)), self._style("placeholder"))

    def _text_segments(self) -> list[Segment]:
        shown = self._shown() + " "
        marked, at = self.marked() - self._first, self.cursor - self._first
        plain, mark = self.rich_style, self._style("mark")
        cuts = sorted({0, len(shown), *(c for c in (marked, at, at + 1) if 0 < c < len(shown))})
        segments = []
        for start, end in pairwise(cuts):
            style = mark if start < marked else plain
            style += self._style("cursor") if start == at and self.has_focus else Style.null()
            segments.append(Segment(shown[start:end], style))
        return segments

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"line-field--{part}")


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
