"""From the list of incidents to a screen: sit down at one, or declare it first."""

from __future__ import annotations

from cockpit.desk import Done
from cockpit.incident.commands import Declare
from cockpit.record.errors import RecordError
from cockpit.tui.carrying import tell
from cockpit.tui.following import FollowingApp
from cockpit.tui.screens.incidents import IncidentsScreen


def sit_down(app: FollowingApp, incident: str) -> None:
    """Open an incident's screen; where its record cannot be read, say why and stay."""

    def read() -> None:
        try:
            desk, path = app.records.place_of(incident)
            if all(one.incident != incident for one in desk.store.incidents()):
                raise RecordError(f"{incident} is not there any more, or not for you: pick another one.")
            desk.open(incident)
        except RecordError as error:
            app.call_from_thread(tell, app, str(error), "error")
        else:
            app.call_from_thread(app.sit_at, desk, path)

    app.run_worker(read, thread=True, exit_on_error=False, group="open")


def declare(app: FollowingApp, asked: IncidentsScreen.Declared) -> None:
    """Declare an incident in everybody's record, by the project's procedure; open its screen (S2, S40)."""

    def write() -> None:
        found = app.procedure()
        for sentence in found.trouble:
            app.call_from_thread(tell, app, sentence, "warning")
        try:
            desk, path = app.records.place_of("")
            answer = desk.declare(Declare(asked.title, impact=asked.impact), procedure=found.procedure)
        except RecordError as error:
            app.call_from_thread(tell, app, str(error), "error")
            app.call_from_thread(asked.listed.not_declared)
            return
        if isinstance(answer, Done):
            app.call_from_thread(asked.listed.declared)
            app.call_from_thread(app.sit_at, desk, path)
        else:
            app.call_from_thread(tell, app, str(answer), "warning")
            app.call_from_thread(asked.listed.not_declared)

    app.run_worker(write, thread=True, exit_on_error=False, group="open")
