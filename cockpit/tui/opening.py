"""Opens a screen for one desk and stays until it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cockpit.desk import Desk
from cockpit.drafts import Drafts, Slot
from cockpit.procedures import here, procedure_for
from cockpit.settings import Settings, drafts_folder
from cockpit.tui import lifecycle
from cockpit.tui.app import CockpitApp
from cockpit.tui.clockwatch import ClockWatch, since_boot
from cockpit.tui.keeping import Keeper
from cockpit.tui.records import OneRecord, Records

if TYPE_CHECKING:
    from cockpit.tui.actions import ScreenName
    from cockpit.tui.screens.board import Board


GIVE_WAY = 10
"""How much an observer's process lowers its priority: on a crowded host whoever writes comes first."""


def open_screen(
    desk: Desk,
    kind: ScreenName,
    path: Path,
    settings: Settings,
    env: Mapping[str, str],
    *,
    login: str = "",
    records: Records | None = None,
) -> int:
    """Show the screen of `kind` until the person leaves; the process's exit status."""
    if kind == "observer":
        os.nice(GIVE_WAY)
    drafts = Drafts(drafts_folder(env))
    app = CockpitApp(
        desk,
        lambda here, which: make_board(here, which, Path(here.path), drafts),
        kind=kind,
        login=login,
        theme=settings.theme,
        keys=settings.keys,
        demo=_demonstration(path) if env.get("COCKPIT_GUIDE") else None,
    )
    app.path = str(path)
    if not desk.read_only:
        app.list_keeper = lambda: Keeper(drafts, Slot(path, "", desk.who, "list"), desk.now)
    app.records = records or OneRecord(desk, path)
    app.clock_watch = ClockWatch(since_boot)
    app.procedure = partial(procedure_for, env, here(), path)
    status = lifecycle.run(app, save_drafts=app.keep_drafts, mouse=settings.mouse)
    drafts.close()
    return status


def _demonstration(path: Path) -> Callable[[], str]:
    """Plays a past incident into the record beside this terminal; only offered on a file made for trying."""
    playing: list[subprocess.Popen[bytes]] = []

    def play() -> str:
        if playing and playing[-1].poll() is None:
            return "A past incident is being played already: it stands in the list."
        command = [sys.executable, "-m", "cockpit", "--db", str(path), "replay", DEMO, "--speed", "60"]
        playing.append(
            subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                start_new_session=True,  # it ends when this end of the pipe has gone, however that comes
            )
        )  # fmt: skip
        return "A real incident of 2019 is played at sixty times its speed; it is in the list."

    return play


DEMO = "gitlab"


def make_board(app: CockpitApp, kind: ScreenName, path: Path, drafts: Drafts) -> Board:
    """The screen of one kind of person, over the incident the desk sits at."""
    desk = app.desk
    if kind == "observer":
        from cockpit.tui.screens.observer import ObserverScreen

        return ObserverScreen(desk.store, desk.incident.id, desk.zone)
    if kind == "scribe":
        from cockpit.tui.screens.scribe import ScribeScreen

        slot = Slot(path, desk.incident.id, desk.who, "entry")
        scribe = ScribeScreen(desk.store, desk.incident.id, desk.zone, drafts=drafts, slot=slot)
        scribe.keeper = Keeper(drafts, Slot(path, desk.incident.id, desk.who, "scribe"), desk.now)
        return scribe
    from cockpit.tui.screens.commander import CommanderScreen

    board = CommanderScreen(desk.store, desk.incident.id, desk.zone)
    board.keeper = Keeper(drafts, Slot(path, desk.incident.id, desk.who, "board"), desk.now)
    return board
