"""Many processes write at once through the command line: nothing is lost, and one decision is one."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.e2e.conftest import House

PROCESSES = 8
LINES = 200


def answers(processes: list[subprocess.Popen[str]]) -> list[tuple[int, str, str]]:
    """Exit status, output and error output of each, in order."""
    told = [process.communicate() for process in processes]
    return [(process.returncode, out, err) for process, (out, err) in zip(processes, told, strict=True)]


def test_eight_streams_of_lines_lose_none(house: House) -> None:
    house.declare()
    before = len(house.entries())
    names = [f"writer{n}" for n in range(PROCESSES)]
    writers = [house.start("log", "-", who=name) for name in names]
    for name, writer in zip(names, writers, strict=True):
        assert writer.stdin is not None
        writer.stdin.write("".join(f"{name} line {n}\n" for n in range(LINES)))
        writer.stdin.close()
        writer.stdin = None
    done = answers(writers)
    assert [status for status, _, _ in done] == [0] * PROCESSES
    printed = sorted(int(number) for _, out, _ in done for number in out.split())
    assert printed == list(range(before + 1, before + 1 + PROCESSES * LINES))
    entries = house.entries()
    for name, (_, out, _) in zip(names, done, strict=True):
        mine = [entry for entry in entries if entry.actor == name]
        assert [entry.text for entry in mine] == [f"{name} line {n}" for n in range(LINES)]
        assert [entry.number for entry in mine] == [int(number) for number in out.split()]
    house.assert_sound()


def test_commands_of_one_entry_each_lose_none(house: House) -> None:
    house.declare()
    before = len(house.entries())
    done = []
    for round_ in range(2):
        done += answers([house.start("log", f"{round_}-{n}", who=f"p{n}") for n in range(PROCESSES)])
    assert [status for status, _, _ in done] == [0] * len(done)
    printed = sorted(int(out) for _, out, _ in done)
    assert printed == list(range(before + 1, before + 1 + len(done)))
    assert sorted(house.texts()[before:]) == sorted(f"{k}-{n}" for k in range(2) for n in range(PROCESSES))
    house.assert_sound()


def test_a_decision_taken_anew_after_every_note_still_lands_once(house: House) -> None:
    """A flood of notes stands in no approval's way."""
    house.declare()
    house.propose("drain node 14")
    flood = house.start("log", "-", who="grace")
    assert flood.stdin is not None
    assert flood.stdout is not None
    flood.stdin.write("one line\n" * 500)
    flood.stdin.flush()
    flood.stdout.readline()
    house.cockpit("measure", "approve", "M1", who="alice")
    ((status, _, _),) = answers([flood])
    assert status == 0
    house.assert_sound()
