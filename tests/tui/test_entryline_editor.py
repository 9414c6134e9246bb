"""A text taken out into the editor and back, or kept where that fails."""

from __future__ import annotations

import stat
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from cockpit.incident.commands import Log
from tests.tui.lines import Host, commands, host, sent, type_in


@pytest.fixture
async def pilot() -> AsyncIterator[Pilot[None]]:
    async with Host().run_test(size=(120, 10)) as pilot:
        yield pilot


async def test_an_unset_editor_is_a_sentence(pilot: Pilot[None]) -> None:
    await type_in(pilot, "text")
    await pilot.press("ctrl+o")
    assert host(pilot).told().startswith("EDITOR names no editor")
    assert host(pilot).line.value == "text"


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("exit 3", "editor ended with status 3, so your text stays as it was."),
        ('rm "$1"', "The editor left no text behind (No such file or directory): yours is kept."),
    ],
)
async def test_an_editor_that_fails_leaves_the_text(
    pilot: Pilot[None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, told: str
) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, script))
    await type_in(pilot, "text")
    await pilot.press("ctrl+o")
    assert host(pilot).told() == told
    assert host(pilot).line.value == "text"


async def test_where_no_file_can_be_made_the_text_stays(
    pilot: Pilot[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    await type_in(pilot, "text")
    await pilot.press("ctrl+o")
    assert host(pilot).told().startswith("No file can be made to edit (No such file or directory): ")
    assert host(pilot).line.value == "text"


async def test_a_text_from_the_editor_comes_into_the_line(
    pilot: Pilot[None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'echo "and more" >> "$1"') + " ")
    await type_in(pilot, "text")
    await pilot.press("ctrl+o")
    assert host(pilot).line.value == "text\nand more"
    await pilot.press("enter")
    (event,) = await sent(pilot)
    assert commands(event) == [Log("text"), Log("and more")]


async def test_an_editor_that_is_not_there_is_a_sentence(
    pilot: Pilot[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "/nowhere/vim -x")
    await pilot.press("ctrl+o")
    assert host(pilot).told().startswith("EDITOR=vim cannot be started")


def editor(folder: Path, script: str) -> str:
    path = folder / "editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)
