"""The whole examination of a place, in the order in which its findings are worth mending."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from shlex import quote

from cockpit.place.files import files
from cockpit.place.finding import Finding, State, advice, mend, well
from cockpit.place.host import host
from cockpit.place.inside import inside
from cockpit.place.locks import locks
from cockpit.place.modes import look
from cockpit.place.private import private_ids, private_path
from cockpit.place.terminal import terminal


def examine(path: Path, drafts: Path, env: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    """Findings about the record at `path`, the drafts of this user, the host and the terminal.

    `now` is this host's clock. Changes nothing; where the modes are wrong the record is not even
    opened, because SQLite would make further files with wrong modes.
    """
    path = path.absolute()
    sound = True
    for finding in (*files(path), *locks(path)):  # one that is locked could be waited for in vain
        sound = sound and finding.state is not State.MEND
        yield finding
    folder = next(place for place in (path.parent, *path.parents) if _is_there(place))
    yield from host(folder)
    if os.access(path, os.R_OK):
        yield from inside(path, now) if sound else (_NOT_OPENED,)
    if sound:
        yield from _private(path, now)
    yield _drafts(drafts)
    yield from terminal(env)


_NOT_OPENED = advice(
    "opening", "not tried: SQLite could make files that shut others out", "mend what ⚑ marks, then look again"
)


def _private(path: Path, now: datetime) -> Iterator[Finding]:
    """Only what is wrong with one, and then its file is named."""
    for incident in private_ids(path):
        one = private_path(path, incident)
        bad = [finding for finding in locks(one) if finding.remedy]
        for finding in bad or inside(one, now):
            if finding.remedy:
                yield finding._replace(found=f"{incident}: {finding.found}")


def _is_there(place: Path) -> bool:
    try:
        return place.exists()
    except OSError:
        return False


def _drafts(folder: Path) -> Finding:
    """What was typed and not sent is nobody else's business."""
    try:
        found = look(folder)
    except OSError:
        found = None
    if found is None:
        return well("drafts", "none kept yet")
    name = quote(str(folder))
    if found.mode & 0o077:
        return mend("drafts", f"{folder} is {found}: others may look into it", f"chmod 0700 {name}")
    if not os.access(folder, os.W_OK):
        return mend(
            "drafts", f"{folder} is {found}: what you type cannot be kept", f"chown {os.geteuid()} {name}"
        )
    return well("drafts", f"{folder} is {found}")
