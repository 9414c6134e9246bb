"""Entries that a terminal has seen are gone from the record: which, and how it goes on without them."""

from __future__ import annotations

from uuid import uuid4

import pytest

from cockpit.desk import Desk, Done
from cockpit.incident import commands as cmd
from cockpit.record.lost import EntriesLost
from cockpit.seat import Seat
from tests.record.facts import INCIDENT, ORIGIN, declare, note, write
from tests.record.memory_log import MemoryLog


def copied(log: MemoryLog, entries: int) -> MemoryLog:
    """A backup from when the record had as many."""
    copy = MemoryLog()
    copy._entries = {INCIDENT: log._entries[INCIDENT][:entries]}
    copy._salts = dict(log._salts)
    return copy


def record(entries: int) -> MemoryLog:
    log = MemoryLog()
    declare(log)
    for number in range(2, entries + 1):
        write(log, note(f"entry {number}"))
    return log


def seat_at(log: MemoryLog, kind: type[Seat] = Seat) -> Seat:
    """One that saw every entry come."""
    seat = Desk(log, "grace", ORIGIN) if kind is Desk else Seat(log)
    whole = log._entries[INCIDENT]
    log._entries = {INCIDENT: whole[:1]}
    seat.open(INCIDENT)
    log._entries = {INCIDENT: whole}
    seat.catch_up()
    return seat


def desk_at(log: MemoryLog) -> Desk:
    desk = seat_at(log, Desk)
    assert isinstance(desk, Desk)
    return desk


@pytest.mark.parametrize(
    ("kept", "written", "missing"),
    [(9, 0, "it is"), (6, 0, "4 entries, 7 to 10, are"), (6, 2, "4 entries, 7 to 10, are"),
     (6, 9, "4 entries, 7 to 10, are"), (1, 0, "9 entries, 2 to 10, are")],
    ids=["the last", "an older copy", "one that grew", "one that grew longer", "all but the first"],
)  # fmt: skip
def test_what_is_missing_is_said_exactly(kept: int, written: int, missing: str) -> None:
    log = record(10)
    seat = seat_at(log)
    seat.store = older = copied(log, kept)
    for number in range(written):
        write(older, note(f"other {number}"))
    with pytest.raises(EntriesLost, match=f"has seen up to entry 10: {missing} missing"):
        seat.catch_up()


def test_a_seat_goes_on_with_what_is_there_and_remembers_until_the_rest_is_back() -> None:
    log = record(10)
    seat = seat_at(log)
    seat.store = copied(log, 6)
    with pytest.raises(EntriesLost) as caught:
        seat.catch_up()
    assert seat.go_on(caught.value).number == 6
    assert seat.catch_up().number == 6
    assert seat.lost is caught.value
    seat.store = log
    assert seat.catch_up().number == 10
    assert seat.lost is None


def test_what_comes_after_is_followed_while_the_loss_is_remembered() -> None:
    log = record(10)
    seat = seat_at(log)
    seat.store = older = copied(log, 6)
    with pytest.raises(EntriesLost) as caught:
        seat.catch_up()
    seat.go_on(caught.value)
    for number in range(9):
        write(older, note(f"new {number}"))
    assert seat.catch_up().number == 15
    assert seat.lost is caught.value


def test_a_record_in_which_nothing_is_as_it_was_is_not_gone_on_with() -> None:
    seat = seat_at(record(5))
    for other in (record(3), record(9), MemoryLog()):
        seat.store = other
        for _ in range(2):
            with pytest.raises(EntriesLost, match="5 entries, 1 to 5, are missing") as caught:
                seat.go_on(_raised(seat))
            assert caught.value.first == 1


def _raised(seat: Seat) -> EntriesLost:
    with pytest.raises(EntriesLost) as caught:
        seat.catch_up()
    return caught.value


@pytest.mark.parametrize("noticed", [False, True], ids=["by whoever sends", "before"])
def test_what_is_sent_is_kept_once_and_stored_when_it_is_sent_again(noticed: bool) -> None:
    log = record(10)
    desk = desk_at(log)
    desk.store = older = copied(log, 6)
    if noticed:
        desk.go_on(_raised(desk))
    commit = uuid4()
    with pytest.raises(EntriesLost, match="send twice what you enter next"):
        desk.submit(cmd.Log("a line"), commit=commit)
    assert older.head(INCIDENT).number == 6
    assert desk.lost is not None, "it is said until somebody has gone on"
    assert isinstance(desk.submit(cmd.Log("a line"), commit=commit), Done)
    assert older.head(INCIDENT).number == 7
    assert desk.lost is None
