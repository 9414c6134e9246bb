"""Every verb shows what others typed, and what is typed wrongly, without harm to the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import pytest
from hypothesis import example, given

from cockpit.cli.main import cli
from cockpit.cli.verbs import LazyGroup
from cockpit.record.sqlite import SqliteLog
from tests.hostile.acts import Scene
from tests.hostile.script import Script, examples, scripts, turns
from tests.hostile.terminal import Typed, run
from tests.hostile.texts import SMUGGLED, harm_in

SCREENS = {"", "scribe", "observe"}
"""Verbs that open a screen."""
NEVER_ENDING = {"replay", "completion"}
"""It plays for as long as the incident took; a script for the shell, in which nothing of anybody's is."""


def verbs(
    group: click.Group = cli, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every verb that ends by itself, by its words."""
    assert isinstance(group, LazyGroup)
    context = click.Context(group)
    for name in group.entries:
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from verbs(command, (*path, name))
        if not path and name in SCREENS | NEVER_ENDING:
            continue
        yield ((*path, name) if name else path), command


VERBS = dict(verbs())


def options_of(command: click.Command) -> set[str]:
    return {name for parameter in command.params for name in parameter.opts}


def harm_of(typed: Typed) -> list[str]:
    trouble = ["a failure nobody thought of"] if "nobody thought of" in typed.err else []
    return [*trouble, *harm_in(typed.out), *harm_in(typed.err)]


def scene_in(folder: Path, script: Script) -> Scene:
    path = folder / "incidents.db"
    scene = script.scene(lambda now: SqliteLog(path, read_only=False, now=now))
    scene.plays()
    return scene


READING = [
    *(words for words, command in VERBS.items() if not {"--because", "--live"} & options_of(command)),
    ("record",), ("timeline", "--starred"), ("export", "--all", "--format", "csv"), ("take-back",),
    ("export", "--all", "--format", "html"), ("procedure", "show", "--toml"), ("first-message", "--join"),
    ("timer", "--list"), ("snooze",), ("context",), ("handoff",), ("objections",),
]  # fmt: skip
"""Every verb that shows something, as it is typed alone, and more of their forms."""


@given(scripts())
@example(turns(5)[0])
@examples(2)
def test_no_verb_that_shows_the_record_harms_the_terminal(script: Script) -> None:
    with TemporaryDirectory() as folder:
        scene = scene_in(Path(folder), script)
        at = ("--db", f"{folder}/incidents.db", "--incident", scene.id)
        for who, tty in ((scene.ann, True), (scene.cat, False)):
            for words in READING:
                typed = run([*at, "--as", who, *words], tty=tty)
                assert harm_of(typed) == [], words
        scene.ends()
        for words in READING:
            assert harm_of(run([*at, "--as", scene.cat, *words])) == [], words
        scene.store.close()


@given(scripts())
@examples(2)
def test_what_is_for_programs_is_ascii_in_a_pipe_and_on_a_terminal(script: Script) -> None:
    with TemporaryDirectory() as folder:
        scene = scene_in(Path(folder), script)
        at = ("--db", f"{folder}/incidents.db", "--incident", scene.id, "--as", scene.ann)
        for words, command in VERBS.items():
            required = any(isinstance(one, click.Argument) and one.required for one in command.params)
            if "--json" in options_of(command) and not required:
                more = ["--list"] if words == ("timer",) else []
                for tty in (True, False):
                    shown = run([*at, *words, *more, "--json"], tty=tty)
                    assert shown.status == 0 or words == ("doctor",), (words, shown)
                    assert shown.out.isascii() and harm_of(shown) == [], words
                    assert [json.loads(line) for line in shown.out.splitlines()] or shown.out == "", words
        scene.store.close()


@given(hostile=SMUGGLED)
@example(hostile="\x1b]0;pwned\x07\x1b[2J\u202e\udc9b[@click=app.exit]x[/][/nope]")
@examples(1)
def test_no_verb_quotes_what_is_typed_wrongly_with_harm(hostile: str) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as here:
        here.chdir(folder)
        run(["--db", "x.db", "--as", "ann", "declare", hostile])
        typed_in = hostile.encode(errors="surrogateescape")
        for words, command in VERBS.items():
            for line in misused(command, hostile):
                typed = run(["--db", "x.db", "--incident", "1", "--as", "ann", *words, *line], stdin=typed_in)
                assert harm_of(typed) == [], (words, line)


def misused(command: click.Command, hostile: str) -> Iterator[list[str]]:
    """Hostile text as each argument, as each option's value, as an option's name, as one more word."""
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    yield [hostile] * max(1, len(arguments))
    yield [*["M1"] * len(arguments), hostile, "--because", hostile]
    yield [f"--{hostile}"]
    for option in command.params:
        if isinstance(option, click.Option) and not option.is_flag and "--speed" not in option.opts:
            yield [*["M1"] * len(arguments), option.opts[0], hostile]


@given(hostile=SMUGGLED)
@examples(3)
def test_names_settings_and_files_are_quoted_without_harm(hostile: str) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as here:
        here.chdir(folder)
        run(["--db", "x.db", "--as", "ann", "declare", "title"])
        for flags in (
            ["--as", hostile],
            ["--db", hostile],
            ["--db", f"{hostile}/x.db"],
            ["--incident", hostile],
        ):
            for words in (["status"], ["log", "x"], ["doctor"], [hostile]):
                assert harm_of(run(["--db", "x.db", "--as", "ann", *flags, *words])) == [], (flags, words)
        for name in ("COCKPIT_AS", "COCKPIT_DB", "COCKPIT_INCIDENT", "COCKPIT_PROCEDURE", "TZ"):
            here.setenv(name, hostile)
            for words in (["status"], ["declare", "x"], ["procedure", "show"]):
                assert harm_of(run(words)) == [], (name, words)
            here.delenv(name)


READING_FILES = [
    ["procedure", "check"], ["procedure", "check", "procedure.toml"], ["keys"], ["procedure", "show"],
    ["status"], ["declare", "--from-json", "alert.json"], ["import", "alert.json"], ["doctor"],
]  # fmt: skip


def quoted(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text.encode(errors="replace").decode(), ensure_ascii=False).replace("\x7f", "\\u007f")


def settings_with(text: str) -> list[tuple[str, str]]:
    """Files of settings and of a procedure: as the text is, and right but for what their strings say."""
    name = quoted(text)
    return [
        (text, text),
        (f"zone = {name}\n", f"project = {name}\n[roles]\nscribe = {name}\n"),
        (f"db = {name}\n", f"[[audience]]\nname = {name}\n[audience.deadlines.{name}]\nwithin = 1\n"),
        (f'[keys]\n{name} = "f9"\n"measure.approve" = {name}\n', f"{name} = 1\n[roles]\n{name} = {name}\n"),
    ]


@given(hostile=SMUGGLED)
@example(hostile="\x1b]0;pwned\x07\x9b2J\u202e[/nope]")
@examples(3)
def test_files_of_settings_and_procedures_are_quoted_without_harm(hostile: str) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as here:
        here.chdir(folder)
        here.setenv("XDG_CONFIG_HOME", folder)
        for settings, procedure in settings_with(hostile):
            files = {
                "procedure.toml": procedure,
                "incident-cockpit/config.toml": settings,
                "alert.json": hostile,
            }
            for name, content in files.items():
                Path(name).parent.mkdir(exist_ok=True)
                Path(name).write_bytes(content.encode(errors="surrogateescape"))
            for words in READING_FILES:
                assert harm_of(run([*words])) == [], (words, settings, procedure)
