"""The line that asks why, where a rule wants a reason before something goes ahead."""

from __future__ import annotations

from cockpit.incident.rules import NeedsReason
from cockpit.tui.acts.steps import Ask, Step, Submit
from cockpit.tui.messages import Submitted
from cockpit.tui.widgets.promptline import Field, Prompt


def why(asked: Submitted, doubts: NeedsReason) -> Ask:
    """Asks for the reason; with one, the same is submitted again."""
    prompt = Prompt(
        f"why {doubts.rules}".strip(),
        f"⚠ {doubts}",
        (Field("why", "why", "in a few words; it enters the record"),),
        "enter goes ahead · esc leaves it · ↑ earlier reasons",
    )

    def read(values: object) -> Step | str:
        reason = values["why"].strip() if isinstance(values, dict) else ""
        if not reason:
            return "Without a reason nothing happens: type one, or esc."
        return Submit(asked.command, reason, asked.word_of, asked.moment, asked.commit)

    return Ask(prompt, read)
