"""Actions at the end: back to active, the checklist of the close (S76–S80)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from cockpit.incident import commands as cmd
from cockpit.incident.closing import OpenEnds, is_worse_again, open_ends
from cockpit.incident.duties import ago
from cockpit.incident.moments import age
from cockpit.incident.state import Incident
from cockpit.tui.acts.steps import Ask, OnScreen, Open, Stage, Step, Submit
from cockpit.tui.dialogs.checklist import Checklist, Page, Tick
from cockpit.tui.dialogs.choice import Choice, ChoiceDialog
from cockpit.tui.view import View
from cockpit.tui.widgets.promptline import Field, Prompt

Line = Choice[Step | Tick]

_MEASURES = 4
"""Running measures that the list names; the rest is a count."""


def reopen(stage: Stage) -> Step:
    """One key where it got worse in the watch (S77); else it is asked, for nothing says so yet."""
    incident = stage.view.incident
    if is_worse_again(incident):
        return Submit(cmd.Reopen())
    text = "The same record goes on."
    if incident.phase == "watch":
        text = "It counts as a relapse, and the check-in clock restarts."
    elif incident.last_commander:
        text += f" {incident.last_commander} is offered command, where the close was less than a day ago."
    choices: list[Choice[Step]] = [Choice("y", "yes, back to active", Submit(cmd.Reopen()))]
    return Open(ChoiceDialog("Back to active?", choices, text=text), lambda step: step)


def close(stage: Stage) -> Step:
    """What is still open, each with the key that settles it, and the close itself (S78)."""
    return Open(Checklist(_page, stage.view), lambda step: step)


def _page(view: View) -> Page:
    incident = view.incident
    ends = open_ends(incident, view.now)
    asks = "" if ends.none else "it asks why, once, for all that is open"
    choices: list[Line] = [Choice("y", "wind down and close", Submit(cmd.Close()), asks)]
    choices += [*_audiences(ends), *_running(ends), *_first_message(incident)]
    return Page("Close the incident?", "\n".join(_standing(ends, view)), choices)


def _standing(ends: OpenEnds, view: View) -> Iterator[str]:
    """The three things a close looks at, each as it stands."""
    if ends.left is None:
        yield "◌ it was never called resolved (R): nothing has been watched"
    elif ends.left > timedelta():
        yield f"◌ {age(ends.left)} of the watch are left"
    elif view.incident.resolved_at:
        yield f"✔ the watch is over: quiet for {ago(view.incident.resolved_at, view.now)}"
    untold = ", ".join(ends.untold)
    yield f"◌ not told of the end: {untold}" if untold else "✔ whoever was told of it knows that it is over"
    running = ", ".join(measure.id for measure in ends.running)
    yield f"◌ still running: {running}" if running else "✔ no measure is running"
    if ends.unstarted:
        never = ", ".join(f"{measure.id} ({measure.state})" for measure in ends.unstarted)
        yield f"◌ never started, the ticket names them: {never}"
    yield "The rest sleeps until everybody's next working morning."


def _audiences(ends: OpenEnds) -> Iterator[Line]:
    """Told of the end, or need not be; two keys for each audience, beside each other."""
    for place, name in enumerate(ends.untold[:4]):
        told = Tick(Submit(cmd.Tell(name, ending=True)))
        waived = Tick(Submit(cmd.Waive(name)))
        yield Choice(str(2 * place + 1), f"{name} was told of the end", told)
        yield Choice(str(2 * place + 2), f"{name} need not be told", waived)


def _running(ends: OpenEnds) -> Iterator[Line]:
    for key, measure in zip("abcd", ends.running[:_MEASURES], strict=False):
        to_it = OnScreen(f"go mitigations {measure.id}")
        yield Choice(key, f"{measure.id} still runs: say what came of it", to_it, measure.text)


def _first_message(incident: Incident) -> Iterator[Line]:
    if incident.first_message is None:
        yield Choice("l", "the link of the first message is missing", ask_first_message())


def ask_first_message() -> Step:
    """Where the first message about it was written (S85)."""

    def read(values: Mapping[str, str]) -> Step | str:
        link = values["link"].strip()
        return Submit(cmd.Announce(link=link)) if link else "Paste the message's link, or esc."

    field = Field("link", "link", "https://chat.example/…")
    return Ask(Prompt("first message", "The link of the first message", (field,), "enter stores it"), read)
