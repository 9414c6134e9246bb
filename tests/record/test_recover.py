"""Out of a damaged file comes everything that is intact, byte for byte, and nothing else."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cockpit.incident import events as ev
from cockpit.record.errors import NewerLayout, Unavailable
from cockpit.record.newfile import BadTarget
from cockpit.record.recover import Recovered, recover
from cockpit.record.sqlite import SqliteLog
from tests.record.facts import INCIDENT, declare, event, note, write

OTHER = "2026-11-23-2"
COUNT = 300
PAGE = 4096
_ROWS = (
    'SELECT seq, incident, number, "commit", position, happened_at, about, recorded_at, actor, by_word, '
    "origin, event, is_act, body, salt, digest FROM events ORDER BY seq"
)

Damage = Callable[[Path], object]


def rows(path: Path) -> list[tuple[Any, ...]]:
    """Every entry of a file as its bytes are."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(_ROWS).fetchall()


def tell(log: SqliteLog) -> None:
    """Two incidents, long and short lines, a redaction, a correction and a star."""
    declare(log)
    declare(log, OTHER, "Another")
    for number in range(2, COUNT - 2):
        write(log, note(f"line {number} " + "word " * (3000 if number == 40 else number % 9)))
    write(log, event(ev.Corrected(target=20, value="corrected")), event(ev.Starred(target=21)))
    log.redact(INCIDENT, [30], event(ev.Redacted(targets=(30,))), commit=uuid4())
    write(log, note("the last line"))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record whose log is empty, to be copied."""
    path = tmp_path_factory.mktemp("written") / "incidents.db"
    with closing(SqliteLog(path)) as log:
        tell(log)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("SELECT 1 FROM events").fetchall()
    assert not path.with_name("incidents.db-wal").exists()
    return path


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of which much stands in its log only: nobody has brought it over yet."""
    path = tmp_path_factory.mktemp("logged") / "incidents.db"
    copy = path.with_name("copy.db")
    with closing(SqliteLog(path)) as log:
        declare(log)
        for number in range(2, 50):
            write(log, note(f"line {number}"))
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT count(*) FROM events").fetchone() == (49,)
            for suffix in ("", "-wal"):
                shutil.copyfile(f"{path}{suffix}", f"{copy}{suffix}")
    return copy


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """Where the copy goes that is to be damaged."""
    (tmp_path / "record").mkdir()
    return tmp_path / "record" / "incidents.db"


def taken(source: Path, damaged: Path, damage: Damage = lambda _: None) -> tuple[Recovered, Path]:
    """Copy a record, damage it, and recover it: what was said, and the new file."""
    for suffix in ("", "-wal"):
        if Path(f"{source}{suffix}").exists():
            shutil.copyfile(f"{source}{suffix}", f"{damaged}{suffix}")
    damage(damaged)
    before = damaged.read_bytes()
    target = damaged.parent.parent / "new.db"
    target.unlink(missing_ok=True)
    found = recover(damaged, target)
    assert damaged.read_bytes() == before
    assert [file.name for file in target.parent.iterdir() if file.name.startswith(".")] == []
    return found, target


def overwritten(at: int, data: bytes, suffix: str = "") -> Damage:
    def damage(path: Path) -> None:
        with Path(f"{path}{suffix}").open("r+b") as file:
            file.seek(at)
            file.write(data)

    return damage


def page_with(path: Path, text: bytes) -> int:
    """Where the leaf page begins on which an entry stands."""
    data = path.read_bytes()
    starts = range(0, len(data), PAGE)
    return next(at for at in starts if data[at] == 13 and text in data[at : at + PAGE])


def pages_of_kind(path: Path, kind: int) -> list[int]:
    data = path.read_bytes()
    return [at for at in range(PAGE, len(data), PAGE) if data[at] == kind]


def test_a_whole_file_comes_out_as_it_is(written: Path, damaged: Path) -> None:
    found, new = taken(written, damaged)
    assert found.whole and not found.checked.trouble
    assert rows(new) == rows(written)
    with closing(SqliteLog(new)) as log, closing(SqliteLog(damaged, read_only=True)) as old:
        for number in (20, 21, 30, 40):
            assert log.row(INCIDENT, number) == old.row(INCIDENT, number)
        assert [one.incident for one in log.incidents()] == [one.incident for one in old.incidents()]
        assert log.verify(INCIDENT) == old.verify(INCIDENT)
        write(log, note("and on it goes"))
        assert log.verify(INCIDENT).flaw is None
    with (
        closing(sqlite3.connect(new)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="entries are"),
    ):
        connection.execute("UPDATE events SET actor = 'mallory'")


def test_the_first_page_is_not_needed(written: Path, damaged: Path) -> None:
    found, new = taken(written, damaged, overwritten(0, bytes(PAGE)))
    assert found.whole
    assert rows(new) == rows(written)


def test_pages_that_only_lead_to_others_are_not_needed(written: Path, damaged: Path) -> None:
    inner = pages_of_kind(written, 5)
    assert inner

    def damage(path: Path) -> None:
        for at in inner:
            overwritten(at, b"\xa5" * PAGE)(path)

    found, new = taken(written, damaged, damage)
    assert found.whole
    assert rows(new) == rows(written)


def test_a_lost_page_costs_its_entries_and_no_other(written: Path, damaged: Path) -> None:
    found, new = taken(written, damaged, overwritten(page_with(written, b"line 150 "), bytes(PAGE)))
    (one, other) = found.incidents
    assert (other.incident, other.lost, other.entries) == (OTHER, (), 1)
    ((first, last),) = one.lost
    assert first <= 150 <= last and last - first < 20
    assert one.loose == (last + 1,) and one.remains == ()
    kept = [row for row in rows(written) if row[1] == OTHER or not first <= row[2] <= last]
    assert rows(new) == kept
    (verdict,) = (verdict for verdict in found.checked.verdicts if verdict.incident == INCIDENT)
    assert verdict.flaw is not None and verdict.flaw.number == first and verdict.further == ()
    with closing(SqliteLog(new)) as log:
        write(log, note("and on it goes"))
        assert log.verify(INCIDENT).further == ()


def test_a_changed_byte_costs_one_entry_and_its_remains_are_told(written: Path, damaged: Path) -> None:
    at = written.read_bytes().index(b'"line 77 ') + 1
    found, new = taken(written, damaged, overwritten(at, b"L"))
    one = found.incidents[0]
    assert one.lost == ((77, 77),) and one.loose == (78,)
    assert [(left.number, left.actor, left.text[:8]) for left in one.remains] == [(77, "alice", "Line 77 ")]
    assert rows(new) == [row for row in rows(written) if row[1:3] != (INCIDENT, 77)]


def test_what_a_cut_off_file_still_holds(written: Path, damaged: Path) -> None:
    size = page_with(written, b"line 200 ")
    found, new = taken(written, damaged, lambda path: os.truncate(path, size))
    assert not found.whole
    assert 50 < len(rows(new)) < COUNT
    assert set(rows(new)) < set(rows(written))


def test_a_damaged_log_costs_nothing_that_came_after(logged: Path, damaged: Path) -> None:
    whole, _ = taken(logged, damaged)
    assert whole.whole and whole.incidents[0].entries == 49
    size = Path(f"{logged}-wal").read_bytes().rindex(b"line 49")
    for at in range(32 + 24 + 100, size, size // 6):
        damage = overwritten(at, b"\xa5", "-wal")
        found, new = taken(logged, damaged, damage)
        assert found.whole and found.incidents[0].entries == 49
        with closing(sqlite3.connect(damaged)) as connection:
            seen = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            count = connection.execute("SELECT count(*) FROM events").fetchone()[0] if seen[0] else 0
        assert count < 49  # what every other program sees of it, without a word
        assert len(rows(new)) == 49


@pytest.mark.parametrize("at", [0, 16, 24])
def test_the_head_of_a_log_is_not_needed(logged: Path, damaged: Path, at: int) -> None:
    found, _ = taken(logged, damaged, overwritten(at, b"\xa5\x5a\xa5\x5a", "-wal"))
    assert found.whole and found.incidents[0].entries == 49


def test_a_log_that_was_cut_off_costs_its_end_alone(logged: Path, damaged: Path) -> None:
    half = Path(f"{logged}-wal").read_bytes().index(b"line 30") // 2
    found, new = taken(logged, damaged, lambda path: os.truncate(f"{path}-wal", half))
    (one,) = found.incidents
    assert one.loose == () and one.remains == ()
    assert 1 <= one.entries < 49
    assert [row[2] for row in rows(new)] == list(range(1, one.entries + 1))


def test_without_its_first_entry_an_incident_is_still_there(written: Path, damaged: Path) -> None:
    found, new = taken(written, damaged, overwritten(page_with(written, b'Checkout fails"'), bytes(PAGE)))
    assert found.incidents[0].lost[0][0] == 1
    with closing(SqliteLog(new)) as log:
        assert INCIDENT in log.chains()


def test_what_was_redacted_does_not_come_back(tmp_path: Path, damaged: Path) -> None:
    path = tmp_path / "live" / "incidents.db"
    with closing(SqliteLog(path)) as log:
        declare(log)
        write(log, note("hunter2secret"), event(ev.Corrected(target=2, value="was hunter2secret")))
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM events").fetchall()
            log.redact(INCIDENT, [2, 3], event(ev.Redacted(targets=(2, 3))), commit=uuid4())
            write(log, event(ev.Corrected(target=2, value="the password")))
            for suffix in ("", "-wal"):
                shutil.copyfile(f"{path}{suffix}", f"{damaged}{suffix}")
    assert b"hunter2secret" in Path(f"{damaged}-wal").read_bytes()
    target = tmp_path / "new.db"
    assert recover(damaged, target).whole
    assert b"hunter2secret" not in target.read_bytes()
    with closing(SqliteLog(target)) as log:
        row = log.row(INCIDENT, 2)
        assert row is not None
        assert (row.text, row.redacted, row.corrected_text) == ("[redacted]", True, "the password")
        assert [number for number, _, _ in log.verify(INCIDENT).redacted] == [2, 3]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, 2**20), st.binary(min_size=1, max_size=600)), min_size=1, max_size=12)
)
def test_whatever_is_damaged_nothing_untrue_comes_out(
    written: Path, damaged: Path, places: list[tuple[int, bytes]]
) -> None:
    used = max(pages_of_kind(written, 13)) + PAGE

    def damage(path: Path) -> None:
        for at, data in places:
            overwritten(at % used, data)(path)

    try:
        found, new = taken(written, damaged, damage)
    except (Unavailable, NewerLayout):
        return  # the stamp of the file itself was hit
    original = {row[1:] for row in rows(written)}  # its place in the file is no part of an entry
    loose = {(one.incident, number) for one in found.incidents for number in one.loose}
    for row in rows(new):
        assert row[1:] in original or row[1:3] in loose
    for one in found.incidents:
        kept = {row[2] for row in rows(new) if row[1] == one.incident}
        lost = {number for first, last in one.lost for number in range(first, last + 1)}
        assert not kept & lost
        assert kept | lost == set(range(1, max(kept | lost) + 1))


def test_the_new_file_is_new_and_for_the_same_people(written: Path, damaged: Path, tmp_path: Path) -> None:
    shutil.copyfile(written, damaged)
    damaged.chmod(0o664)
    with pytest.raises(BadTarget, match="in the record's own folder"):
        recover(damaged, damaged.with_name("new.db"))
    (tmp_path / "there.db").touch()
    with pytest.raises(BadTarget, match="exists: name a file that does not"):
        recover(damaged, tmp_path / "there.db")
    with pytest.raises(BadTarget, match="cannot be made"):
        recover(damaged, tmp_path / "nowhere" / "new.db")
    recover(damaged, tmp_path / "new.db")
    assert stat.S_IMODE((tmp_path / "new.db").stat().st_mode) == 0o660


def test_a_file_with_nothing_in_it_is_said(tmp_path: Path, damaged: Path) -> None:
    with pytest.raises(Unavailable, match="There is no record at"):
        recover(damaged, tmp_path / "new.db")
    damaged.write_bytes(b"\xa5" * 20_000)
    with pytest.raises(Unavailable, match="No entry can be read"):
        recover(damaged, tmp_path / "new.db")
    assert [file.name for file in tmp_path.iterdir()] == ["record"]
