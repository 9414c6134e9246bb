"""Verbs about what is decided and believed, and what status shows of it (S8, S10–S12, S19, S34, S59–S65)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Shell


def status(shell: Shell) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shell.done("status", "--json").out)
    return found


def told(shell: Shell) -> str:
    """What status says, however its lines are broken."""
    return " ".join(shell.done("status").out.split())


def last(shell: Shell) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shell.done("timeline", "--json").lines[-1])
    return found


def test_s10_a_decision_shows_what_it_answers_and_the_objections_beside_it(
    shell: Shell, incident: str
) -> None:
    shell.done("measure", "propose", "fix", "roll back api", who="bob")
    shell.done("objections", "--measure", "m1", who="bob")
    shell.done("object", "loses the price hotfix", who="carol")
    ran = shell.done("decide", "go", "ahead", "--round", "o1", "--word", "alice", who="bob")
    assert "D1 decided, by word (bob): go ahead (answers O1 M1 roll back api)" in ran.out
    assert "M1 still waits for its approval" in ran.err
    (decision,) = status(shell)["decisions"]
    assert (decision["by"], decision["round"]) == ("alice", "O1")
    assert [one["text"] for one in decision["objections"]] == ["loses the price hotfix"]
    shown = shell.done("status").out
    assert "alice: go ahead (answers M1 roll back api)" in shown
    assert "against it, carol: loses the price hotfix" in shown


def test_s10_only_the_commander_or_by_their_word(shell: Shell, incident: str) -> None:
    ran = shell("decide", "fail over", who="bob")
    assert ran.status == 3
    assert "only the commander or the deputy decides (S10)" in ran.err
    assert "add --word alice" in ran.err


def test_s10_log_of_a_kind_decision_by_somebody_else_is_a_note_and_says_how_to_enter_it(
    shell: Shell, incident: str
) -> None:
    ran = shell.done("log", "we fail over", "--kind", "decision", "--star", who="bob")
    entry = last(shell)
    assert ran.out == f"{entry['number']}\n"
    assert (entry["kind"], entry["starred"], entry["text"]) == (
        "note", False, "reports a decision: we fail over",
    )  # fmt: skip
    assert "cockpit decide TEXT --word alice" in ran.err


def test_s10_log_of_a_kind_decision_by_the_commander_is_one(shell: Shell, incident: str) -> None:
    shell.done("log", "--kind", "decision", "-", stdin=b"we fail over\nand wait\n")
    assert [one["text"] for one in status(shell)["decisions"]] == ["we fail over", "and wait"]
    shell.done("log", "we stop", "--kind", "Decision", "--word", "alice", who="bob")
    assert status(shell)["decisions"][-1]["by"] == "alice"


def test_s11_a_standing_approval_is_listed_and_ends_at_the_check_in(shell: Shell, incident: str) -> None:
    shell.done("allow", "restart", "any", "pod", "--for", "bob")
    assert "● A1 bob may until the next check-in: restart any pod" in told(shell)
    shell.done("measure", "propose", "mitigation", "restart pod 7", "--under", "a1", who="bob")
    shell.done("measure", "start", "M1", who="bob")
    assert status(shell)["measures"][0]["standing"] == "A1"
    assert "You may until the next check-in: restart any pod (under A1)" in shell.done("mine", who="bob").out
    assert "under A1" in shell.done("status").out
    shell.done("checkin", "--trend", "same")
    assert status(shell)["standing_approvals"] == []
    refused = shell("measure", "propose", "mitigation", "restart pod 8", "--under", "A1", who="bob")
    assert refused.status == 3
    assert "A1 has ended" in refused.err


def test_s11_the_commander_takes_a_standing_approval_back(shell: Shell, incident: str) -> None:
    shell.done("allow", "restart any pod", "--for", "bob")
    assert shell("allow", "--end", "A1", who="bob").status == 3
    shell.done("allow", "--end", "A1")
    assert status(shell)["standing_approvals"] == []


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (("allow", "anything"), "for whom"),
        (("allow", "x", "--end", "A1"), "nothing else"),
        (("objections",), "There is no TEXT"),
        (("hypothesis", "out", "H1"), "WHY"),
    ],
)
def test_what_is_missing_is_said(shell: Shell, incident: str, line: tuple[str, ...], sentence: str) -> None:
    ran = shell(*line)
    assert ran.status == 2
    assert sentence in ran.err


def test_s12_status_lists_what_changed_since_the_last_check_in(shell: Shell, incident: str) -> None:
    assert "Changed since" not in shell.done("status").out
    shell.done("checkin", "--trend", "same")
    shell.done("measure", "propose", "passive", "read the graphs", who="bob")
    shell.done("measure", "start", "M1", who="bob")
    assert status(shell)["changes"] == ["M1 started: read the graphs"]
    shell.done("decide", "keep deploys paused")
    assert status(shell)["changes"][0] == "D1 decided by alice: keep deploys paused"
    assert "Changed since check-in 1" in shell.done("status").out


def test_s12_two_measures_at_one_component_are_asked_about(shell: Shell, incident: str) -> None:
    for text in ("restart api", "drain api"):
        shell.done("measure", "propose", "mitigation", text, "--component", "api", who="bob")
    shell.done("measure", "approve", "M1")
    shell.done("measure", "approve", "M2")
    shell.done("measure", "start", "M1", who="bob")
    ran = shell("measure", "start", "M2", who="bob")
    assert ran.status == 3
    assert "M1 (restart api, bob) runs on api too: why both at once (S12)" in ran.err
    shell.done("measure", "start", "M2", "--because", "other half of the pool", who="bob")


def test_s62_hypotheses_are_opened_ruled_out_confirmed_and_listed(shell: Shell, incident: str) -> None:
    shell.done("hypothesis", "open", "the", "resolver", "is", "slow", who="bob")
    shell.done("hypothesis", "open", "a full disk", who="bob")
    shell.done("hypothesis", "out", "h1", "2 ms", "everywhere", who="carol")
    found = [json.loads(line) for line in shell.done("hypothesis", "list", "--json").lines]
    assert [(one["id"], one["verdict"], one["closed_by"], one["why"]) for one in found] == [
        ("H2", None, None, None),
        ("H1", "ruled-out", "carol", "2 ms everywhere"),
    ]
    shell.done("hypothesis", "confirm", "H2", "df says 100%", who="bob")
    listed = shell.done("hypothesis", "list").out
    assert "✘ ruled out" in listed and "✔ confirmed" in listed


def test_s8_status_tells_state_owner_age_and_box_of_every_measure(shell: Shell, incident: str) -> None:
    shell.done("measure", "propose", "mitigation", "restart api", "--box", "10", who="bob")
    shell.done("measure", "approve", "M1")
    shell.done("measure", "start", "M1", "--at", "-12m", "--because", "already at it", who="bob")
    shown = shell.done("status").out
    assert "▶ running     M1   restart api (bob, 12m, ⚠ 2m" in shown
    assert "M1 is 2m" in shown


def test_s19_active_diagnosis_waits_in_the_same_queue_as_a_mitigation(shell: Shell, incident: str) -> None:
    shell.done("measure", "propose", "mitigation", "fail over", who="bob")
    shell.done("measure", "propose", "active", "debug logging", who="bob")
    assert status(shell)["approvals"] == ["M1", "M2"]
    assert shell("measure", "start", "M2", who="bob").status == 3
    shell.done("measure", "start", "M2", "--because", "it burns", who="bob")
    assert status(shell)["measures"][1]["unapproved"] == "emergency"


def test_s63_an_active_diagnostic_waits_for_approval(shell: Shell, incident: str) -> None:
    shell.done("measure", "propose", "active", "heap dump", who="bob")
    assert "S63" in shell("measure", "start", "M1", who="bob").err
    shell.done("measure", "approve", "M1")
    shell.done("measure", "start", "M1", who="bob")


def test_s64_a_fix_waits_for_approval(shell: Shell, incident: str) -> None:
    shell.done("measure", "propose", "fix", "roll back", who="bob")
    assert "S64" in shell("measure", "start", "M1", who="bob").err


def test_s62_passive_diagnosis_needs_no_approval(shell: Shell, incident: str) -> None:
    shell.done("measure", "propose", "passive", "read the logs", who="bob")
    assert status(shell)["approvals"] == []
    shell.done("measure", "start", "M1", who="bob")


def test_s34_every_transition_of_a_measure_is_an_entry(shell: Shell, incident: str) -> None:
    before = len(shell.done("timeline").lines)
    shell.done("measure", "propose", "mitigation", "restart api", who="bob")
    shell.done("measure", "approve", "M1")
    shell.done("measure", "start", "M1", who="bob")
    shell.done("measure", "finish", "M1", "worked", who="bob")
    shell.done("measure", "finish", "M1", "rolled-back", who="bob")
    entries = [json.loads(line) for line in shell.done("timeline", "--json").lines][before:]
    assert [one["event"] for one in entries if one["event"].startswith("measure.")] == [
        "measure.proposed", "measure.approved", "measure.started", "measure.finished", "measure.finished",
    ]  # fmt: skip


def test_s59_an_empty_impact_is_due_for_the_commander(shell: Shell, incident: str) -> None:
    assert "say who is hit and how badly" in shell.done("mine").out
    shell.done("impact", "worse", "checkouts fail")
    assert "say who is hit" not in shell.done("mine").out


def test_s60_impact_has_share_region_cohort_function_since_and_trend(shell: Shell, incident: str) -> None:
    shell.done(
        "impact", "worse", "checkouts fail", "--share", "20%", "--region", "us-west-2", "--cohort",
        "new accounts", "--function", "POST /checkout", "--since", "-30m",
    )  # fmt: skip
    impact = status(shell)["impact"]
    assert [impact[name] for name in ("trend", "share", "region", "cohort", "function")] == [
        "worse", "20%", "us-west-2", "new accounts", "POST /checkout",
    ]  # fmt: skip
    assert "20%, us-west-2, new accounts, POST /checkout · since " in shell.done("status").out
    assert impact["since"] < last(shell)["happened_at"]


def test_s61_the_queue_says_that_no_undo_was_given(shell: Shell, incident: str) -> None:
    shell.done("measure", "propose", "mitigation", "fail over", who="bob")
    assert "undo: —" in shell.done("status").out
    shell.done("measure", "propose", "mitigation", "read-only", "--undo", "the flag", who="bob")
    assert "undo: the flag" in shell.done("status").out


def test_s65_a_fix_before_a_mitigation_is_hinted_at_in_the_queue(shell: Shell, incident: str) -> None:
    shell.done("measure", "propose", "fix", "roll back", who="bob")
    assert "first: nobody has said who is hit" in shell.done("status").out
    shell.done("impact", "worse", "checkouts fail")
    assert "first: no mitigation considered" in shell.done("status").out
    assert "M1 is a fix and no mitigation was considered: one first?" in shell.done("mine").out
    shell.done("measure", "propose", "mitigation", "read-only mode", who="bob")
    assert "no mitigation" not in shell.done("status").out


def test_s11_what_was_done_unapproved_is_due_until_the_commander_has_seen_it(
    shell: Shell, incident: str
) -> None:
    shell.done("measure", "done", "mitigation", "paused deploys", who="bob")
    assert "acknowledge M1, done without approval (cockpit measure acknowledge)" in shell.done("mine").out
    shell.done("measure", "acknowledge", "M1")
    assert "acknowledge" not in shell.done("mine").out
    assert status(shell)["measures"][0]["unapproved"] == "already-done"
    assert "without approval beforehand" in told(shell)


def test_s11_all_that_is_unseen_is_acknowledged_at_once(shell: Shell, incident: str) -> None:
    for text in ("paused deploys", "drained node7", "purged the cache"):
        shell.done("measure", "done", "mitigation", text, who="bob")
    shell.done("measure", "acknowledge", "M1", "m3")
    assert "acknowledge M2, done" in shell.done("mine").out
    assert "M2 acknowledged by alice" in shell.done("measure", "acknowledge").out
    nothing = shell("measure", "acknowledge")
    assert nothing.status == 2 and "is unseen" in nothing.err


def test_a_measure_is_a_mitigation_unless_its_kind_is_said(shell: Shell, incident: str) -> None:
    for line in (
        "fail over to eu-west", "fix roll back api", "fix: raise the limit",
        "--kind mitigation fix the config", "note: it is only words", "Passive look at the graphs",
    ):  # fmt: skip
        shell.done("measure", "propose", *line.split(), who="bob")
    shell.done("measure", "done", "restarted", "api", who="bob")
    assert [(one["kind"], one["text"]) for one in status(shell)["measures"]] == [
        ("mitigation", "fail over to eu-west"), ("fix", "roll back api"), ("fix", "raise the limit"),
        ("mitigation", "fix the config"), ("mitigation", "note: it is only words"),
        ("passive", "look at the graphs"), ("mitigation", "restarted api"),
    ]  # fmt: skip
    alone = shell("measure", "propose", "fix", who="bob")
    assert (alone.status, "There is no TEXT: say what is to be done" in alone.err) == (2, True)


def test_s11_measure_done_names_its_component(shell: Shell, incident: str) -> None:
    shell.done("measure", "done", "paused deploys", "--component", "deploys", who="bob")
    assert status(shell)["measures"][0]["component"] == "deploys"
