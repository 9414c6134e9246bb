"""What every store of facts keeps: order, all or none, idempotency, conflicts."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta, timezone
from uuid import uuid4

import pytest

from cockpit.incident import events as ev
from cockpit.record.errors import CommitReused, Conflict, TooLong, Unstorable
from cockpit.record.log import EventLog, Filter, Head, Reader
from cockpit.record.sqlite import SqliteLog
from tests.record.conftest import Store
from tests.record.facts import AT, INCIDENT, ORIGIN, Clock, declare, declared, event, note, unknown, write
from tests.record.memory_log import MemoryLog


def test_both_stores_are_what_they_say() -> None:
    stores: list[tuple[type[EventLog], type[Reader]]] = [(SqliteLog, SqliteLog), (MemoryLog, MemoryLog)]
    assert len(stores) == 2


def test_an_incident_nobody_declared_is_empty(log: Store) -> None:
    assert log.head("2026-01-01-1") == Head(0, 0, bytes(32))
    assert log.since("2026-01-01-1", 0) == []
    assert log.incidents() == []


def test_entries_are_numbered_without_gaps_within_their_incident(log: Store) -> None:
    declare(log, "a")
    declare(log, "b")
    write(log, note("one"), note("two"), incident="a")
    write(log, note("three"), incident="b")
    assert [entry.number for entry in log.since("a", 0)] == [1, 2, 3]
    assert [entry.number for entry in log.since("b", 0)] == [1, 2]
    assert [entry.seq for entry in log.since("b", 0)] == [2, 5]


def test_what_comes_back_is_what_was_given(log: Store, clock: Clock) -> None:
    declare(log)
    clock.passes(90)
    given = ev.Event(
        "entry.logged", '{ "kind":"note",  "text":"ünï 🔥 \\u0041" }', False,
        datetime(2026, 11, 23, 15, 4, 5, 678, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        True, "Ada", "grace", ORIGIN,
    )  # fmt: skip
    commit = uuid4()
    (appended,) = log.append(INCIDENT, [given], expected=None, commit=commit)
    (read,) = log.since(INCIDENT, 1)
    assert read == appended
    assert read.body == given.body
    assert read.happened_at.isoformat() == "2026-11-23T15:04:05.000678+05:45"
    assert (read.about, read.actor, read.by_word, read.origin) == (True, "Ada", "grace", ORIGIN)
    assert (read.recorded_at, read.commit, read.position) == (AT + timedelta(seconds=90), str(commit), 0)


def test_acts_can_be_read_alone(log: Store) -> None:
    declare(log)
    write(log, note("a"), event(ev.SeveritySet(severity="SEV2")), note("b"))
    assert [entry.number for entry in log.since(INCIDENT, 0, acts_only=True)] == [1, 3]
    assert log.head(INCIDENT).last_act == 3
    assert log.head(INCIDENT).number == 4


def test_since_can_be_limited(log: Store) -> None:
    declare(log)
    write(log, *(note(str(n)) for n in range(5)))
    assert [entry.number for entry in log.since(INCIDENT, 1, limit=2)] == [2, 3]


def test_an_act_decided_on_an_older_state_is_a_conflict(log: Store) -> None:
    declare(log)
    decided_on = log.head(INCIDENT).last_act
    write(log, event(ev.SeveritySet(severity="SEV1")))
    with pytest.raises(Conflict, match="Somebody else acted first"):
        log.append(INCIDENT, [event(ev.Resolved())], expected=decided_on, commit=uuid4())
    assert log.head(INCIDENT).number == 2


def test_notes_never_stand_in_the_way_of_an_act(log: Store) -> None:
    declare(log)
    decided_on = log.head(INCIDENT).last_act
    write(log, *(note("flood") for _ in range(20)))
    (entry,) = log.append(INCIDENT, [event(ev.Resolved())], expected=decided_on, commit=uuid4())
    assert entry.number == 22


def test_an_incident_is_declared_once(log: Store) -> None:
    declare(log)
    with pytest.raises(Conflict):
        declare(log, title="again")
    assert [summary.title for summary in log.incidents()] == ["Checkout fails"]


def test_notes_need_an_incident(log: Store) -> None:
    with pytest.raises(Unstorable, match="no incident 'nowhere'"):
        write(log, note("x"), incident="nowhere")


def test_the_same_commit_is_recorded_once(log: Store, clock: Clock) -> None:
    declare(log)
    commit = uuid4()
    first = write(log, note("a"), note("b"), commit=commit)
    write(log, event(ev.SeveritySet(severity="SEV1")))
    clock.passes(60)
    again = log.append(INCIDENT, [note("a"), note("b")], expected=1, commit=commit)
    assert again == first
    assert log.head(INCIDENT).number == 4


def test_a_second_attempt_may_come_later_and_from_elsewhere(log: Store) -> None:
    declare(log)
    commit = uuid4()
    first = write(log, note("a"), commit=commit)
    later = event(ev.Logged(text="a"), happened_at=AT + timedelta(minutes=5))
    assert write(log, later, commit=commit) == first


@pytest.mark.parametrize("other", [[note("b")], [note("a"), note("a")], [note("a", actor="bob")]])
def test_a_commit_stands_for_its_content(log: Store, other: list[ev.Event]) -> None:
    declare(log)
    commit = uuid4()
    write(log, note("a"), commit=commit)
    with pytest.raises(CommitReused):
        write(log, *other, commit=commit)
    assert log.head(INCIDENT).number == 2


def test_all_or_none(log: Store) -> None:
    declare(log)
    with pytest.raises(Unstorable):
        write(log, note("a"), unknown("entry.logged", "not json"))
    assert log.head(INCIDENT).number == 1


def test_one_entry_holds_a_mebibyte_and_no_more(log: Store) -> None:
    declare(log)
    write(log, note("ä" * 2**19))
    with pytest.raises(TooLong, match="1,048,578"):
        write(log, note("ä" * (2**19 + 1)))
    assert [len(entry.body) > 2**19 for entry in log.since(INCIDENT, 1)] == [True]


def test_the_exact_bytes_count_where_they_are_not_text(log: Store) -> None:
    declare(log)
    raw = b"\xff" * 2**20
    write(log, event(ev.Logged(text="\N{REPLACEMENT CHARACTER}" * 2**20, raw=base64.b64encode(raw).decode())))
    row = log.row(INCIDENT, 2)
    assert row is not None
    assert base64.b64decode(row.raw or "") == raw


@pytest.mark.parametrize("body", ["[1]", '"x"', "{", '{"text": "\\ud800"}', '{"text": "\ud800"}'])
def test_what_could_not_be_read_back_is_refused(log: Store, body: str) -> None:
    declare(log)
    with pytest.raises(Unstorable, match="nothing was written"):
        write(log, unknown("entry.logged", body))


def test_a_time_without_an_offset_is_refused(log: Store) -> None:
    declare(log)
    with pytest.raises(Unstorable, match="offset"):
        write(log, event(ev.Logged(text="x"), happened_at=AT.replace(tzinfo=None)))


def test_no_events_are_nothing(log: Store) -> None:
    declare(log)
    assert write(log) == []
    assert log.head(INCIDENT).number == 1


def test_the_digest_moves_with_every_entry(log: Store) -> None:
    declare(log)
    digests = {log.head(INCIDENT).digest}
    for entry in write(log, note("same"), note("same")):
        digests.add(entry.digest)
    assert len(digests) == 3
    assert log.head(INCIDENT).digest in digests


def test_facts_of_a_newer_cockpit_are_kept_and_shown(log: Store) -> None:
    declare(log)
    write(log, unknown("weather.changed", '{"kind":"weather","text":"rain","wind":3}'))
    write(log, unknown("weather.changed", "{}"))
    first, _ = log.since(INCIDENT, 1)
    assert first.fact() is None
    assert first.body == '{"kind":"weather","text":"rain","wind":3}'
    row, bare = log.row(INCIDENT, 2), log.row(INCIDENT, 3)
    assert row and (row.kind, row.text) == ("weather", "rain")
    assert bare and (bare.kind, bare.text) == ("weather.changed", "")


@pytest.mark.parametrize("name", ["weather.changed", "entry.logged", "entry.imported"])
def test_values_that_are_no_text_are_shown_as_text(log: Store, name: str) -> None:
    declare(log)
    for value in ("5", "true", '{"deep":[1]}', "[1]"):
        body = ",".join(f'"{key}":{value}' for key in ("kind", "text", "raw", "who", "link"))
        write(log, unknown(name, f"{{{body}}}"))
    for row in log.rows(INCIDENT, Filter(), after=1, limit=9):
        assert row.text == row.kind == row.raw and row.text in {"5", "1", '{"deep":[1]}', "[1]"}
        assert row.who in {None, row.text} and row.link in {None, row.text}
    assert {entry.fact() for entry in log.since(INCIDENT, 1)} == {None}


def test_the_list_of_incidents_tells_where_each_stands(log: Store) -> None:
    for name in ("open", "watched", "closed", "not-one", "back"):
        declare(log, name, title=f"about {name}")
    write(log, event(ev.SeveritySet(severity="SEV2")), incident="open")
    write(log, event(ev.Resolved()), incident="watched")
    write(log, event(ev.Resolved()), event(ev.Closed()), incident="closed")
    write(log, event(ev.StoodDown()), incident="not-one")
    write(log, event(ev.Resolved()), event(ev.Relapsed()), incident="back")
    found = [(s.incident, s.title, s.severity, s.phase, s.declared_at) for s in log.incidents()]
    assert found == [
        ("back", "about back", None, "active", AT),
        ("not-one", "about not-one", None, "closed", AT),
        ("closed", "about closed", None, "closed", AT),
        ("watched", "about watched", None, "watch", AT),
        ("open", "about open", "SEV2", "active", AT),
    ]


def test_a_severity_given_at_once_is_listed(log: Store) -> None:
    log.append(INCIDENT, [declared(severity="SEV1")], expected=0, commit=uuid4())
    assert log.incidents()[0].severity == "SEV1"


def test_a_corrected_title_is_listed(log: Store) -> None:
    declare(log)
    write(log, event(ev.Corrected(target=1, field="title", value="Payments fail")))
    assert log.incidents()[0].title == "Payments fail"


async def test_changes_wake_for_what_is_appended(log: Store) -> None:
    declare(log)
    changes = log.changes()
    await anext(changes)
    write(log, note("x"))
    await anext(changes)
    assert log.head(INCIDENT).number == 2
