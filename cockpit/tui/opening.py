"""Opens a screen for one desk and stays until it ends."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cockpit.desk import Desk
from cockpit.drafts import Drafts
from cockpit.settings import Settings, drafts_folder
from cockpit.tui import lifecycle
from cockpit.tui.app import CockpitApp

if TYPE_CHECKING:
    from cockpit.tui.actions import ScreenName
    from cockpit.tui.screens.board import Board


def open_screen(
    desk: Desk, kind: ScreenName, path: Path, settings: Settings, env: Mapping[str, str], *, login: str = ""
) -> int:
    """Show the screen of `kind` until the person leaves; the process's exit status."""
    drafts = Drafts(drafts_folder(env))
    app = CockpitApp(
        desk,
        lambda here, which: make_board(here, which, path, drafts),
        kind=kind,
        login=login,
        theme=settings.theme,
        keys=settings.keys,
    )
    status = lifecycle.run(app, save_drafts=app.keep_drafts, mouse=settings.mouse)
    drafts.close()
    return status


def make_board(app: CockpitApp, kind: ScreenName, path: Path, drafts: Drafts) -> Board:
    """The screen of one kind of person, over the incident the desk sits at."""
    desk = app.desk
    if kind == "observer":
        from cockpit.tui.screens.observer import ObserverScreen

        return ObserverScreen(desk.store, desk.incident.id, desk.zone)
    if kind == "scribe":
        from cockpit.tui.screens.scribe import ScribeScreen

        return ScribeScreen(desk.store, desk.incident.id, desk.zone)
    from cockpit.tui.screens.commander import CommanderScreen

    return CommanderScreen(desk.store, desk.incident.id, desk.zone)
