"""Actions on the incident as a whole: severity, impact, resolve, stand down."""

from __future__ import annotations

from collections.abc import Iterator

from cockpit.incident import commands as cmd
from cockpit.incident.procedure import Severity
from cockpit.incident.state import Incident
from cockpit.reports import words
from cockpit.tui.acts.steps import Open, Stage, Step, Submit
from cockpit.tui.dialogs.choice import Choice, ChoiceDialog


def severity(stage: Stage) -> Step:
    """The scale with what each level means, an example and what would make it worse (S38–S47)."""
    incident = stage.view.incident
    keys = incident.procedure.level_keys()
    rows: list[Choice[Step]] = [
        Choice(
            keys[level.code],
            _named(incident, level),
            Submit(cmd.SetSeverity(level.code)),
            "\n".join(_about(level)),
        )
        for level in incident.procedure.severities
    ]
    return Open(
        ChoiceDialog("How bad is it?", rows, text="When unsure, take the worse. Lowering it asks why."),
        lambda step: step,
    )


def _named(incident: Incident, level: Severity) -> str:
    """Sign, code and word, whether it is that now, and how fast such a thing is answered (S39, S42–S44)."""
    now = " (now)" if level.code == incident.severity else ""
    return f"{words.severity(level.code, incident.procedure)}{now}   {level.response}".rstrip()


def _about(level: Severity) -> Iterator[str]:
    """What a level means, an example, and what would make it worse than this."""
    yield level.definition
    if level.example:
        yield f"e.g. {level.example}"
    if level.tripwire:
        yield f"raise it when {level.tripwire}"


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
