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
_RECORD = "What is starred or automatic. The raw log is left out."
_WHOLE = "Every entry, with the raw log."
_FORMS = (
    ("m", "md", "Markdown", "reads in less too"),
    ("h", "html", "one HTML page", "with the time line drawn; needs no network"),
    ("j", "json", "JSON", "state, durations and entries"),
    ("l", "jsonl", "JSON lines", "an entry a line"),
    ("c", "csv", "CSV", "for a spreadsheet"),
)


def export(stage: Stage) -> Step:
    """In which form, then into which file; what is starred and automatic, or every entry (S28, S30)."""
    return _as(stage.view.incident.id, everything=False)


def _as(incident: str, *, everything: bool) -> Step:
    name = f"~/{incident}{'-all' if everything else ''}"
    choices: list[Choice[Step]] = [
        Choice(key, words, _into(form, f"{name}.{form}", everything=everything), more)
        for key, form, words, more in _FORMS
    ]
    if not everything:
        more = "with the raw log; asks for the form again"
        choices.append(Choice("a", "every entry", _as(incident, everything=True), more))
    title = "Hand every entry on as" if everything else "Hand the record on as"
    return Open(ChoiceDialog(title, choices, text=_WHOLE if everything else _RECORD), lambda step: step)


def _into(form: str, suggested: str, *, everything: bool) -> Step:
    def read(values: Mapping[str, str]) -> Step | str:
        path = values["path"].strip()
        return ExportFile(form, path, everything) if path else "Name a new file, or esc."

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
