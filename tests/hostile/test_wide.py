"""Long lines and odd widths on a screen: all of it can be read, and no frame breaks."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path

import pytest
from textual import events

from cockpit.incident import commands as cmd
from cockpit.incident.texts import harmless_lines
from cockpit.record.layout import MAX_TEXT
from cockpit.record.log import Filter
from cockpit.tui.actions import ScreenName
from cockpit.tui.dialogs.entry import EntryDialog
from tests.hostile.painting import COPIED, Sitting, acting, sitting
from tests.hostile.script import turns
from tests.hostile.texts import CONFUSING
from tests.record.memory_log import MemoryLog
from tests.tui.stage import screen_lines
from tests.waiting import wait_for_async

ODD = [text * 40 for name, text in CONFUSING.items() if name != "bidi"]
LONG = " ".join(f"word{number}" for number in range(1_150))[:10_000]


@pytest.mark.parametrize("kind", ["commander", "scribe"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_line_of_a_screen_is_as_wide_as_the_screen(
    kind: ScreenName, size: tuple[int, int], tmp_path: Path
) -> None:
    scene = turns(7)[0].scene(MemoryLog)
    scene.plays()
    for text in (*ODD, LONG):
        scene.does(scene.cat, cmd.Log, text=text)
    async with sitting(tmp_path, scene, scene.cat, kind, size) as at:
        assert at.broken() == []
        await at.press("escape", "up", "up", "v")
        assert at.broken() == []
        assert at.harm() == []


async def test_a_line_of_ten_thousand_characters_is_cut_with_a_sign_and_read_whole_with_one_key(
    tmp_path: Path,
) -> None:
    scene = turns(0)[0].scene(MemoryLog)
    scene.declares()
    scene.does(scene.ann, cmd.Log, text=LONG)
    async with sitting(tmp_path, scene, scene.ann, "scribe", (80, 24)) as at:
        assert any(re.search(r"word0 .*…", line) for line in shown(at))
        await at.press("escape", "v")
        assert isinstance(at.app.screen, EntryDialog)
        read: dict[str, None] = {}
        while f"word{LONG.count(' ') - 1}" not in read:
            before = len(read)
            read |= dict.fromkeys(re.findall(r"word\d+", "\n".join(shown(at))))
            await at.press("pagedown")
            assert len(read) > before, "the next page shows more"
        assert len(read) >= LONG.count(" ")


async def test_what_is_copied_acts_nowhere_it_is_pasted(tmp_path: Path) -> None:
    scene = turns(0)[0].scene(MemoryLog)
    scene.declares()
    scene.does(scene.ann, cmd.SetSeverity, severity="SEV1")
    async with sitting(tmp_path, scene, scene.ann, "commander", (120, 40)) as at:
        await at.press("y")
        (copied,) = COPIED.findall("".join(at.driver.written))
        assert "␛]8;;https://evil.example" in b64decode(copied).decode()
        assert acting(copied) == []


async def test_a_mebibyte_pasted_into_the_line_is_stored_whole_and_shown(tmp_path: Path) -> None:
    scene = turns(0)[0].scene(MemoryLog)
    scene.declares()
    pasted = ("\x1b]0;pwned\x07漢 x" * (MAX_TEXT // 15))[: MAX_TEXT // 2]
    async with sitting(tmp_path, scene, scene.ann, "scribe", (80, 24)) as at:
        before = scene.store.head(scene.id).number
        at.app.post_message(events.Paste(pasted))
        await at.press("enter")
        await wait_for_async(lambda: scene.store.head(scene.id).number > before, "it is stored")
        await wait_for_async(lambda: any("␛]0;pwned" in line for line in shown(at)), "it is shown")
        assert at.broken() == []
        assert at.harm() == []
    (row,) = scene.store.rows(scene.id, Filter(), after=before, limit=1)
    assert row.text == pasted
    assert len(harmless_lines(row.text)[0]) == len(pasted)


def shown(at: Sitting) -> list[str]:
    return screen_lines(at.app.screen)
