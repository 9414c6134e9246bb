"""Carries out what an action came to, and tells the person what the desk answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from cockpit.desk import Answer, Done
from cockpit.incident.commands import Approve, Command, Delegate, Refuse
from cockpit.incident.duties import Duty
from cockpit.incident.rules import Refused
from cockpit.incident.silence import may_take_over
from cockpit.incident.texts import harmless
from cockpit.reports.announcing import first_message
from cockpit.tui import calling, exporting, importing, retrospective
from cockpit.tui.acts import telling
from cockpit.tui.acts.meeting import NO_PANE, meeting
from cockpit.tui.acts.reasons import why
from cockpit.tui.acts.steps import (
    Arm,
    Ask,
    CallIn,
    ExportFile,
    ImportFile,
    InTurn,
    OnScreen,
    Open,
    Stage,
    Step,
    Submit,
    Tell,
)
from cockpit.tui.dialogs.checklist import Checklist
from cockpit.tui.dialogs.choice import Choice, ChoiceDialog
from cockpit.tui.dialogs.helping import HelpDialog
from cockpit.tui.dialogs.people import PeopleDialog
from cockpit.tui.following import FollowingApp
from cockpit.tui.messages import Submitted


def decisions(app: FollowingApp, act: Literal["approve", "refuse"], measure: str) -> Iterator[Command]:
    """What a confirmed row stands for; a deputy of a silent commander takes approving over first (S13)."""
    view = app.view()
    if may_take_over(view.incident, view.me, view.now):
        yield Delegate()
    yield Approve(measure) if act == "approve" else Refuse(measure)


def tell(app: FollowingApp, sentence: str, severity: Literal["information", "warning", "error"]) -> None:
    """A toast; nothing in it is interpreted."""
    app.notify(harmless(sentence), severity=severity, markup=False, timeout=8)


async def carry(app: FollowingApp, step: Step | None, stage: Stage) -> None:
    """Do one step; dialogs and lines lead to the next."""
    board = app.board
    if step is None or board is None:
        return
    if isinstance(step, Submit):
        asked = Submitted(step.command, step.word, step.because, step.moment, step.commit)
        app.post_message(asked)
    elif isinstance(step, ImportFile | ExportFile | CallIn):
        _apart(app, step, stage)
    elif isinstance(step, InTurn):
        for one in step.steps:
            await carry(app, one, stage)
    elif isinstance(step, Ask):
        await board.ask(step)
    elif isinstance(step, Tell):
        _say(app, step)
    elif isinstance(step, Arm):
        board.arm(step.act, step.measure)
    elif isinstance(step, OnScreen):
        await on_screen(app, step.what, stage)
    else:
        _open(app, step, stage)


def _apart(app: FollowingApp, step: ImportFile | ExportFile | CallIn, stage: Stage) -> None:
    """What takes its time and is done beside the loop."""
    if isinstance(step, CallIn):
        calling.call_in(app, step)
    elif isinstance(step, ImportFile):
        importing.take_in(app, step, stage.view.incident.id)
    else:
        exporting.hand_on(app, step)


def _say(app: FollowingApp, step: Tell) -> None:
    if step.copied:
        app.copy_to_clipboard(step.copied)
    tell(app, step.sentence, "information")


async def on_screen(app: FollowingApp, what: str, stage: Stage) -> None:
    """What is the app's own business; the rest the screen does."""
    board = app.board
    if what == "copy":
        _copy_first_message(app, stage)
    elif what == "spoken for":
        await _show_spoken_for(app)
    elif what == "incidents":
        app.list_incidents()
    elif what in _RETROSPECTIVE:
        _RETROSPECTIVE[what](app)
    elif what in {"help", "palette"} and board is not None:
        dialog = HelpDialog(board.kind, app.keys, searching=what == "palette")
        _open(app, Open(dialog, lambda action: OnScreen(f"act {action}")), stage)
    elif what in NO_PANE or what.startswith("act "):
        await app.act(NO_PANE.get(what) or what.removeprefix("act "))
    elif board is not None:
        await board.do(what)


def _copy_first_message(app: FollowingApp, stage: Stage) -> None:
    """To the clipboard; then, once it is posted, one key says so (S49)."""
    path, host = app.path, app.desk.origin.host
    message = first_message(stage.view.incident, path=path, host=host)
    app.copy_to_clipboard(message)
    shown = message if app.size.height >= _ROOMY else ""
    _open(app, telling.announcing(stage, shown, path, host), stage)


_ROOMY = 18
"""Rows of a terminal from which the first message is shown beside what can be done with it."""
_RETROSPECTIVE = {
    "reread": retrospective.reread,
    "ticket copy": retrospective.copy_ticket,
    "ticket send": retrospective.send_ticket,
    "first message send": retrospective.post_first_message,
}


async def _show_spoken_for(app: FollowingApp) -> None:
    if app.board is not None and app.spoken_for:
        await app.board.do(f"read {app.spoken_for}")
    else:
        tell(app, "Nothing was entered by word for you since this screen was opened.", "information")


def _open(app: FollowingApp, step: Open, stage: Stage) -> None:
    def chosen(result: object) -> None:
        if result is not None:
            app.run_worker(carry(app, step.then(result), stage), exit_on_error=False)

    app.push_screen(step.dialog, chosen)


async def go(app: FollowingApp, duty: Duty) -> None:
    """Do what meets a duty, or go where it is met."""
    board = app.board
    if board is not None and board.view is not None:
        stage = Stage(board.view, *board.selection())
        await carry(app, meeting(duty, stage), stage)


async def settle(app: FollowingApp, asked: Submitted, answer: Answer) -> None:
    """The desk has answered: the screen learns of it, a doubt asks for the reason."""
    board = app.board
    if board is None:
        return
    board.settled(asked, answer)
    if not isinstance(answer, Done) and isinstance(app.screen, Checklist | PeopleDialog):
        app.screen.dismiss(None)  # what is asked now is asked on the board
    if isinstance(answer, Done):
        if answer.note:
            tell(app, answer.note, "information")
    elif isinstance(answer, Refused):
        _refused(app, asked, answer)
    else:
        await board.ask(why(asked, answer))


def _refused(app: FollowingApp, asked: Submitted, refused: Refused) -> None:
    """Say no; where somebody's spoken word would do, one key enters it."""
    board = app.board
    if not refused.word_of or board is None or board.view is None:
        tell(app, str(refused), "warning")
        return
    spoken = Submit(asked.command, asked.because, refused.word_of, asked.moment, asked.commit)
    label = f"{refused.word_of} said so on the call: enter it by word"
    title = refused.why[:1].upper() + refused.why[1:]
    dialog = ChoiceDialog(title, [Choice("w", label, spoken)], text=f"Who may: {refused.who_may}.")
    _open(app, Open(dialog, lambda step: step), Stage(board.view, *board.selection()))


def failed(app: FollowingApp, asked: Submitted, sentence: str) -> None:
    """The record could not take it: nothing is lost, the text comes back."""
    board = app.board
    if board is not None:
        board.failed(asked, sentence)
    tell(app, sentence, "error")
