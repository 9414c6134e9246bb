"""The incidents of a file: pick one, or declare one with a title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from cockpit.desk import Desk
from cockpit.incident.moments import with_zone
from cockpit.incident.texts import harmless
from cockpit.record.log import Summary
from cockpit.tui.actions import FooterItem
from cockpit.tui.widgets.keybar import KeyBar
from cockpit.tui.widgets.promptline import Field, Prompt, PromptLine

GUIDE = """\
This is where an incident is run. Nothing is needed to begin: declare first, ask later.

  d   declare one now: a few words on what is wrong are enough
      then the card of the first minutes leads: impact, severity, command
  p   play a real incident from the past, at sixty times its speed
  ?   on the next screen shows every key

In another terminal:  cockpit scribe   writes the record down
                      cockpit observe  reads along and can change nothing"""
_EMPTY = "No incident is open in this record."
_DECLARE = Prompt(
    "declare", "Declare an incident", (Field("title", "title", "checkout returns 500s"),),
    "a few words on what is wrong; severity, impact and roles may follow",
)  # fmt: skip


class IncidentsScreen(Screen[None]):
    """Which incident? Everything else waits for the answer."""

    DEFAULT_CSS = """
    IncidentsScreen { background: $background; }
    IncidentsScreen #guide { margin: 1 2; height: auto; padding: 0 1; border: round $panel; }
    IncidentsScreen OptionList { border: round $panel; margin: 0 2; height: 1fr; background: $background; }
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
        """A title was given for a new one."""

        title: str

    class DemoWanted(Message):
        """Somebody wants to see a past incident played."""

    def __init__(self, desk: Desk, *, demo: bool = False) -> None:
        super().__init__()
        self._desk = desk
        self._demo = demo
        self._listed: list[Summary] = []

    def compose(self) -> ComposeResult:
        yield Static("", id="guide", markup=False)
        incidents = OptionList(id="incidents", markup=False)
        incidents.border_title = Content("Incidents")
        yield incidents
        yield PromptLine(id="prompt")
        yield KeyBar(self._keys(), id="keys")

    def on_mount(self) -> None:
        self.reload()
        self.query_one(OptionList).focus()

    def reload(self) -> None:
        """List them again: open ones first, the latest first."""
        found = self._desk.store.incidents()
        self._listed = sorted(found, key=lambda one: one.phase == "closed")
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options([Option(self._line(one)) for one in self._listed])
        listed.display = bool(self._listed)
        self.query_one("#guide", Static).update(GUIDE if not self._any_open else self._where())

    @property
    def _any_open(self) -> bool:
        return any(one.phase != "closed" for one in self._listed)

    def _where(self) -> str:
        return f"You are {self._desk.who}. Enter joins the incident under the cursor."

    def _line(self, one: Summary) -> Text:
        ended = one.phase == "closed"
        line = Text(
            f" {one.incident:<16}", style="dim" if ended else "bold", no_wrap=True, overflow="ellipsis"
        )
        line.append(f"{one.severity or 'SEV not set':<12}", style="dim" if ended else "")
        line.append(f"{one.phase:<8}", style="dim" if ended else "")
        line.append(f"{with_zone(one.declared_at, self._desk.zone):<14}", style="dim")
        line.append(harmless(one.title), style="dim" if ended else "")
        return line

    def _keys(self) -> tuple[FooterItem, ...]:
        items = [FooterItem("pick", "enter", "join", pinned=True)]
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
        line.dismiss(keep=False)
        self.post_message(self.Declared(title))

    @on(PromptLine.Left)
    def _left(self) -> None:
        self.query_one(OptionList).focus()
