"""The one line at the bottom that asks for something: a proposal, a reason, a question, a search."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from msgspec import Struct
from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.events import DescendantFocus, Key
from textual.message import Message
from textual.widgets import Input, Label

from cockpit.tui.widgets.oneline import OneLine

_WIDE = 100
"""Cells from which on several fields stand side by side."""


class Field(Struct, frozen=True):
    """One thing a prompt asks for. Only the first is shown at once; the others are a tab away."""

    name: str
    label: str
    placeholder: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked. `id` names the kind of question, so that its earlier answers are one arrow-up away."""

    id: str
    title: str
    fields: tuple[Field, ...]
    hint: str = ""
    stays: bool = False
    """Asks again after each answer, until esc."""
    live: bool = False
    """Reports every keystroke, as a search wants."""
    offers: tuple[str, ...] = ()
    """What it often begins with: above the earlier answers, one more arrow-up away."""
    titled: Callable[[str], str] | None = field(default=None, compare=False)
    """The title that follows what is typed into the first field."""
    context: object = field(default=None, compare=False)
    """Whatever the asker wants back with the answer."""


class PromptLine(Horizontal):
    """Hidden until something is asked. Text left with esc comes back when the same is asked again."""

    DEFAULT_CSS = """
    PromptLine {
        display: none; height: 3; border: heavy $accent; padding: 0 1;
        background: $surface;
    }
    PromptLine.-asking { display: block; }
    PromptLine Label { width: auto; color: $text-muted; padding: 0 1 0 0; }
    PromptLine Input, PromptLine Input:focus {
        border: none; height: 1; padding: 0; width: 1fr; background: $surface;
    }
    PromptLine Input.-rest { margin: 0 0 0 2; }
    PromptLine Input:focus { width: 4fr; }
    """

    @dataclass
    class Answered(Message):
        """Enter was pressed; `values` by field name."""

        prompt: Prompt
        values: Mapping[str, str]

    @dataclass
    class Changed(Message):
        """A live prompt's text changed."""

        prompt: Prompt
        value: str

    class Typed(Message):
        """Something was typed, left or sent: what is unsent has changed."""

    @dataclass
    class Left(Message):
        """Esc was pressed."""

        prompt: Prompt

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.prompt: Prompt | None = None
        self._left: dict[str, dict[str, str]] = {}
        self._earlier: dict[str, list[str]] = {}
        self._recalled = 0

    @property
    def is_asking(self) -> bool:
        return self.prompt is not None

    async def ask(self, prompt: Prompt, *, complaint: str = "") -> None:
        """Show the line, the cursor in it. `complaint` says what is wrong with what stands there."""
        if complaint and self.is_asking:
            self.keep(prompt, self.values(prompt))
        self.prompt = prompt
        self._recalled = 0
        self._show_title("")
        self.border_subtitle = Content(complaint or prompt.hint)
        self.set_class(bool(complaint), "-wrong")
        if not self.children:
            await self._fill()
        await self.query(".-rest").remove()
        kept = self._left.get(prompt.id, {})
        first = self.query_one("#prompt-first", Input)
        first.placeholder = prompt.fields[0].placeholder
        first.value = kept.get(prompt.fields[0].name, prompt.fields[0].value)
        first.cursor_position = len(first.value)
        for extra in prompt.fields[1:]:
            value = kept.get(extra.name, extra.value)
            hint = f"{extra.label}: {extra.placeholder}"
            box = OneLine(value, placeholder=hint, classes="-rest", name=extra.name)
            box.display = bool(value)
            await self.mount(box)
        self.add_class("-asking")
        first.focus()
        self._make_room()

    async def _fill(self) -> None:
        """Nobody waits for the field before something is asked."""
        line = OneLine(id="prompt-first")
        await self.mount(Label("›", markup=False), line)

    async def again(self) -> None:
        """Ask the same once more, from an empty line."""
        if self.prompt is not None:
            self._left.pop(self.prompt.id, None)
            await self.ask(self.prompt)

    def say(self, title: str) -> None:
        """What enter will do, in the border."""
        self.border_title = Content(title)

    def dismiss(self, *, keep: bool) -> None:
        """Hide the line; with `keep`, what was typed comes back next time."""
        if self.prompt is None:
            return
        prompt, self.prompt = self.prompt, None
        if keep:
            self._left[prompt.id] = self.values(prompt)
        else:
            self._left.pop(prompt.id, None)
        self.remove_class("-asking", "-wrong")
        self.post_message(self.Typed())

    def values(self, prompt: Prompt) -> dict[str, str]:
        """What stands in the fields now, by name."""
        found = {prompt.fields[0].name: self.query_one("#prompt-first", Input).value}
        found |= {box.name: box.value for box in self.query(Input).filter(".-rest") if box.name}
        return found

    def drafts(self) -> dict[str, dict[str, str]]:
        """Everything typed and not sent, by prompt."""
        now = {self.prompt.id: self.values(self.prompt)} if self.prompt else {}
        typed = {**self._left, **now}
        return {name: values for name, values in typed.items() if any(values.values())}

    def keep(self, prompt: Prompt, values: Mapping[str, str]) -> None:
        """An answer could not be taken: it stands there when the same is asked again."""
        self._left[prompt.id] = dict(values)

    def restore(self, drafts: Mapping[str, Mapping[str, str]]) -> None:
        """Take over what an earlier terminal kept."""
        self._left = {name: dict(values) for name, values in drafts.items()}

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A field that is filled no longer shows its label, so the border does."""
        prompt = self.prompt
        if prompt is not None and len(prompt.fields) > 1:
            label = next((field.label for field in prompt.fields if field.name == event.widget.name), "")
            self._show_title(label)
            self._make_room()

    def on_resize(self) -> None:
        self._make_room()

    def _show_title(self, label: str) -> None:
        """What is asked, as the text typed so far has it; and of which field."""
        prompt = self.prompt
        if prompt is None:
            return
        first = self.query("#prompt-first").first(Input).value if self.children else ""
        title = prompt.titled(first) if prompt.titled else prompt.title
        self.border_title = Content(f"{title} · {label}" if label else title)

    def _make_room(self) -> None:
        """In a narrow terminal one field at a time, and that one whole."""
        boxes = list(self.query(Input))
        if self.prompt is None or self.app.size.width >= _WIDE or not any(box.has_focus for box in boxes):
            return
        for box in boxes:
            box.display = box.has_focus

    @on(Input.Submitted)
    def _answer(self, event: Input.Submitted) -> None:
        event.stop()
        if self.prompt is None:
            return
        values = self.values(self.prompt)
        said = values[self.prompt.fields[0].name]
        if said.strip():
            self._earlier.setdefault(self.prompt.id, []).append(said)
        self.post_message(self.Answered(self.prompt, values))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed())
        if event.input.id != "prompt-first":
            return
        if self.prompt is not None and self.prompt.titled:
            self._show_title("")
        if self.prompt is not None and self.prompt.live:
            self.post_message(self.Changed(self.prompt, event.value))

    def on_key(self, event: Key) -> None:
        if self.prompt is None:
            return
        if event.key == "escape":
            self._leave()
        elif event.key in {"tab", "shift+tab"}:
            self._next_field(-1 if event.key == "shift+tab" else 1)
        elif event.key in {"up", "down"} and len(self.prompt.fields) >= 1:
            self._recall(1 if event.key == "up" else -1)
        else:
            return
        event.stop()
        event.prevent_default()

    def _leave(self) -> None:
        prompt = self.prompt
        self.dismiss(keep=True)
        if prompt is not None:
            self.post_message(self.Left(prompt))

    def _next_field(self, step: int) -> None:
        boxes = list(self.query(Input))
        for box in boxes:
            box.display = True
        at = next((i for i, box in enumerate(boxes) if box.has_focus), 0)
        boxes[(at + step) % len(boxes)].focus()

    def _recall(self, step: int) -> None:
        if self.prompt is None:
            return
        earlier = [*reversed(self.prompt.offers), *self._earlier.get(self.prompt.id, [])]
        self._recalled = max(0, min(len(earlier), self._recalled + step))
        first = self.query_one("#prompt-first", Input)
        first.value = earlier[-self._recalled] if self._recalled else ""
        first.cursor_position = len(first.value)
