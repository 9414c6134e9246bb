"""Actions on entries and on the screen: correct, star, redact, read whole, import, take back."""

from __future__ import annotations

from collections.abc import Mapping

from cockpit.incident import commands as cmd
from cockpit.incident.takeback import NOT_SAID, last_spoken, taking_back
from cockpit.tui.acts.steps import Ask, ImportFile, OnScreen, Stage, Step, Submit, Tell
from cockpit.tui.widgets.promptline import Field, Prompt

NO_ENTRY = Tell("No entry is selected: move to one in the timeline first.")
IMPORT_LINE = Prompt(
    "import", "Import a timeline (JSON, CSV) or a chat (Slack's export, dave 14:32 text)",
    (Field("path", "file", "~/timeline.json"), Field("zone", "zone", "Europe/Berlin")),
    "tab: the zone of times without an offset · ↑ earlier files",
)  # fmt: skip


def correct(stage: Stage) -> Step:
    row = stage.entry
    if row is None:
        return NO_ENTRY
    now = row.corrected_text or row.text
    field = Field("text", "text", value=now)

    def read(values: Mapping[str, str]) -> Step | str:
        text = values["text"]
        if text == now:
            return "That is how it reads already: change it, or esc."
        return Submit(cmd.Correct(row.number, text)) if text.strip() else "A correction is not empty."

    prompt = Prompt(
        f"correct {row.number}", f"Entry {row.number} should read", (field,), "the original stays"
    )
    return Ask(prompt, read)


def star(stage: Stage) -> Step:
    row = stage.entry
    if row is None:
        return NO_ENTRY
    return Submit(cmd.Unstar(row.number) if row.starred else cmd.Star(row.number))


def redact(stage: Stage) -> Step:
    """Cannot be undone, so the number is typed and a reason given."""
    row = stage.entry
    if row is None:
        return NO_ENTRY

    def read(values: Mapping[str, str]) -> Step | str:
        if values["number"].strip() != str(row.number):
            return f"Type {row.number} to redact it, or esc."
        why = values["why"].strip()
        return Submit(cmd.Redact((row.number,)), because=why) if why else "Say why (tab), in a few words."

    fields = (Field("number", "number", f"type {row.number}"), Field("why", "why", "a password was pasted"))
    title = f"Redact entry {row.number} for good: its text is removed from the record"
    return Ask(Prompt(f"redact {row.number}", title, fields, "tab: why · this cannot be undone"), read)


def open_entry(stage: Stage) -> Step:
    return OnScreen("read whole") if stage.entry is not None else NO_ENTRY


def take_back(stage: Stage) -> Step:
    """What somebody entered by word as my decision is undone with one key."""
    incident = stage.view.incident
    entry = last_spoken(incident, stage.view.me)
    if entry is None:
        return Tell("Nothing was entered by word for you.")
    return Submit(taking_back(incident, entry), because=NOT_SAID)


def import_file(stage: Stage) -> Step:
    def read(values: Mapping[str, str]) -> Step | str:
        path = values["path"].strip()
        return ImportFile(path, values["zone"].strip()) if path else "Name a file, or esc."

    return Ask(IMPORT_LINE, read)
