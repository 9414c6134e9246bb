"""The procedure file: what it may say, where it is looked for, and that a broken one stops nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cockpit.incident.procedure import DEFAULT_SEVERITIES, Cadence, Clock, Procedure
from cockpit.procedures import NAME, BadProcedure, locate, procedure_for
from cockpit.procedures.reading import LARGEST, read_procedure
from cockpit.procedures.tables import File
from cockpit.procedures.writing import as_toml

from .test_house import run_cockpit

EXAMPLE = Path(__file__).parent.parent / "docs" / "procedure.toml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / NAME


def read(file: Path, text: str) -> Procedure:
    file.write_text(text, encoding="utf-8")
    return read_procedure(file)


def complaints(file: Path, text: str) -> list[str]:
    """What is said about a file, without the path each line begins with."""
    with pytest.raises(BadProcedure) as caught:
        read(file, text)
    assert all(line.startswith(f"{file}: ") and "\n" not in line for line in caught.value.lines)
    return [line.removeprefix(f"{file}: ") for line in caught.value.lines]


LEVELS = "".join(f'[[severity]]\ncode = "P{n}"\nlabel = "L"\ndefinition = "D"\n' for n in range(1, 7))


def test_an_empty_file_is_the_default_procedure(file: Path) -> None:
    assert read(file, "") == Procedure()


def test_the_documented_example_can_be_used_and_shows_every_key(file: Path) -> None:
    procedure = read_procedure(EXAMPLE)
    assert [level.code for level in procedure.severities] == ["SEV1", "SEV2", "SEV3", "SEV4"]
    assert procedure.role_name("technical lead") == "ops lead"
    assert procedure.cadence_at("SEV4") == replace(Cadence(), due_from=45, due_until=60, escalate=90)
    text = EXAMPLE.read_text(encoding="utf-8")
    assert [key for key in File.model_fields if f"{key} =" not in text and f"[{key}]" not in text] == []


def test_s40_a_project_has_its_own_names_and_numbers_and_keeps_the_rest(file: Path) -> None:
    procedure = read(
        file,
        """
        project = "shop"
        workdays = ["Sunday", "monday"]
        [roles]
        scribe = "chronicler"
        [cadence]
        watch = 30
        [[severity]]
        code = "SEV1"
        [[severity]]
        code = "SEV2"
        example = "search is empty"
        [severity.cadence]
        due_from = 10
        [[severity]]
        code = "SEV3"
        [[audience]]
        name = "clients"
        deadlines = { SEV2 = { within = 60 }, SEV1 = { within = 20, every = 30 } }
        [[audience]]
        name = "stakeholders"
        """,
    )
    assert procedure.severities[0] == DEFAULT_SEVERITIES[0]
    assert procedure.severities[1].label == "HIGH"
    assert procedure.cadence_at("SEV2") == replace(Cadence(), due_from=10, watch=30)
    assert (procedure.cadence_at("SEV1").watch, procedure.workdays) == (30, (0, 6))
    clients, stakeholders = procedure.audiences
    assert clients.clocks == (Clock("SEV1", 20, 30), Clock("SEV2", 60))
    assert stakeholders == Procedure().audience("stakeholders")
    assert procedure.templates == Procedure().templates


def test_deadlines_of_the_default_go_with_the_levels_that_are_not_on_the_scale(file: Path) -> None:
    scale = "".join(LEVELS.splitlines(keepends=True)[:12])
    assert [audience.clocks for audience in read(file, scale).audiences] == [(), ()]


@pytest.mark.parametrize("levels", [3, 4, 5])
def test_s47_more_levels_are_the_projects_choice(file: Path, levels: int) -> None:
    text = "".join(LEVELS.splitlines(keepends=True)[: 4 * levels])
    procedure = read(file, text)
    assert [level.code for level in procedure.severities] == [f"P{n}" for n in range(1, levels + 1)]
    assert procedure.rank(f"P{levels}") == levels - 1
    found = procedure.severity(str(levels))
    assert found and found.code == f"P{levels}"


@pytest.mark.parametrize("levels", [0, 1, 2, 6])
def test_s38_a_scale_has_three_to_five_levels(file: Path, levels: int) -> None:
    text = "".join(LEVELS.splitlines(keepends=True)[: 4 * levels]) or "severity = []"
    assert complaints(file, text) == [f"severity: a scale has 3 to 5 levels, and this one {levels} (S38)."]


def test_every_mistake_is_told_at_once_with_its_key_and_the_nearest_one(file: Path) -> None:
    told = complaints(
        file,
        """
        chanel = "#inc"
        zone = "Europe/Berln"
        [cadence]
        due_from = "15"
        wacht = 9
        [[audience]]
        name = "clients"
        deadlines = { SEV9 = { within = 0, evry = 3 } }
        """,
    )
    assert told == [
        "zone: Europe/Berln is no known time zone: set Europe/Berlin or Europe/Dublin.",
        "cadence.due_from: is a whole number, without quotes.",
        "cadence.wacht: there is no such key; did you mean watch.",
        "audience[1].deadlines.SEV9.within: is a number above 0.",
        "audience[1].deadlines.SEV9.evry: there is no such key; did you mean every.",
        "chanel: there is no such key; did you mean channel.",
        "audience[1].deadlines.SEV9: there is no such severity; the scale has SEV1, SEV2, SEV3.",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a = [", "it is not valid TOML"),
        ('fetch = "page {name}"', 'fetch: is a list, such as ["one", "two"].'),
        ("fetch = []", "fetch: is empty: say what is in it, or leave it out."),
        ('morning = "9"', 'morning: is a clock time such as "09:00".'),
        ('night = ["22:00"]', 'night: is two clock times, such as ["22:00", "07:00"].'),
        ('workdays = ["funday"]', "workdays[1]: has the days monday, tuesday,"),
        ("[roles]\ncommander = 'scribe'", "roles: commander cannot be called 'scribe': that is another"),
        ("[roles]\ndeputy = 'x'\nscribe = 'X'", "roles: scribe and deputy bear the same name."),
        ("[roles]\nboss = 'x'", "roles.boss: there is no such key; the keys here are commander, deputy,"),
        ("[cadence]\ndue_until = 10", "cadence: has due_from 15, due_until 10 and escalate 25: each must be"),
        ("[templates]\nactive = '{time}'", "templates.active: has {time}, and what is filled in is "),
        ("[templates]\nactive = '{'", "templates.active: has a brace that stands alone: write {{"),
        ("[[audience]]\nname = 'a'\n[[audience]]\nname = 'A'", "audience[2].name: A is there already, as"),
        ("[[on_call]]\nreach = '1'", "on_call[1].name: it is missing."),
        ("roles = 3", "roles: is a table of keys and values."),
        ("[roles]\nscribe = '" + "x" * 25 + "'", "roles.scribe: is a name of one to 24 characters."),
        (LEVELS[:162].replace("P1", "P" * 13), "severity[1].code: is a short word of letters and digits"),
        ("[[levels]]\ncode = 'P1'", "levels: there is no such key; did you mean severity."),
        ("[[people]]\nname = 'x'", "people: there is no such key; did you mean on_call."),
        ("[loop]\nwatch = 9", "loop: there is no such key; did you mean cadence."),
        ("slack = '#inc'", "slack: there is no such key; did you mean channel."),
        ("[roles]\nic = 'boss'", "roles.ic: there is no such key; did you mean commander."),
        ("[cadence]\noverdue = 20", "cadence.overdue: there is no such key; did you mean due_until."),
        ("[[on_call]]\nname = 'x'\nphone = '1'", "on_call[1].phone: there is no such key; did you mean r"),
        ("[templates]\nresolved = 'x'", "templates.resolved: there is no such key; did you mean closed."),
        ("audience = 'all'", "audience: is a table for each audience: [[audience]] with its name."),
        ("[[audience]]\nname = 'x'\ndeadlines = { SEV1 = 30 }",
         "audience[1].deadlines.SEV1: is a table, such as { within = 30, every = 60 }."),
        ("nonsense = 1", "nonsense: there is no such key; the keys here are project, channel, zone,"),
        ("project = '''" + "x" * LARGEST + "'''", "it is larger than 64 KiB: keep what a response needs."),
        ("components = " + "[" * 9999, "its lists go too deep: correct that place."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_sentence(file: Path, text: str, told: str) -> None:
    assert [line.startswith(told) for line in complaints(file, text)] == [True]


def test_a_new_level_says_what_it_means(file: Path) -> None:
    text = LEVELS.replace('definition = "D"\n', "", 1)
    told = complaints(file, "".join(text.splitlines(keepends=True)[:11]))
    assert told == ["severity[1]: P1 needs a definition."]


def test_nothing_in_a_file_acts_on_the_terminal_it_is_complained_on(file: Path) -> None:
    (line,) = complaints(file, '"\\u001b[2J" = 1')
    assert "\x1b" not in line


words = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\x7f"), max_size=20)


@given(
    words, st.lists(words, max_size=3), st.sampled_from([None, "#inc", 'a "b" \\ c']), st.integers(3, 5),
    st.booleans(),
)  # fmt: skip
def test_a_procedure_written_as_a_file_reads_as_the_same_one(
    tmp_path_factory: pytest.TempPathFactory, text: str, components: list[str], channel: str | None,
    levels: int, own: bool,
) -> None:  # fmt: skip
    start = read(tmp_path_factory.mktemp("a") / NAME, "".join(LEVELS.splitlines(keepends=True)[: 4 * levels]))
    scale = tuple(replace(level, example=text) for level in start.severities)
    procedure = replace(
        start, project=text, components=tuple(components), channel=channel,
        severities=(replace(scale[0], cadence=Cadence(watch=3) if own else None), *scale[1:]),
        audiences=tuple(replace(a, clocks=(Clock("P1", 5),), where=text) for a in start.audiences),
    )  # fmt: skip
    assert read(tmp_path_factory.mktemp("b") / NAME, as_toml(procedure)) == procedure


def test_the_first_file_found_wins(tmp_path: Path, isolated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep, shared = tmp_path / "project" / "src", tmp_path / "shared"
    config = isolated / ".config" / "incident-cockpit"
    for folder in (deep, shared, config):
        folder.mkdir(parents=True)
    env = {"HOME": str(isolated)}
    places = [deep / NAME, deep.parent / NAME, shared / NAME, config / NAME]
    for place in places:
        place.write_text(f'project = "{place.parent.name}"')
    for place in places:
        found = procedure_for(env, deep, shared / "incidents.db")
        assert (found.path, found.procedure.project, found.trouble) == (place, place.parent.name, ())
        place.unlink()
    assert procedure_for(env, deep, shared / "incidents.db") == (Procedure(), None, ())
    places[0].write_text("project = 'mine'")
    named = tmp_path / "named.toml"
    named.write_text("project = 'named'")
    assert procedure_for({**env, "COCKPIT_PROCEDURE": str(named)}, deep, shared).procedure.project == "named"


def test_a_strangers_file_above_me_is_passed_over(tmp_path: Path) -> None:
    """It may name commands that a key runs."""
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / "a" / NAME).write_text("")
    (tmp_path / "a" / NAME).chmod(0o666)
    (tmp_path / NAME).write_text("")
    path, passed_over = locate({"HOME": str(tmp_path)}, below, tmp_path / "db" / "x.db")
    assert path == tmp_path / NAME
    assert len(passed_over) == 1 and "anybody may write to it" in passed_over[0]


def test_a_file_that_cannot_be_used_leaves_the_default_and_one_line(tmp_path: Path) -> None:
    file = tmp_path / NAME
    for content in (b"a = [", b"\xff", b"severity = 3\nx = 1", b"project = 1"):
        file.write_bytes(content)
        found = procedure_for({"HOME": str(tmp_path)}, tmp_path, tmp_path / "x.db")
        assert (found.procedure, found.path, len(found.trouble)) == (Procedure(), None, 1)
        assert str(file) in found.trouble[0]
    missing = procedure_for({"COCKPIT_PROCEDURE": str(tmp_path / "no")}, None, tmp_path / "x.db")
    assert "it cannot be read (No such file or directory)" in missing.trouble[0]


def test_pydantic_is_loaded_only_where_there_is_a_file_to_read(
    isolated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "pydantic" not in run_cockpit(tmp_path / "loaded", "declare", "checkout is down")
    (isolated / NAME).write_text('project = "shop"')
    assert "pydantic" in run_cockpit(tmp_path / "loaded", "declare", "search is down")
    for words in (("status",), ("log", "x"), ("list",)):
        ran = run_cockpit(tmp_path / "loaded", *words, *(() if words == ("list",) else ("--incident", "1")))
        assert "pydantic" not in ran


def test_the_keys_of_a_scale_are_the_digits_of_its_codes_or_their_places() -> None:
    scale = Procedure().severities
    assert list(Procedure().level_keys().values()) == ["1", "2", "3"]
    numbered = Procedure(severities=tuple(replace(one, code=f"P{n}") for n, one in enumerate(scale)))
    assert numbered.level_keys() == {"P0": "0", "P1": "1", "P2": "2"}
    named = Procedure(severities=tuple(replace(one, code=one.label) for one in scale))
    assert named.level_keys() == {"CRITICAL": "1", "HIGH": "2", "LOW": "3"}
