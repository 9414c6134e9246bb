"""People on the command line: staffing, feelings, tasks, delegation, calling somebody, the brief."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shell

PROJECT = """
channel = "#inc-checkout"

[roles]
commander = "incident lead"

[[on_call]]
name = "bella"
zone = "Asia/Tokyo"
reach = "pager 4711"
does = "databases"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with a procedure of its own, in which commands are typed."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "procedure.toml").write_text(PROJECT)
    monkeypatch.chdir(folder)
    return folder


def declared(shell: Shell) -> None:
    shell.done("declare", "Checkout returns 500s", "--severity", "SEV1", who="dave")
    shell.done("take")


def people(shell: Shell) -> dict[str, dict[str, Any]]:
    found = json.loads(shell.done("people", "--json").out)["people"]
    return {one["name"]: one for one in found}


def last(shell: Shell) -> dict[str, Any]:
    (line,) = shell.done("timeline", "--last", "1", "--json").lines
    found: dict[str, Any] = json.loads(line)
    return found


def test_s1_the_projects_own_names_of_roles_are_read_and_shown(shell: Shell, project: Path) -> None:
    declared(shell)
    assert "✔ incident lead    alice" in shell.done("staffing").lines
    shell.done("role", "assign", "scribe", "dave")
    assert "incident lead" in shell.done("people").out
    assert "commander" not in shell.done("people").out


def test_s5_who_may_do_what_is_one_table_on_the_command_line_too(shell: Shell) -> None:
    lines = shell.done("role", "may").lines
    approving = next(line for line in lines if line.startswith("measure approve"))
    assert "the commander, and the deputy to whom approving is delegated" in approving


def test_s9_everybody_is_listed_with_what_they_do_and_how_they_are(shell: Shell, incident: str) -> None:
    shell.done("join", "investigator", "--zone", "Asia/Tokyo", who="bob")
    shell.done("task", "replica", "lag", who="bob")
    shell.done("feel", "tired", who="bob")
    bob = people(shell)["bob"]
    assert (bob["roles"], bob["task"], bob["feeling"]) == (["investigator"], "replica lag", "tired")
    assert (bob["zone"], len(bob["local_time"])) == ("Asia/Tokyo", 5)
    lines = shell.done("people").lines
    assert any(line.startswith("bob ") and line.endswith(" ago") for line in lines)
    assert "    tired · replica lag" in lines  # their own word is never cut off
    shell.done("task", "--none", who="bob")
    assert people(shell)["bob"]["task"] is None


def test_s9_what_somebody_says_of_themselves_is_entered_by_who_hears_it(shell: Shell, incident: str) -> None:
    shell.done("feel", "relief", "--for", "bob")
    assert people(shell)["bob"]["relief"] == "asks for relief"
    assert "relief: bob asks for relief" in shell.done("mine").out


def test_s9_a_zone_nobody_knows_is_said(shell: Shell, incident: str) -> None:
    ran = shell("join", "--zone", "Europe/Berln", who="bob")
    assert ran.status == 2 and "Europe/Berlin" in ran.err


def test_s9_whoever_is_released_is_free_to_go(shell: Shell, incident: str) -> None:
    shell.done("role", "assign", "scribe", "bob")
    assert "bob is free to go" in shell.done("release", "bob").out
    assert people(shell)["bob"]["released_at"]
    assert "hand over first" in shell("release", "alice").err


def test_s9_a_role_passes_to_a_relief_in_one_step(shell: Shell, incident: str) -> None:
    shell.done("role", "assign", "technical", "lead", "bob")
    shell.done("role", "assign", "technical", "lead", "carol", "--instead-of", "bob")
    assert json.loads(shell.done("status", "--json").out)["roles"]["technical lead"] == ["carol"]


def test_s13_a_deputy_approves_once_it_is_delegated(shell: Shell, incident: str) -> None:
    shell.done("role", "assign", "deputy", "bob")
    shell.done("measure", "propose", "mitigation", "fail over", who="carol")
    assert shell("measure", "approve", "M1", who="bob").status == 3
    shell.done("delegate")
    shell.done("measure", "approve", "M1", who="bob")
    assert json.loads(shell.done("status", "--json").out)["delegated_to"] == "bob"
    assert "bob may approve too" in shell.done("status").out
    shell.done("delegate", "--end")
    assert last(shell)["event"] == "approval.undelegated"


def test_s14_several_people_investigate(shell: Shell, incident: str) -> None:
    for name in ("bob", "carol"):
        shell.done("join", "investigator", who=name)
    assert json.loads(shell.done("status", "--json").out)["roles"]["investigator"] == ["bob", "carol"]


def test_s15_a_measure_makes_its_proposer_an_investigator_and_asks_a_scribe_why(
    shell: Shell, incident: str
) -> None:
    shell.done("measure", "propose", "mitigation", "fail over", who="carol")
    assert people(shell)["carol"]["roles"] == ["investigator"]
    shell.done("join", "scribe", who="bob")
    asked = shell("measure", "propose", "fix", "roll back", who="bob")
    assert asked.status == 3 and "S15" in asked.err


def test_s6_a_commander_who_investigates_gives_a_reason_that_stands_in_the_record(
    shell: Shell, incident: str
) -> None:
    asked = shell("join", "investigator")
    assert asked.status == 3 and "S6" in asked.err
    shell.done("join", "investigator", "--because", "nobody else knows the proxy")
    assert last(shell)["text"] == "alice is investigator: nobody else knows the proxy"


def test_s16_s17_a_third_investigator_wants_a_technical_lead(shell: Shell, incident: str) -> None:
    for name in ("bob", "carol", "dave"):
        shell.done("join", "investigator", who=name)
    assert any("name a technical lead, missing for" in line for line in shell.done("staffing").lines)
    shell.done("role", "assign", "technical-lead", "erin")
    assert not any("name a technical lead" in line for line in shell.done("staffing").lines)


def test_s18_the_same_task_twice_names_both(shell: Shell, incident: str) -> None:
    shell.done("task", "read the proxy's log", who="bob")
    assert "bob does the same" in shell.done("task", "read the proxy's log", "--for", "carol").err.replace(
        "Bob", "bob"
    )
    assert "bob and carol are both on read the proxy's log" in shell.done("people").out
    assert "bob and carol are both on" in shell.done("mine", who="carol").out


def test_what_scripts_read_of_duties_names_verbs_and_no_key_of_a_screen(shell: Shell, incident: str) -> None:
    told = [duty["text"] for duty in json.loads(shell.done("status", "--json").out)["duties"]]
    assert any(text.endswith("(cockpit role assign ROLE NAME)") for text in told)


def test_the_brief_of_whoever_joins_says_what_they_are_though_nobody_has_command(shell: Shell) -> None:
    shell.done("declare", "Checkout returns 500s", who="dave")
    told = " ".join(shell.done("join", who="alice").out.split())
    assert "(cockpit take). You are alice, without a role." in told


def test_s25_one_person_for_both_needs_a_reason_at_the_worst_severity(shell: Shell) -> None:
    declared(shell)
    ran = shell("role", "assign", "scribe+communicator", "dave")
    assert ran.status == 3 and "S25" in ran.err
    shell.done("role", "assign", "scribe+communicator", "dave", "--because", "nobody else is awake")
    assert "dave is scribe: nobody else is awake" in shell.done("timeline").out


def test_s23_asking_from_outside_leaves_whoever_is_alone_alone(shell: Shell) -> None:
    shell.done("declare", "Checkout returns 500s")
    shell.done("take")
    shell.done("ask", "are", "backups", "hit?", who="zoe")
    shell.done("told", "stakeholders", "some checkouts fail", who="frank")
    assert list(people(shell)) == ["alice"]
    shell.done("join", who="erin")
    assert "erin is here: give them a role" in shell.done("mine").out
    shell.done("release", "erin")
    ran = shell.done("measure", "done", "paused deploys", who="erin")
    assert "You are here again, as investigator." in ran.err
    assert "erin is here again as investigator: a task (cockpit task --for NAME)" in shell.done("mine").out


def test_s56_one_verb_makes_one_person_scribe_and_communicator(shell: Shell, incident: str) -> None:
    shell.done("join", "scribe+communicator", who="bob")
    assert people(shell)["bob"]["roles"] == ["scribe", "communicator"]


def test_s54_s55_the_staffing_checklist_says_since_when_a_role_is_missing(
    shell: Shell, project: Path
) -> None:
    declared(shell)
    lines = shell.done("staffing").lines
    assert any("who leads the investigation?, missing for" in line for line in lines)
    assert any("find a scribe" in line for line in lines)
    assert any("on call: bella (databases), pager 4711" in line for line in lines)
    posts = {post["role"]: post for post in json.loads(shell.done("staffing", "--json").out)["staffing"]}
    assert posts["scribe"]["rule"] == "S55" and posts["scribe"]["missing_since"]
    assert posts["commander"]["missing_since"] is None


def test_s55_whoever_comes_is_one_line_to_the_commander(shell: Shell) -> None:
    declared(shell)
    shell.done("join", who="bob")
    line = "bob and dave are here: give them a role (cockpit role assign ROLE NAME)"
    other = "dave and bob are here: give them a role (cockpit role assign ROLE NAME)"
    told = " ".join(shell.done("status").out.split())
    assert line in told or other in told


def test_s52_without_a_command_fetching_says_whom_to_call_and_how(shell: Shell, project: Path) -> None:
    declared(shell)
    out = shell.done("fetch").out
    assert "bella: pager 4711" in out and "cockpit join --incident" in out and f"--db {shell.path}" in out
    assert "the procedure does not say how" in shell.done("fetch", "zoe").out
    shell.done("fetch", "bella", "--called")
    assert last(shell)["text"] == "bella was called by alice"


@pytest.mark.parametrize("ends", [0, 7])
def test_s52_the_projects_command_is_shown_and_run_without_a_shell(
    shell: Shell, project: Path, ends: int
) -> None:
    page = project / "page"
    page.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {project}/paged\nexit {ends}\n')
    page.chmod(0o700)
    fetch = f'fetch = ["{page}", "{{name}}", "{{incident}} $(date)"]\n'
    (project / "procedure.toml").write_text(fetch + PROJECT)
    declared(shell)
    asked = shell("fetch")
    assert asked.status == 3 and "add --yes" in asked.err and not (project / "paged").exists()
    ran = shell("fetch", "--yes")
    assert ran.status == ends
    assert f"This runs: {page} bella" in ran.err
    assert (project / "paged").read_text().splitlines()[0] == "bella"
    assert "$(date)" in (project / "paged").read_text()
    assert last(shell)["text"] == f"bella was called by alice (the command ended with {ends})"


def test_s52_a_command_that_is_not_there_leaves_the_number_to_call(shell: Shell, project: Path) -> None:
    (project / "procedure.toml").write_text('fetch = ["/nowhere/page", "{name}"]\n' + PROJECT)
    declared(shell)
    ran = shell("fetch", "--yes")
    assert ran.status == 3 and "pager 4711" in ran.err


def test_s53_declining_command_may_mean_that_one_investigates(shell: Shell, incident: str) -> None:
    shell.done("handoff", "offer", "bob")
    shell.done("handoff", "decline", "--investigate", who="bob")
    assert people(shell)["bob"]["roles"] == ["investigator"]


def test_s53_taking_command_while_diagnosing_offers_to_go_on_investigating(shell: Shell) -> None:
    shell.done("declare", "Checkout returns 500s", who="dave")
    shell.done("join", "investigator", who="dave")
    shell.done("join", who="bob")
    assert "already diagnosing?" in shell.done("take", who="dave").err.casefold()


def test_s5_a_handoff_shows_the_brief_to_both_sides(shell: Shell, incident: str) -> None:
    shell.done("impact", "worse", "checkouts fail in us-west-2")
    shell.done("measure", "propose", "mitigation", "fail over", who="bob")
    for ran in (shell.done("handoff", "offer", "bob"), shell.done("handoff", "accept", who="bob")):
        for heading in ("Situation", "Impact", "Approvals", "People", "Next"):
            assert any(line.startswith(heading) for line in ran.lines), heading
        assert all(len(line) <= 80 for line in ran.lines)
    assert json.loads(shell.done("status", "--json").out)["commander"] == "bob"


def test_s57_what_was_so_far_becomes_back_dated_entries_for_the_scribe_to_check(shell: Shell) -> None:
    shell.done("declare", "Checkout returns 500s", who="dave")
    shell.done("take")
    shell.done("join", "scribe", who="grace")
    assert "tell the scribe what was so far" in shell.done("mine", who="dave").out
    told = shell.done(
        "context", "--noticed", "-20m", "--seen", "-15m 5xx above 5 %", "--tried", "~-7m restarted the pods",
        "--link", "https://graphs.example/checkout", who="dave",
    )  # fmt: skip
    assert len(told.lines) == 4
    rows = [json.loads(line) for line in shell.done("timeline", "--json", "--by", "dave").lines][-4:]
    assert [row["kind"] for row in rows] == ["noticed", "context", "context", "context"]
    assert rows[0]["happened_at"] < rows[1]["happened_at"] < rows[2]["happened_at"]
    assert rows[2]["about"] is True
    assert "check what dave wrote down" in shell.done("mine", who="grace").out
    shell.done("context", "--checked", str(rows[0]["number"]), who="grace")
    shell.done("context", "--checked", who="grace")
    assert "check what dave" not in shell.done("mine", who="grace").out


def test_a_context_line_with_a_time_nobody_can_read_stores_nothing(shell: Shell, incident: str) -> None:
    before = last(shell)["number"]
    assert shell("context", "--seen", "errors", "--noticed", "yesterday").status == 2
    assert last(shell)["number"] == before


@pytest.mark.parametrize("words", [("task",), ("task", "x", "--none"), ("context",), ("feel", "fine")])
def test_what_is_typed_wrong_is_said(shell: Shell, incident: str, words: tuple[str, ...]) -> None:
    assert shell(*words).status == 2


def test_on_the_command_line_an_arrival_is_told_with_a_verb_and_not_with_keys(
    shell: Shell, incident: str
) -> None:
    shell.done("join", who="carol")
    for verb in ("mine", "status"):
        told = " ".join(shell.done(verb).out.split())
        assert "give them a role (cockpit role assign ROLE NAME)" in told
        assert "· s scribe" not in told
