"""Actions that tell the record to people: exported into a file, and how the response went."""

from __future__ import annotations

from collections.abc import Mapping

from cockpit.reports.handoff import handoff_lines
from cockpit.reports.measured import metrics_lines
from cockpit.tui.acts.steps import Ask, ExportFile, Open, Stage, Step
from cockpit.tui.dialogs.choice import Choice, ChoiceDialog
from cockpit.tui.dialogs.reading import ReadingDialog
from cockpit.tui.widgets.promptline import Field, Prompt

_INSIDE = 76
"""Cells inside the dialog on the narrowest terminal that has room for it."""
_FORMS = (
    ("m", "md", "Markdown", "reads in less too"),
    ("h", "html", "one HTML page", "with the time line drawn; needs no network"),
    ("j", "json", "JSON", "state, durations and entries"),
    ("l", "jsonl", "JSON lines", "an entry a line"),
    ("c", "csv", "CSV", "for a spreadsheet"),
)


def export(stage: Stage) -> Step:
    """In which form, then into which file; what is starred and automatic (S28, S30)."""
    incident = stage.view.incident
    choices = [Choice(key, words, form, more) for key, form, words, more in _FORMS]
    return Open(
        ChoiceDialog("Hand the record on as", choices), lambda form: _into(form, f"~/{incident.id}.{form}")
    )


def _into(form: str, suggested: str) -> Step:
    def read(values: Mapping[str, str]) -> Step | str:
        path = values["path"].strip()
        return ExportFile(form, path) if path else "Name a new file, or esc."

    prompt = Prompt(f"export {form}", "Write the record into", (Field("path", "file", value=suggested),))
    return Ask(prompt, read)


def brief(stage: Stage) -> Step:
    """What a new commander needs, on one screen (ICS-201)."""
    view = stage.view
    lines = handoff_lines(view.incident, view.now, width=_INSIDE)
    return Open(ReadingDialog("Brief", lines, view), lambda _: None)


def metrics(stage: Stage) -> Step:
    """How long everything took, and what is worth a word."""
    view = stage.view
    lines = metrics_lines(view.incident, view.now)
    return Open(ReadingDialog("How it goes", lines, view), lambda _: None)
