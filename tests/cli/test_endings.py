"""How a command ends: with its status and a sentence, never with a traceback."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cockpit.cli.context import Call
from cockpit.cli.examples import EXAMPLES
from cockpit.cli.main import VERBS, cli
from cockpit.cli.verbs import LazyGroup

from .conftest import Shell


@pytest.mark.parametrize("name", [name for name in VERBS if name])
def test_every_verb_has_help_that_loads(shell: Shell, name: str) -> None:
    ran = shell.done(name, "--help", who=None)
    assert f"Usage: cockpit {name}" in ran.out
    assert "--db" in ran.out
    command = cli.get_command(click.Context(cli), name)
    for inner in command.entries if isinstance(command, LazyGroup) else ():
        assert "--db" in shell.done(name, inner, "-h", who=None).out


def test_help_lists_every_verb_once_in_a_line_that_fits(shell: Shell) -> None:
    listed = shell.done("--help", who=None).out
    assert max(map(len, listed.splitlines())) <= 80
    for name, entry in VERBS.items():
        if name:
            assert listed.count(f"\n  {name:<13}  {entry.help}\n") == 1, name


def _verbs(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, LazyGroup):
        yield " ".join(path), command
        return
    for name in filter(None, command.entries):
        found = command.get_command(click.Context(command), name)
        assert found is not None
        yield from _verbs(found, (*path, name))


def test_every_verb_has_a_sentence_and_every_option_says_what_it_is_for() -> None:
    for path, command in _verbs(cli):
        first = " ".join((command.help or "").split("\n\n")[0].split())
        assert first.endswith((".", ").")) and first[0].isupper(), (path, first)
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, (path, option.name)


def test_every_example_is_of_a_verb_and_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("alert.json", "channel.json", "procedure.toml"):
        (tmp_path / name).touch()
    known = dict(_verbs(cli))
    assert set(EXAMPLES) <= set(known)
    for path, line in ((path, line) for path, lines in EXAMPLES.items() for line in lines):
        command = line.partition("$(")[2].removesuffix(')"') or line.partition(" | jq")[0]
        words = shlex.split(command)
        typed = words[words.index("cockpit") + 1 :]
        assert typed[: len(path.split())] == path.split(), line
        known[path].make_context(path, typed[len(path.split()) :], parent=click.Context(cli, obj=Call()))


@pytest.mark.parametrize("typed", ["check-in", "signoff", "Status", "stand_down"])
def test_a_verb_is_known_by_its_usual_spellings(shell: Shell, typed: str) -> None:
    assert "Usage: cockpit " in shell.done(typed, "--help", who=None).out


def test_help_and_version_load_no_verb(shell: Shell) -> None:
    listed = shell.done("--help", who=None).out
    assert all(name in listed for name in VERBS)
    assert "cockpit, version" in shell.done("--version", who=None).out


def test_a_group_without_a_verb_shows_its_verbs(shell: Shell) -> None:
    ran = shell("measure", who=None)
    assert ran.status == 2
    assert "approve" in ran.err


def test_what_nobody_thought_of_is_still_a_sentence(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("out of\nluck")

    monkeypatch.setattr("cockpit.settings.read_settings", broken)
    ran = shell("declare", "x")
    assert ran.status == 4
    assert "RuntimeError: out of" in ran.err
    assert "COCKPIT_DEBUG=1" in ran.err
    assert "Traceback" not in ran.err
    monkeypatch.setenv("COCKPIT_DEBUG", "1")
    assert "Traceback" in shell("declare", "x").err


def test_a_reader_that_went_away_is_no_failure_to_talk_about(shell: Shell, incident: str) -> None:
    read, write = os.pipe()
    os.close(read)
    child = subprocess.Popen(
        [sys.executable, "-m", "cockpit", "log", "hello"],
        stdout=write,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    os.close(write)
    _, err = child.communicate()
    assert (child.returncode, err) == (141, b"")
    assert "hello" in shell.done("timeline").out


def test_output_that_cannot_be_written_is_said_and_the_entry_stays(shell: Shell, incident: str) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "cockpit", "log", "hello"]
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    assert ran.returncode == 4
    assert b"No space left" in ran.stderr
    assert b"Traceback" not in ran.stderr
    assert "hello" in shell.done("timeline").out


def test_odd_bytes_anywhere_never_make_a_traceback(shell: Shell, incident: str) -> None:
    odd = b"\xff\xfe\x1b[31m"
    lines: list[list[str | bytes]] = [
        [odd],
        ["log", "--kind", odd, "x"],
        ["log", "x", "--at", odd],
        ["severity", odd],
        ["role", "assign", odd, odd],
        ["measure", "propose", "fix", odd, "--risk", odd],
        ["measure", "approve", odd],
        ["--incident", odd, "log", "x"],
        ["resolve", "--because", odd],
        ["correct", "3", odd],
        ["correct", "3", "--set", odd],
        ["declare", odd],
    ]
    for words in lines:
        ran = shell.process(*words)
        assert ran.status in {0, 2, 3}, (words, ran)
        assert "Traceback" not in ran.err
        assert "nobody thought of" not in ran.err
        assert "\x1b" not in ran.err


def test_a_locale_that_cannot_show_it_costs_no_answer(
    shell: Shell, incident: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    ran = shell.process("severity", "2", "--because", "Пейджер")
    assert ran.status == 0
    assert "\\u041f\\u0435" in ran.out


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_each_shell(shell: Shell, shell_name: str) -> None:
    assert "_COCKPIT_COMPLETE" in shell.done("completion", shell_name, who=None).out


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("mea", "measure"),
        ("measure ap", "approve"),
        ("measure approve ", "M1"),
        ("log --incident ", "2"),
        ("severity ", "SEV1"),
        ("role assign ", "technical-lead"),
        ("handoff offer b", "bob"),
        ("impact new", "new-symptom"),
        ("measure propose pas", "passive"),
    ],
)
def test_shells_complete_from_the_record(
    shell: Shell, incident: str, monkeypatch: pytest.MonkeyPatch, line: str, offered: str
) -> None:
    shell.done("measure", "propose", "fix", "roll back", who="bob")
    words = f"cockpit {line}"
    monkeypatch.setenv("_COCKPIT_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
    ran = shell.process(who=None)
    assert ran.err == ""
    assert any(one.split(",", 1)[1].startswith(offered) for one in ran.lines), ran


def test_completion_without_a_record_is_silent(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_COCKPIT_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "cockpit measure approve ")
    monkeypatch.setenv("COMP_CWORD", "3")
    ran = shell.process(who=None)
    assert (ran.status, ran.out.strip(), ran.err) == (0, "", "")
