"""What was typed is in the record as it was typed: every text of every command."""

from __future__ import annotations

import json

from hypothesis import example, given
from msgspec import to_builtins

from cockpit.incident import commands as cmd
from cockpit.reports.exports import export_lines
from tests.hostile.acts import COMMANDS, Scene, strings_in
from tests.hostile.script import Script, examples, scripts, turns
from tests.record.memory_log import MemoryLog


def played(script: Script) -> Scene:
    scene = script.scene(MemoryLog)
    scene.plays()
    scene.ends()
    return scene


def kept(scene: Scene, numbers: list[int]) -> str:
    """What stands in these entries; of what stood in the record already, and gave none, in all of them."""
    numbers = numbers or list(range(1, scene.incident.number + 1))
    bodies = [scene.store.since(scene.id, number - 1, limit=1)[0].body for number in numbers]
    return "\0".join(text for body in bodies for text in strings_in(json.loads(body)))


@given(scripts())
@example(turns(3)[0])
@examples(6)
def test_every_text_of_every_command_is_kept_as_it_was_typed(script: Script) -> None:
    scene = played(script)
    assert {type(command) for command, _ in scene.done} == set(COMMANDS)
    typed = set(scene.fill.typed)
    redacted = {n for command, _ in scene.done if isinstance(command, cmd.Redact) for n in command.targets}
    for command, done in scene.done:
        numbers = [one.number for one in done.recorded]
        if not redacted & set(numbers):
            found = kept(scene, numbers)
            lost = [text for text in strings_in(to_builtins(command)) if text in typed and text not in found]
            assert lost == [], command


@given(scripts())
@examples(3)
def test_json_is_ascii_and_reads_back_as_it_was_typed(script: Script) -> None:
    scene = played(script)
    logged = [(d.recorded[0].number, c.text) for c, d in scene.done if isinstance(c, cmd.Log)][:3]
    lines = list(export_lines("jsonl", scene.incident, scene.store, scene.now, everything=True))
    rows = {row["number"]: row for row in map(json.loads, lines)}
    assert [(number, rows[number]["text"]) for number, _ in logged] == logged
    whole = "\n".join(export_lines("json", scene.incident, scene.store, scene.now, everything=True))
    assert [row["text"] for row in json.loads(whole)["entries"]] == [row["text"] for row in rows.values()]
    assert whole.isascii()
    assert all(line.isascii() and line.isprintable() for line in lines)
