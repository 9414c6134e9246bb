"""A screen whose clock runs many times as fast: `python -m bench.fast PATH SCREEN BEGAN ZERO SPEED`."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import cast

from bench.clock import fast_clock
from cockpit.desk import Desk
from cockpit.drafts import Drafts
from cockpit.incident.envelope import Origin
from cockpit.record.sqlite import SqliteLog
from cockpit.settings import drafts_folder
from cockpit.tui import lifecycle
from cockpit.tui.actions import ScreenName
from cockpit.tui.app import CockpitApp
from cockpit.tui.opening import make_board


def main(path: str, screen: str, *times: str) -> int:
    """Show the only incident of a record until the terminal goes; the exit status."""
    clock = fast_clock(*map(float, times))
    name = cast(ScreenName, screen)
    drafts = Drafts(drafts_folder(os.environ))
    with closing(SqliteLog(path, now=clock)) as log:
        desk = Desk(log, "alice", Origin(user="alice"), clock=clock, read_only=screen == "observer")
        desk.open(log.incidents()[0].incident)
        app = CockpitApp(desk, lambda _, which: make_board(app, which, Path(path), drafts), kind=name)
        return lifecycle.run(app, save_drafts=app.keep_drafts)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
