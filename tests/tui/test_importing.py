"""Importing a timeline file from the commander's screen: whole and once, or not at all, with the reason."""

from __future__ import annotations

import json
import os
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from cockpit.incident.commands import Import
from cockpit.record.holders import locks_on
from cockpit.record.sqlite import SqliteLog
from cockpit.rowfile import checked, commit_of, raw_rows
from cockpit.tui.app import CockpitApp
from cockpit.tui.widgets.promptline import PromptLine
from tests.record.facts import declare
from tests.tui.seated import seated, sitting_down
from tests.tui.stage import the_whole
from tests.waiting import wait_for_async

ROW = {"t": "2026-11-23T13:40:00+01:00", "who": "on-call", "kind": "note", "text": "the lag began"}


def file_of(folder: Path, *rows: Any) -> Path:
    path = folder / "rows.json"
    path.write_text(json.dumps(rows))
    return path


def toasts(app: CockpitApp) -> list[str]:
    return [toast.message for toast in app._notifications]


async def ask(app: CockpitApp, pilot: Pilot[None]) -> PromptLine:
    """Press the key and wait for the line."""
    assert app.board is not None
    line = app.board.query_one(PromptLine)
    await pilot.press("I")
    await wait_for_async(lambda: line.is_asking, "the file is asked for")
    return line


async def imports(app: CockpitApp, pilot: Pilot[None], path: Path | str, *, zone: str = "") -> str:
    """Import a file by key, its path pasted, and give back what is told."""
    before = toasts(app)
    line = await ask(app, pilot)
    app.post_message(events.Paste(str(path)))
    await wait_for_async(lambda: line.query_one("#prompt-first", Input).value == str(path), "it is pasted")
    if zone:
        await pilot.press("tab", *zone)
    await pilot.press("enter")
    await wait_for_async(lambda: toasts(app) != before, "something is told")
    return toasts(app)[-1]


async def test_a_good_file_goes_in_whole_and_once(tmp_path: Path) -> None:
    path = file_of(tmp_path, ROW, ROW | {"text": "the pager rang", "ticket": 7})
    async with sitting_down(seated(tmp_path, the_whole())) as (app, pilot):
        before = app.incident.number
        assert await imports(app, pilot, path) == "2 entries imported from rows.json."
        await wait_for_async(lambda: app.incident.number == before + 2, "the entries are on the screen")
        row = app.desk.store.row(app.incident.id, before + 2)
        assert row is not None
        assert (row.text, row.who, row.actor) == ("the pager rang", "on-call", "alice")
        assert json.loads(row.extra or "") == {"ticket": 7}
        assert "holds this file already" in await imports(app, pilot, path)
        assert app.desk.store.head(app.incident.id).number == before + 2


async def test_a_file_that_is_in_by_the_command_line_is_not_taken_again(tmp_path: Path) -> None:
    story, path = the_whole(), file_of(tmp_path, ROW)
    rows = [checked(row, None) for row in raw_rows(path.read_bytes(), path.name)]
    story.desk("bob").imported(Import(rows), commit_of(story.id, path.read_bytes()))
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        before = app.incident.number
        assert "holds this file already" in await imports(app, pilot, path)
        assert app.desk.store.head(story.id).number == before


async def test_the_record_itself_is_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A handle on it, closed, would drop the locks of SQLite under this screen."""
    monkeypatch.chdir(tmp_path)
    with closing(SqliteLog("i.db")) as log:
        declare(log)
        async with sitting_down(seated(tmp_path, the_whole())) as (app, pilot):
            assert await imports(app, pilot, "i.db") == (
                "i.db is in use by this cockpit: name a file with a timeline or a chat."
            )
            assert {lock.process for lock in locks_on(Path("i.db"))} == {os.getpid()}


async def test_bad_rows_are_told_the_first_three_and_how_many_more(tmp_path: Path) -> None:
    path = file_of(tmp_path, ROW, *[ROW | {"t": "half past two"}] * 5)
    async with sitting_down(seated(tmp_path, the_whole())) as (app, pilot):
        before = app.incident.number
        told = await imports(app, pilot, path)
        assert told.startswith("Nothing of rows.json was taken: 5 rows are wrong. row 2: t is no time")
        assert "row 4:" in told and "row 5:" not in told and told.endswith("And 2 more.")
        assert app.desk.store.head(app.incident.id).number == before


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("missing.json", "missing.json cannot be read (No such file or directory): nothing was taken."),
        ("~nobody-of-that-name/rows.json", "names nobody's home folder"),
        ("pipe", "pipe is no file: name one with a timeline or a chat"),
        (".", ". is no file"),
        ("words.txt", "words.txt is no JSON array and has no CSV header with t, who, kind, text"),
    ],
)
async def test_what_is_no_file_of_rows_is_told_and_what_was_typed_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, why: str
) -> None:
    words = tmp_path / "words.txt"
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    words.write_text("it burns\n")
    async with sitting_down(seated(tmp_path, the_whole())) as (app, pilot):
        assert why in await imports(app, pilot, name)
        line = await ask(app, pilot)
        assert line.prompt is not None and line.values(line.prompt)["path"] == name


async def test_times_without_an_offset_need_a_zone_and_the_home_folder_has_its_sign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    file_of(tmp_path, ROW | {"t": "2026-11-23T13:40"})
    async with sitting_down(seated(tmp_path, the_whole())) as (app, pilot):
        assert "t has no offset" in await imports(app, pilot, "~/rows.json")
        await ask(app, pilot)
        await pilot.press("tab", *"Europe/Berlin", "enter")
        await wait_for_async(lambda: "1 entry imported" in toasts(app)[-1], "it is in")
        row = app.desk.store.row(app.incident.id, app.desk.store.head(app.incident.id).number)
        assert row is not None and row.happened_at.isoformat() == ROW["t"]
        assert "Berln, from the zone's field, is no known time zone" in await imports(
            app, pilot, "~/rows.json", zone="Berln"
        )


async def test_an_empty_answer_asks_for_a_name(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, the_whole())) as (app, pilot):
        line = await ask(app, pilot)
        await pilot.press("enter")
        await wait_for_async(lambda: "Name a file" in str(line.border_subtitle), "a name is asked for")
