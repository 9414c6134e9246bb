"""Facts that only a newer cockpit knows stand in the record: every verb reads on, and notes are taken."""

from __future__ import annotations

from contextlib import closing

import pytest

from cockpit.incident.notes import LOGGED
from cockpit.record.sqlite import SqliteLog
from tests.cli.conftest import Shell
from tests.record.facts import unknown, write

TEXT = "moved to another region"
NAMES = ("incident.teleported", "measure.rehearsed", "role.lent")
BODIES = (f'{{"kind":"teleport","text":"{TEXT}"}}', "{}", '{"text":{"deep":[1]},"kind":7}')
SHOW_IT = ("timeline", "timeline --json", "export", "export --format csv", "export --format json")
READ_ON = (
    "status", "status --json", "list", "mine", "brief", "say", "people", "audiences", "questions", "review",
    "staffing", "verify", "digest", "first-message", "role may",
)  # fmt: skip


@pytest.fixture
def newer(shell: Shell, incident: str) -> str:
    """An incident with facts of a newer cockpit, from entry 4 on."""
    with closing(SqliteLog(shell.path)) as log:
        for name in NAMES:
            for body in BODIES:
                write(log, unknown(name, body, is_act=True), incident=incident)
        write(log, unknown(LOGGED, BODIES[2]), incident=incident)
    return incident


@pytest.mark.parametrize("words", [*SHOW_IT, *READ_ON])
def test_every_verb_reads_on_past_facts_of_a_newer_cockpit(shell: Shell, newer: str, words: str) -> None:
    ran = shell.done(*words.split())
    assert TEXT in ran.out or words in READ_ON


def test_notes_are_taken_beside_them_and_acts_are_refused(shell: Shell, newer: str) -> None:
    shell.done("log", "life goes on")
    refused = shell("severity", "SEV1")
    assert refused.status == 3 and "pgrade" in refused.err
