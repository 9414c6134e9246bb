"""What a terminal sends on its way to the desk: one after the other, in the order it was asked."""

from __future__ import annotations

from collections import deque
from threading import Lock

from cockpit.desk import Desk
from cockpit.record.errors import RecordError
from cockpit.tui.following import FollowingApp
from cockpit.tui.messages import Failed, Settled, Submitted
from cockpit.tui.mistakes import mistake


class Submitting:
    """One thread for each terminal: two lines entered in one burst stand in the record as they were typed.

    The thread ends once nothing is left, so that leaving waits for what was sent and for nothing else.
    """

    def __init__(self, app: FollowingApp) -> None:
        self._app = app
        self._waiting: deque[tuple[Submitted, Desk]] = deque()
        self._lock = Lock()
        self._carrying = False

    def take(self, asked: Submitted, desk: Desk) -> None:
        """Put it behind what was asked before; the answer comes as a message."""
        with self._lock:
            self._waiting.append((asked, desk))
            idle, self._carrying = not self._carrying, True
        if idle:
            self._app.run_worker(self._carry_all, thread=True, exit_on_error=False, group="submit")

    def _carry_all(self) -> None:
        try:
            while (next_one := self._next()) is not None:
                self._app.post_message(_answered(*next_one))
        except BaseException:
            self._carrying = False  # whatever it was, what is asked after it is carried again
            raise

    def _next(self) -> tuple[Submitted, Desk] | None:
        with self._lock:
            self._carrying = bool(self._waiting)
            return self._waiting.popleft() if self._waiting else None


def _answered(asked: Submitted, desk: Desk) -> Settled | Failed:
    try:
        answer = desk.submit(
            asked.command, because=asked.because, word=asked.word_of, moment=asked.moment, commit=asked.commit
        )
    except RecordError as error:
        return Failed(asked, str(error))
    except Exception as error:  # noqa: BLE001 a mistake of the cockpit's own takes nobody's line away
        return Failed(asked, mistake(error))
    return Settled(asked, answer)
