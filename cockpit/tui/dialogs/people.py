"""Who is here and how they hold up, a row for each person; it stays open while roles are given (S9, S55)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from textual.message import Message

from cockpit.incident.state import Incident
from cockpit.reports.people import Logins
from cockpit.tui.acts.steps import Step, Submit
from cockpit.tui.dialogs.rows import DialogRow, RowKey, RowsDialog
from cockpit.tui.messages import Submitted

Rows = Callable[[Incident, Logins], Sequence[DialogRow[Step]]]


class PeopleDialog(RowsDialog[Step]):
    """What a key submits is sent at once and the rows follow; anything else closes it and is done then."""

    @dataclass
    class LoginsWanted(Message):
        """The dialog is there, and shows the logins as soon as somebody has read them."""

        dialog: PeopleDialog

    def __init__(
        self, title: str, rows: Rows, incident: Incident, *, keys: Sequence[RowKey[Step]], start: int
    ) -> None:
        super().__init__(title, rows(incident, {}), keys=keys, start=start)
        self._made = rows
        self._incident = incident
        self._logins: Logins = {}

    def on_mount(self) -> None:
        super().on_mount()
        self.watch(self.app, "incident", self._changed, init=False)
        self.post_message(self.LoginsWanted(self))

    def know(self, logins: Logins) -> None:
        """Who wrote under a name that is not their login's: read of the record after it opened."""
        if logins and self.is_mounted:
            self._logins = logins
            self.renew(self._made(self._incident, logins), self._at or 0)

    def take(self, value: Step) -> None:
        if isinstance(value, Submit):
            self.post_message(Submitted(value.command, value.word, value.because))
        else:
            self.dismiss(value)

    def _changed(self, incident: Any) -> None:
        """The next who has just come is selected, else whoever was."""
        self._incident = incident
        rows = self._made(incident, self._logins)
        waiting = next((at for at, row in enumerate(rows) if row.sign == ARRIVED), None)
        stays = self._at if self._at is not None and self._at < len(rows) else 0
        self.renew(rows, stays if waiting is None else waiting)


ARRIVED = "✚"
"""The sign of whoever is here without a role."""
