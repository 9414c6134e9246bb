"""Sitting down at an incident, where notes are only counted, comes to the same as a fold of everything."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from cockpit.incident import events as ev
from cockpit.incident.fold import fold
from cockpit.incident.state import Incident
from cockpit.seat import Seat
from tests.record.conftest import Store
from tests.record.facts import INCIDENT, Clock, declare, event, note, write
from tests.record.memory_log import MemoryLog

NAMES = ("ann", "Ann", "bob", "STRASSE", "straße")
FACTS = (
    ev.Logged(text="a note"),
    ev.Logged(text="down", kind="impact"),
    ev.Imported(text="row", kind="note", who="zoe"),
    ev.Imported(text="row", kind="impact", who="zoe"),
    ev.RoleAssigned(role="scribe", person="carl"),
)
entries = st.tuples(st.sampled_from(FACTS), st.sampled_from(NAMES), st.sampled_from((None, *NAMES)))


def opened(log: Store) -> Incident:
    return Seat(log).open(INCIDENT)


def folded(log: Store) -> Incident:
    return fold(Incident(id=INCIDENT), log.since(INCIDENT, 0))


@given(st.lists(entries, max_size=12))
def test_whoever_wrote_what_the_people_are_the_same(said: list[tuple[ev.Fact, str, str | None]]) -> None:
    clock = Clock()
    log = MemoryLog(now=clock)
    declare(log)
    for fact, actor, by_word in said:
        clock.passes(1)
        write(log, event(fact, actor=actor, by_word=by_word))
    assert opened(log) == folded(log)
    assert opened(log).people == folded(log).people


def test_every_store_agrees(log: Store, clock: Clock) -> None:
    declare(log)
    for fact, actor in product(FACTS, NAMES):
        clock.passes(1)
        write(log, event(fact, actor=actor, by_word="dora" if actor == "bob" else None))
    assert opened(log) == folded(log)
    assert {person.name for person in opened(log).people.values()} == {
        "alice", "ann", "bob", "carl", "dora", "STRASSE",
    }  # fmt: skip


def test_whoever_only_imports_leaves_the_other_alone(log: Store) -> None:
    declare(log)
    write(log, note("x"), event(ev.Imported(text="row", kind="impact"), actor="bob"))
    assert opened(log).alone
    write(log, note("y", actor="bob"))
    assert not opened(log).alone
