"""Who is here and how they hold up, a row for each person; it stays open while roles are given (S9, S55)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cockpit.incident.state import Incident
from cockpit.tui.acts.steps import Step, Submit
from cockpit.tui.dialogs.rows import DialogRow, RowKey, RowsDialog
from cockpit.tui.messages import Submitted

Rows = Callable[[Incident], Sequence[DialogRow[Step]]]


class PeopleDialog(RowsDialog[Step]):
    """What a key submits is sent at once and the rows follow; anything else closes it and is done then."""

    def __init__(
        self, title: str, rows: Rows, incident: Incident, *, keys: Sequence[RowKey[Step]], start: int
    ) -> None:
        super().__init__(title, rows(incident), keys=keys, start=start)
        self._made = rows

    def on_mount(self) -> None:
        super().on_mount()
        self.watch(self.app, "incident", self._changed, init=False)

    def take(self, value: Step) -> None:
        if isinstance(value, Submit):
            self.post_message(Submitted(value.command, value.word, value.because))
        else:
            self.dismiss(value)

    def _changed(self, incident: Any) -> None:
        """The next who has just come is selected, else whoever was."""
        rows = self._made(incident)
        waiting = next((at for at, row in enumerate(rows) if row.sign == ARRIVED), None)
        stays = self._at if self._at is not None and self._at < len(rows) else 0
        self.renew(rows, stays if waiting is None else waiting)


ARRIVED = "✚"
"""The sign of whoever is here without a role."""
