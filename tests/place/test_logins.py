"""The Unix login stands beside the name used, wherever an entry is shown or handed on."""

from __future__ import annotations

import json
import os
import pwd
import subprocess
from pathlib import Path

from tests.place.bastion import Bastion

FORMS = ("md", "html", "csv", "json", "jsonl")


def test_the_login_stands_beside_another_name_everywhere(bastion: Bastion) -> None:
    bastion.init()
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    bastion.did(bastion.bob, "--as", "Grace", "log", "as grace")
    bastion.did(bastion.bob, "log", "as himself")
    lines = bastion.did(bastion.alice, "timeline").splitlines()
    assert lines[1].endswith(f" Grace        as grace  (login {bastion.bob})") and "login" not in lines[2]
    people = bastion.did(bastion.alice, "people").splitlines()
    (grace,) = [number for number, line in enumerate(people) if line.startswith("Grace")]
    assert people[grace + 1].strip() == f"login {bastion.bob}" and "".join(people).count("login") == 1
    bastion.did(bastion.alice, "star", "2")
    exported = {form: bastion.did(bastion.alice, "export", "--all", "--format", form) for form in FORMS}
    assert f"**Grace** (login {bastion.bob}): as grace" in exported["md"]
    assert f'Grace <span class="dim">(login {bastion.bob})</span>' in exported["html"]
    assert f",as grace,,,{bastion.bob}" in exported["csv"]
    for form in ("json", "jsonl"):
        assert f'"actor": "Grace", "by_word": null, "login": "{bastion.bob}"' in exported[form]


def test_under_sudo_the_login_is_who_called_it(bastion: Bastion) -> None:
    bastion.init()
    bastion.did(bastion.alice, "declare", "Checkout returns 500s", SUDO_USER=bastion.bob)
    (told,) = [json.loads(line) for line in bastion.did(bastion.alice, "timeline", "--json").splitlines()]
    assert told["actor"] == told["login"] == bastion.bob


def test_under_su_the_login_is_whose_terminal_it_is(bastion: Bastion) -> None:
    bastion.init()
    bastion.did(bastion.alice, "declare", "Checkout returns 500s")
    master, terminal = os.openpty()
    os.chown(terminal, pwd.getpwnam(bastion.alice).pw_uid, -1)  # as her login did
    command = [*bastion.users.becoming(bastion.bob), *bastion.users.command("log", "as bob")]
    env = {**bastion.users.environment(bastion.bob), "COCKPIT_DB": str(bastion.path)}
    subprocess.run(command, stdin=terminal, stdout=subprocess.DEVNULL, env=env, cwd="/", check=True)
    os.close(master)
    os.close(terminal)
    told = [json.loads(line) for line in bastion.did(bastion.alice, "timeline", "--json").splitlines()]
    assert told[1]["login"] == bastion.alice or Path("/proc/self/loginuid").read_text() != str(2**32 - 1)
