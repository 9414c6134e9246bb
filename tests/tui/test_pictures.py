"""Pictures of every screen and dialog at the sizes they were designed for; a change of them is looked at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from cockpit.incident.checkin import under_way
from cockpit.tui.actions import ScreenName
from cockpit.tui.dialogs.checkin import CheckinForm
from cockpit.tui.widgets.promptline import PromptLine
from tests.tui.seated import dialog, painted, seated, several
from tests.tui.stage import SMALL, TABS, WIDE, the_whole
from tests.tui.story import at
from tests.waiting import wait_for_async

Compare = Callable[..., bool]
Before = Callable[[Any], Awaitable[None]]
SIZES = pytest.mark.parametrize("size", [WIDE, TABS, SMALL], ids=lambda size: f"{size[0]}x{size[1]}")
BIG = pytest.mark.parametrize("size", [WIDE, TABS], ids=lambda size: f"{size[0]}x{size[1]}")


def pressing(*keys: str, then: Callable[[Any], object] = lambda app: True, text: str = "") -> Before:
    """Once the board is painted, press these keys, type the text, and wait for what comes of it."""

    async def before(pilot: Any) -> None:
        await painted(pilot.app)
        await pilot.press(*keys)
        await wait_for_async(lambda: then(pilot.app), "what the keys lead to")
        await pilot.press(*("space" if char == " " else char for char in text))
        await pilot.pause()
        await pilot.pause()

    return before


def asking(app: Any) -> bool:
    return bool(app.board.query_one(PromptLine).is_asking)


def in_dialog(*keys: str) -> Before:
    async def before(pilot: Any) -> None:
        await painted(pilot.app)
        for key in keys:
            await pilot.press(key)
            await dialog(pilot.app)
        await pilot.pause()
        await pilot.pause()

    return before


@SIZES
@pytest.mark.parametrize("kind", ["scribe", "observer"])
def test_a_screen(snap_compare: Compare, tmp_path: Path, kind: ScreenName, size: tuple[int, int]) -> None:
    app = seated(tmp_path, the_whole(), "grace" if kind == "scribe" else "zoe", kind)
    assert snap_compare(app, terminal_size=size, run_before=pressing())


@SIZES
def test_the_observers_panes(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app = seated(tmp_path, the_whole(), "zoe", "observer")
    assert snap_compare(app, terminal_size=size, run_before=pressing("tab"))


@BIG
def test_the_scribes_line(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app = seated(tmp_path, the_whole(), "grace", "scribe")
    line = "-4m ! dave: read-only flag is on"
    assert snap_compare(app, terminal_size=size, run_before=pressing(text=line))


@SIZES
def test_no_incident_yet(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app = seated(tmp_path, None, "dave", demo=lambda: "played")
    assert snap_compare(app, terminal_size=size, run_before=pressing())


@SIZES
def test_several_incidents(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    titles = (
        "Disk full on the build host",
        "Checkout returns 500s",
        "Search is slow for everybody in Europe",
    )
    app = seated(tmp_path, several(*titles), "dave")
    assert snap_compare(app, terminal_size=size, run_before=pressing())


DIALOGS = {
    "severity": "s", "roles": "r", "measures": "m", "help": "question_mark", "duties": "d",
    "palette": "ctrl+p",
}  # fmt: skip


@BIG
@pytest.mark.parametrize("name", DIALOGS)
def test_a_dialog(snap_compare: Compare, tmp_path: Path, name: str, size: tuple[int, int]) -> None:
    before = in_dialog(DIALOGS[name])
    assert snap_compare(seated(tmp_path, the_whole()), terminal_size=size, run_before=before)


@BIG
def test_one_role(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    assert snap_compare(seated(tmp_path, the_whole()), terminal_size=size, run_before=in_dialog("r", "i"))


@BIG
def test_an_entry_whole(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    assert snap_compare(seated(tmp_path, the_whole()), terminal_size=size, run_before=in_dialog("v"))


def open_form(app: Any) -> bool:
    return any(form.is_open for form in app.board.query(CheckinForm))


@BIG
@pytest.mark.parametrize(
    "keys", [(), ("s", "f10"), ("s", *["tab"] * 4, "d")], ids=["fresh", "missing", "plan"]
)
def test_the_check_in(
    snap_compare: Compare, tmp_path: Path, keys: tuple[str, ...], size: tuple[int, int]
) -> None:
    async def before(pilot: Any) -> None:
        await pressing("c", then=open_form)(pilot)
        await wait_for_async(lambda: under_way(pilot.app.incident), "the others see it")
        await pilot.press(*keys)
        await pilot.pause()

    story = the_whole()
    story.now = at("14:08")
    assert snap_compare(seated(tmp_path, story), terminal_size=size, run_before=before)


@BIG
@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (("p",), "put search in read only"), (("i",), "20% of carts"), (("n",), "fix: the region is us"),
        (("q",), ""), (("x",), ""), (("h",), "bob"),
    ],
    ids=["propose", "impact", "note", "question", "refusal", "handoff"],
)  # fmt: skip
def test_a_line(
    snap_compare: Compare, tmp_path: Path, keys: tuple[str, ...], text: str, size: tuple[int, int]
) -> None:
    before = pressing(*keys, then=asking, text=text)
    assert snap_compare(seated(tmp_path, the_whole()), terminal_size=size, run_before=before)


@BIG
def test_a_proposal_with_all_its_fields(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    async def before(pilot: Any) -> None:
        await pressing("p", then=asking, text="search read only")(pilot)
        await pilot.press("tab", "tab")
        await pilot.pause()

    assert snap_compare(seated(tmp_path, the_whole()), terminal_size=size, run_before=before)


@pytest.mark.parametrize("theme", ["textual-light", "ansi-light", "ansi-dark", "nord"])
def test_a_theme(snap_compare: Compare, tmp_path: Path, theme: str) -> None:
    app = seated(tmp_path, the_whole(), theme=theme)
    assert snap_compare(app, terminal_size=WIDE, run_before=pressing())
