"""How a board holds a check-in: its form opened, begun for the others to see, left, taken over, finished."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cockpit.desk import Answer, Done
from cockpit.incident.checkin import under_way
from cockpit.incident.commands import CheckIn, Command, LeaveCheckIn, StartCheckIn
from cockpit.incident.people import same_person
from cockpit.incident.rules import Accepted, Asking, NeedsReason, Refused, decide
from cockpit.incident.texts import harmless
from cockpit.tui.acts.reasons import why
from cockpit.tui.dialogs.checkin import CheckinForm
from cockpit.tui.messages import Submitted
from cockpit.tui.view import View

if TYPE_CHECKING:
    from cockpit.tui.screens.board import Board


class CheckIns:
    """The one form of a board, which is made when it is first wanted."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self.left_behind: Mapping[str, Any] = {}
        """What an earlier terminal of this person left in it."""
        self._decided: tuple[Command, ...] = ()
        """What was decided of the queue in the check-in that is on its way."""

    @property
    def form(self) -> CheckinForm | None:
        """The form, once it was wanted."""
        return next(iter(self._board.query(CheckinForm)), None)

    @property
    def open_form(self) -> CheckinForm | None:
        """The form while it is shown, or has stepped aside for a line."""
        return self.form if self.form and self.form.is_open else None

    async def begin(self) -> None:
        """Open it, and say so to the others; too early, the reason comes first (S73)."""
        view = self._board.view
        if view is None:
            return
        asked = Submitted(StartCheckIn())
        verdict = decide(view.incident, StartCheckIn(), Asking(view.me, view.now))
        if isinstance(verdict, NeedsReason):
            await self._board.ask(why(asked, verdict))
            return
        if isinstance(verdict, Accepted):
            await self.show(view)
        if not isinstance(verdict, Accepted) or verdict.said:
            self._board.post_message(asked)

    async def show(self, view: View) -> None:
        """The form as it was left, or afresh."""
        form = self.form
        if form is None:
            form = CheckinForm()
            await self._board.mount(form)
            await form.restore(self.left_behind, view)
        await form.open(view)

    def typed(self) -> Mapping[str, Any]:
        """What stands in it, for a draft."""
        return self.form.values() if self.form else self.left_behind

    async def follow(self, view: View) -> None:
        """Something changed: what waits is shown; a check-in that is over, or another's, is let go."""
        form = self.open_form
        if form is None:
            return
        await form.update_queue(view)
        incident, begun = view.incident, under_way(view.incident)
        if incident.phase != "active" or form.is_over:
            if not _is_mine(view):
                form.close(done=True)
                self._board.focus_default()
                self._board.notify(harmless(_over(view)), markup=False)
        elif form.is_stale:
            form.complain(f"{incident.commander} has command now: esc, then c begins it afresh.")
        elif begun is not None and not begun.is_filled_by(view.me):
            form.complain(f"{begun.by} goes on with this check-in: esc keeps what you typed.")

    def finished(self, event: CheckinForm.Finished) -> None:
        """Take it to the desk; what was decided of the queue follows once it is stored."""
        self._decided = event.decided
        self._board.post_message(Submitted(event.command))

    def left(self) -> None:
        """The others see that it is put off; not where somebody else has gone on with it."""
        view = self._board.view
        begun = under_way(view.incident) if view else None
        if view and (begun is None or begun.is_filled_by(view.me)):
            self._board.post_message(Submitted(LeaveCheckIn()))
        self._board.focus_default()

    def settled(self, asked: Submitted, answer: Answer) -> None:
        """The desk answered about a check-in."""
        if isinstance(asked.command, StartCheckIn):
            self._started(answer)
        elif isinstance(asked.command, CheckIn) and self.form:
            self._stored(self.form, answer)

    def _started(self, answer: Answer) -> None:
        form, view = self.open_form, self._board.view
        if isinstance(answer, Refused) and form is not None:
            form.close()
            self._board.focus_default()
        elif isinstance(answer, Done) and form is None and view is not None:
            self._board.run_worker(self.show(view), exit_on_error=False)

    def _stored(self, form: CheckinForm, answer: Answer) -> None:
        if isinstance(answer, Done):
            form.close(done=True)
            self._board.focus_default()
            for command in self._decided:
                self._board.post_message(Submitted(command))
        elif isinstance(answer, Refused):
            form.complain(str(answer))


def _is_mine(view: View) -> bool:
    """Whether this terminal's own check-in was just stored: its answer closes the form."""
    incident = view.incident
    if incident.phase != "active":
        return False
    number = incident.checkins[-1].number
    stored = next((entry for entry in reversed(incident.acts) if entry.number == number), None)
    return stored is not None and same_person(stored.by_word or stored.actor, view.me)


def _over(view: View) -> str:
    """Why the form has gone."""
    incident = view.incident
    if incident.phase == "active" and incident.checkins:
        last = incident.checkins[-1]
        return f"Check-in {last.loop} was finished by {last.by}."
    return "No check-in is due any more."
