"""A dialog that stays while its lines are ticked off one by one, and follows the record meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.widgets import OptionList

from cockpit.tui.acts.steps import Step, Submit
from cockpit.tui.dialogs.choice import Choice, ChoiceDialog
from cockpit.tui.messages import Submitted
from cockpit.tui.view import View

_FOOTER = "esc leaves; what is ticked stays"


@dataclass(frozen=True, slots=True)
class Tick:
    """An answer after which the list stays open."""

    submit: Submit


@dataclass(frozen=True, slots=True)
class Page:
    """What the list shows at a moment."""

    title: str
    text: str
    choices: Sequence[Choice[Step | Tick]]


class Checklist(ChoiceDialog[Step | Tick]):
    """Gives back the step that leads away from it, or None for esc."""

    def __init__(self, make: Callable[[View], Page], view: View) -> None:
        page = make(view)
        super().__init__(page.title, page.choices, text=page.text, footer=_FOOTER)
        self._make = make
        self._page = page

    def show(self, view: View) -> None:
        """The record has changed: the lines follow, the cursor stays where it was."""
        page = self._make(view)
        if page == self._page or not self.is_mounted:
            return
        self._page = page
        at = self.query_one(OptionList).highlighted or 0
        self.renew(page.choices, page.text)
        self.query_one(OptionList).highlighted = min(at, len(page.choices) - 1)

    def take(self, choice: Choice[Step | Tick]) -> None:
        """A tick goes to the desk and the list stays; anything else leads away."""
        if isinstance(choice.value, Tick):
            step = choice.value.submit
            self.app.post_message(Submitted(step.command, step.word, step.because, step.moment, step.commit))
        else:
            super().take(choice)
