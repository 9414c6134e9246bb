"""The scribe's entry line: says at every key what enter will store, and never loses a character."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len
from textual import events, work
from textual.content import Content
from textual.message import Message

from cockpit.drafts import Draft
from cockpit.incident import grammar
from cockpit.incident.chat import as_typed
from cockpit.incident.grammar import Bad, Empty, Entry, Reading, Request
from cockpit.incident.texts import harmless
from cockpit.tui.editor import NotEdited, edited
from cockpit.tui.mistakes import TellsMistakes
from cockpit.tui.widgets.linefield import LineField
from cockpit.tui.widgets.outbox import Outbox

Keep = Callable[[Draft | None], str | None]
"""Saves everything unsent, or forgets it (None); called in a thread. A sentence where that failed."""

HINTS = ("-7m back-dates", "! stars", "impact: decision: quote: set the kind", "↑ recalls")
SAVED_WITHIN = 0.3
"""Seconds after a keystroke at which the draft goes to disk."""
SAVED_AGAIN = 2.0
"""Seconds until a save that failed is tried again."""
_EDGE = 6
"""Cells of a frame's edge that no title can use."""


class Known(Struct, frozen=True):
    """What the line is read against."""

    people: tuple[str, ...] = ()
    last_number: int = 0
    """Where the record ends."""
    my_last: int = 0
    """The entry that `fix:` corrects."""
    to_star: int | None = None
    """The entry that `!` alone stars; None: the last."""
    no_entry: str = ""
    """A sentence saying why nothing can be stored here, or empty."""
    me: str = ""
    deciders: tuple[str, ...] = ()
    """Whose decisions count, the commander first (S10)."""
    kinds: tuple[str, ...] = grammar.KINDS
    """What a line may begin with."""

    @property
    def named_by_star(self) -> int:
        return self.last_number if self.to_star is None else self.to_star


@dataclass
class EntrySubmitted(Message):
    """Enter was pressed, and the draft is on its disk, if that answers.

    Answer with `stored(commit)` or `refused(commit, …)`."""

    commit: UUID
    requests: tuple[Request, ...]

    def parts(self) -> list[tuple[UUID, Request]]:
        """Each request with the commit it is stored under: the same ones whenever the same text is sent."""
        if len(self.requests) == 1:
            return [(self.commit, self.requests[0])]
        return [(uuid5(self.commit, str(index)), request) for index, request in enumerate(self.requests)]


class EntryLine(TellsMistakes, LineField):
    """One line with the scribe's grammar (S26, S35).

    A text of several lines, pasted or from the editor, makes an entry of each after one confirmation.
    """

    DEFAULT_CSS = """
    EntryLine { height: 3; border: round $foreground 30%; padding: 0 1; border-title-color: $text-muted;
        border-subtitle-color: $text-muted; border-subtitle-align: left; }
    EntryLine:focus { border: heavy $accent; border-title-color: $foreground; }
    EntryLine.-bad { border-title-color: $text-warning; }
    EntryLine.-told { border-subtitle-color: $text-warning; }
    """
    placeholder = "what happened"

    def __init__(self, *, keep: Keep | None = None, id: str | None = None) -> None:
        super().__init__(id=id)
        self.now = datetime.now(UTC)
        self.known = Known()
        self._latest = self.known
        self._keep = keep
        self._outbox = Outbox()
        self._readings: tuple[Reading, ...] = (Empty(),)
        self._read_lines: list[str] = []
        self._asking = False
        """Several lines stand here and enter stores them."""
        self._answers: tuple[str, ...] = ()
        """Lines that would say what the last entry lacked; tab brings them."""
        self._choices: tuple[str, ...] = ()
        self._question: dict[UUID, Entry] = {}
        self._saving = asyncio.Lock()
        self._save_planned = False
        self._unsaved = ""
        """Why the draft is not on disk, in a sentence; else empty."""
        self._framed: tuple[object, ...] = ()

    @property
    def draft(self) -> Draft | None:
        """Everything typed and not stored; None where nothing is. Safe to read from a signal."""
        return self._outbox.draft(self.now)

    def know(self, known: Known, now: datetime) -> None:
        """Something changed on the incident, or time has passed; `now` is in the zone the screen shows."""
        self.now = now
        if known != self._latest:
            self._latest = known
            if not self.value:
                self.known = known
            else:
                # The entry that the border names stays the one that enter means, until the next key.
                before = self.known
                self.known = replace(known, my_last=before.my_last, to_star=before.named_by_star)
        self._frame()

    def restore(self, draft: Draft, stored: Container[UUID] = ()) -> None:
        """Bring back what an earlier terminal left, under its own commit, but for what was `stored`."""
        if self._outbox.restore(draft, stored):
            self._show_current()
            self._tell("Not stored yet when the terminal ended: enter stores it, and never twice.")
        else:
            self._save_soon()

    def press(self, key: str) -> None:
        """Do what a key does here, for a click on its name."""
        self._keys[key]()

    def stored(self, commit: UUID) -> None:
        """The record holds it."""
        if not self._outbox.stored(commit):
            return
        self._tell("")
        asked = self._question.pop(commit, None)
        if asked is not None:
            self._answers = asked.answers
            self._tell(f"Kept as a note. It lacks {asked.question}: tab says it.")
        self._save_soon()

    def refused(self, commit: UUID, sentence: str) -> None:
        """The record does not hold it: the text is back in the line, or one arrow up where one is typed."""
        waiting = commit in self._outbox.sent
        back = self._outbox.refused(commit)
        self._question.pop(commit, None)
        if back:
            self._show_current()
        self._tell(sentence if back or not waiting else f"↑ brings the line back. {sentence}")
        self._save_soon()

    def keys(self) -> Mapping[str, Callable[[], object]]:
        return {
            "enter": self._enter,
            "tab": self._complete,
            "up": lambda: self._recall(1),
            "down": lambda: self._recall(-1),
            "escape": self._keep_text,
            "ctrl+o": self._edit_outside,
        }

    def edited(self) -> None:
        if self.value != self._outbox.current.text:
            self._outbox.typed(self.value)
            self._asking = False
            self._choices = ()
            self._save_soon()
            self._read_typed()
        self._frame()

    def marked(self) -> int:
        reading = self._readings[0]
        if len(self._readings) == 1 and isinstance(reading, Entry) and not reading.question:
            return len(self.value) - len(reading.text)
        return 0

    def on_paste(self, event: events.Paste) -> None:
        event.text = as_typed(event.text)
        super().on_paste(event)
        self._ask_about_lines()

    def _lines(self) -> list[str]:
        return [line for line in self.value.split("\n") if line.strip()]

    def _read_typed(self) -> None:
        """Another text is read against what is known by now."""
        changed, self.known = self.known != self._latest, self._latest
        self._read(afresh=changed)

    def _read(self, *, afresh: bool = False) -> None:
        """Read every line; of thousands, a key reads anew only the one that it changed."""
        before = {} if afresh else dict(zip(self._read_lines, self._readings, strict=False))
        self._read_lines = self._lines()
        self._readings = tuple(before.get(line) or self._reading_of(line) for line in self._read_lines)
        self._readings = self._readings or (Empty(),)

    def _reading_of(self, line: str) -> Reading:
        known = self.known
        return grammar.read(
            line,
            now=self.now,
            zone=self.now.tzinfo or UTC,
            people=known.people,
            kinds=known.kinds,
            last_number=known.last_number,
            my_last=known.my_last,
            to_star=known.to_star,
            me=known.me,
            deciders=known.deciders,
        )

    def _enter(self) -> None:
        self._read(afresh=True)
        if self.known.no_entry or any(isinstance(reading, Bad) for reading in self._readings):
            self._frame()
        elif len(self._readings) > 1 and not self._asking:
            self._ask_about_lines()
        elif self.value.strip():
            self._send()

    def _send(self) -> None:
        readings = self._readings
        line = self._outbox.send()
        lacking = readings[-1]
        if isinstance(lacking, Entry) and lacking.question:
            self._question[line.commit] = lacking
        self._answers = ()
        self._tell("")
        self._show_current()
        requests = tuple(request for reading in readings for request in reading.requests)
        self._save(EntrySubmitted(line.commit, requests))

    def _ask_about_lines(self) -> None:
        self._asking = len(self._readings) > 1
        self._frame()

    def _keep_text(self) -> bool:
        """Esc answers the question about several lines; else it means what it means on the screen."""
        was, self._asking = self._asking, False
        self._frame()
        return was

    def _recall(self, step: int) -> None:
        self._outbox.recall(step)
        self._show_current()

    def _show_current(self) -> None:
        self._asking = False
        self._choices = ()
        self.set_text(self._outbox.current.text)
        self._read_typed()
        self._frame()

    def _complete(self) -> None:
        """Tab goes round the completions of what was typed; on an empty line, round what was asked for."""
        if not self._choices:
            typed = self.value[: self.cursor]
            names, kinds = self.known.people, self.known.kinds
            found = grammar.completions(typed, people=names, kinds=kinds) if typed else self._answers
            self._choices = tuple(choice + self.value[self.cursor :] for choice in found)
        if self._choices:
            first, *others = choices = self._choices
            self.set_text(first)
            self._choices = (*others, first) if len(choices) > 1 else ()

    def _edit_outside(self) -> None:
        try:
            text = edited(self.app, self.value, os.environ.get("EDITOR", ""))
        except NotEdited as error:
            self._tell(str(error))
            return
        self.set_text(text)
        self._ask_about_lines()

    def _save_soon(self, within: float = SAVED_WITHIN) -> None:
        if self._keep is not None and not self._save_planned:
            self._save_planned = True
            self.set_timer(within, self._save_now)

    def _save_now(self) -> None:
        self._save_planned = False
        self._save()

    @work(exit_on_error=False)
    async def _save(self, then: Message | None = None) -> None:
        """The draft goes to disk, which has a moment for it, and then what was entered to the record."""
        try:
            if self._keep is not None:
                async with self._saving:
                    complaint = await asyncio.to_thread(self._keep, self.draft)
                self._saved(complaint or "")
        finally:
            if then is not None:
                self.post_message(then)

    def _saved(self, complaint: str) -> None:
        """A draft that is not on disk is tried again, and what was said of it goes when it is."""
        before, self._unsaved = self._unsaved, complaint
        if complaint:
            self._save_soon(SAVED_AGAIN)
            if complaint != before:
                self._tell(complaint)
        elif before and str(self.border_subtitle) == harmless(before):
            self._tell("")

    def _tell(self, sentence: str) -> None:
        """A sentence in the lower edge, until the next line is stored."""
        self.set_class(bool(sentence), "-told")
        self.border_subtitle = Content(harmless(sentence))

    def _frame(self) -> None:
        """The upper edge: what enter will store at the left, hints at the right."""
        said, bad = self._said()
        shown = (said, bad, self.has_focus, self.outer_size.width)
        if shown == self._framed:
            return
        self._framed = shown
        self.set_class(bad, "-bad")
        self.border_title = self._title(harmless(said))

    def _said(self) -> tuple[str, bool]:
        """What enter does now, and whether it does nothing because something is wrong."""
        if self.known.no_entry:
            return self.known.no_entry, True
        count, zone = len(self._readings), self.now.tzinfo or UTC
        for index, reading in enumerate(self._readings, 1):
            if isinstance(reading, Bad):
                return (f"line {index} of {count}: " if count > 1 else "") + reading.why, True
        if count > 1:
            does = "enter stores each, esc keeps the text" if self._asking else "enter asks, then stores each"
            return f"store {count} lines? {does}", False
        summary = self._readings[0].summary(self.now, zone)
        return summary or Entry("").summary(self.now, zone), False

    def _title(self, said: str) -> Content:
        room = self.outer_size.width - _EDGE - cell_len(said)
        hints = ""
        for hint in HINTS:
            longer = f"{hints}   {hint}" if hints else hint
            if len(longer) + 3 > room:
                break
            hints = longer
        if not hints or not self.has_focus:
            return Content(said)
        rule = "━" * (room - len(hints) - 2)
        return Content.assemble(said, (f" {rule} ", "$accent"), (hints, "$text-muted"))
