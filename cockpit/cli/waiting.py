"""Staying until a proposed measure is decided, by looking at the record again and again."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from cockpit.cli.acting import Act
from cockpit.cli.failures import REFUSED, Stop
from cockpit.cli.output import nobody_reads, say, text_of
from cockpit.record.errors import RecordError

if TYPE_CHECKING:
    from cockpit.desk import Done
    from cockpit.incident.events import Recorded
    from cockpit.incident.state import Incident

LOOK_EVERY = 0.2
"""Seconds; one look costs the record two rows of an index."""


def wait_for_decision(act: Act, measure: str, proposed: Done, seconds: float) -> None:
    """Print the id, and return once the measure may go ahead; else, or after `seconds`, the command ends."""
    try:
        act.show_id(measure, proposed)
        until_decided(act, measure, seconds)
    except (KeyboardInterrupt, RecordError):
        say(f"No longer waiting: {still_queued(measure)}")
        raise
    say(*decision_lines(act, measure))


def until_decided(
    act: Act, measure: str, seconds: float, each_look: Callable[[float], None] = lambda waited: None
) -> None:
    """Return once the measure may go ahead. `each_look` gets the seconds that have passed. Raises Stop.

    Whoever waits is told on stderr: once that has gone, nobody waits, and nothing may begin unseen.
    """
    began = time.monotonic()
    while not _may_go_ahead(act.desk.incident, measure):
        waited = time.monotonic() - began
        if waited >= seconds:
            raise Stop(f"{measure} was not decided within {seconds:g} s; {still_queued(measure)}", REFUSED)
        if nobody_reads(sys.stderr):
            raise Stop(
                f"The terminal has gone, so nobody waits for {measure}; {still_queued(measure)}", REFUSED
            )
        each_look(waited)
        time.sleep(min(LOOK_EVERY, seconds - waited))
        act.desk.catch_up()


def still_queued(measure: str) -> str:
    """What becomes of a measure nobody waits for any more."""
    return f"it stays in the queue (take it back: cockpit measure withdraw {measure})."


def decision_lines(act: Act, measure: str) -> list[str]:
    """The last entry about a measure, as a line."""
    last = _last_about(act.desk.incident, measure)
    return act.entry_lines([last]) if last is not None else []


def _may_go_ahead(incident: Incident, measure: str) -> bool:
    """Whether it was approved; False while it waits. Ends the command where it was turned down."""
    now = incident.measures[measure]
    if now.state == "asked":
        question = f"{now.asked_by} asks about {measure}: {now.question}"
        raise Stop(f"{question} (answer: cockpit measure answer {measure} TEXT)", REFUSED)
    if now.state in {"refused", "withdrawn"}:
        last = _last_about(incident, measure)
        raise Stop(f"{text_of(last) if last else f'{measure} was {now.state}'}.", REFUSED)
    if now.is_waiting and not incident.is_open:
        raise Stop(f"{incident.id} was closed before {measure} was decided.", REFUSED)
    return not now.is_waiting


def _last_about(incident: Incident, measure: str) -> Recorded | None:
    about = f'"measure":"{measure}"'
    return next((entry for entry in reversed(incident.acts) if about in entry.body), None)
