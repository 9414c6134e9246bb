"""The incidents one may sit down at, everybody's and private ones: pick one, or declare one with a title."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from cockpit.desk import Desk
from cockpit.incident.moments import with_zone
from cockpit.incident.texts import harmless
from cockpit.place.listing import Listed
from cockpit.record.errors import RecordError
from cockpit.record.log import Summary
from cockpit.tui.actions import FooterItem
from cockpit.tui.screens.covered import Covered
from cockpit.tui.screens.unsent import Unsent
from cockpit.tui.widgets.keybar import KeyBar
from cockpit.tui.widgets.options import Options
from cockpit.tui.widgets.promptline import Field, Prompt, PromptLine

GUIDE = """\
This is where an incident is run. Nothing is needed to begin: declare first, ask later.

{keys}

In another terminal:  cockpit scribe   writes the record down
                      cockpit observe  reads along and can change nothing"""
_SHORT_GUIDE = """\
Nothing is needed to begin.

{keys}

Beside it, in other terminals:
 cockpit scribe    writes along
 cockpit observe   only reads"""
_NARROW = 76
"""Cells of width below which the guide is short and an incident takes two lines."""
_WIDE = 100
"""Cells of width from which the group of a private one is named."""
_DECLARING = """\
  d   declare one now: a few words on what is wrong are enough;
      then a card leads through the first minutes: impact, severity, command"""
_PLAYING = "  p   play a real incident from the past, at sixty times its speed"
_ALL_KEYS = "  ?   on the next screen shows every key"
_DECLARE = Prompt(
    "declare", "Declare an incident: more than everyday work can put right",
    (Field("title", "title", "checkout returns 500s"), Field("impact", "impact", "who is hit, if known")),
    "a few words are enough; tab: impact; everything else may follow",
)  # fmt: skip


class IncidentsScreen(Covered, Unsent):
    """Which incident? Everything else waits for the answer."""

    DEFAULT_CSS = """
    IncidentsScreen { background: $background; overflow: hidden; }
    IncidentsScreen #guide { margin: 1 2; height: auto; }
    IncidentsScreen #room { width: 100%; height: 1fr; }
    IncidentsScreen OptionList, IncidentsScreen OptionList:focus {
        border: round $foreground 38%; margin: 0 1; height: auto; max-height: 100%; width: 1fr;
        background: $background; text-wrap: nowrap; text-overflow: ellipsis;
    }
    """
    BINDINGS: ClassVar[list[Any]] = [
        Binding("d", "declare", "declare", show=False),
        Binding("p", "play", "play", show=False),
        Binding("j", "down", show=False), Binding("k", "up", show=False),
        Binding("escape", "back", show=False),
    ]  # fmt: skip

    @dataclass
    class Chosen(Message):
        """An incident to sit down at."""

        incident: str

    @dataclass
    class Declared(Message):
        """A title was given for a new one, and perhaps who is hit; the list waits to hear what came of it."""

        title: str
        impact: str
        listed: IncidentsScreen

    class DemoWanted(Message):
        """Somebody wants to see a past incident played."""

    def __init__(self, desk: Desk, read: Callable[[], Listed], *, demo: bool = False) -> None:
        super().__init__()
        self._desk = desk
        self._read = read
        self._troubled: tuple[str, ...] = ()
        self._demo = demo
        self._listed: list[Summary] = []

    def compose(self) -> ComposeResult:
        yield Static("", id="guide", markup=False)
        incidents = Options(id="incidents", markup=False)
        incidents.border_title = Content("Incidents")
        with Vertical(id="room"):
            yield incidents
        yield PromptLine(id="prompt")
        yield KeyBar(self._keys(), id="keys")

    async def on_mount(self) -> None:
        self.query_one(PromptLine).restore(self.left_behind())
        await self._load()

    def on_resize(self) -> None:
        self._list(self._listed)

    @work(exclusive=True, exit_on_error=False, group="incidents")
    async def reload(self) -> None:
        """Read them anew, away from the loop."""
        await self._load()

    @property
    def _stands(self) -> bool:
        """Whether it is still there after something was waited for: it may have been left meanwhile."""
        return self.app.is_running and self in self.app.screen_stack

    async def _load(self) -> None:
        try:
            found, trouble = await asyncio.to_thread(self._read)
        except RecordError as error:
            self.notify(harmless(str(error)), severity="error", markup=False)
            return
        if trouble != self._troubled:
            self._troubled = trouble
            for sentence in trouble:
                self.notify(harmless(sentence), severity="error", markup=False)
        self._list(found)

    def _list(self, found: list[Summary]) -> None:
        """List them, open ones first, the latest first; the cursor stays on its incident."""
        if not self._stands:
            return
        listed = self.query_one(OptionList)
        under = self._under_cursor(listed)
        self._listed = sorted(found, key=lambda one: one.phase == "closed")
        listed.clear_options()
        listed.add_options([Option(self._line(one), id=one.incident) for one in self._listed])
        ids = [one.incident for one in self._listed]
        listed.highlighted = ids.index(under) if under in ids else 0 if ids else None
        listed.display = bool(self._listed)
        if self.focused is None:
            listed.focus()
        self.query_one("#guide", Static).update(self._where() if self._any_open else self._guide())
        self.query_one(KeyBar).items = self._keys()

    def _under_cursor(self, listed: OptionList) -> str | None:
        at = listed.highlighted
        return self._listed[at].incident if at is not None and at < len(self._listed) else None

    @property
    def _any_open(self) -> bool:
        return any(one.phase != "closed" for one in self._listed)

    def _guide(self) -> str:
        if self._narrow:
            keys = [("d", "declare one now")] if not self._desk.read_only else []
            keys += [("p", "play a past incident")] if self._demo else []
            keys += [("?", "then shows every key")]
            return _SHORT_GUIDE.format(keys="\n".join(f" {key}  {what}" for key, what in keys))
        offered = [
            "" if self._desk.read_only else _DECLARING,
            _PLAYING if self._demo else "",
            _ALL_KEYS,
        ]
        return GUIDE.format(keys="\n".join(filter(None, offered)))

    @property
    def _narrow(self) -> bool:
        return self.size.width < _NARROW

    def _where(self) -> str:
        return f"You are {self._desk.who}. Enter joins the incident under the cursor."

    def _line(self, one: Summary) -> Text:
        ended = one.phase == "closed"
        line = Text(
            f" {one.incident:<14} ", style="dim" if ended else "bold", no_wrap=True, overflow="ellipsis"
        )
        severity = one.severity or "SEV not set"
        line.append(f"{severity:<12}" if not self._narrow else f"{severity} ", style="dim" if ended else "")
        line.append(f"{one.phase:<8}", style="dim" if ended else "")
        if self._narrow:
            line.append("\n   ")
        else:
            line.append(f"{with_zone(one.declared_at, self._desk.zone):<12}", style="dim")
        if one.private:
            group = f", {harmless(one.private)}" if self.size.width >= _WIDE else ""
            line.append(f"private{group}", style="reverse")
            line.append("  ")
        line.append(harmless(one.title), style="dim" if ended else "")
        return line

    def _keys(self) -> tuple[FooterItem, ...]:
        items = [FooterItem("pick", "enter", "join", pinned=True)] if self._listed else []
        if not self._desk.read_only:
            items.append(FooterItem("declare", "d", "declare", pinned=True))
        items += [FooterItem("play", "p", "play a past one")] if self._demo else []
        return (*items, FooterItem("quit", "ctrl+q", "quit"))

    def action_declare(self) -> None:
        if self._desk.read_only:
            self.notify("This terminal only reads, so it cannot declare.", severity="warning", markup=False)
            return
        self.run_worker(self.query_one(PromptLine).ask(_DECLARE), exit_on_error=False)

    def action_play(self) -> None:
        if self._demo:
            self.post_message(self.DemoWanted())

    def action_back(self) -> None:
        if len(self.app.screen_stack) > 2:
            self.keep_drafts()
            self.app.pop_screen()

    def action_down(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        self.query_one(OptionList).action_cursor_up()

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        self.post_message(self.Chosen(self._listed[event.option_index].incident))

    @on(PromptLine.Answered)
    async def _titled(self, event: PromptLine.Answered) -> None:
        title = event.values["title"].strip()
        line = self.query_one(PromptLine)
        if not title:
            await line.ask(_DECLARE, complaint="A few words are needed, or esc.")
            return
        line.dismiss(keep=True)  # until it stands in the record
        self.post_message(self.Declared(title, event.values["impact"].strip(), self))

    def declared(self) -> None:
        """What was typed is in the record."""
        if self._stands:
            self.query_one(PromptLine).keep(_DECLARE, {})
        if self.keeper is not None:
            self.keeper.typed = {}

    def not_declared(self) -> None:
        """What was typed is not in the record: it stands in the line again."""
        if self._stands:
            self.action_declare()

    @on(PromptLine.Typed)
    def _note_drafts(self) -> None:
        if self.keeper is not None:
            self.keeper.typed = self.query_one(PromptLine).drafts()

    @on(PromptLine.Left)
    def _left(self) -> None:
        self.query_one(OptionList).focus()
