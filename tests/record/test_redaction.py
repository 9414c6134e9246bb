"""Redaction: the words are gone from the file, the chain and the fold still hold, and verify says who."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from cockpit.incident import events as ev
from cockpit.record.errors import Unstorable
from cockpit.record.log import EventLog, Filter
from cockpit.record.sqlite import SqliteLog
from tests.record.conftest import Store
from tests.record.facts import AT, INCIDENT, Clock, declare, declared, event, note, unknown, write

SECRET = "hunter2secret"


def redact(
    log: EventLog, *numbers: int, commit: UUID | None = None, actor: str = "grace"
) -> list[ev.Recorded]:
    fact = event(ev.Redacted(targets=numbers, text="a password"), actor=actor)
    return log.redact(INCIDENT, numbers, fact, commit=commit or uuid4())


def body(log: EventLog, number: int) -> dict[str, object]:
    (entry,) = log.since(INCIDENT, number - 1, limit=1)
    found = json.loads(entry.body)
    assert isinstance(found, dict)
    return found


def sought(log: Store, text: str) -> list[int]:
    return log.numbers(INCIDENT, Filter(search=text), before=99, limit=99)


def test_the_words_are_gone_and_the_rest_stays(log: Store) -> None:
    declare(log)
    write(log, event(ev.Logged(text=f"the password is {SECRET}", raw="AAAA", kind="impact", star=True)))
    redact(log, 2)
    row = log.row(INCIDENT, 2)
    assert row is not None
    assert (row.text, row.raw, row.redacted) == ("[redacted]", None, True)
    assert (row.kind, row.starred, row.actor, row.happened_at) == ("impact", True, "alice", AT)
    assert sought(log, SECRET) == []
    assert log.quoting(INCIDENT, SECRET) == []


def test_verify_says_who_and_when(log: Store, clock: Clock) -> None:
    declare(log)
    write(log, note(SECRET), note("kept"))
    clock.passes(30)
    at = clock()
    redact(log, 2)
    clock.passes(30)
    write(log, note("later"))
    verdict = log.verify(INCIDENT)
    assert verdict.flaw is None
    assert verdict.entries == 5
    assert verdict.redacted == ((2, "grace", at),)


def test_what_the_fold_needs_stays_readable(log: Store) -> None:
    declare(log)
    write(
        log,
        event(ev.MeasureProposed(measure="M1", measure_kind="fix", what=SECRET, risk=SECRET, box_minutes=5)),
        event(ev.ImpactChanged(trend="worse", impact=SECRET, reasons={"S6": SECRET})),
        event(ev.Imported(kind="note", text="x", extra={"deep": [{"down": SECRET, "n": 3}]})),
        event(ev.Corrected(target=2, value=SECRET)),
        event(ev.Corrected(target=2, field="time", value="2026-11-23T13:00:00+00:00")),
    )
    numbers = (1, 2, 3, 4, 5, 6)
    redact(log, *numbers)
    facts = [entry.fact() for entry in log.since(INCIDENT, 0, limit=6)]
    title, proposal, impact, row, correction, retimed = facts
    assert (
        isinstance(title, ev.Declared) and title.title == "[redacted]" and title.procedure.cadence.watch == 15
    )
    assert isinstance(proposal, ev.MeasureProposed)
    assert (proposal.measure, proposal.what, proposal.box_minutes) == ("M1", "[redacted]", 5)
    assert isinstance(impact, ev.ImpactChanged)
    assert (impact.trend, impact.reasons) == ("worse", {"S6": "[redacted]"})
    assert isinstance(row, ev.Imported) and row.extra == {"deep": [{"down": "[redacted]", "n": 3}]}
    assert isinstance(correction, ev.Corrected) and correction.value == "[redacted]"
    assert isinstance(retimed, ev.Corrected) and retimed.value == "2026-11-23T13:00:00+00:00"
    assert log.verify(INCIDENT).flaw is None
    assert [number for number, _, _ in log.verify(INCIDENT).redacted] == list(numbers)


def test_every_string_of_an_unknown_fact_goes(log: Store) -> None:
    declare(log)
    write(log, unknown("weather.changed", json.dumps({"kind": "weather", "a": SECRET, "b": [SECRET, 3]})))
    redact(log, 2)
    found = body(log, 2)
    found.pop("redacted")
    assert found == {"kind": "weather", "a": "[redacted]", "b": ["[redacted]", 3]}


def test_corrected_text_goes_with_the_entry(log: Store) -> None:
    declare(log)
    write(log, note("teh password"), event(ev.Corrected(target=2, value=f"the {SECRET}")))
    redact(log, 2, 3)
    row = log.row(INCIDENT, 2)
    assert row is not None and SECRET not in repr(row)
    assert sought(log, SECRET) == []


def test_a_redacted_correction_no_longer_shows_on_its_entry(sqlite_log: SqliteLog) -> None:
    declare(sqlite_log)
    write(sqlite_log, note("fine"), event(ev.Corrected(target=2, value=f"the {SECRET}")))
    redact(sqlite_log, 3)
    row = sqlite_log.row(INCIDENT, 2)
    assert row is not None
    assert (row.text, row.corrected_text) == ("fine", "[redacted]")
    assert sought(sqlite_log, SECRET) == []


def test_a_later_correction_may_say_what_was_there(log: Store) -> None:
    declare(log)
    write(log, note(f"login fails with {SECRET}"))
    redact(log, 2)
    write(log, event(ev.Corrected(target=2, value="login fails with the old password")))
    row = log.row(INCIDENT, 2)
    assert row is not None
    assert row.corrected_text == "login fails with the old password"
    assert sought(log, "old") == [2]


@pytest.mark.parametrize(("numbers", "targets"), [((9,), (9,)), ((3,), (3,)), ((2,), (1,)), ((0,), (0,))])
def test_a_redaction_names_entries_that_are_there(
    log: Store, numbers: Sequence[int], targets: tuple[int, ...]
) -> None:
    declare(log)
    write(log, note("x"))
    with pytest.raises(Unstorable, match=r"nothing was written|has to name"):
        log.redact(INCIDENT, numbers, event(ev.Redacted(targets=targets)), commit=uuid4())
    assert log.head(INCIDENT).number == 2
    assert body(log, 2)["text"] == "x"


def test_a_second_attempt_changes_nothing(log: Store) -> None:
    declare(log)
    write(log, note(SECRET))
    commit = uuid4()
    first = redact(log, 2, commit=commit)
    tomb = body(log, 2)
    assert redact(log, 2, commit=commit) == first
    assert body(log, 2) == tomb


def test_redacting_again_keeps_the_first_tombstone(log: Store) -> None:
    declare(log)
    write(log, note(SECRET))
    redact(log, 2)
    tomb = body(log, 2)
    redact(log, 2, actor="bob")
    assert body(log, 2) == tomb
    assert log.verify(INCIDENT).flaw is None


def test_a_draft_sent_again_after_its_redaction_is_not_stored_twice(log: Store) -> None:
    declare(log)
    commit = uuid4()
    write(log, note(SECRET), commit=commit)
    redact(log, 2)
    (entry,) = (
        write(log, note(SECRET), commit=commit) if isinstance(log, SqliteLog) else log.since(INCIDENT, 1)[:1]
    )
    assert entry.number == 2
    assert SECRET not in entry.body


def test_no_byte_of_it_stays_in_the_files(path: Path) -> None:
    log = SqliteLog(path)
    log.append(INCIDENT, [declared(f"title {SECRET}")], expected=0, commit=uuid4())
    write(log, note(f"{SECRET} " * 3000), event(ev.Corrected(target=2, value=f"was {SECRET}")))
    for number in range(40):
        write(log, note(f"{SECRET}{number} in a line of its own"))
    head = log.head(INCIDENT).number
    redact(log, *range(1, head + 1))
    write(log, note("life goes on"))
    assert log.verify(INCIDENT).flaw is None
    log.close()
    holding = [file.name for file in path.parent.iterdir() if SECRET.encode() in file.read_bytes()]
    assert holding == []


def test_a_reader_that_stands_on_the_log_only_delays_it(path: Path) -> None:
    import sqlite3

    log = SqliteLog(path)
    declare(log)
    write(log, note(SECRET))
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT body FROM events").fetchall()
    redact(log, 2)
    reader.execute("COMMIT")
    reader.close()
    write(log, note("the next entry cleans up"))
    log.close()
    assert [file.name for file in path.parent.iterdir() if SECRET.encode() in file.read_bytes()] == []
