"""`import`: a file of rows goes in whole and once, or not at all, with a line for each row that cannot."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from cockpit.incident.events import Imported, Recorded
from cockpit.record.layout import MAX_TEXT
from cockpit.record.sqlite import SqliteLog

from .conftest import Ran, Shell

GOOD = {"t": "2026-11-20T10:00:00+01:00", "who": "investigator", "kind": "note", "text": "all is well"}


def imported(shell: Shell, incident: str) -> list[tuple[Recorded, Imported]]:
    """Every entry that came out of a file."""
    store = SqliteLog(shell.path, read_only=True)
    facts = [(entry, entry.fact()) for entry in store.since(incident, 0)]
    store.close()
    return [(entry, fact) for entry, fact in facts if isinstance(fact, Imported)]


def rows_in(path: Path, *rows: Any) -> str:
    path.write_text(json.dumps(rows))
    return str(path)


def complaint(shell: Shell, path: Path, row: Any) -> str:
    """What is said about one row between two good ones, of which nothing must be taken."""
    before = shell.done("timeline").out
    ran = shell("import", rows_in(path, GOOD, row, GOOD))
    assert (ran.status, ran.out) == (2, "")
    assert shell.done("timeline").out == before
    (summary, line) = ran.err.splitlines()
    assert "Nothing of" in summary and "1 row is wrong" in summary
    assert line.startswith("row 2")
    return line.removeprefix("row 2").removeprefix(": ")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rows.json"


def test_each_row_becomes_one_entry_kept_as_it_is(shell: Shell, incident: str, file: Path) -> None:
    row = GOOD | {
        "approx": True, "mode": "passive", "empty": "", "nothing": None, "nested": {"a": [1, 2.5, None]},
        "number": 10**40, "text": " two\nlines é ",
    }  # fmt: skip
    told = shell.done("import", rows_in(file, GOOD, row)).out
    assert "2 rows of rows.json are entries 4 to 5, from 2026-11-20 09:00 UTC" in told
    (first, _), (entry, fact) = imported(shell, incident)
    assert first.number + 1 == entry.number and not first.about and entry.about
    assert entry.happened_at.isoformat() == GOOD["t"]
    assert (fact.who, fact.kind, fact.text) == (GOOD["who"], GOOD["kind"], row["text"])
    assert dict(fact.extra) == {key: value for key, value in row.items() if key not in GOOD}
    assert entry.actor == "alice"


def test_the_same_file_adds_nothing_whoever_sends_it_again(shell: Shell, incident: str, file: Path) -> None:
    words = ("import", rows_in(file, GOOD))
    assert "1 row of rows.json is entry 4, at 2026-11-20 09:00 UTC" in shell.done(*words).out
    before = shell.done("timeline").out
    for who in ("alice", "bob"):
        again = shell.done(*words, who=who)
        assert "holds rows.json already: nothing was added" in again.out
    file.rename(file.with_name("copy.json"))
    assert "already" in shell.done("import", str(file.with_name("copy.json"))).out
    assert shell.done("timeline").out == before
    other = shell.done("declare", "Another incident").out.strip()
    shell.done("import", str(file.with_name("copy.json")), "--incident", other)
    assert len(imported(shell, other)) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"t": None}, "t is missing."),
        ({"kind": None}, "kind is missing."),
        ({"text": "   "}, "text is empty."),
        ({"kind": ""}, "kind is empty."),
        ({"who": 5}, "who is no text: 5."),
        ({"t": "yesterday"}, "t is no time such as 2026-11-23T14:32:00+01:00: yesterday."),
        ({"t": "2026-02-30T10:00:00Z"}, "t is no time"),
        ({"t": "2026-11-20T10:00:00"}, "t has no offset: 2026-11-20T10:00:00; write one such as +01:00"),
        ({"t": "0001-01-01T00:00:00+00:00"}, "t is too far away"),
        ({"t": "\x1b[31m"}, "␛[31m"),
        ({"text": "a" * (MAX_TEXT + 1)}, "text is longer than the 1,048,576 bytes"),
        ({"kind": "a\0b"}, "its who or kind holds bytes that are no text"),
        ({"more": "\ud800"}, "a further key holds bytes that are no text"),
        ({"more": float("nan")}, "a number that JSON does not know"),
        ({"more": "a" * MAX_TEXT}, "its further keys are longer than"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named(
    shell: Shell, incident: str, file: Path, change: dict[str, Any], said: str
) -> None:
    assert said in complaint(shell, file, GOOD | change)


def test_a_row_nested_without_end_or_no_object_at_all_is_named(
    shell: Shell, incident: str, file: Path
) -> None:
    deep: list[Any] = []
    for _ in range(60):
        deep = [deep]
    assert "more than 50 deep" in complaint(shell, file, GOOD | {"more": deep})
    for row in (3, "hello", None):
        assert complaint(shell, file, row) == " is no object with t, who, kind, text."


def test_every_wrong_row_has_its_own_line(shell: Shell, incident: str, file: Path) -> None:
    ran = shell("import", rows_in(file, *[GOOD | {"t": f"bad {n}"} for n in range(30)], GOOD))
    lines = ran.err.splitlines()
    assert [line.partition(":")[0] for line in lines[1:]] == [f"row {n + 1}" for n in range(30)]
    assert "30 rows are wrong" in lines[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{}", "no JSON array"),
        (b"[1, 2", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"t": 1}\n{"t": 2}', "is not JSON"),
        (b"", "is not JSON"),
    ],
)
def test_a_file_that_is_no_array_is_one_sentence(
    shell: Shell, incident: str, file: Path, content: bytes, said: str
) -> None:
    file.write_bytes(content)
    ran = shell("import", str(file))
    assert ran.status == 2 and said in ran.err and len(ran.err.splitlines()) == 1


def test_a_file_that_is_not_there_is_one_sentence(shell: Shell, incident: str, tmp_path: Path) -> None:
    ran = shell("import", str(tmp_path / "nothing.json"))
    assert ran.status == 2 and "nothing.json" in ran.err
    assert shell("import", str(tmp_path)).status == 2


def test_no_rows_are_no_error(shell: Shell, incident: str, file: Path) -> None:
    ran = shell.done("import", rows_in(file))
    assert ran.out == "" and "has no rows" in ran.err


def test_text_that_is_no_text_keeps_its_bytes(shell: Shell, incident: str, file: Path) -> None:
    whole = json.dumps([GOOD | {"text": "caf_ NUL \0 end"}]).encode()
    file.write_bytes(whole.replace(b"_", b"\xe9"))
    shell.done("import", str(file))
    ((_, fact),) = imported(shell, incident)
    assert fact.text == "caf\ufffd NUL ␀ end"
    assert fact.raw and base64.b64decode(fact.raw) == b"caf\xe9 NUL \0 end"
    half = rows_in(file, GOOD | {"text": "half \ud83d pair"})
    shell.done("import", half)
    assert imported(shell, incident)[1][1].raw


def test_a_zone_can_be_named_for_times_without_offset(shell: Shell, incident: str, file: Path) -> None:
    naive = GOOD | {"t": "2026-07-01T10:00:00"}
    shell.done("import", rows_in(file, naive, GOOD), "--zone", "Europe/Berlin")
    (first, _), (second, _) = imported(shell, incident)
    assert first.happened_at.isoformat() == "2026-07-01T10:00:00+02:00"
    assert second.happened_at.isoformat() == GOOD["t"]
    for wall in ("2026-10-25T02:30:00", "2026-03-29T02:30:00"):
        twice = shell("import", rows_in(file, GOOD | {"t": wall}), "--zone", "Europe/Berlin")
        assert twice.status == 2 and "clocks were changed in Europe/Berlin" in twice.err
    unknown = shell("import", rows_in(file, naive), "--zone", "Europe/Berlim")
    assert unknown.status == 2 and "Europe/Berlin" in unknown.err


def csv_of(shell: Shell, tmp_path: Path, content: bytes) -> Ran:
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    return shell("import", str(path))


def test_csv_with_a_header_goes_in_too(shell: Shell, incident: str, tmp_path: Path) -> None:
    content = (
        "\ufefft,who,kind,text,approx,mode\r\n"
        '2026-11-20T10:00:00Z,dave,note,"two\nlines, with ""quotes""",true,passive\r\n'
        "\r\n"
        "2026-11-20T10:01:00Z,,impact,plain,,\r\n"
    )
    assert csv_of(shell, tmp_path, content.encode()).status == 0
    (first, quoted), (second, plain) = imported(shell, incident)
    assert quoted.text == 'two\nlines, with "quotes"' and quoted.who == "dave"
    assert first.about and dict(quoted.extra) == {"approx": "true", "mode": "passive"}
    assert not second.about and plain.extra == {} and plain.who == "" and plain.kind == "impact"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_csv_as_spreadsheets_write_it(shell: Shell, incident: str, tmp_path: Path, delimiter: str) -> None:
    lines = [["t", "who", "kind", "text"], ["2026-11-20T10:00:00Z", "dave", "note", "a, b"]]
    content = "\n".join(delimiter.join(line) for line in lines).encode("utf-16")
    assert csv_of(shell, tmp_path, content).status == 0
    assert imported(shell, incident)[0][1].text == "a, b"


def test_csv_rows_that_do_not_fit_are_named_by_row_and_line(
    shell: Shell, incident: str, tmp_path: Path
) -> None:
    content = b't,who,kind,text\n2026-11-20T10:00:00Z,d,note,"a\nb"\nx,d\n1,2,3,4,5\n'
    ran = csv_of(shell, tmp_path, content)
    assert ran.status == 2
    assert ran.err.splitlines()[1] == "row 2 (line 4): kind is missing."
    assert ran.err.splitlines()[2] == "row 3 (line 5): more cells than the header names."
    header = csv_of(shell, tmp_path, b"time,who,text\n1,2,3\n")
    assert header.status == 2 and "t, kind" in header.err


def test_a_long_file_goes_in_at_once_and_in_order(shell: Shell, incident: str, file: Path) -> None:
    rows = [GOOD | {"text": f"row {n}"} for n in range(5000)]
    shell.done("import", rows_in(file, *rows))
    entries = imported(shell, incident)
    assert [fact.text for _, fact in entries] == [row["text"] for row in rows]
    assert len({entry.commit for entry, _ in entries}) == 1
    assert "✔" in shell.done("verify").out


def test_a_bar_is_drawn_on_a_terminal_only(shell: Shell, incident: str, file: Path) -> None:
    words = ("import", rows_in(file, *[GOOD] * 50))
    seen = shell.terminal(*words)
    assert seen.status == 0 and "Reading rows" in seen.err and "100%" in seen.err
    assert "Reading rows" not in shell.process(*words).err


def test_a_closed_incident_takes_rows_and_none_takes_none(shell: Shell, incident: str, file: Path) -> None:
    shell.done("stand-down", "--because", "a drill")
    refused = shell("import", rows_in(file, GOOD))
    assert refused.status == 2 and incident in refused.err
    shell.done("import", str(file), "--incident", incident)
    assert len(imported(shell, incident)) == 1
    read_only = shell("import", str(file), "--incident", incident, "--read-only")
    assert read_only.status == 3
