"""`cockpit init`: a place with the right modes whatever the umask, and nothing else of the system touched."""

from __future__ import annotations

import os
import pwd
import sqlite3
import stat
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.place.bastion import Bastion


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
@pytest.mark.parametrize(("observers", "others"), [("all", 0o005), ("group", 0), ("none", 0)])
def test_init_sets_group_and_modes_whatever_the_umask(
    bastion: Bastion, umask: int, observers: str, others: int
) -> None:
    made = bastion.init("--observers", observers, umask=umask)
    told = made.stdout.splitlines()
    assert bastion.look("/") == (0o2770 | others, bastion.oncall)
    for suffix in ("", "-wal", "-shm"):
        assert bastion.look(suffix) == (0o660 | others & 4, bastion.oncall)
    assert bastion.look(".queue") == (0o660, bastion.oncall), "whoever may open it can hold it"
    assert told[0] == f"{bastion.path}: made 066{others & 4} root:{bastion.oncall}"
    assert told[-1] == f"{bastion.folder}: made 277{others} root:{bastion.oncall}"
    assert len(told) == 6
    assert f"Who reads: {'everybody on this host' if others else 'they alone'}." in made.stderr


def test_init_again_mends_and_says_what_was_wrong(bastion: Bastion) -> None:
    bastion.init("--observers", "all")
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    bastion.path.chmod(0o644)
    Path(f"{bastion.path}-shm").chmod(0o600)
    os.chown(f"{bastion.path}.queue", 0, 0)
    bastion.folder.chmod(0o700)
    told = bastion.init().stdout
    for changed in ("incidents.db: 0660", "-shm: 0660", ".queue: 0660", f"{bastion.folder}: 2770"):
        (line,) = [line for line in told.splitlines() if changed in line]
        assert f"{bastion.oncall} (was " in line
    assert " (was " not in bastion.init().stdout, "what is right is left alone"
    bastion.init("--observers", "all")
    assert " (was " not in bastion.init().stdout, "nor are the observers shut out by the way"
    assert "Checkout" in bastion.did(bastion.bob, "timeline")


def test_an_empty_folder_made_by_hand_is_taken_and_not_opened_to_everybody(bastion: Bastion) -> None:
    bastion.folder.mkdir()
    bastion.folder.chmod(0o755)
    assert bastion.init().stdout.startswith(f"{bastion.folder}: is there\n")
    assert (bastion.look("/"), bastion.look("")) == ((0o2770, bastion.oncall), (0o660, bastion.oncall))


def test_init_says_in_one_sentence_why_it_may_not(bastion: Bastion) -> None:
    def refused(user: str, status: int, *words: str) -> str:
        done = bastion.ran(user, "init", *words)
        assert done.returncode == status and done.stdout == "" and len(done.stderr.splitlines()) == 1
        return done.stderr

    here = str(bastion.folder)
    assert "There is no group nosuchgroup here" in refused(bastion.alice, 2, here, "--group", "nosuchgroup")
    assert f"You may not make {here}" in refused(bastion.alice, 4, here, "--group", bastion.oncall)
    assert "holds other things" in refused(bastion.alice, 4, "/etc", "--group", bastion.oncall)
    assert "read-only" in refused(bastion.alice, 3, here, "--group", bastion.oncall, "--read-only")
    assert "There is no folder" in refused(bastion.alice, 4, f"{here}/a/b", "--group", bastion.oncall)


def test_a_member_may_make_the_place_but_not_for_a_foreign_group(bastion: Bastion) -> None:
    bastion.folder = bastion.users.folder / bastion.alice / "record"
    bastion.did(bastion.alice, "init", str(bastion.folder), "--group", bastion.oncall)
    assert bastion.look("/") == (0o2770, bastion.oncall)
    done = bastion.ran(bastion.alice, "init", str(bastion.folder), "--group", bastion.security)
    assert done.returncode == 4 and "You are not in the group" in done.stderr
    assert bastion.look("") == (0o660, bastion.oncall), "nothing was changed"


@pytest.mark.parametrize("observers", ["all", "none"])
def test_somebody_outside_the_group_gets_one_true_sentence(bastion: Bastion, observers: str) -> None:
    bastion.init("--observers", observers)
    bastion.path.chmod(0o640)
    before = {file: file.stat() for file in [bastion.folder, *bastion.folder.iterdir()]}
    for words in ([], ["--observers", "all"]):
        done = bastion.ran(bastion.olga, "init", str(bastion.folder), "--group", bastion.oncall, *words)
        assert (done.returncode, done.stdout) == (4, "")
        (sentence,) = done.stderr.splitlines()
        assert f"You are not in the group {bastion.oncall}" in sentence and "nothing was changed" in sentence
    assert {file: file.stat() for file in before} == before


@pytest.mark.parametrize("name", ["incidents.db.queue", "incidents.db-shm", "incidents.db", "private"])
@pytest.mark.parametrize("link", ["-s", "-L"])
def test_root_follows_no_link_that_somebody_laid(bastion: Bastion, name: str, link: str) -> None:
    bastion.init()
    victim = bastion.users.folder / f"victim of {bastion.folder.name}"
    victim.write_text("root's own")
    victim.chmod(0o600)
    place = bastion.folder / name
    subprocess.run(["rm", "-r", str(place)], check=True)
    subprocess.run(["ln", link, str(victim), str(place)], check=True)
    with pytest.raises(subprocess.CalledProcessError) as failed:
        bastion.init()
    assert failed.value.returncode == 4 and len(failed.value.stderr.splitlines()) == 1
    assert stat.S_IMODE(victim.stat().st_mode) == 0o600 and victim.group() == "root"


def test_members_write_by_turns_whoever_made_what_and_however_they_left(bastion: Bastion) -> None:
    bastion.init()
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    left = bastion.start(bastion.bob, "timeline", "--follow")
    assert left.stdout is not None and "Checkout" in left.stdout.readline()
    bastion.did(bastion.bob, "log", "bob was here")
    left.kill()
    left.wait()
    os.chown(bastion.path, pwd.getpwnam(bastion.alice).pw_uid, -1)
    os.utime(bastion.path, (1, 1))
    bastion.did(bastion.bob, "log", "bob rings for all, though the file is not his")
    assert bastion.path.stat().st_mtime > 1
    bastion.did(bastion.alice, "log", "alice goes on")
    assert [bastion.look(suffix) for suffix in ("", "-wal", "-shm", ".queue")] == [
        (0o660, bastion.oncall)
    ] * 4
    texts = bastion.texts(bastion.bob)
    assert (texts[1], texts[2][:9], texts[3:]) == ("bob was here", "bob rings", ["alice goes on"])


def test_a_member_who_only_looks_at_a_wrong_mode_shuts_nobody_out(bastion: Bastion) -> None:
    bastion.init()
    os.chown(bastion.path, pwd.getpwnam(bastion.alice).pw_uid, -1)
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    with closing(sqlite3.connect(bastion.path)) as last:
        last.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    bastion.path.chmod(0o644)
    following = bastion.start(bastion.bob, "timeline", "--follow")
    assert following.stdout is not None and "Checkout" in following.stdout.readline()
    assert not Path(f"{bastion.path}-wal").exists(), "it would be bob's, and alice could not write it"
    bastion.did(bastion.alice, "log", "alice writes")
    assert "alice writes" in following.stdout.readline()
    bastion.did(bastion.bob, "log", "bob writes again")
    assert bastion.texts(bastion.alice)[1:] == ["alice writes", "bob writes again"]
