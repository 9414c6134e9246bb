"""Calls somebody with the project's command, away from the loop, and tells what came of it."""

from __future__ import annotations

from cockpit.fetching import Called, NotCalled, call, reach
from cockpit.incident.commands import Fetch
from cockpit.incident.texts import harmless
from cockpit.tui.acts.steps import CallIn
from cockpit.tui.following import FollowingApp
from cockpit.tui.messages import Submitted


def call_in(app: FollowingApp, wanted: CallIn) -> None:
    """Run it; how it ended enters the record, and a failure says how they are reached otherwise."""

    def work() -> None:
        try:
            ended = call(wanted.command)
        except NotCalled as error:
            app.call_from_thread(_failed, app, wanted, str(error))
        else:
            app.call_from_thread(_ended, app, wanted, ended)

    app.notify(harmless(f"Calling {wanted.person} …"), markup=False, timeout=4)
    app.run_worker(work, thread=True, exit_on_error=False, group="call")


def _ended(app: FollowingApp, wanted: CallIn, ended: Called) -> None:
    app.post_message(Submitted(Fetch(wanted.person, ended.exit_code)))
    if ended.exit_code:
        why = f": {ended.said}" if ended.said else ""
        _failed(app, wanted, f"{wanted.command[0]} failed with {ended.exit_code}{why}.")
    else:
        app.notify(harmless(ended.said or f"{wanted.person} was called."), markup=False, timeout=8)


def _failed(app: FollowingApp, wanted: CallIn, sentence: str) -> None:
    told = f"{sentence} {reach(app.incident, wanted.person)}"
    app.notify(harmless(told), severity="error", markup=False, timeout=20)
