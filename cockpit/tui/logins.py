"""Who wrote under a name that is not their login's, read for the list of people while it is open."""

from __future__ import annotations

from contextlib import suppress

from cockpit.record.errors import RecordError
from cockpit.tui.dialogs.people import PeopleDialog
from cockpit.tui.following import FollowingApp


def read_logins(app: FollowingApp, dialog: PeopleDialog) -> None:
    """Away from the loop: it looks at every entry."""
    desk, incident = app.desk, app.desk.incident.id

    def read() -> None:
        with suppress(RecordError):  # the top bar says that the record cannot be read
            app.call_from_thread(dialog.know, desk.store.logins(incident))

    app.run_worker(read, thread=True, exit_on_error=False, group="logins")
