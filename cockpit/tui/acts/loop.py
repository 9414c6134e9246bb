"""Actions on what is put before one person: duties, put off until later, and own timers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from cockpit.incident import commands as cmd
from cockpit.incident.duties import Duty, ago
from cockpit.incident.duties.measures import ACKNOWLEDGE
from cockpit.incident.duties.staffing import NO_COMMANDER
from cockpit.incident.moments import parse
from cockpit.incident.people import same_person
from cockpit.incident.state import Timer
from cockpit.incident.zones import BadTime
from cockpit.tui.acts.meeting import meeting
from cockpit.tui.acts.steps import Ask, OnScreen, Open, Stage, Step, Submit, Tell
from cockpit.tui.dialogs.choice import Choice, ChoiceDialog
from cockpit.tui.panes.base.words import clock
from cockpit.tui.view import View
from cockpit.tui.widgets.promptline import Field, Prompt

_NOTHING = Tell("Nothing is due for you now.")
_OTHER = "other"
"""What is chosen where it is none of the rows."""
_LINE = Prompt(
    "timer", "Ring me", (Field("text", "what for", "back to dave"), Field("in", "in", "5m, 14:30", "5m")),
    "enter: in 5 minutes · tab: another time",
)  # fmt: skip


def duties(stage: Stage) -> Step:
    """Everything due for me; choosing one does it, or goes there; one key puts one off."""
    rows: list[Choice[Duty | str]] = [*_rows(stage.view)]
    if not rows:
        return _NOTHING
    rows += _named_keys(stage.view.my_duties)
    rows.append(Choice("S", "put one off until the next check-in", _OTHER))
    return Open(ChoiceDialog("Due now", rows), lambda chosen: _chosen(stage, chosen))


def _named_keys(due: Sequence[Duty]) -> Iterator[Choice[Duty | str]]:
    """The keys that the duties' own words name: they work here too."""
    if any(duty.cause == NO_COMMANDER for duty in due):
        yield Choice("t", "take command", "command.take")
        yield Choice("r", "the roles", "roles")
        yield Choice("P", "call somebody", "fetch")
    if any(duty.pane == "people" for duty in due):
        yield Choice("g", "the people here, and roles for them", "people")
    for duty in due:
        if duty.cause.startswith(f"{ACKNOWLEDGE} "):
            yield Choice("!", "acknowledge what is red", duty)


def _chosen(stage: Stage, chosen: Duty | str) -> Step:
    if isinstance(chosen, Duty):
        return meeting(chosen, stage)
    return snooze(stage) if chosen == _OTHER else OnScreen(f"act {chosen}")


def _rows(view: View) -> list[Choice[Duty | str]]:
    return [
        Choice(str(n), duty.text, duty, f"{duty.rule} · since {ago(duty.since, view.now)}")
        for n, duty in enumerate(view.my_duties, 1)
    ]


def snooze(stage: Stage) -> Step:
    """Which of my duties can wait? Until the next check-in; a promise to a client returns sooner."""
    rows = _rows(stage.view)
    if not rows:
        return _NOTHING
    text = "It comes back with the next check-in; what was promised to a client comes back sooner."
    return Open(ChoiceDialog("Put off what?", rows, text=text), lambda duty: Submit(cmd.Snooze(duty.cause)))


def timer(stage: Stage) -> Step:
    """A timer of my own; where I have some, which of them is over?"""
    view = stage.view
    own = [one for one in view.incident.timers.values() if same_person(one.person, view.me)]
    if not own:
        return _new(view)
    rows: list[Choice[Timer | str]] = [
        Choice(str(n), f"end {one.id}: {one.text}", one, _when(one, view.now))
        for n, one in enumerate(sorted(own, key=lambda one: one.until), 1)
    ]
    rows.append(Choice("T", "another timer", _OTHER))
    return Open(
        ChoiceDialog("My timers", rows),
        lambda one: _new(view) if one == _OTHER else Submit(cmd.EndTimer(one.id)),
    )


def _when(timer: Timer, now: datetime) -> str:
    rung = now >= timer.until
    return f"rang at {clock(timer.until, now)}" if rung else f"rings at {clock(timer.until, now)}"


def _new(view: View) -> Step:
    def read(values: Mapping[str, str]) -> Step | str:
        text, zone = values["text"].strip(), view.now.tzinfo
        if not text or zone is None:
            return "Say in a few words what for."
        try:
            until = parse(values["in"] or "5m", now=view.now, zone=zone, planned=True).at
        except BadTime as error:
            return str(error)
        return Submit(cmd.SetTimer(text, until))

    return Ask(_LINE, read)
