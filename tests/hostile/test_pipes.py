"""Whatever comes through a pipe is kept to the byte, or refused in a sentence; nothing is cut in silence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given

from cockpit.record.layout import MAX_TEXT
from cockpit.rowfile import LARGEST
from tests.hostile.script import examples
from tests.hostile.terminal import Typed, run
from tests.hostile.test_verbs import harm_of
from tests.hostile.texts import SMUGGLED

BYTES = {
    "invalid UTF-8": b"caf\xe9 \xff\xfe \xc3(",
    "NUL": b"a\0b\0",
    "carriage returns alone": b"one\rtwo\rthree",
    "half a surrogate pair": b"\xed\xa0\x80 half",
    "escapes": b"\x1b]52;c;cHduZWQ=\x07\x1b[2J \xc2\x9b31m",
    "a byte order mark": b"\xef\xbb\xbftext",
    "blanks around": b"  \t text \t ",
}
MANY = 100_000


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COCKPIT_DB", str(tmp_path / "x.db"))
    monkeypatch.setenv("COCKPIT_AS", "ann")
    monkeypatch.chdir(tmp_path)
    assert run(["declare", "title"]).status == 0
    return tmp_path


def rows(*, last: int = 0) -> list[dict[str, Any]]:
    words = ["--last", str(last)] if last else []
    return [json.loads(line) for line in run(["timeline", *words, "--json"], tty=False).out.splitlines()]


def exact(row: dict[str, Any]) -> bytes:
    """The bytes that came in."""
    return b64decode(row["raw"]) if row["raw"] else str(row["text"]).encode()


def piped(words: list[str], given: bytes) -> Typed:
    typed = run(words, stdin=given)
    assert harm_of(typed) == []
    return typed


@pytest.mark.parametrize("given", BYTES.values(), ids=BYTES.keys())
def test_what_comes_through_a_pipe_is_kept_to_the_byte(given: bytes, at: Path) -> None:
    assert piped(["log", "-"], given + b"\n").status == 0
    assert exact(rows(last=1)[0]) == given
    assert piped(["told", "everybody", "-"], given + b"\n").status == 0
    row = rows(last=1)[0]
    assert b64decode(row["raw"]) == given if row["raw"] else str(row["text"]).endswith(given.decode())
    assert piped(["declare", "--from-json", "-"], given).status == 0


@given(hostile=SMUGGLED)
@example(hostile="\udcff \udc80 text")
@example(hostile="\udce1\udc80\udc80")  # bytes that are text once they are together
@examples(4)
def test_bytes_on_the_command_line_that_are_no_text_are_kept_by_every_act(hostile: str) -> None:
    typed = hostile.encode(errors="surrogateescape")
    with TemporaryDirectory() as folder:
        to = ["--db", f"{folder}/x.db", "--as", "ann"]
        run([*to, "declare", "title"])
        for words in (["log"], ["decide"], ["task"], ["ask"], ["told", "everybody"], ["measure", "propose"]):
            made = run([*to, *words, "--", hostile])
            assert made.status == 0, made
            told = run([*to, "timeline", "--last", "2", "--json"], tty=False).out
            found = [json.loads(line) for line in told.splitlines()]
            assert any(exact(row) == typed if row["raw"] else typed in exact(row) for row in found), words


def test_garbage_is_taken_as_an_alert_and_refused_as_rows_in_a_sentence(at: Path) -> None:
    for garbage in (b"\0\xff\xfe{", b"{" * 1000, b"[[[", b"\x1b]0;pwned\x07", b"[1, null, {}]", b""):
        alert = piped(["declare", "--from-json", "-"], garbage)
        assert alert.status == 0, alert
        taken = run(["import", "-"], stdin=garbage, tty=False)
        assert harm_of(taken) == []
        assert taken.status != 0 or "nothing was added" in taken.err + taken.out


def test_what_is_too_long_is_refused_in_a_sentence_and_the_rest_is_kept(at: Path) -> None:
    whole, longer = b"x" * MAX_TEXT, b"y" * (MAX_TEXT + 1)
    told = piped(["log", "-"], b"\n".join([b"first", whole, longer, b"last"]))
    assert told.status == 2
    assert "3 entries stored, 1 not" in told.err
    assert "Line 3: One entry holds up to 1,048,576 bytes and this one has 1,048,577" in told.err
    assert [len(row["text"]) for row in rows(last=3)] == [5, MAX_TEXT, 4]
    statement = piped(["told", "everybody", "-"], longer)
    assert statement.status == 2
    assert "A statement holds up to 1,048,576 bytes" in statement.err
    assert piped(["told", "everybody", "-"], b"z" * (MAX_TEXT - 100)).status == 0


def test_a_file_of_rows_has_a_limit_that_is_said(at: Path) -> None:
    with Path("rows.json").open("wb") as file:
        file.truncate(LARGEST + 1)
    refused = run(["import", "rows.json"])
    assert refused.status == 2
    assert "rows.json is larger than the 67,108,864 bytes taken in at once" in refused.err


def test_an_alert_longer_than_what_is_read_says_so(at: Path) -> None:
    made = piped(
        ["declare", "--from-json", "-"], b'{"title": "disk full", "text": "' + b"x" * (4 << 20) + b'"}'
    )
    assert made.status == 0
    assert "The alert is longer than 4,194,304 bytes: what follows is left out" in made.err


def test_a_hundred_thousand_lines_poured_in_are_all_there_in_order_in_bounded_memory(at: Path) -> None:
    small, large = poured(at, 2_000, start=0), poured(at, MANY - 2_000, start=2_000)
    assert large - small < 48 * 1024
    texts = (row["text"] for row in rows() if row["kind"] == "note")
    assert all(text == line.decode() for text, line in zip(texts, lines(0, MANY), strict=True))


def lines(start: int, end: int) -> Iterator[bytes]:
    return (f"{number} ␛ \x1b[31m漢字".encode() for number in range(start, end))


def poured(at: Path, count: int, *, start: int) -> int:
    """Pour lines into a process of its own; the KiB of memory it used at most."""
    given = at / "lines"
    given.write_bytes(b"".join(line + b"\n" for line in lines(start, start + count)))
    with given.open("rb") as source, (at / "numbers").open("wb") as target:
        child = subprocess.Popen([sys.executable, "-m", "cockpit", "log", "-"], stdin=source, stdout=target)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    assert len((at / "numbers").read_bytes().splitlines()) == count
    return used.ru_maxrss
