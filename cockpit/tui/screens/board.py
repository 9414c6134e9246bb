"""What every full screen has in common: its keys, the line at the bottom, and a View handed down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen

from cockpit.desk import Answer, Done
from cockpit.incident.commands import CheckIn, Command
from cockpit.incident.grammar import Bad, Request, read
from cockpit.incident.rules import Refused
from cockpit.record.log import Row
from cockpit.tui.actions import ScreenName, Situation
from cockpit.tui.acts.steps import Ask, Step
from cockpit.tui.dialogs.checkin import CheckinForm
from cockpit.tui.keeping import Keeper
from cockpit.tui.messages import ActionChosen, StepReady, Submitted
from cockpit.tui.table import ACTIONS
from cockpit.tui.view import View
from cockpit.tui.widgets.keybar import KeyBar
from cockpit.tui.widgets.promptline import Field, Prompt, PromptLine

_LINES = {
    "note": Prompt("note", "Note", (Field("line", "note", "what happened"),), live=True),
    "impact": Prompt(
        "impact", "Impact", (Field("line", "impact", value="impact: worse "),),
        "worse, better, same or new symptom, then who is hit and how badly", live=True,
    ),
    "context": Prompt(
        "context", "So far", (Field("line", "so far", "-7m restarted the pods, no change"),),
        "a line each; -7m back-dates; esc ends", stays=True, live=True,
    ),
}  # fmt: skip


_CHECKIN = "check-in"
"""The name under which the form's draft is kept, beside those of the lines."""


class Board(Screen[None]):
    """A screen that shows one incident. Subclasses paint in `show` and count in `tick`."""

    kind: ClassVar[ScreenName] = "commander"
    view: View | None = None
    keeper: Keeper | None = None
    """Keeps unsent lines and forms; set by whoever opens the board, before it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self._reading: Ask | None = None
        self._left_behind: Mapping[str, Any] = {}
        self._decided: tuple[Command, ...] = ()
        """What was decided of the queue in the check-in that is on its way."""
        self._sent: tuple[Ask, Mapping[str, str]] | None = None

    def on_mount(self) -> None:
        """Paint at once what is known, and take over what an earlier terminal left."""
        if self.view is not None:
            self.show(self.view)
        self.restore_drafts()

    def bottom(self) -> ComposeResult:
        """The line that asks, and the keys; every board ends with them."""
        yield PromptLine(id="prompt")
        yield KeyBar(id="keys")

    def show(self, view: View) -> None:
        """Something changed, or the screen has just appeared."""
        raise NotImplementedError

    def tick(self, view: View) -> None:
        """A second has passed; only what counts time repaints."""
        raise NotImplementedError

    def grown(self, number: int) -> None:
        """The record now ends at `number`, or its stars have changed."""
        raise NotImplementedError

    def selection(self) -> tuple[str | None, str | None, Row | None]:
        """The proposal, the measure and the entry under the cursors."""
        return None, None, None

    def arm(self, act: Literal["approve", "refuse"], measure: str) -> None:
        """Let the proposal's row ask for the confirming key."""

    def situation(self) -> Situation | None:
        """What decides which keys can be used, or None before the first view."""
        view = self.view
        return Situation(view.incident, view.me, view.read_only, view.now) if view else None

    def show_keys(self) -> None:
        """Paint the keys that have a place now; equal ones repaint nothing."""
        situation = self.situation()
        if situation is not None:
            self.query_one(KeyBar).items = ACTIONS.footer(self.kind, situation)

    def action_act(self, action: str) -> None:
        """A key was pressed: the app does it, or says why it cannot."""
        if action in ACTIONS:
            self.post_message(ActionChosen(action))

    async def ask(self, step: Ask) -> None:
        """Ask one line at the bottom."""
        self._reading = step
        await self.query_one(PromptLine).ask(step.prompt)

    async def do(self, what: str) -> None:
        """What the screen itself does for an action: a line for a note, a search …"""
        if what == "checkin":
            await self._open_checkin()
        if what in _LINES:
            prompt = _LINES[what]
            await self.ask(Ask(prompt, self._entry))
            self._say_what_enter_stores(prompt, self.query_one(PromptLine).values(prompt)["line"])

    async def _open_checkin(self) -> None:
        if self.view is None:
            return
        found = self.query(CheckinForm)
        form = found.first() if found else CheckinForm()
        if not found:
            await self.mount(form)
            await form.restore(self._left_behind.get(_CHECKIN, {}), self.view)
        await form.open(self.view)

    def restore_drafts(self) -> None:
        """Take over what an earlier terminal of this person left unsent here."""
        if self.keeper is None:
            return
        self._left_behind = self.keeper.load()
        lines = {name: values for name, values in self._left_behind.items() if name != _CHECKIN}
        self.query_one(PromptLine).restore(lines)

    @on(PromptLine.Typed)
    @on(CheckinForm.Typed)
    def _note_drafts(self) -> None:
        if self.keeper is None:
            return
        forms = [form.values() for form in self.query(CheckinForm)] or [self._left_behind.get(_CHECKIN, {})]
        typed = {_CHECKIN: forms[0]} if forms[0] else {}
        self.keeper.typed = {**self.query_one(PromptLine).drafts(), **typed}

    def save_drafts(self) -> None:
        """Write unsent lines down, away from the loop, if any key was pressed since the last time."""
        keeper = self.keeper
        if keeper is not None and keeper.is_behind:
            self.run_worker(keeper.save, thread=True, exclusive=True, exit_on_error=False, group="drafts")

    def show_forms(self, view: View) -> None:
        """Something changed while a form may be open: its approval queue follows."""
        for form in self.query(CheckinForm):
            if form.is_open:
                self.run_worker(form.update_queue(view), exit_on_error=False, exclusive=True, group="queue")

    @on(CheckinForm.Finished)
    def _checked_in(self, event: CheckinForm.Finished) -> None:
        self._decided = event.decided
        self.post_message(Submitted(event.command))

    @on(CheckinForm.LeftOpen)
    def _left_checkin(self) -> None:
        self.focus_default()

    def _entry(self, values: Mapping[str, str]) -> Step | str:
        reading = self._read(values["line"])
        if isinstance(reading, Bad):
            return reading.why
        for request in reading.requests:
            self.post_message(_submitted(request))
        return ""

    def _read(self, line: str) -> Any:
        view = self.view
        assert view is not None
        incident = view.incident
        zone = view.now.tzinfo
        assert zone is not None
        people = [person.name for person in incident.people.values()]
        return read(line, now=view.now, zone=zone, people=people, last_number=incident.number)

    @on(PromptLine.Changed)
    def _changed(self, event: PromptLine.Changed) -> None:
        if event.prompt.id in _LINES:
            self._say_what_enter_stores(event.prompt, event.value)
        else:
            self.searched(event.value)

    def searched(self, text: str) -> None:
        """The text of a search changed; a board with a timeline filters it."""

    def _say_what_enter_stores(self, prompt: Prompt, line: str) -> None:
        view = self.view
        if view is None or view.now.tzinfo is None:
            return
        reading = self._read(line)
        summary = reading.summary(view.now, view.now.tzinfo)
        self.query_one(PromptLine).say(f"{prompt.title} · {summary}" if summary else prompt.title)

    @on(PromptLine.Answered)
    async def _answered(self, event: PromptLine.Answered) -> None:
        line, asked = self.query_one(PromptLine), self._reading
        if asked is None or asked.prompt is not event.prompt:
            line.dismiss(keep=False)
            return
        answer = asked.read(event.values)
        if isinstance(answer, str) and answer:
            await line.ask(event.prompt, complaint=answer)
            return
        self._sent = (asked, event.values)
        if event.prompt.stays:
            await line.again()
            return
        line.dismiss(keep=False)
        self.focus_default()
        if not isinstance(answer, str):
            self.post_message(StepReady(answer))

    @on(PromptLine.Left)
    def _left(self, event: PromptLine.Left) -> None:
        self.focus_default()

    def focus_default(self) -> None:
        """Where the cursor goes when a line was answered or left."""

    def settled(self, asked: Submitted, answer: Answer) -> None:
        """The desk answered; whoever holds what was typed learns whether it is stored."""
        if isinstance(asked.command, CheckIn):
            form = self.query_one(CheckinForm)
            if isinstance(answer, Done):
                form.close(done=True)
                self.focus_default()
                for command in self._decided:
                    self.post_message(Submitted(command))
            elif isinstance(answer, Refused):
                form.complain(str(answer))

    def failed(self, asked: Submitted, sentence: str) -> None:
        """The record could not take it: what was typed comes back."""
        if self._sent is not None:
            step, values = self._sent
            self.query_one(PromptLine).keep(step.prompt, values)
            self.run_worker(self.ask(step), exit_on_error=False)

    def keep_drafts(self) -> None:
        """Save what is typed and not sent; also called from a signal, so it touches no widget."""
        if self.keeper is not None:
            self.keeper.save()


def _submitted(request: Request) -> Submitted:
    return Submitted(request.command, request.word, moment=request.moment)
