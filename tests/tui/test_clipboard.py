"""What is copied inside tmux goes through tmux too; by which way is said, and where that failed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.sitting import is_told, told
from tests.tui.story import Story
from tests.tui.test_app import sitting
from tests.waiting import wait_for_async


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A tmux with its own defaults, and this process in it."""
    tmux = ["tmux", "-S", str(tmp_path / "socket"), "-f", "/dev/null"]
    subprocess.run([*tmux, "new-session", "-d", "sleep 600"], check=True)
    monkeypatch.setenv("TMUX", f"{tmp_path / 'socket'},1,0")
    yield tmux
    subprocess.run([*tmux, "kill-server"], check=True)


@pytest.mark.tmux
async def test_what_is_copied_inside_tmux_stands_in_its_buffer(
    record: Path, story: Story, server: list[str]
) -> None:
    def buffer() -> str:
        return subprocess.run([*server, "show-buffer"], capture_output=True, text=True).stdout

    async with sitting(record, "alice", story) as seat:
        await seat.press("y")
        await wait_for_async(lambda: bool(buffer()), "tmux has it")
        assert buffer() == seat.app.clipboard
        assert buffer().startswith(f"Incident {story.id}: Checkout returns 500s")
        await seat.until(lambda: is_told(seat.app, "Copied into tmux: prefix ] pastes it"), "by which way")
        assert not is_told(seat.app, "tmux did not take")


async def test_by_which_way_it_was_copied_is_said_once(record: Path, story: Story) -> None:
    """No terminal answers whether it took it, so nothing is claimed of that."""
    way = "Sent to your terminal's clipboard (OSC 52). If nothing can be pasted, it forbids that"
    async with sitting(record, "alice", story) as seat:
        for copied in ("the first", "another"):
            seat.app.copy_to_clipboard(copied)
            await seat.until(lambda: bool(told(seat.app)), "by which way")
            await seat.pilot.pause()
        assert [sentence.startswith(way) for sentence in told(seat.app)] == [True]


@pytest.mark.parametrize("script", [None, "echo unknown option -- w >&2; exit 1"], ids=["none", "too old"])
async def test_a_tmux_that_does_not_take_it_is_said(
    record: Path, story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str | None
) -> None:
    monkeypatch.setenv("TMUX", f"{tmp_path / 'socket'},1,0")
    monkeypatch.setenv("PATH", str(tmp_path))
    if script:
        (tmp_path / "tmux").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "tmux").chmod(0o755)
    async with sitting(record, "alice", story) as seat:
        await seat.press("y")
        await seat.until(
            lambda: any("tmux did not take" in one.message for one in seat.app._notifications), "it is said"
        )
        assert seat.app.clipboard, "the terminal was asked all the same"
