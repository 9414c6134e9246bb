"""What every store answers to screens and reports: pages, filters, search, people, quotes."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from msgspec.structs import replace

from cockpit.incident import events as ev
from cockpit.record.log import Filter, Writer
from tests.record.conftest import Store
from tests.record.facts import AT, INCIDENT, Clock, declare, event, note, unknown, write

EVERYTHING = Filter()


def found(log: Store, **wanted: object) -> list[int]:
    return log.numbers(INCIDENT, Filter(**wanted), before=10_000, limit=1000)  # type: ignore[arg-type]


def sought(log: Store, text: str) -> list[int]:
    return found(log, search=text)


def test_pages_go_both_ways(log: Store) -> None:
    declare(log)
    write(log, *(note(f"line {n}") for n in range(2, 11)))

    def page(after: int | None, before: int | None) -> list[int]:
        return [row.number for row in log.rows(INCIDENT, EVERYTHING, after=after, before=before, limit=3)]

    assert page(None, None) == [8, 9, 10]
    assert page(None, 8) == [5, 6, 7]
    assert page(None, 3) == [1, 2]
    assert page(0, None) == [1, 2, 3]
    assert page(9, None) == [10]
    assert page(2, 5) == [3, 4]
    assert log.rows(INCIDENT, EVERYTHING, after=10, limit=3) == []


def test_filtered_pages_go_both_ways(log: Store) -> None:
    declare(log)
    write(log, *(note(f"line {n}", kind="odd" if n % 2 else "even") for n in range(2, 11)))
    odd = Filter(kind="odd")
    assert [row.number for row in log.rows(INCIDENT, odd, before=9, limit=2)] == [5, 7]
    assert [row.number for row in log.rows(INCIDENT, odd, after=3, limit=2)] == [5, 7]
    assert log.numbers(INCIDENT, odd, before=9, limit=2) == [5, 7]


def test_a_row_has_its_link_and_a_comment_the_entry_it_is_about(log: Store, clock: Clock) -> None:
    declare(log)
    clock.passes(3600)
    told = ev.Logged(text="here", link="https://chat/1")
    write(log, event(told), event(ev.Commented(target=2, comment="x", text="to 2: x")))
    linked, comment = log.rows(INCIDENT, EVERYTHING, after=1, limit=5)
    assert (linked.link, linked.comments_on) == ("https://chat/1", None)
    assert (comment.link, comment.comments_on) == (None, 2)
    assert linked.is_late


def test_a_row_tells_everything_about_its_entry(log: Store, clock: Clock) -> None:
    declare(log)
    clock.passes(5)
    write(
        log, event(ev.Logged(text="down", kind="impact", raw="AA=="), actor="Ada", about=True, by_word="bob")
    )
    row = log.row(INCIDENT, 2)
    assert row is not None
    assert (row.number, row.event, row.kind, row.text, row.raw) == (
        2,
        "entry.logged",
        "impact",
        "down",
        "AA==",
    )
    assert (row.happened_at, row.recorded_at, row.about) == (AT, AT + timedelta(seconds=5), True)
    assert (row.actor, row.by_word, row.origin_user) == ("Ada", "bob", "ckalice")
    assert (row.starred, row.corrects, row.corrected_text, row.redacted) == (False, None, None, False)
    assert log.row(INCIDENT, 3) is None
    assert log.row("elsewhere", 1) is None


def test_stars_follow_the_last_word(log: Store) -> None:
    declare(log)
    write(log, note("born with", star=True), note("without"), note("never"))
    assert found(log, starred=True) == [1, 2]
    write(log, event(ev.Starred(target=3)), event(ev.Unstarred(target=2)))
    assert found(log, starred=True) == [1, 3]
    assert log.starred_count(INCIDENT) == 2
    row = log.row(INCIDENT, 3)
    assert row is not None and row.starred


def test_a_star_for_an_entry_that_is_not_there_does_nothing(log: Store) -> None:
    declare(log)
    write(log, event(ev.Starred(target=99)))
    assert found(log, starred=True) == [1]


def test_automatic_lines_are_left_out_unless_starred(log: Store) -> None:
    declare(log)
    write(
        log,
        event(ev.RoleAssigned(role="scribe", person="bob")),
        event(ev.RoleAssigned(role="commander", person="ada")),
        note("a person's line"),
        unknown("weather.changed", '{"text":"rain"}'),
        event(ev.Starred(target=3)),
    )
    assert found(log, people_and_stars=True) == [1, 3, 4, 5]


def test_names_are_compared_case_folded(log: Store) -> None:
    declare(log)
    write(
        log,
        note("1", actor="Åsa"),
        note("2", actor="åsa"),
        note("3", actor="STRASSE"),
        note("4", actor="bob"),
    )
    assert found(log, by="ÅSA") == [2, 3]
    assert found(log, by="straße") == [4]
    assert found(log, by="nobody") == []
    assert log.numbers(INCIDENT, Filter(by="åsa"), before=99, limit=1) == [3]


def test_a_name_may_also_be_the_one_an_imported_row_carries(log: Store) -> None:
    declare(log)
    write(
        log,
        event(ev.Imported(kind="note", text="lag grows", who="Jo Ärz", extra={"n": [1, 2.0]}), actor="heidi"),
        event(ev.Imported(kind="alert", text="lag shrinks", who="bob"), actor="heidi"),
        note("lag is gone", actor="jo ärz", star=True),
        note("lag", actor="heidi"),
    )
    assert found(log, by="JO ÄRZ") == [4]
    assert found(log, by="JO ÄRZ", or_who=True) == [2, 4]
    assert found(log, by="Bob", or_who=True) == [3]
    assert found(log, by="nobody", or_who=True) == []
    assert found(log, by="heidi", or_who=True) == [2, 3, 5]
    assert found(log, by="jo ärz", or_who=True, search="lag") == [2, 4]
    assert found(log, by="jo ärz", or_who=True, starred=True) == [4]
    assert found(log, by="jo ärz", or_who=True, kind="note") == [2, 4]
    rows = log.rows(INCIDENT, EVERYTHING, after=1, limit=3)
    assert [json.loads(row.extra) if row.extra else None for row in rows] == [{"n": [1, 2.0]}, {}, None]


def test_filters_add_up(log: Store) -> None:
    declare(log)
    write(
        log,
        note("disk full", actor="ada", kind="impact", star=True),
        note("disk full", actor="bob", kind="impact", star=True),
        note("disk full", actor="ada", kind="note", star=True),
        note("disk full", actor="ada", kind="impact"),
        note("net down", actor="ada", kind="impact", star=True),
    )
    wanted = {"by": "ada", "kind": "impact", "starred": True, "people_and_stars": True}
    assert found(log, **wanted) == [2, 6]
    assert found(log, search="disk", **wanted) == [2]


def test_every_word_must_occur_and_a_prefix_suffices(log: Store) -> None:
    declare(log)
    write(log, note("rolled back the checkout"), note("checkout fails"), note("Rollback of CAFÉ"))
    assert sought(log, "roll check") == [2]
    assert sought(log, "check") == [1, 2, 3]
    assert sought(log, "eckout") == []
    assert sought(log, "cafe") == [4]
    assert sought(log, "checkout rolled") == [2]
    assert sought(log, "checkout nothing") == []


@pytest.mark.parametrize("endings", [1, 99, 100, 101, 250])
def test_a_beginning_finds_every_ending_however_many_there_are(log: Store, endings: int) -> None:
    declare(log)
    write(log, *(note(f"pod w{number:03} of db-{number:03}x failed") for number in range(endings)))
    write(log, note("pod v999"), note("pod x000"), note("wide"), note("db/00 and pod W"))
    every = list(range(2, endings + 2))
    assert sought(log, "w") == [*every, endings + 4, endings + 5]
    assert sought(log, "W0") == every[:100]
    assert sought(log, "pod w") == [*every, endings + 5]
    assert sought(log, "DB-0") == [*every[:100], endings + 5]
    assert sought(log, "w001 fail") == every[1:2]


@pytest.mark.parametrize(
    "typed",
    ['"', "'", "AND", "OR NOT", "NEAR(", "a*b", "(", ")", "^", "text:x", "-", "*", "{}", "%", "\\", "\0",
     ";--", "\ud800", "col : x", '""', "+", "🔥", "a" * 5000],
)  # fmt: skip
def test_nothing_typed_is_taken_for_a_grammar(log: Store, typed: str) -> None:
    declare(log)
    write(log, note("quite plain"))
    assert sought(log, typed) == []


def test_words_with_marks_in_them_are_found(log: Store) -> None:
    declare(log)
    write(log, note("host 10.0.3.7 at 99% — 🔥 in C++"), note("10.0.37 is fine"), note("重启数据库了"))
    assert sought(log, "10.0.3.7") == [2]
    assert sought(log, "🔥") == [2]
    assert sought(log, "99%") == [2]
    assert sought(log, "数据库") == [4]
    assert sought(log, "10.0") == [2, 3]


def test_a_search_of_however_many_words_is_answered(log: Store) -> None:
    declare(log)
    every = " ".join(f"word{number}" for number in range(600))
    write(log, note(every), note("word1 word2"))
    assert sought(log, every) == [2]
    assert sought(log, "word1 " * 600) == [2, 3]


def test_half_width_kana_are_found_within_a_run_of_them(log: Store) -> None:
    declare(log)
    write(log, note("ｻｰﾊﾞｰﾀﾞｳﾝ"))
    assert sought(log, "ﾀﾞｳﾝ") == [2]


def test_an_empty_search_wants_everything(log: Store) -> None:
    declare(log)
    write(log, note("x"))
    assert sought(log, "  ") == [1, 2]


def test_a_symbol_is_found_however_its_writer_escaped_it(log: Store) -> None:
    declare(log)
    plain, escaped = (
        unknown("sky", '{"text":"a → b / \\"c\\""}'),
        unknown("sky", r'{"text":"a \u2192 b \/ c\\d"}'),
    )
    write(log, plain, escaped, note("→ /", actor="→"), event(ev.Imported(kind="/", text="x", who="→")))
    assert sought(log, "→") == sought(log, "/") == [2, 3, 4]
    assert (sought(log, '"'), sought(log, "\\")) == ([2], [3])


def test_search_stays_within_its_incident(log: Store) -> None:
    declare(log)
    declare(log, "other")
    write(log, note("needle"))
    write(log, note("needle"), incident="other")
    write(log, note("needle"))
    assert sought(log, "needle") == [2, 3]
    assert log.numbers("other", Filter(search="needle"), before=99, limit=9) == [2]
    assert log.numbers(INCIDENT, Filter(search="needle"), before=3, limit=9) == [2]
    assert [row.number for row in log.rows(INCIDENT, Filter(search="needle"), after=2, limit=9)] == [3]


def test_the_last_correction_wins_and_the_original_stays(log: Store) -> None:
    declare(log)
    write(log, note("us-west-1 is down"))
    write(log, event(ev.Corrected(target=2, value="us-west-2 is down", text="to 2: us-west-2")))
    write(log, event(ev.Corrected(target=2, value="eu-north-1 is down")))
    write(log, event(ev.Corrected(target=2, field="time", value="2026-11-23T13:00:00+00:00")))
    row, first = log.row(INCIDENT, 2), log.row(INCIDENT, 3)
    assert row is not None and first is not None
    assert (row.text, row.corrected_text) == ("us-west-1 is down", "eu-north-1 is down")
    assert (first.corrects, first.text) == (2, "to 2: us-west-2")
    assert sought(log, "north") == [2]
    assert sought(log, "us-west-1") == [2]


def test_everybody_who_has_written(log: Store, clock: Clock) -> None:
    declare(log)
    write(log, note("x", actor="bob"), note("x", actor="Bob"))
    clock.passes(60)
    write(log, note("x", actor="alice"), note("x", actor="zoe"))
    later = AT + timedelta(seconds=60)
    assert log.writers(INCIDENT) == [
        Writer("alice", 1, 4, later),
        Writer("Bob", 2, 3, AT),
        Writer("zoe", 5, 5, later),
    ]
    assert log.writers("elsewhere") == []


def test_logins_are_those_that_are_not_the_name_used(log: Store) -> None:
    declare(log)
    by_grace, by_bob = (
        replace(note("x", actor=name), origin=ev.Origin(user="bob")) for name in ("Grace", "Bob")
    )
    spoken = replace(note("x", actor="zoe"), by_word="GRACE", origin=ev.Origin(user="eve", sudo_user="dan"))
    row = replace(event(ev.Imported(kind="note", text="x"), actor="carol"), origin=ev.Origin(user="bob"))
    write(log, by_grace, by_bob, spoken, row)
    assert log.logins(INCIDENT) == {"alice": ("ckalice",), "grace": ("bob", "dan")}
    assert log.logins("elsewhere") == {}


def test_rows_taken_in_make_nobody_a_writer_and_a_spoken_word_makes_two(log: Store) -> None:
    declare(log)
    row = ev.Imported(kind="note", text="x")
    write(log, event(row, actor="carol"), event(row, actor="carol", by_word="dan"), event(row, actor="bob"))
    write(log, event(ev.Logged(text="x"), actor="bob", by_word="erin"), event(row, actor="bob"))
    assert [(w.name, w.first_number, w.last_number) for w in log.writers(INCIDENT)] == [
        ("alice", 1, 1), ("bob", 5, 5), ("erin", 5, 5),
    ]  # fmt: skip


def test_who_only_speaks_from_outside_is_no_writer(log: Store) -> None:
    declare(log)
    asked = ev.QuestionAsked(question="Q1", what="are backups hit?", asker="zoe", text="zoe asks")
    told = ev.Told(audience="stakeholders", text="told")
    write(
        log, event(asked, actor="zoe"), event(told, actor="frank"), event(asked, actor="zoe", by_word="gus")
    )
    assert [writer.name for writer in log.writers(INCIDENT)] == ["alice"]
    write(log, event(told, actor="frank"), note("x", actor="frank"), event(asked, actor="frank"))
    assert [(w.name, w.first_number, w.last_number) for w in log.writers(INCIDENT)] == [
        ("alice", 1, 1), ("frank", 6, 6),
    ]  # fmt: skip


def test_a_person_is_found_under_rows_and_entries_alike(log: Store) -> None:
    declare(log)
    row = ev.Imported(kind="impact", text="x")
    write(log, event(row, actor="bob"), note("x", actor="Bob"), event(row, actor="bob"), note("x"))
    assert found(log, by="bob") == [2, 3, 4]
    assert found(log, by="bob", kind="impact") == [2, 4]
    assert log.numbers(INCIDENT, Filter(by="bob"), before=99, limit=2) == [3, 4]


def test_an_imported_row_keeps_who_it_names(log: Store) -> None:
    declare(log)
    write(
        log,
        event(ev.Imported(kind="note", text="x", who="on-call")),
        event(ev.Imported(kind="note", text="x")),
        unknown("weather.changed", '{"who":"nobody"}'),
    )
    rows = log.rows(INCIDENT, EVERYTHING, after=1, limit=9)
    assert [(row.who, row.actor) for row in rows] == [("on-call", "alice"), (None, "alice"), (None, "alice")]


def test_quotes_are_found_in_every_field(log: Store) -> None:
    declare(log)
    secret = 'p"ä/ss\n🔥'
    write(
        log,
        note(f"it is {secret}!"),
        note("nothing"),
        event(ev.Corrected(target=3, value=secret)),
        event(ev.Imported(kind="note", text="x", extra={"deep": [{"down": secret}]})),
        unknown("weather.changed", '{"wind": "p\\"\\u00e4\\/ss\\n\\ud83d\\udd25"}'),
    )
    assert log.quoting(INCIDENT, secret) == [2, 4, 5, 6]
    assert log.quoting(INCIDENT, "absent") == []
