"""The record into a file that somebody named, away from the loop."""

from __future__ import annotations

from pathlib import Path

from cockpit.incident.texts import harmless
from cockpit.record.errors import RecordError
from cockpit.reports.exports import CannotSave, export_lines, save
from cockpit.tui.acts.steps import ExportFile
from cockpit.tui.following import FollowingApp


def hand_on(app: FollowingApp, wanted: ExportFile) -> None:
    """Write it, and tell what came of it."""
    incident, now = app.incident, app.desk.now()

    def work() -> None:
        try:
            target = Path(wanted.path).expanduser()
            store, everything = app.desk.store, wanted.everything
            lines = export_lines(wanted.form, incident, store, now, everything=everything)
            save(lines, target)
        except (CannotSave, RecordError, RuntimeError) as error:
            told = str(error)
        else:
            told = f"Written to {target}."
        app.call_from_thread(app.notify, harmless(told), markup=False, timeout=12)

    app.run_worker(work, thread=True, exit_on_error=False, group="export")
