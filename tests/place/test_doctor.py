"""`cockpit doctor`: every damage is found with a remedy that mends it, and who holds a lock is named."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest

from tests import unix
from tests.place.bastion import Bastion

DAMAGE = {
    "folder": ("/", "chmod o+w"), "folder without setgid": ("/", "chmod g-s"),
    "record": ("", "chmod 0644"), "record for all": ("", "chmod 0666"),
    "record of another": ("", "chgrp root"),
    "-wal": ("-wal", "chmod 0600"), "-shm": ("-shm", "chgrp root"),
    "queue": (".queue", "chmod 0666"), "queue of another": (".queue", "chgrp root"),
    "private": ("/private", "chmod -t"), "folder of a stranger": ("/", "chown {olga}"),
    "record of a stranger": ("", "chown {olga}"),
}  # fmt: skip
"""The check that finds it, what is damaged, and how."""


@pytest.mark.parametrize("byte", [120, 121, 123])
def test_a_reader_who_holds_a_lock_is_named_by_the_doctor(bastion: Bastion, byte: int) -> None:
    bastion.init("--observers", "all")
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    assert bastion.doctor(bastion.alice)[1]["locks"][0]["state"] == "ok"
    hostile = bastion.holds(bastion.olga, Path(f"{bastion.path}-shm"), byte)
    status, found = bastion.doctor(bastion.alice)
    (told,) = found["locks"]
    assert status == 4 and f"{bastion.olga}, process {hostile.pid}" in told["found"]
    assert ("everybody from writing" in told["found"]) == (byte == 120)
    assert f"kill {hostile.pid}" in told["remedy"]
    hostile.kill()
    hostile.wait()
    assert bastion.doctor(bastion.alice)[0] == 0


HIDES = {
    "hidepid": ("--mount", 'mount -t proc -o hidepid=2 proc /proc && exec "$@"'),
    "a container": ("--mount --pid --fork --mount-proc", 'exec "$@"'),
}


@pytest.mark.parametrize("where", HIDES)
def test_where_processes_are_hidden_the_doctor_says_what_it_sees_of_locks(
    bastion: Bastion, where: str
) -> None:
    options, script = HIDES[where]
    hiding = ["unshare", *options.split(), "sh", "-c", script, "sh"]
    if subprocess.run([*hiding, "true"], capture_output=True).returncode:
        pytest.skip("no processes can be hidden here")
    bastion.init("--observers", "all")
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    said = "nobody who can be seen from this container holds one for long"
    if where == "hidepid":
        hostile = bastion.holds(bastion.olga, Path(f"{bastion.path}-shm"), 120)
        said = f"process {hostile.pid}, keeps everybody from writing"
    words = [*hiding, *bastion.users.becoming(bastion.alice), *bastion.users.command("doctor", "--json")]
    env = {**bastion.users.environment(bastion.alice), "COCKPIT_DB": str(bastion.path)}
    done = subprocess.run(words, capture_output=True, text=True, cwd="/", env=env)
    (told,) = [one for one in map(json.loads, done.stdout.splitlines()) if one["check"] == "locks"]
    assert told["found"] == said, done.stderr


def test_every_waiting_writer_names_the_reader_who_stops_them(bastion: Bastion) -> None:
    bastion.init("--observers", "all")
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    hostile = bastion.holds(bastion.olga, Path(f"{bastion.path}-shm"), 120)
    waiting = [bastion.start(user, "log", "held up") for user in (bastion.alice, bastion.bob, bastion.alice)]
    for writer in waiting:
        _, err = writer.communicate()
        assert writer.returncode == 4 and f"({bastion.olga}, process {hostile.pid})" in err, err
        assert "nothing was written" in err
    hostile.kill()
    hostile.wait()
    bastion.did(bastion.alice, "log", "at last")
    assert bastion.texts(bastion.alice) == ["Checkout returns 500s", "at last"]


def test_a_stopped_writer_is_named_with_how_to_let_it_go_on(bastion: Bastion) -> None:
    bastion.init()
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    stuck = bastion.holds(bastion.bob, Path(f"{bastion.path}-shm"), 120, "r+b")
    stuck.send_signal(signal.SIGSTOP)
    status, found = bastion.doctor(bastion.alice)
    (told,) = found["locks"]
    assert status == 4 and told["found"].startswith(f"{bastion.bob}, process {stuck.pid}, stopped")
    assert f"kill -CONT {stuck.pid}" in told["remedy"]


@pytest.mark.parametrize("what", DAMAGE)
def test_the_doctor_finds_each_damage_and_its_remedy_mends_it(bastion: Bastion, what: str) -> None:
    bastion.init("--observers", "all")
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    where, damage = DAMAGE[what]
    path = f"{bastion.folder}{where}" if where.startswith("/") else f"{bastion.path}{where}"
    subprocess.run([*damage.format(olga=bastion.olga).split(), path], check=True)
    status, found = bastion.doctor(bastion.bob)
    bad = [one for ones in found.values() for one in ones if one["state"] == "mend"]
    damaged = [one for one in bad if one["check"] != "you"]
    assert status == 4 and damaged[0]["check"] == what.partition(" ")[0]
    assert Path(path).name in damaged[0]["found"] and path.rstrip("/") in damaged[0]["remedy"]
    assert len(damaged) == 1, "and nothing else is blamed"
    for one in damaged:
        subprocess.run(["sh", "-c", one["remedy"]], check=True)
    assert bastion.doctor(bastion.bob)[0] == 0


def test_the_doctor_tells_everybody_what_they_may(bastion: Bastion) -> None:
    bastion.init("--observers", "all")
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    status, found = bastion.doctor(bastion.olga)
    assert status == 0 and found["you"][0]["state"] == "advice"
    assert found["folder"][0]["found"].endswith(f"{bastion.oncall} reads and writes, everybody else may look")
    assert found["you"][0]["remedy"] == f"cockpit observe; to write, have root add you to {bastion.oncall}"
    assert bastion.doctor(bastion.alice)[1]["you"][0]["state"] == "ok"
    bastion.init("--observers", "none")
    status, found = bastion.doctor(bastion.olga)
    assert (
        status == 4
        and found["folder"][0]["found"] == f"{bastion.folder} does not let you in (Permission denied)"
    )


def test_a_record_that_others_may_see_and_not_read_is_worth_a_word(bastion: Bastion) -> None:
    bastion.init("--observers", "all")
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    for suffix in ("", "-wal", "-shm"):
        Path(f"{bastion.path}{suffix}").chmod(0o660)
    status, found = bastion.doctor(bastion.alice)
    (told,) = found["record"]
    assert (status, told["state"]) == (0, "advice") and f"chmod o= {bastion.folder}" in told["remedy"]


def test_who_writes_a_lot_is_not_taken_for_somebody_who_holds_a_lock(bastion: Bastion) -> None:
    bastion.init()
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    log = bastion.users.command("log", "-")
    pouring = bastion.users.start(
        bastion.alice, "sh", "-c", 'yes | "$@"', "sh", *log, umask=0o077, COCKPIT_DB=str(bastion.path)
    )
    assert pouring.stdout is not None
    pouring.stdout.readline()
    status, found = bastion.doctor(bastion.bob)
    unix.end(pouring)
    assert (status, found["locks"][0]["state"]) == (0, "ok")


def test_a_folder_above_that_anybody_may_write_is_found(bastion: Bastion) -> None:
    bastion.folder = bastion.folder / "record"
    bastion.folder.parent.mkdir()
    bastion.init()
    bastion.folder.parent.chmod(0o777)
    status, found = bastion.doctor(bastion.alice)
    assert status == 4 and found["folder"][1]["remedy"] == f"chmod o-w {bastion.folder.parent}"
