"""What meets a duty: the action that does it, the menu of its measure, or the pane where it is done."""

from __future__ import annotations

from msgspec.structs import replace

from cockpit.incident import commands as cmd
from cockpit.incident.duties import Duty
from cockpit.incident.duties.blocked import TAKEN_OVER
from cockpit.incident.duties.measures import ACKNOWLEDGE
from cockpit.incident.duties.people import COMBINED
from cockpit.tui.acts import measures
from cockpit.tui.acts.people import roles_together
from cockpit.tui.acts.steps import InTurn, OnScreen, Stage, Step, Submit

NO_PANE = {
    "go people": "people", "go context": "context", "go updates": "updates", "go questions": "questions",
    "go first-message": "copy.first_message",
}  # fmt: skip
"""Where a duty leads that is done in a dialog or a line."""
_DONE_BY = {
    "S5": "handoff", "S52": "command.take", "S59": "impact", "S7": "impact", "S66": "checkin",
    "S75": "checkin",
    "S77": "reopen", "S78": "close", "S38": "severity", "S54": "roles", "S55": "roles", "S16": "roles",
    "S13": "roles",
    "S31": "entry.note", "S10": "decide",
    **dict.fromkeys(("S81", "S82", "S83", "S85", "S86", "S87", "S88"), "review"),
}  # fmt: skip
"""The action that meets a duty which is about no single measure."""
_BY_MENU = ("question ", "box ", "worse ")
"""Causes of duties that a key of the measure's own menu ends: answer, an outcome."""


def meeting(duty: Duty, stage: Stage) -> Step:
    """What asks for one line is asked at once, a measure opens its menu, else its pane gets the focus."""
    if duty.cause.startswith(TAKEN_OVER):
        return Submit(cmd.AcknowledgeTakeover())
    if duty.cause.startswith(f"{ACKNOWLEDGE} "):
        return measures.acknowledged(duty.cause.split()[1:])
    if duty.cause == COMBINED:
        return roles_together(stage)
    action = NO_PANE.get(f"go {duty.pane}") or _DONE_BY.get(duty.rule)
    if action and not duty.target:
        return OnScreen(f"act {action}")
    there = OnScreen(f"go {duty.pane} {duty.target}".rstrip())
    if duty.cause.startswith(_BY_MENU) and duty.target in stage.view.incident.measures:
        return InTurn((there, measures.menu(replace(stage, measure=duty.target))))
    return there
