"""The record as evidence: what was done behind the cockpit's back is found, also by a digest noted before."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from cockpit.record.chain import FIRST, linked, new_salt, sealed
from tests.cli.conftest import Shell

_COLUMNS = (
    'incident, number, "commit", position, happened_at, about, recorded_at, actor, by_word, origin, event, '
    "is_act"
)


@pytest.fixture
def told(shell: Shell, incident: str) -> str:
    """An incident with entries 1 to 8."""
    for number in range(4, 9):
        assert shell.done("log", f"line {number}").out.strip() == str(number)
    return incident


@contextmanager
def off_guard(path: Path) -> Iterator[sqlite3.Connection]:
    """What somebody can do who owns the file and knows SQL: the triggers go first, and come back last."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'events'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        yield connection
        for _, made_by in triggers:
            connection.execute(made_by)


def tamper(path: Path, *statements: str) -> None:
    with off_guard(path) as connection:
        for statement in statements:
            connection.execute(statement)


def written_anew(path: Path, number: int, said: str) -> None:
    """Change an entry and give it and all that follow digests that fit, as the cockpit would have."""
    with off_guard(path) as connection:
        rows = connection.execute(f"SELECT {_COLUMNS}, body FROM events ORDER BY number").fetchall()  # noqa: S608
        digest = FIRST
        for *columns, body in rows:
            body = body.replace(f"line {number}", said) if columns[1] == number else body
            salt = new_salt()
            digest = linked(digest, columns, sealed(salt, body))
            connection.execute(
                "UPDATE events SET body = ?, salt = ?, digest = ? WHERE number = ?",
                (body, salt, digest, columns[1]),
            )


_COPY = f"INSERT INTO events ({_COLUMNS}, body, salt, digest, seq) SELECT incident, {{}}, \"commit\" || 'x', "
_COPY += "position, happened_at, about, recorded_at, actor, by_word, origin, event, is_act, "
_COPY += "replace(body, 'line 5', 'line 99'), salt, digest, {} FROM events WHERE number = 5"


@pytest.mark.parametrize(
    ("statements", "number"),
    [
        (["UPDATE events SET body = replace(body, 'line 5', 'line 6') WHERE number = 5"], 5),
        (["UPDATE events SET happened_at = replace(happened_at, '20', '19') WHERE number = 5"], 5),
        (["DELETE FROM events WHERE number = 5"], 5),
        (["DELETE FROM events WHERE number = 1"], 1),
        (
            [
                "UPDATE events SET number = -number, seq = -seq WHERE number > 5",
                "UPDATE events SET number = 1 - number, seq = 1 - seq WHERE number < 0",
                _COPY.format(6, 6),
            ],
            6,
        ),
        ([_COPY.format(9, 9)], 9),
        (
            [
                "UPDATE events SET number = -1 WHERE number = 5",
                "UPDATE events SET number = 5 WHERE number = 7",
                "UPDATE events SET number = 7 WHERE number = -1",
            ],
            5,
        ),
    ],
    ids=["changed", "dated back", "removed", "first removed", "inserted", "forged end", "reordered"],
)
def test_what_was_done_to_an_entry_is_found(
    shell: Shell, told: str, statements: list[str], number: int
) -> None:
    assert shell.done("verify").err == ""
    tamper(shell.path, *statements)
    found = shell("verify")
    assert found.status == 4
    assert f"Entry {number} of {told} does not fit" in found.err
    assert shell("verify", "--incident", told).status == 4


def test_every_place_that_does_not_fit_is_named(shell: Shell, told: str) -> None:
    tamper(
        shell.path,
        "DELETE FROM events WHERE number IN (3, 4)",
        "UPDATE events SET actor = 'mallory' WHERE number = 7",
    )
    found = shell("verify", "--json")
    verdict = json.loads(found.out)
    assert verdict["flaw"] == {"number": 3, "why": "it and all up to 4 are missing"}
    assert [one["number"] for one in verdict["further"]] == [7]
    assert "nor at entry 7" in shell("verify").out


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ("DROP TRIGGER events_only_redaction", "The trigger events_only_redaction is gone"),
        ("DROP TRIGGER events_au", "The trigger events_au is gone"),
        (
            "DROP TRIGGER events_no_delete; "
            "CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT 1; END",
            "The trigger events_no_delete is not the one the cockpit made",
        ),
        (
            "CREATE TRIGGER mine AFTER INSERT ON events BEGIN SELECT 1; END",
            "The trigger mine is none of the cockpit's",
        ),
    ],
)
def test_triggers_that_do_not_stand_as_they_were_made_are_named(
    shell: Shell, told: str, tmp_path: Path, done: str, said: str
) -> None:
    assert shell("verify").status == 0
    with closing(sqlite3.connect(shell.path, isolation_level=None)) as other:
        other.executescript(done)
    for words in (["verify"], ["verify", "--incident", told], ["backup", str(tmp_path / "saved.db")]):
        found = shell(*words)
        assert found.status == 4 and said in found.err, words
    shell.done("recover", str(tmp_path / "again.db"))
    shell.done("verify", "--db", str(tmp_path / "again.db"))


def test_a_page_that_went_is_found_though_every_entry_fits(shell: Shell, told: str, tmp_path: Path) -> None:
    for number in range(9, 40):
        shell.done("log", f"line {number} " + "word " * 40)
    shell.done("verify")
    with closing(sqlite3.connect(shell.path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    data, fitting = shell.path.read_bytes(), 0
    pages = [at for at in range(4096, len(data), 4096) if data[at] in {2, 5, 10, 13}]  # of some tree
    for at in pages:
        shell.path.write_bytes(data[:at] + bytes(4096) + data[at + 4096 :])
        found = shell("verify", *(("--incident", told) if at % 8192 else ()))
        assert found.status == 4 and " is damaged" in found.err, f"page {at // 4096 + 1}"
        if "each fits" in found.out:
            fitting += 1
            assert "cockpit recover FILE" in found.err and str(shell.path) in found.err
            assert len(found.err) < 1000, "three lines of what SQLite finds at most"
            new = tmp_path / f"{at}.db"
            shell.done("recover", str(new), "--from", str(shell.path))
            shell.done("verify", "--db", str(new))
    assert fitting


def test_an_incident_that_was_removed_or_cut_off_leaves_a_gap(shell: Shell, told: str) -> None:
    other = shell.done("declare", "Another").out.strip()
    tamper(shell.path, "DELETE FROM events WHERE number > 6 AND seq < 9")
    found = shell("verify")
    assert found.status == 4 and "2 of all entries of the file are missing (its rows 7 to 8)" in found.err
    assert shell("verify", "--incident", other).status == 0


def test_a_digest_proves_that_nothing_was_cut_off(shell: Shell, told: str) -> None:
    noted = shell.done("digest")
    line = noted.out.strip()
    assert line.startswith(f"{told} 8 ") and line in noted.err
    shell.done("log", "afterwards")
    held = shell.done("verify", "--against", line)
    assert "holds entry 8 as it was" in held.out and "1 entry came after it" in held.out
    tamper(shell.path, "DELETE FROM events WHERE number > 6")
    assert shell("verify").status == 0  # the chain alone cannot know
    found = shell("verify", "--against", line)
    assert found.status == 4
    assert f"{told} ends at entry 6, and it had 8 when the digest was noted" in found.err


def test_a_digest_finds_a_record_that_was_written_anew(shell: Shell, told: str) -> None:
    line = shell.done("digest").out.strip()
    written_anew(shell.path, 5, "all was well")
    assert "all was well" in shell.done("timeline").out
    assert shell("verify").status == 0
    found = shell("verify", "--against", line)
    assert found.status == 4
    assert f"Entry 8 of {told} is not what it was when the digest was noted" in found.err
    assert shell("verify", "--against", line.split()[-1]).status == 4
    (_, against) = map(json.loads, shell("verify", "--json", "--against", line).lines)
    assert against["holds"] is False and against["against"]["number"] == 8


def test_a_digest_is_taken_as_people_type_it(shell: Shell, told: str) -> None:
    line = shell.done("digest").out.strip()
    digits = line.split()[-1]
    whole = json.loads(shell.done("digest", "--json").out)
    assert whole["number"] == 8 and whole["digest"].startswith(digits.replace("-", ""))
    for typed in ([line], line.split(), [digits], [digits.upper()], digits.split("-"), [whole["digest"]]):
        assert "holds entry 8" in shell.done("verify", "--against", *typed).out
    for typed in (["3f2a"], ["what"], [line[:-12]]):
        wrong = shell("verify", "--against", *typed)
        assert wrong.status == 2 and "is no digest of at least" in wrong.err


def test_a_digest_of_another_record_is_said(shell: Shell, told: str) -> None:
    found = shell("verify", "--against", f"{told}9 8 3f2a-9c01-77de-4b10-c2e8")
    assert found.status == 4 and f"There is no incident {told}9" in found.err
    assert "was removed, or this is another file" in found.err
    assert shell("verify", "--against", "3f2a-9c01-77de-4b10-c2e8").status == 4


def test_what_was_redacted_fits_and_keeps_its_digest(shell: Shell, told: str) -> None:
    line = shell.done("digest").out.strip()
    shell.done("redact", "5", "--because", "a password", who="bob")
    held = shell.done("verify", "--against", line)
    assert "entry 5 was redacted by bob at" in held.out and "holds entry 8 as it was" in held.out
