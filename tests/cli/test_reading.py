"""The verbs that look: what they print for people and for scripts, and how they end."""

from __future__ import annotations

import json
import os
import sqlite3
from typing import Any

import pytest

from cockpit.cli.context import NONE_YET
from cockpit.settings import data_folder

from .conftest import Shell

TIMELINE_KEYS = {
    "number", "happened_at", "about", "recorded_at", "actor", "by_word", "event", "kind", "text", "starred",
    "corrects", "corrected_text", "raw", "who", "login",
}  # fmt: skip


def objects(shell: Shell, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in shell.done(*words, "--json").lines]


def test_the_list_has_what_is_open_first(shell: Shell) -> None:
    first = shell.done("declare", "First").out.strip()
    second = shell.done("declare", "Second", "--severity", "2").out.strip()
    shell.done("stand-down", "--incident", second, "--because", "a drill")
    told = objects(shell, "list")
    assert [one["incident"] for one in told] == [first, second]
    assert told[0].keys() >= {"incident", "title", "severity", "phase", "declared_at"}
    assert (told[1]["severity"], told[1]["phase"]) == ("SEV2", "closed")
    lines = shell.done("list").lines
    assert lines[0].startswith(first) and "? SEV not set" in lines[0] and " UTC " in lines[0]
    assert "△ SEV2 HIGH" in lines[1]


def test_on_a_terminal_the_list_is_as_wide_as_it(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.done("declare", "Checkout", "returns", "errors", "for " * 40, "all")
    assert shell.done("list").lines[0].endswith(" all")
    monkeypatch.setenv("COLUMNS", "90")
    (line,) = shell.terminal("list").lines
    assert len(line) == 90 and "Checkout" in line and line.endswith("…")


def test_a_first_look_is_no_error_but_a_wrong_file_is(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = shell("list", "--db", "/nowhere/at/all.db")
    assert wrong.status == 4 and "/nowhere/at/all.db" in wrong.err
    monkeypatch.delenv("COCKPIT_DB")
    monkeypatch.setattr("cockpit.settings.SHARED_DATABASE", shell.path.parent / "no-shared-one.db")
    look = shell("list")
    assert (look.status, look.out) == (0, "") and "cockpit declare TITLE" in look.err


def test_status_says_what_scripts_and_managers_ask(shell: Shell, incident: str) -> None:
    shell.done("impact", "worse", "checkouts fail", "--share", "20%")
    shell.done("measure", "propose", "fix", "roll back", who="bob")
    (state,) = objects(shell, "status")
    assert (state["incident"], state["commander"], state["approvals"]) == (incident, "alice", ["M1"])
    assert state["impact"]["share"] == "20%" and state["head"] == len(shell.done("timeline").lines)
    assert {"rule": "S11", "whose": ["alice"]}.items() <= state["duties"][0].items()
    told = shell.done("status").lines
    assert told[0].startswith("checkouts fail (20%): getting worse")
    assert "alice has command" in told[1]


def test_mine_is_about_whoever_asks(shell: Shell, incident: str) -> None:
    shell.done("measure", "propose", "fix", "roll back", who="bob")
    assert any("roll back" in line for line in shell.done("mine", who="bob").lines)
    (own,) = [json.loads(shell.done("mine", "--json", who="bob").out)]
    assert own["me"] == "bob" and [m["id"] for m in own["measures"]] == ["M1"]
    assert "⚑ approve or refuse M1" in shell.done("mine", who="alice").out


def test_the_timeline_is_every_entry_by_number(shell: Shell, incident: str) -> None:
    shell.done("log", "happened before everything", "--at", "-3h")
    shell.done("log", "-", stdin=b"".join(b"line %d\n" % n for n in range(1100)))
    told = objects(shell, "timeline")
    assert [one["number"] for one in told] == list(range(1, len(told) + 1)) and len(told) > 1100
    assert told[0].keys() == TIMELINE_KEYS
    assert told[0]["event"] == "incident.declared"
    lines = shell.done("timeline").lines
    assert len(lines) == len(told)
    assert all(" UTC " in line for line in lines)


def test_the_timeline_can_be_narrowed(shell: Shell, incident: str) -> None:
    shell.done("log", "replica lag grows", "--kind", "quote", "--star", who="bob")
    shell.done("log", "replica is well", who="carol")

    def texts(*words: str) -> list[str]:
        return [one["text"] for one in objects(shell, "timeline", *words)]

    assert texts("--kind", "quote") == ["replica lag grows"]
    assert texts("--by", "CAROL") == ["replica is well"]
    assert texts("--search", "lag replica") == ["replica lag grows"]
    assert texts("--starred", "--by", "bob") == ["replica lag grows"]
    assert texts("--last", "1") == ["replica is well"]
    assert texts("--last", "1", "--by", "bob") == ["replica lag grows"]
    assert texts("--last", "99", "--search", "replica") == ["replica lag grows", "replica is well"]
    assert texts("--kind", "nothing") == [] == texts("--last", "3", "--kind", "nothing")
    assert shell("timeline", "--last", "0").status == 2


def test_nothing_in_an_entry_acts_on_a_terminal_or_a_pager(shell: Shell, incident: str) -> None:
    evil = "\x1b[31mred\x1b]0;title\x07\rback\nsecond"
    shell.done("log", "--", evil)
    line = shell.done("timeline", "--last", "1").out
    assert line.count("\n") == 1 and "\x1b" not in line and "\r" not in line and "␛[31mred" in line
    assert objects(shell, "timeline", "--last", "1")[0]["text"] == evil


def test_a_correction_shows_in_both_and_keeps_the_original(shell: Shell, incident: str) -> None:
    number = shell.done("log", "region is us-west-1").out.strip()
    shell.done("correct", number, "region is us-west-2", who="bob")
    entry = next(one for one in objects(shell, "timeline") if one["number"] == int(number))
    assert (entry["text"], entry["corrected_text"]) == ("region is us-west-1", "region is us-west-2")
    assert objects(shell, "timeline", "--last", "1")[0]["corrects"] == int(number)
    assert "region is us-west-2  (corrected)" in shell.done("timeline").out


def tamper(shell: Shell, number: int) -> None:
    """Change an entry behind the cockpit's back, as root could."""
    with sqlite3.connect(shell.path) as connection:
        triggers = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'events'"
        ).fetchall()
        for (name,) in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE events SET actor = 'mallory' WHERE number = ?", (number,))
    connection.close()


def test_verify_names_the_first_entry_that_does_not_fit(shell: Shell, incident: str) -> None:
    shell.done("log", "one more")
    assert "✔" in shell.done("verify").out
    tamper(shell, 2)
    found = shell("verify")
    assert found.status == 4
    assert "entry 2" in found.out and "Entry 2 of" in found.err and "backup" in found.err
    told = json.loads(shell("verify", "--json").out)
    assert told["fits"] is False and told["flaw"]["number"] == 2


def test_verify_walks_every_incident_unless_one_is_named(shell: Shell, incident: str) -> None:
    other = shell.done("declare", "Another").out.strip()
    assert {one["incident"] for one in objects(shell, "verify")} == {incident, other}
    (only,) = objects(shell, "verify", "--incident", other)
    assert only["incident"] == other and only["fits"] and len(only["digest"]) == 64


def test_verify_lists_what_was_redacted(shell: Shell, incident: str) -> None:
    number = shell.done("log", "password is hunter2").out.strip()
    shell.done("redact", number, "--because", "a password", who="bob")
    (told,) = objects(shell, "verify")
    assert told["fits"] and [(one["number"], one["by"]) for one in told["redacted"]] == [(int(number), "bob")]
    assert f"entry {number} was redacted by bob at" in shell.done("verify").out
    assert "hunter2" not in shell.done("timeline").out


def test_times_are_shown_in_the_zone_of_the_reader(
    shell: Shell, incident: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert all(" JST " in line for line in shell.done("timeline").lines)
    assert " JST" in shell.done("status").out and " UTC" not in shell.done("status").out


def test_a_record_that_is_gone_does_not_pass_for_one_without_an_incident(shell: Shell, incident: str) -> None:
    shell.path.unlink()
    for left in shell.path.parent.glob("incidents.db-*"):
        left.unlink()
    for words in (("log", "x"), ("take",), ("--incident", incident, "log", "x"), ("status",)):
        gone = shell(*words)
        assert gone.status == 4 and f"There is no record at {shell.path}: " in gone.err, words
        assert "no incident" not in gone.err and not shell.path.exists()
    shell.done("declare", "Another")


def test_a_first_look_in_a_folder_of_ones_own_leads_to_declaring(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_DB", str(data_folder(os.environ) / "incidents.db"))
    for words in (("log", "x"), ("take",)):
        first = shell(*words)
        assert first.status == 2 and first.err == f"{NONE_YET}\n"


@pytest.mark.parametrize("verb", ["status", "mine", "timeline"])
def test_without_an_incident_there_is_a_sentence(shell: Shell, verb: str) -> None:
    assert shell(verb).status == 4
    shell.done("declare", "x")
    missing = shell(verb, "--incident", "2001-01-01-1")
    assert missing.status == 2 and "There is no incident" in missing.err
