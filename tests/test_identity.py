"""The name used comes from one place, and what the system knows is kept beside it."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from cockpit.identity import Identity, identify, origin_here, unix_name
from cockpit.incident.events import Origin
from cockpit.incident.people import BadName

ME = pwd.getpwuid(os.geteuid()).pw_name
SOMEBODY = next(user for user in pwd.getpwall() if user.pw_name != ME and user.pw_uid != os.geteuid())


@pytest.fixture
def nobody_logged_in(tmp_path: Path) -> Path:
    path = tmp_path / "loginuid"
    path.write_text("4294967295")
    return path


def test_the_flag_comes_before_the_variable_before_the_settings(nobody_logged_in: Path) -> None:
    def name(flag: str | None, variable: str, as_name: str | None) -> str:
        return identify(flag, {"COCKPIT_AS": variable}, as_name, login_uid=nobody_logged_in).name

    assert name(" Alice ", "bob", "carol") == "Alice"
    assert name(None, "Zoe\u0308", "carol") == "Zoë"
    assert name(None, "", "carol") == "carol"
    assert name(None, "", None) == ME


@pytest.mark.parametrize(
    ("flag", "variable", "as_name", "place"),
    [
        ("", "bob", None, "--as: A name cannot be empty"),
        ("a\nb", "", None, "--as: A name is one line"),
        (None, "b" * 101, None, "COCKPIT_AS: A name has at most 100"),
        (None, "\x1b[31m", None, "COCKPIT_AS: A name is one line"),
        (None, "", " ", "as in config.toml: A name cannot be empty"),
    ],
)
def test_a_name_that_is_none_is_refused_where_it_was_given(
    flag: str | None, variable: str, as_name: str | None, place: str
) -> None:
    with pytest.raises(BadName) as refused:
        identify(flag, {"COCKPIT_AS": variable}, as_name)
    assert str(refused.value).startswith(place) and str(refused.value).isprintable()


def test_the_login_is_known_under_sudo_and_su(tmp_path: Path, nobody_logged_in: Path) -> None:
    logged_in = tmp_path / "login"
    logged_in.write_text(f"{SOMEBODY.pw_uid}\n")
    under_sudo = {"SUDO_USER": "dave"}
    assert identify(None, under_sudo, None, login_uid=logged_in).name == SOMEBODY.pw_name
    assert identify(None, under_sudo, None, login_uid=nobody_logged_in).name == "dave"
    assert identify(None, {}, None, login_uid=tmp_path / "missing").name == ME


def test_under_su_the_terminal_tells_who_logged_in() -> None:
    assert unix_name(Origin(user="deploy", terminal_user="dave")) == "dave"
    assert unix_name(Origin(user="deploy", terminal_user="root")) == "deploy", "root's is handed to everybody"
    assert unix_name(Origin(user="root", sudo_user="carol", terminal_user="dave")) == "carol"


def test_every_name_is_kept_under_its_own_key(tmp_path: Path) -> None:
    logged_in = tmp_path / "login"
    logged_in.write_text(str(SOMEBODY.pw_uid))
    origin = origin_here({"SUDO_USER": "dave"}, login_uid=logged_in)
    assert (origin.user, origin.login, origin.sudo_user) == (ME, SOMEBODY.pw_name, "dave")
    assert origin.host == os.uname().nodename


def test_the_terminal_is_that_of_standard_input(nobody_logged_in: Path) -> None:
    kept, (ours, theirs) = os.dup(0), os.openpty()
    try:
        os.dup2(theirs, 0)
        assert origin_here({}, login_uid=nobody_logged_in).terminal == os.ttyname(theirs)
        with Path(os.devnull).open() as nothing:
            os.dup2(nothing.fileno(), 0)
            assert origin_here({}, login_uid=nobody_logged_in).terminal == ""
    finally:
        os.dup2(kept, 0)
        for descriptor in (kept, ours, theirs):
            os.close(descriptor)


def test_a_user_without_a_name_is_a_number(tmp_path: Path) -> None:
    logged_in = tmp_path / "login"
    logged_in.write_text("3999999999")
    assert unix_name(origin_here({}, login_uid=logged_in)) == "uid 3999999999"


def test_what_no_record_could_hold_is_made_readable(nobody_logged_in: Path) -> None:
    assert origin_here({"SUDO_USER": "d\udce9"}, login_uid=nobody_logged_in).sudo_user == "d\ufffd"


def test_a_name_that_is_not_the_login_is_an_assumed_one() -> None:
    origin = Origin(user="root", login="dave")
    assert Identity("alice", origin).assumed
    assert not Identity("Dave", origin).assumed
