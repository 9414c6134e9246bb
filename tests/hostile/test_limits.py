"""The limits there have to be: each is generous, and beyond it stands a sentence, never a silent cut."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cockpit.alerts import LONGEST_DETAILS, LONGEST_TITLE
from cockpit.cli.tee import KEPT
from cockpit.incident import commands as cmd
from cockpit.incident.people import LONGEST_NAME
from cockpit.procedures.reading import LARGEST as LARGEST_PROCEDURE
from cockpit.record.errors import TooLong
from cockpit.record.layout import MAX_BODY, MAX_TEXT
from cockpit.rowfile import LARGEST
from tests.hostile.script import turns
from tests.hostile.terminal import run
from tests.record.memory_log import MemoryLog

RELIABILITY = Path(__file__).parents[2] / "docs" / "reliability.md"


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COCKPIT_DB", str(tmp_path / "x.db"))
    monkeypatch.setenv("COCKPIT_AS", "ann")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def entries(incident: str) -> list[dict[str, Any]]:
    out = run(["--incident", incident, "timeline", "--json"], tty=False).out
    return [json.loads(line) for line in out.splitlines()]


def test_every_limit_stands_in_the_page_with_its_number() -> None:
    stated = RELIABILITY.read_text(encoding="utf-8").partition("## Limits")[2]
    for limit in (MAX_TEXT, MAX_BODY, LARGEST):
        assert f"{limit // 1024 // 1024} MiB" in stated
    for limit in (LARGEST_PROCEDURE, KEPT):
        assert f"{limit // 1024} KiB" in stated
    for count in (LONGEST_NAME, LONGEST_TITLE):
        assert f"{count} characters" in stated
    assert f"{LONGEST_DETAILS:,} characters" in stated


def test_the_title_of_an_alert_that_is_too_long_goes_on_in_its_details(at: Path) -> None:
    title = "word " * 60 + "end"
    made = run(["declare", "--from-json", "-"], stdin=json.dumps({"title": title}).encode(), tty=False)
    declared, alert, *_ = entries(made.out.strip())
    assert len(declared["text"]) <= LONGEST_TITLE
    assert declared["text"].endswith("…")
    assert title.strip() in alert["text"]


def test_the_details_of_an_alert_that_are_too_long_say_how_much_there_was(at: Path) -> None:
    text = f"disk full\n{'x' * LONGEST_DETAILS}"
    made = run(["declare", "--from-json", "-"], stdin=text.encode(), tty=False)
    assert entries(made.out.strip())[1]["text"].endswith(
        f"x\n… cut here: its source has all of the {len(text):,} characters"
    )


def test_what_is_longer_than_an_entry_or_a_name_is_refused_in_a_sentence(at: Path) -> None:
    scene = turns(0)[0].scene(MemoryLog)
    scene.declares()
    desk = scene.desk(scene.ann)
    whole = "x" * (MAX_TEXT - 100)
    assert scene.does(scene.ann, cmd.AskQuestion, text=whole)
    with pytest.raises(TooLong, match=r"One entry holds up to 1,048,576 bytes and this one has 1,04"):
        desk.submit(cmd.AskQuestion("x" * MAX_TEXT))
    with pytest.raises(TooLong, match="One entry holds up to 1,048,576 bytes"):
        desk.submit(cmd.Propose("fix", "roll back", risk="x" * (MAX_BODY + 1)))
    assert scene.does(scene.ann, cmd.Propose, risk="x" * (2 * MAX_TEXT))
    refused = run(["--as", "x" * (LONGEST_NAME + 1), "declare", "title"])
    assert refused.status == 2
    assert "A name has at most 100 characters, this one has 101: type a shorter one." in refused.err
