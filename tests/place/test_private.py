"""Private incidents: for the members of one group, and to nobody else even there."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing

import pytest

from tests.place.bastion import Bastion


def test_a_private_incident_is_its_groups_alone(bastion: Bastion) -> None:
    bastion.init("--observers", "all")
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    made = bastion.ran(bastion.bob, "declare", "--private", "--group", bastion.security, "Break-in on web1")
    incident = made.stdout.strip()
    assert f"export COCKPIT_INCIDENT={incident}" in made.stderr and bastion.carol in made.stderr
    place = bastion.folder / "private" / incident
    assert (stat.S_IMODE(place.stat().st_mode), place.group()) == (0o2770, bastion.security)
    for file in place.iterdir():
        assert (stat.S_IMODE(file.stat().st_mode), file.group()) == (0o660, bastion.security), file
    for member in (bastion.bob, bastion.carol):
        assert f"[private, {bastion.security}] Break-in on web1" in bastion.did(member, "list")
        assert "Break-in on web1" in bastion.did(member, "--incident", incident[-3:], "timeline")
    bastion.did(bastion.carol, "--incident", incident, "log", "the key was copied")
    bastion.did(bastion.bob, "log", "said without naming one")
    assert "without naming" not in bastion.did(bastion.carol, "timeline", COCKPIT_INCIDENT=incident)
    assert "without naming" in bastion.did(bastion.alice, "timeline")


@pytest.mark.parametrize("who", ["alice", "olga"])
def test_nobody_else_learns_of_a_private_incident(bastion: Bastion, who: str) -> None:
    bastion.init("--observers", "all")
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    made = bastion.did(bastion.bob, "declare", "--private", "--group", bastion.security, "Break-in on web1")
    incident, outsider = made.strip(), getattr(bastion, who)
    for words in (["list"], ["list", "--json"], ["status"], ["doctor"], ["verify"]):
        told = bastion.ran(outsider, *words)
        assert "Break-in" not in told.stdout + told.stderr and incident not in told.stdout
    named = bastion.ran(outsider, "--incident", incident, "status")
    nothing = bastion.ran(outsider, "--incident", "2026-01-01-bbb", "status")
    assert named.returncode == nothing.returncode == 2
    assert named.stderr == nothing.stderr.replace("2026-01-01-bbb", incident), "as if it were not there"
    seen = bastion.users.run(outsider, "ls", "-lR", str(bastion.folder)).stdout
    assert "Break-in" not in seen and "-wal" not in seen.partition("private:")[2]
    place = bastion.folder / "private" / incident
    for command in (
        ["cat", f"{place}/incidents.db"],
        ["mv", str(place), f"{place}x"],
        ["rm", "-rf", str(place)],
    ):
        assert bastion.users.run(outsider, *command).returncode != 0, command
    assert "Break-in" in bastion.did(bastion.bob, "list")


def test_a_private_incident_needs_a_group_of_ones_own(bastion: Bastion) -> None:
    bastion.init("--observers", "none")
    refused = bastion.ran(bastion.alice, "declare", "--private", "--group", bastion.security, "mine")
    assert refused.returncode == 4 and f"You are not in the group {bastion.security}" in refused.stderr
    assert list((bastion.folder / "private").iterdir()) == [], "nothing is left behind"
    for words in (["--private"], ["--group", bastion.oncall], ["--private", "--group", "nosuchgroup"]):
        assert bastion.ran(bastion.alice, "declare", *words, "mine").returncode == 2
    made = bastion.ran(bastion.bob, "declare", "--private", "--group", bastion.security, "ours")
    assert f"{bastion.carol} is kept out by {bastion.folder}" in made.stderr


def test_the_file_of_a_private_incident_takes_no_second_one(bastion: Bastion) -> None:
    bastion.init()
    made = bastion.did(bastion.bob, "declare", "--private", "--group", bastion.security, "Break-in").strip()
    done = bastion.ran(bastion.bob, "replay", "gitlab", COCKPIT_INCIDENT=made)
    assert done.returncode == 3 and "this record holds one private incident only" in done.stderr
    assert len(bastion.did(bastion.bob, "list").splitlines()) == 1


def test_what_is_handed_on_from_a_private_incident_is_for_ones_own_eyes(bastion: Bastion) -> None:
    bastion.init()
    made = bastion.did(bastion.bob, "declare", "--private", "--group", bastion.security, "Break-in").strip()
    bastion.did(bastion.bob, "declare", "Checkout returns 500s")
    for incident, mode in ((made, 0o600), ("1", 0o644)):
        target = bastion.users.folder / bastion.bob / f"{bastion.folder.name}-{incident}.md"
        words = ["--incident", incident, "export", "--to", str(target)]
        env = {"COCKPIT_DB": str(bastion.path)}
        done = bastion.users.run(bastion.bob, *bastion.users.command(*words), umask=0o022, **env)
        assert done.returncode == 0 and stat.S_IMODE(target.stat().st_mode) == mode


def test_a_new_incident_is_not_put_into_the_private_one_somebody_is_at(bastion: Bastion) -> None:
    bastion.init()
    made = bastion.did(bastion.bob, "declare", "--private", "--group", bastion.security, "Break-in").strip()
    bastion.did(bastion.bob, "declare", "Everybody's business", COCKPIT_INCIDENT=made)
    assert "Everybody's business" in bastion.did(bastion.alice, "list")


def test_on_the_screens_too_a_private_incident_is_its_groups_alone(bastion: Bastion) -> None:
    bastion.init("--observers", "all")
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    bastion.did(bastion.bob, "declare", "--private", "--group", bastion.security, "Break-in on web1")
    theirs, ours = (bastion.screen(who, "--incident", "1") for who in (bastion.alice, bastion.bob))
    try:
        for screen in (theirs, ours):
            screen.wait_for("Checkout returns 500s", "everybody's incident")
            screen.press("L")
            screen.wait_for("Enter joins the incident", "the list")
        ours.wait_for(f"private, {bastion.security}  Break-in on web1", "the private one, marked")
        assert "Break-in" not in theirs.text and "private" not in theirs.text
        ours.press("enter")
        ours.wait_for("PRIVATE", "the top bar says so")
        ours.press("n")
        ours.wait_for("what happened", "a line to write")
        ours.type("the key was copied")
        ours.press("enter")
        (incident,) = [path.name for path in (bastion.folder / "private").iterdir()]
        bastion.did(bastion.carol, "--incident", incident, "log", "seen by carol")
        ours.wait_for("seen by carol", "it is followed")
        assert "the key was copied" in bastion.did(bastion.carol, "--incident", incident, "timeline")
        ours.press("L")
        ours.wait_for("Enter joins the incident", "the list again")
        ours.press("j", "enter")
        ours.wait_for("Checkout returns 500s", "back at everybody's")
        ours.wait_gone("PRIVATE", "which is not private")
        bastion.did(bastion.alice, "log", "the cache is cold")
        ours.wait_for("the cache is cold", "and is followed again")
        assert ours.screen.titles == [], "no title of the terminal tells of it"
    finally:
        theirs.close()
        ours.close()
    assert "copied" not in bastion.did(bastion.alice, "timeline")


def test_evidence_and_backup_cover_the_private_incidents_one_may_read(bastion: Bastion) -> None:
    bastion.init("--observers", "all")
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    made = bastion.did(bastion.bob, "declare", "--private", "--group", bastion.security, "Break-in").strip()
    noted = bastion.did(bastion.bob, "--incident", made, "digest").strip()
    assert f"{made} holds entry 1 as it was" in bastion.did(bastion.bob, "verify", "--against", noted)
    assert f"{made} holds entry 1" in bastion.did(bastion.bob, "verify", "--against", noted.split()[-1])
    assert made not in bastion.did(bastion.alice, "verify")
    saved = bastion.users.folder / bastion.bob / f"{bastion.folder.name}.db"
    told = bastion.ran(bastion.bob, "backup", str(saved))
    assert "1 private incident is not in it: --all copies" in told.stderr
    saved.unlink()
    bastion.did(bastion.bob, "backup", "--all", str(saved))
    copy = saved.with_name(f"{saved.stem}-{made}.db")
    assert (stat.S_IMODE(copy.stat().st_mode), copy.group()) == (0o660, bastion.security)
    assert "Break-in" in bastion.did(bastion.bob, "timeline", COCKPIT_DB=str(copy))
    assert b"Break-in" not in saved.read_bytes(), "each in a file of its own"
    with closing(sqlite3.connect(bastion.folder / "private" / made / "incidents.db")) as file:
        for trigger in ("events_only_redaction", "events_au", "marks_redaction"):
            file.execute(f"DROP TRIGGER {trigger}")
        file.execute("UPDATE events SET actor = 'mallory'")
        file.commit()
    found = bastion.ran(bastion.bob, "verify")
    assert found.returncode == 4 and f"Entry 1 of {made} does not fit" in found.stderr
    assert bastion.ran(bastion.alice, "verify").returncode == 0
    status, by_check = bastion.doctor(bastion.bob)
    assert status == 4 and by_check["triggers"][1]["found"].startswith(f"{made}: The trigger events_au is")
    assert bastion.doctor(bastion.alice)[0] == 0
    private = bastion.folder / "private" / made / "incidents.db"
    with closing(sqlite3.connect(private)) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        (page,) = file.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'marks'").fetchone()
    with private.open("r+b") as raw:
        raw.seek((page - 1) * 4096)
        raw.write(bytes(4096))
    found = bastion.ran(bastion.bob, "verify")
    assert found.returncode == 4 and f"The record at {private} is damaged" in found.stderr
    assert "cockpit recover FILE" in found.stderr
    assert bastion.ran(bastion.alice, "verify").returncode == 0
