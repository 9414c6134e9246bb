"""The procedure on the command line: declared with, checked, shown, amended; and what declaring takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cockpit.incident.procedure import Procedure
from cockpit.procedures.reading import read_procedure

from .conftest import Shell

OWN = """
project = "shop"
channel = "#inc-shop"
[roles]
scribe = "chronicler"
technical_lead = "head of ops"
[cadence]
watch = 30
[[severity]]
code = "P0"
label = "OUTAGE"
definition = "Nobody can pay."
example = "the till is dark"
[[severity]]
code = "P1"
label = "BAD"
definition = "Some cannot pay."
[[severity]]
code = "P2"
label = "SMALL"
definition = "Slow."
[[severity]]
code = "P3"
label = "TINY"
definition = "Ugly."
"""


@pytest.fixture
def file(isolated: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project's file, beside the record."""
    path = isolated / "procedure.toml"
    path.write_text(OWN, encoding="utf-8")
    return path


def status(shell: Shell, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shell.done("status", "--json", *words).out)
    return found


def texts(shell: Shell, *words: str) -> list[str]:
    return [json.loads(line)["text"] for line in shell.done("timeline", "--json", *words).lines]


def test_s40_the_incident_keeps_the_procedure_it_was_declared_with(shell: Shell, file: Path) -> None:
    shell.done("declare", "the till is dark", "--severity", "p0")
    assert status(shell)["severity"] == "P0"
    assert status(shell)["channel"] == "#inc-shop"
    file.unlink()
    assert json.loads(shell.done("procedure", "show", "--incident", "1", "--json").out)["project"] == "shop"
    ran = shell("severity", "SEV1")
    assert (ran.status, "P0 OUTAGE, P1 BAD, P2 SMALL, P3 TINY" in ran.err) == (2, True)
    shell.done("severity", "3", "--because", "only ugly")
    assert status(shell)["severity"] == "P3"
    shell.done("declare", "another")
    assert status(shell, "--incident", "2")["channel"] is None


def test_s39_the_worst_is_first_and_never_told_by_colour_alone(shell: Shell, file: Path) -> None:
    shell.done("declare", "the till is dark")
    signs = []
    for code in ("P3", "P2", "P1", "P0"):
        shell.done("severity", code)
        heading = next(line for line in shell.done("status").lines if "ACTIVE" in line)
        sign, *words = heading.split()
        signs.append(sign)
        assert words[0] == code and words[1].isupper()
    assert len(set(signs)) == 4
    assert signs[-1] == "▲"


def test_s1_the_projects_own_names_of_roles_are_shown_and_understood(shell: Shell, file: Path) -> None:
    shell.done("declare", "the till is dark")
    shell.done("take")
    assert "bob, chronicler" in shell.done("join", "chronicler", who="bob").out
    assert (
        shell.done("role", "assign", "head", "of", "ops", "carol").lines[0].endswith("carol is head of ops")
    )
    assert status(shell)["roles"]["technical lead"] == ["carol"]
    assert "head of ops" in shell.done("status").out
    shell.done("role", "assign", "Head-of-Ops", "carol")
    shell.done("role", "relieve", "technical", "lead")
    assert "roles: commander, deputy, head of ops," in shell("role", "assign", "boss", "dave").err


def test_s38_lowering_the_severity_asks_why_and_raising_it_does_not(shell: Shell) -> None:
    shell.done("declare", "search is slow", "--severity", "3")
    shell.done("severity", "1")
    ran = shell("severity", "2")
    assert (ran.status, ran.out) == (3, "")
    assert "SEV2 is less bad than SEV1: why lower it (S38)" in ran.err
    ran = shell.done("severity", "2", "--because", "half of it is back")
    assert ran.lines[0].endswith("lowered from SEV1 to SEV2 HIGH: half of it is back")
    shell.done("severity", "1")
    assert shell("severity", "2").status == 3, "the reason was about the first time"


def test_a_broken_file_stops_nobody_from_declaring_and_is_said_in_one_line(shell: Shell, file: Path) -> None:
    file.write_text("chanel = 1\nwatch = 2", encoding="utf-8")
    ran = shell.done("declare", "the till is dark")
    assert ran.out.endswith("-1\n")
    said = [line for line in ran.err.splitlines() if "default procedure" in line]
    assert said == [
        f"The default procedure is used, because of {file}: chanel: there is no such key; did you mean "
        "channel (and 1 more: cockpit procedure check)."
    ]
    shown = json.loads(shell.done("procedure", "show", "--json", "--incident", "1").out)
    assert len(shown["severities"]) == 3


def test_a_file_is_checked(shell: Shell, file: Path, tmp_path: Path) -> None:
    assert shell.done("procedure", "check").out == f"{file} can be used: P0 P1 P2 P3\n"
    bad = tmp_path / "bad.toml"
    bad.write_text("[cadence]\nwacht = 3\n[roles]\nscribbe = 'x'", encoding="utf-8")
    ran = shell("procedure", "check", str(bad))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.splitlines() == [
        f"{bad} cannot be used as a procedure: 2 mistakes.",
        f"{bad}: roles.scribbe: there is no such key; did you mean scribe.",
        f"{bad}: cadence.wacht: there is no such key; did you mean watch.",
    ]
    assert shell("procedure", "check", str(tmp_path / "none.toml")).status == 2
    file.unlink()
    assert "There is no procedure file here" in shell.done("procedure", "check").err


def test_the_procedure_is_shown_to_people_scripts_and_as_a_file(
    shell: Shell, file: Path, tmp_path: Path
) -> None:
    told = shell.done("procedure", "show").out
    for part in (
        "▲ P0 OUTAGE: Nobody can pay.",
        "for example the till is dark",
        "the scribe is called chron",
    ):
        assert part in told
    written = tmp_path / "written.toml"
    written.write_text(shell.done("procedure", "show", "--toml").out, encoding="utf-8")
    assert read_procedure(written) == read_procedure(file)
    file.unlink()
    written.write_text(shell.done("procedure", "show", "--toml").out, encoding="utf-8")
    assert read_procedure(written) == Procedure()


def test_the_commander_changes_the_procedure_with_a_reason(shell: Shell, incident: str, file: Path) -> None:
    own = file.read_text(encoding="utf-8").replace("P0", "SEV1")
    file.write_text(own, encoding="utf-8")
    assert shell("procedure", "amend", str(file), "--because", "x", who="bob").status == 3
    ran = shell("procedure", "amend", str(file))
    assert (ran.status, "why change the procedure during an incident (S40)" in ran.err) == (3, True)
    shell.done("severity", "2")
    ran = shell("procedure", "amend", str(file), "--because", "our own scale")
    assert (ran.status, "the new scale has only SEV1, P1, P2, P3" in ran.err) == (3, True)
    shell.done("severity", "1")
    ran = shell.done("procedure", "amend", str(file), "--because", "our own scale")
    assert "procedure amended (project, severities, roles, cadence, audiences, channel" in ran.out
    assert ran.out.endswith("): our own scale\n")
    assert json.loads(shell.done("procedure", "show", "--json", "--incident", "1").out)["project"] == "shop"
    assert status(shell)["channel"] == "#inc-shop"
    assert "the procedure already" in shell.done("procedure", "amend", str(file), "--because", "again").err
    file.write_text(own.replace("watch = 30", "watch = 40"), encoding="utf-8")
    shell.done("procedure", "amend", str(file), "--because", "longer", "--word", "alice", who="bob")
    assert texts(shell)[-1] == "procedure amended (cadence), by word (bob): longer"
    shell.done("resolve")
    assert "watching for 40 min" in texts(shell)[-1]


def test_s2_declaring_says_what_an_incident_is_and_asks_one_line_and_perhaps_the_impact(
    shell: Shell, incident: str
) -> None:
    text = " ".join(shell.done("declare", "--help").out.split())
    assert "takes more people pulling together than everyday work" in text
    ran = shell.terminal("declare", typed="the till is dark\nnobody can pay\n")
    assert (ran.status, "Who is hit, and how?" in ran.out) == (0, True)
    now = status(shell, "--incident", "2")
    assert (now["title"], now["impact"]["text"]) == ("the till is dark", "nobody can pay")
    assert shell.terminal("declare", typed="search is slow\n\n").status == 0
    assert status(shell, "--incident", "3")["impact"] is None
    ran = shell("declare")
    assert (ran.status, "Say in a few words what is wrong" in ran.err) == (2, True)


def test_s3_anybody_may_declare_and_a_title_is_all_it_takes(shell: Shell) -> None:
    shell.done("declare", "it feels wrong", who="a passer-by")
    now = status(shell)
    assert (now["declared_by"], now["severity"], now["impact"]) == ("a passer-by", None, None)
    assert texts(shell) == ["it feels wrong"]


def test_s4_whoever_declared_may_stand_it_down_with_one_line_and_the_record_stays(shell: Shell) -> None:
    shell.done("declare", "checkout returns 500s")
    ran = shell("stand-down")
    assert (ran.status, "why is this not an incident" in ran.err) == (3, True)
    shell.done("stand-down", "--because", "it was the test site")
    assert status(shell)["stood_down"] is True
    assert texts(shell)[-1] == "stood down, not an incident: it was the test site"


def test_s51_the_response_begins_with_the_declaration(shell: Shell) -> None:
    shell.done("declare", "checkout returns 500s", "--noticed", "-20m")
    first = json.loads(shell.done("timeline", "--json").lines[0])
    assert (first["event"], first["starred"]) == ("incident.declared", True)
    assert status(shell)["declared_at"] == first["happened_at"]
    assert "ACTIVE" in shell.done("status").out


def test_impact_can_be_said_with_the_title(shell: Shell) -> None:
    shell.done("declare", "checkout", "returns", "500s", "--impact", "one order in five fails")
    assert status(shell)["impact"]["text"] == "one order in five fails"
