"""What takes its time, away from the keys: the reread, texts for the project's commands (S49, S82, S83)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal, TypeVar

from cockpit import hooks
from cockpit.incident.commands import Announce, Command, FinishReread, RecordTicket
from cockpit.incident.partaking import is_reread
from cockpit.incident.state import Incident
from cockpit.incident.texts import harmless
from cockpit.record.errors import RecordError
from cockpit.record.log import Row
from cockpit.record.sqlite import SqliteLog
from cockpit.reports.announcing import first_message
from cockpit.reports.rereading import to_reread
from cockpit.reports.ticket import ticket_text
from cockpit.tui.dialogs.reread import RereadDialog
from cockpit.tui.following import FollowingApp
from cockpit.tui.keeping import Keeper
from cockpit.tui.messages import Submitted

T = TypeVar("T")


def reread(app: FollowingApp) -> None:
    """Walk the entries without a star, from where the last walk stopped."""
    incident = app.incident
    _away(app, lambda: list(to_reread(app.desk.store, incident)), lambda rows: _walk(app, incident, rows))


def _walk(app: FollowingApp, incident: Incident, rows: list[Row]) -> None:
    if not rows and is_reread(incident):
        return _say(app, "Every entry is starred, or was walked already.")

    def walked(far: FinishReread | None) -> None:
        if far is not None:
            app.post_message(Submitted(far))

    keeper = app.board.keeper if app.board else None
    left = keeper.reread_to if keeper else 0  # the record knows less where a terminal died in the walk
    dialog = RereadDialog(
        rows, app.view(), through=incident.number, after=left, came=partial(_came, app, keeper)
    )
    app.push_screen(dialog, walked)


def _came(app: FollowingApp, keeper: Keeper | None, number: int) -> None:
    """Keep the walk's place at every step; an end of the terminal loses none."""
    if keeper is not None and app.board is not None:
        keeper.reread_to = number
        app.board.save_drafts()


def copy_ticket(app: FollowingApp) -> None:
    """The ticket's text to the clipboard."""

    def copied(text: str) -> None:
        app.copy_to_clipboard(text)
        _say(app, "The ticket's text is copied: paste it into your tracker. cockpit ticket prints it too.")

    _away(app, lambda: _text(app), copied)


def send_ticket(app: FollowingApp) -> None:
    """The ticket's text to the project's command; the address it prints is stored."""
    _send(app, hooks.TICKET, lambda: _text(app), lambda link: RecordTicket(link) if link else None)


def post_first_message(app: FollowingApp) -> None:
    """The first message to the project's command; that it was posted is stored, with its address."""
    message = first_message(app.incident, path=app.path, host=app.desk.origin.host)
    _send(app, hooks.ANNOUNCE, lambda: message, lambda link: Announce(link=link))


def _send(
    app: FollowingApp,
    hook: hooks.Hook,
    text: Callable[[], str],
    record: Callable[[str | None], Command | None],
) -> None:
    """Hand a text to the project's command, and record what `record` makes of the address it prints."""
    command = hooks.command_of(hook, app.incident)
    if not command:
        return _say(app, f"This project names no command ({hook.key}): copy the text, then store the link.")
    _say(app, f"Running {' '.join(command)} …")

    def sent(link: str | None) -> None:
        if link is None:
            _say(app, f"The command printed no address: look for {hook.makes}, then store its link.")
        recorded = record(link)
        if recorded is not None:
            app.post_message(Submitted(recorded))

    _away(app, lambda: hooks.send(hook, command, text()), sent)


def _text(app: FollowingApp) -> str:
    store = app.desk.store
    where = f" --db {store.path}" if isinstance(store, SqliteLog) else ""
    reference = f"cockpit observe{where} --incident {app.incident.id}"
    return ticket_text(app.incident, store, app.desk.now(), reference)


def _away(app: FollowingApp, ask: Callable[[], T], then: Callable[[T], object]) -> None:
    """Do it in a thread, so that neither a slow disk nor a slow tracker holds the keys up."""

    def work() -> None:
        try:
            found = ask()
        except (RecordError, hooks.NotSent) as error:
            app.call_from_thread(_say, app, str(error), "error")
        else:
            app.call_from_thread(then, found)

    app.run_worker(work, thread=True, exit_on_error=False, group="retrospective")


def _say(app: FollowingApp, sentence: str, severity: Literal["information", "error"] = "information") -> None:
    app.notify(harmless(sentence), severity=severity, markup=False, timeout=8)
