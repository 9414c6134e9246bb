"""Every verb that writes: what it prints, what it asks for, and what it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import pytest

from .conftest import Shell

SENTENCE = r"\d+  ~?(\d{4}-\d\d-\d\d )?\d\d:\d\d UTC  .+"


def status(shell: Shell) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shell.done("status", "--json").out)
    return found


def last(shell: Shell) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shell.done("timeline", "--json").lines[-1])
    return found


BEFORE: dict[str, Sequence[Sequence[str]]] = {
    "approve": [["measure", "propose", "fix", "x", "--as", "bob"]],
    "start": [["measure", "propose", "fix", "x", "--as", "bob"], ["measure", "approve", "M1"]],
    "answer": [["measure", "propose", "fix", "x", "--as", "bob"], ["measure", "ask", "M1", "why"]],
    "done": [["measure", "done", "fix", "x", "--as", "bob"]],
    "offer": [["handoff", "offer", "bob"]],
    "scribe": [["role", "assign", "scribe", "bob"]],
    "taken": [["take", "--as", "bob", "--because", "her line is dead"]],
    "together": [
        ["role", "assign", "scribe+communicator", "bob", "--because", "few are here"],
        ["severity", "1"],
    ],
    "statement": [["statement", "draft", "stakeholders", "some checkouts fail", "--as", "bob"]],
    "question": [["ask", "are invoices affected", "--as", "bob"]],
    "hypothesis": [["hypothesis", "open", "a full disk"]],
    "resolved": [["resolve"]],
    "": [],
}
VERBS = [
    # the line, what has to be there before, and which of --word and --at it takes beside --because
    ("declare another", "", ""),
    ("join", "", ""),
    ("join scribe", "", ""),
    ("take --as bob", "", "word at"),
    ("log hello", "", "word at"),
    ("correct 3 hello", "", ""),
    ("star 3", "", ""),
    ("unstar 1", "", ""),
    ("comment 3 hello", "", "word at"),
    ("redact 3", "", ""),
    ("severity 2", "", "word at"),
    ("impact worse everybody", "", "word at"),
    ("role assign scribe bob", "", "word at"),
    ("role relieve scribe", "scribe", "word at"),
    ("handoff offer bob", "", "word"),
    ("handoff accept --as bob", "offer", "word at"),
    ("handoff decline --as bob", "offer", "word"),
    ("handoff acknowledge", "taken", "word"),
    ("role keep bob", "together", "word"),
    ("measure propose fix roll back", "", "word"),
    ("measure approve M1", "approve", "word at"),
    ("measure refuse M1", "approve", "word at"),
    ("measure ask M1 why", "approve", "word"),
    ("measure answer M1 so --as bob", "answer", "word"),
    ("measure withdraw M1", "approve", "word"),
    ("measure start M1", "start", "word at"),
    ("measure finish M1 worked", "start", "word at"),
    ("measure done fix restarted it", "", "word at"),
    ("measure acknowledge M1", "done", "word"),
    ("told stakeholders some checkouts fail", "", "word at"),
    ("waive stakeholders", "", "word at"),
    ("statement draft stakeholders some checkouts fail", "", "word"),
    ("statement approve S1", "statement", "word at"),
    ("statement drop S1", "statement", "word at"),
    ("statement send S1", "statement", "word at"),
    ("announced --link https://chat/1", "", "word at"),
    ("ask are invoices affected", "", "at"),
    ("forward Q1", "question", "word at"),
    ("answer Q1 no", "question", "word at"),
    ("decide go ahead", "", "word at"),
    ("objections fail over", "", "word at"),
    ("object too risky", "", "word at"),
    ("allow restart pods --for bob", "", "word at"),
    ("hypothesis open a full disk", "", "word at"),
    ("hypothesis out H1 df says 12", "hypothesis", "word at"),
    ("hypothesis confirm H1 df says 100", "hypothesis", "word at"),
    ("checkin --trend same", "", "word at"),
    ("resolve", "", "word at"),
    ("reopen", "resolved", "word at"),
    ("close", "resolved", "word at"),
    ("stand-down", "", "word at"),
    ("sign-off", "", "word at"),
    ("reread --done", "", "word at"),
    ("facilitator zoe", "", "word at"),
    ("ticket --link OPS-1", "", "word"),
]


@pytest.mark.parametrize(("line", "before", "takes"), VERBS, ids=[line for line, _, _ in VERBS])
def test_every_verb_that_writes_takes_a_reason_a_word_and_a_time(
    shell: Shell, incident: str, line: str, before: str, takes: str
) -> None:
    for words in BEFORE[before]:
        shell.done(*words)
    given = ["--because", "they said so"]
    given += ["--word", "bob" if "--as bob" in line else "alice"] if "word" in takes else []
    given += ["--at", "-1s"] if "at" in takes else []
    ran = shell(*line.split(), *given)
    assert ran.status == 0, ran


@pytest.mark.parametrize(("line", "before", "takes"), VERBS, ids=[line for line, _, _ in VERBS])
def test_what_a_verb_prints(shell: Shell, incident: str, line: str, before: str, takes: str) -> None:
    for words in BEFORE[before]:
        shell.done(*words)
    ran = shell.done(*line.split(), "--because", "they said so")
    verb = " ".join(line.split()[:2])
    if line.startswith("declare"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\d-2\n", ran.out)
    elif line.startswith("log"):
        assert ran.out == "4\n"
    elif verb in {"measure propose", "measure done"}:
        assert ran.out == "M1\n"
    elif verb == "statement draft" or line.startswith("ask"):
        assert ran.out in {"S1\n", "Q1\n"}
    elif line.startswith("join"):
        assert 0 < len(ran.lines) <= 12
    elif verb in {"handoff offer", "handoff accept"}:
        assert ran.lines[0].startswith("Situation")
        assert re.fullmatch(SENTENCE, ran.lines[-1]), ran.out
    else:
        assert ran.lines
        assert all(re.fullmatch(SENTENCE, one) for one in ran.lines), ran.out


def test_a_whole_response(shell: Shell) -> None:
    shell.done(
        "declare", "Checkout", "returns 500s", "--severity", "sev1", "--noticed", "~-9m", "--source", "user",
        "--channel", "#inc", "--first-message", "https://chat/1", "--commander", "carol",
    )  # fmt: skip
    now = status(shell)
    assert (now["title"], now["severity"], now["commander"]) == ("Checkout returns 500s", "SEV1", "carol")
    shell.done(
        "impact",
        "new-symptom",
        "logins",
        "fail",
        "--share",
        "20%",
        "--region",
        "eu",
        "--metric",
        "errors=12%",
    )
    shell.done("role", "assign", "tech", "lead", "dave", who="carol")
    assert (
        shell.done(
            "measure", "propose", "mitigation", "read-only", "mode", "--undo", "flag off", who="dave"
        ).out
        == "M1\n"
    )
    assert shell("measure", "start", "M1", who="dave").status == 3
    shell.done("measure", "approve", "1", "--word", "Carol", who="erin")
    shell.done("measure", "start", "m1", who="dave")
    shell.done(
        "checkin", "--trend", "better", "--state", "errors fall", "--impact", "few logins fail",
        "--plan", "dave: watch the errors", "--plan", "who knows: nobody", "--measure", "M1=running:23:59",
        "--because", "whoever is free", who="carol",
    )  # fmt: skip
    now = status(shell)
    assert now["roles"]["technical lead"] == ["dave"]
    assert [(m["id"], m["state"], m["owner"]) for m in now["measures"]] == [("M1", "running", "dave")]
    assert (now["impact"]["trend"], now["impact"]["text"]) == ("better", "few logins fail")
    text = shell.done("timeline", "--kind", "check-in").out
    assert "watch the errors (dave)" in text
    assert "who knows: nobody" in text
    shell.done("measure", "finish", "M1", "worked", who="dave")
    shell.done("resolve", who="carol")
    assert status(shell)["phase"] == "watch"
    assert shell("close", who="carol").status == 3
    shell.done("close", "--because", "it was the flag", who="carol")
    assert status(shell)["phase"] == "closed"


def test_a_refusal_names_the_rule_who_may_and_the_way_out(shell: Shell, incident: str) -> None:
    shell.done("measure", "propose", "fix", "roll back", who="bob")
    ran = shell("measure", "approve", "M1", who="bob")
    assert (ran.status, ran.out) == (3, "")
    for part in ("S11", "only the commander approves", "alice (commander)", "--word alice"):
        assert part in ran.err


def test_a_soft_rule_asks_for_the_reason_and_takes_it(shell: Shell, incident: str) -> None:
    ran = shell("take", who="bob")
    assert (ran.status, ran.out) == (3, "")
    assert "alice has command: why take it (S5)" in ran.err
    assert "--because WHY" in ran.err
    assert shell("take", "--because", " ", who="bob").status == 3
    ran = shell.done("take", "--because", "her line is dead", who="bob")
    assert ran.lines[0].endswith("! alice relieved: bob takes command: her line is dead")
    assert status(shell)["commander"] == "bob"


def test_two_terminals_approve_the_same_measure_and_one_of_them_does(shell: Shell, incident: str) -> None:
    shell.done("measure", "propose", "fix", "roll back", who="bob")
    started = [shell.start("measure", "approve", "M1") for _ in range(2)]
    ended = [(child.communicate(), child.returncode) for child in started]
    assert sorted(code for _, code in ended) == [0, 3]
    refused = next(err.decode() for (_, err), code in ended if code == 3)
    assert "already approved by alice" in refused
    approvals = shell.done("timeline", "--kind", "approval").out
    assert approvals.count("M1 approved") == 1


def test_a_reason_for_declaring_is_written_down(shell: Shell) -> None:
    shell.done("declare", "x", "--because", "the pager went")
    assert last(shell)["text"] == "declared because: the pager went"
    ran = shell("declare", "y", "--noticed", "2100-01-01T00:00Z")
    assert (ran.status, "has not come yet" in ran.err) == (3, True)
    assert (
        "First noticed 2100-01-01 00:00 UTC"
        in shell.done("declare", "y", "--noticed", "2100-01-01T00:00Z", "--because", "a drill").err
    )


def test_corrections_of_text_and_of_fields(shell: Shell, incident: str) -> None:
    shell.done(
        "correct", "#3", "looking", "at", "logs", "--set", "time=2026-01-02T03:04Z", "--set", "kind=decision"
    )
    assert [json.loads(line)["kind"] for line in shell.done("timeline", "--json").lines[3:]] == [
        "correction"
    ] * 3
    corrected = json.loads(shell.done("timeline", "--json").lines[2])
    assert (corrected["text"], corrected["corrected_text"]) == ("looking at graphs", "looking at logs")
    ran = shell.done("correct", "3", "looking at logs")
    assert (ran.out, "nothing to do" in ran.err) == ("", True)
    ran = shell("correct", "3", "--set", "colour=red")
    assert (ran.status, "no field 'colour'" in ran.err) == (3, True)


def test_stars_come_and_go_once(shell: Shell, incident: str) -> None:
    assert shell.done("star", "3").out.endswith("3 starred\n")
    ran = shell.done("star", "3")
    assert (ran.out, "starred already" in ran.err) == ("", True)
    assert len(shell.done("unstar", "3").lines) == 1
    assert "not starred" in shell.done("unstar", "3").err


def test_a_redaction_takes_the_text_away_and_needs_a_reason(shell: Shell, incident: str) -> None:
    shell.done("log", "the password is hunter2")
    assert shell("redact", "4").status == 3
    shell.done("redact", "4", "--because", "a password")
    assert "hunter2" not in shell.done("timeline", "--json").out
    assert b"hunter2" not in shell.path.read_bytes()


def test_what_is_redacted_already_is_not_redacted_again(shell: Shell, incident: str) -> None:
    shell.done("log", "the password is hunter2")
    assert shell("redact", "4").err == ("A reason is needed: why must 4 be redacted. Add --because WHY.\n")
    shell.done("redact", "4", "--because", "a password")
    before = status(shell)["head"]
    for reason in ((), ("--because", "once more")):
        ran = shell.done("redact", "4", *reason)
        assert (ran.out, ran.err) == ("", "Redacted already: 4; nothing to do.\n")
    assert status(shell)["head"] == before
    shell.done("redact", "3", "4", "--because", "both")
    assert "looking at graphs" not in shell.done("timeline").out
    assert last(shell)["text"] == "redacted 3: both"


def test_a_note_begins_with_a_name_as_it_is_written(shell: Shell, incident: str) -> None:
    shell.done("role", "assign", "scribe", "bob")
    assert shell.done("role", "assign", "scribe", "bob").err == "bob is scribe already.\n"
    shell.done("severity", "3")
    assert shell.done("severity", "3").err == "It is SEV3 already.\n"


def test_a_time_in_a_sentence_is_told_in_the_zone_shown(
    shell: Shell, incident: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    for words in (["log", "x", "--at"], ["severity", "2", "--at"], ["declare", "x", "--noticed"]):
        ran = shell(*words, "2100-01-01T00:00Z")
        assert (ran.status, ran.out) == (3, "")
        assert ran.err == ("A reason is needed: 2100-01-01 01:00 CET has not come yet. Add --because WHY.\n")


def test_a_time_box_may_be_typed_with_its_unit(shell: Shell, incident: str) -> None:
    shell.done("measure", "propose", "fix", "roll back", "--box", "15m")
    shell.done("measure", "propose", "fix", "restart", "--box", "20")
    assert [one["box_minutes"] for one in status(shell)["measures"]] == [15, 20]


@pytest.mark.parametrize("group", ["measure", "role", "handoff"])
def test_a_group_alone_is_its_help_and_no_more(shell: Shell, group: str) -> None:
    ran = shell(group)
    assert ran.status == 2
    assert ran.err == shell.done(group, "--help").out


def test_what_was_done_already_can_always_be_written(shell: Shell, incident: str) -> None:
    ran = shell.done(
        "measure", "done", "mitigation", "paused deploys", "--outcome", "worked", "--at", "-3m", who="bob"
    )
    assert ran.out == "M1\n"
    assert "UTC" in ran.err
    assert status(shell)["measures"][0]["state"] == "worked"
    shell.done("stand-down", "--because", "a drill")
    shell.done("measure", "done", "fix", "one more", "--incident", incident)


def test_joining_twice_is_said_once_and_a_taken_role_is_refused(shell: Shell, incident: str) -> None:
    first = shell.done("join", who="carol")
    assert "carol is here" in first.err
    assert f"You are carol on {incident}" in first.err
    assert "is here" not in shell.done("join", "technical", "lead", who="carol").err
    ran = shell("join", "technical-lead", who="dave")
    assert (ran.status, "carol is technical lead" in ran.err) == (3, True)


def test_nothing_typed_by_anybody_acts_on_stderr(shell: Shell, incident: str) -> None:
    shell.done("measure", "propose", "fix", "\x1b[31mred\x07", who="bob")
    shell.done("measure", "ask", "M1", "why \x1b]0;x\x07")
    ran = shell("measure", "start", "M1", "--at", "-1m", who="bob")
    assert ran.status == 3
    assert "\x1b" not in ran.err
    shell.done("declare", "evil \x1b[2J\ntitle")
    ran = shell("log", "x")
    assert "\x1b" not in ran.err
    assert len(ran.err.splitlines()) == 3
