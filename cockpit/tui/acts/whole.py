"""Actions on the incident as a whole: severity, impact, resolve, stand down."""

from __future__ import annotations

from cockpit.incident import commands as cmd
from cockpit.tui.acts.steps import Open, Stage, Step, Submit
from cockpit.tui.dialogs.choice import Choice, ChoiceDialog


def severity(stage: Stage) -> Step:
    """The scale with definition and example of each level (S38–S46)."""
    levels = stage.view.incident.procedure.severities
    rows: list[Choice[Step]] = [
        Choice(str(n), f"{level.code} {level.label} — {level.definition}",
               Submit(cmd.SetSeverity(level.code)), f"e.g. {level.example}")
        for n, level in enumerate(levels, 1)
    ]  # fmt: skip
    return Open(ChoiceDialog("How bad is it?", rows, text="When unsure, take the worse."), lambda step: step)


def _confirm(question: str, answer: str, step: Step, text: str = "") -> Step:
    choices: list[Choice[Step]] = [Choice("y", answer, step)]
    return Open(ChoiceDialog(question, choices, text=text), lambda chosen: chosen)


def resolve(stage: Stage) -> Step:
    minutes = stage.view.incident.cadence.watch
    text = f"The team stays for a watch period of {minutes} min before it disbands."
    return _confirm("Resolved?", "yes, impact is over: begin the watch", Submit(cmd.Resolve()), text)


def stand_down(stage: Stage) -> Step:
    return _confirm(
        "Not an incident after all?", "stand down; one line will say why", Submit(cmd.StandDown()),
        "The record stays.",
    )  # fmt: skip
