"""Another file of the record: a backup while it is written, and what is intact in a damaged one."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.waiting import wait_for

PAGE = 4096


def test_a_backup_is_whole_though_somebody_writes(shell: Shell, incident: str, tmp_path: Path) -> None:
    saved = tmp_path / "elsewhere" / "saved.db"
    saved.parent.mkdir()
    writer = shell.start("log", "-")
    assert writer.stdin is not None and writer.stdout is not None
    writer.stdin.write(b"".join(b"line %d\n" % number for number in range(2000)))
    writer.stdin.flush()
    writer.stdout.readline()
    made = shell.done("backup", str(saved))
    assert writer.poll() is None, "it was made while somebody wrote"
    writer.stdin.close()
    writer.wait()
    (line,) = made.lines
    told, number, _ = line.split()
    assert told == incident and 3 < int(number) <= 2003
    assert "and each fits" in made.err and [file.name for file in saved.parent.iterdir()] == ["saved.db"]
    assert stat.S_IMODE(saved.stat().st_mode) == 0o660
    shell.done("verify", "--db", str(saved))
    held = shell.done("verify", "--against", line)
    assert f"holds entry {number} as it was" in held.out, "the record still holds all the copy has"
    texts = [json.loads(row)["text"] for row in shell.done("timeline", "--json", "--db", str(saved)).lines]
    assert texts[3:] == [f"line {n}" for n in range(int(number) - 3)], "a beginning without a gap"


def test_a_copy_takes_no_name_that_is_taken_and_stays_out_of_the_records_folder(
    shell: Shell, incident: str, tmp_path: Path
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "lost").symlink_to(tmp_path / "nowhere")
    for verb in ("backup", "recover"):
        for target, said in (
            (tmp_path / "mine.txt", "mine.txt exists: name a file that does not."),
            (tmp_path / "lost", "lost exists: name a file that does not."),
            (tmp_path, "exists: name a file that does not."),
            (shell.path.with_name("copy.db"), "is in the record's own folder, where nothing else may be"),
            (tmp_path / "no" / "copy.db", "cannot be made (No such file or directory): name another file."),
        ):
            refused = shell(verb, str(target))
            assert refused.status == 2 and said in refused.err and refused.out == "", (verb, target)
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert not shell.path.with_name("copy.db").exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MiB, on which no record fits."""
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize("verb", ["backup", "recover"])
def test_a_copy_that_does_not_fit_names_its_own_disk_and_leaves_nothing(
    shell: Shell, incident: str, small_disk: Path, verb: str
) -> None:
    full = shell(verb, str(small_disk / "copy.db"))
    assert full.status == 2
    assert f"{small_disk / 'copy.db'} does not fit on its disk: free some space there" in full.err
    assert list(small_disk.iterdir()) == []
    shell.done("log", "the record goes on")
    shell.done("verify")


def damaged(shell: Shell, text: bytes) -> None:
    """The page on which an entry stands is gone, in a file nobody has open."""
    with closing(sqlite3.connect(shell.path)) as last:
        last.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    wait_for(lambda: not shell.path.with_name(f"{shell.path.name}-wal").exists(), "the log is brought over")
    data = bytearray(shell.path.read_bytes())
    at = next(at for at in range(0, len(data), PAGE) if data[at] == 13 and text in data[at : at + PAGE])
    data[at : at + PAGE] = bytes(PAGE)
    shell.path.write_bytes(data)


def test_what_is_intact_in_a_damaged_record_is_recovered_and_what_is_lost_is_told(
    shell: Shell, incident: str, tmp_path: Path
) -> None:
    shell.done("log", "-", stdin=b"".join(b"line %d\n" % number for number in range(200)))
    damaged(shell, b'line 100"')
    before = shell.path.read_bytes()
    broken = shell("timeline")
    assert broken.status == 4 and "`cockpit recover FILE`" in broken.err
    new = tmp_path / "new.db"
    found = shell("recover", str(new))
    assert found.status == 4 and "something was lost: keep" in found.err
    assert f"go on with --db {new}" in found.err
    (head, lost, *_) = found.lines
    assert head.startswith(f"{incident}  ✘ ") and lost.startswith("  lost: ")
    first, last = map(int, lost.removeprefix("  lost: ").split("–"))
    assert first <= 104 <= last and shell.path.read_bytes() == before
    assert head.endswith(f" {203 - (last - first + 1)} entries")
    verdict = shell("verify", "--db", str(new))
    assert (
        verdict.status == 4 and f"Entry {first} of {incident} does not fit (it and all up to" in verdict.err
    )
    assert "nor at entry" not in verdict.out, "every entry that came out fits"
    shell.done("log", "--db", str(new), "and on it goes")


def test_a_record_that_is_whole_is_recovered_as_it_is(shell: Shell, incident: str, tmp_path: Path) -> None:
    shell.done("redact", "3", "--because", "a password")
    noted = shell.done("digest").out.strip()
    new = tmp_path / "new.db"
    found = shell.done("recover", str(new))
    assert found.lines == [f"{incident}  ✔ 4 entries"] and "nothing was lost" in found.err
    held = shell.done("verify", "--db", str(new), "--against", noted)
    assert "entry 3 was redacted by alice" in held.out and "holds entry 4 as it was" in held.out
    (tmp_path / "sub").mkdir()
    told = json.loads(
        shell.done("recover", "--from", str(new), str(tmp_path / "sub" / "again.db"), "--json").out
    )
    assert told["whole"] is True and told["incidents"][0]["lost"] == []
