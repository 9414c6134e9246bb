"""Which record, which incident and which person a command line means."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from .conftest import Shell


def test_a_first_incident_is_declared_into_a_folder_of_ones_own(
    shell: Shell, isolated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COCKPIT_DB")
    made = shell.done("declare", "Checkout", "returns", "500s").out
    assert made == f"{datetime.now(UTC):%Y-%m-%d}-1\n"
    folder = isolated / ".local/share/incident-cockpit"
    assert (folder / "incidents.db").exists()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_without_any_incident_nothing_is_written_and_no_file_is_made(shell: Shell) -> None:
    for words in (["log", "hello"], ["take"], ["log", "hello", "--incident", "2026-01-01-1"]):
        ran = shell(*words)
        assert ran.status == 4
        assert "cockpit declare TITLE" in ran.err
    assert not shell.path.exists()


def test_the_only_open_one_is_written_to(shell: Shell) -> None:
    first = shell.done("declare", "first").out.strip()
    shell.done("stand-down", "--because", "a drill")
    second = shell.done("declare", "second").out.strip()
    shell.done("log", "hello")
    assert second != first
    assert shell("timeline", "--incident", second).out.count("hello") == 1


def test_with_several_open_a_verb_that_writes_names_them_and_does_nothing(shell: Shell) -> None:
    ids = [shell.done("declare", title).out.strip() for title in ("first", "second")]
    ran = shell("log", "hello")
    assert ran.status == 2
    assert ran.out == ""
    for line in (
        f"{ids[0]}  SEV not set  active  first",
        f"{ids[1]}  SEV not set  active  second",
        "--incident",
    ):
        assert line in ran.err
    assert not any("hello" in shell("timeline", "--incident", one).out for one in ids)


def test_with_none_open_the_closed_ones_are_named_and_can_still_be_written(shell: Shell) -> None:
    made = shell.done("declare", "first").out.strip()
    shell.done("stand-down", "--because", "a drill")
    ran = shell("log", "hello")
    assert ran.status == 2
    assert f"{made}  SEV not set  closed  first" in ran.err
    assert shell.done("log", "late", "--incident", made).out == "3\n"


def test_with_none_open_what_is_about_something_there_means_the_latest_closed(shell: Shell) -> None:
    shell.done("declare", "first")
    shell.done("stand-down", "--because", "a drill")
    made = shell.done("declare", "second").out.strip()
    shell.done("log", "a line")
    shell.done("stand-down", "--because", "a drill")
    said = f"this is the latest closed, {made} second (another: --incident ID)."
    acts = (
        ["comment", "2", "seen"], ["star", "2"], ["correct", "2", "another line"],
        ["told", "engineering", "over"], ["announced", "--link", "https://chat/1"], ["sign-off"],
        ["reread", "--done"], ["facilitator", "erin"], ["ticket", "--link", "OPS-1"],
    )  # fmt: skip
    for words in acts:
        assert f"{made} second (another: --incident ID)" in shell.done(*words).err, words
    for words in (["ticket"], ["export"], ["metrics"], ["activity"], ["brief"], ["record"], ["mine"]):
        assert f"{made} second (another: --incident ID)" in shell.done(*words).err, words
    reopened = shell.done("reopen")
    assert said in reopened.err
    assert "reopened" in reopened.out
    phases = [json.loads(line)["phase"] for line in shell.done("list", "--json").lines]
    assert phases == ["active", "closed"]


def test_reading_takes_the_latest_and_says_so(shell: Shell) -> None:
    shell.done("declare", "first")
    assert "latest" not in shell.done("status").err
    shell.done("declare", "second")
    ran = shell.done("status")
    assert "2 incidents are open" in ran.err
    assert "second" in ran.err
    assert "second" in ran.out


@pytest.mark.parametrize("form", ["{id}", " {id} ", "{day}-2", "-2", "2", "2-2"])
def test_any_form_of_an_id_is_taken(shell: Shell, form: str) -> None:
    shell.done("declare", "first")
    made = shell.done("declare", "second").out.strip()
    given = form.format(id=made, day=made[-4:-2]) if form != "2-2" else made[-len("23-2") :]
    shell.done("log", "hello", f"--incident={given}")
    assert "hello" in shell("timeline", "--incident", made).out


def test_an_id_that_means_none_or_two_is_refused_with_the_list(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = shell.done("declare", "first").out.strip()
    monkeypatch.setattr("cockpit.cli.context.utc_now", lambda: datetime(2020, 2, 3, tzinfo=UTC))
    assert shell.done("declare", "older").out == "2020-02-03-1\n"
    none, two = shell("log", "hello", "--incident", "2020-02-03-7"), shell("log", "hello", "--incident", "1")
    assert (none.status, two.status) == (2, 2)
    assert "no incident 2020-02-03-7" in none.err
    assert "several" in two.err
    assert all(made in ran.err and "2020-02-03-1" in ran.err for ran in (none, two))


def test_the_options_stand_before_and_after_the_verb(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = str(tmp_path / "other.db")
    made = shell.done("--db", other, "declare", "elsewhere").out.strip()
    assert not shell.path.exists()
    shell.done("log", "one", "--db", other, "--as", "carol", who=None)
    shell.done("--as", "nobody", "log", "two", "--incident", made, f"--db={other}", "--as", "dave", who=None)
    shell.done("--db", other, "measure", "--as", "erin", "propose", "fix", "roll back", who=None)
    monkeypatch.setenv("COCKPIT_DB", other)
    monkeypatch.setenv("COCKPIT_AS", "frank")
    monkeypatch.setenv("COCKPIT_INCIDENT", made)
    shell.done("log", "three", who=None)
    written = shell.done("timeline").out
    assert all(name in written for name in ("carol", "dave", "erin", "frank"))
    assert "nobody" not in written


def test_read_only_writes_nothing_wherever_it_stands(shell: Shell, incident: str) -> None:
    before = shell.done("timeline").out
    for words in (
        ["--read-only", "log", "hello"],
        ["measure", "done", "fix", "x", "--read-only"],
        ["take", "--read-only"],
    ):
        ran = shell(*words)
        assert ran.status == 3
        assert "read-only" in ran.err
    assert shell.done("timeline", "--read-only").out == before


@pytest.mark.parametrize(
    ("words", "status", "why"),
    [
        (["--as", "a\nb", "log", "x"], 2, "--as: A name is one line"),
        (["--as", "", "log", "x"], 2, "--as: A name cannot be empty"),
        (["role", "assign", "scribe", " "], 2, "NAME: A name cannot be empty"),
        (["resolve", "--word", "\x1b[31m"], 2, "--word: A name is one line"),
        (["log", "x", "--at", "25:00"], 2, "is no time"),
        (["lgo", "x"], 2, "did you mean log"),
        (["measure", "aprove", "M1"], 2, "did you mean approve"),
        (["log", "-7m", "was", "bad"], 2, "cockpit log -- -7"),
        (["measure", "propose", "fix", "-x"], 2, "cockpit measure propose -- -x"),
        (["measure", "propose", "fix", "x", "--box", "0"], 2, "--box"),
        (["measure", "propose", "fix", "x", "--box", "soon"], 2, "soon is no number of minutes, such as 15."),
        (["log", "-starts", "dash"], 2, "'-starts'"),
        (["log", "-starts", "dash"], 2, "cockpit log -- -starts"),
        (["completion"], 2, "bash, zsh or fish"),
        (["impact"], 2, "Choose from: worse, better, same, new-symptom. See"),
        (["measure", "propose", "--kind", "cure", "x"], 2, "cure"),
        (["measure", "finish", "M1", "great"], 2, "great"),
        (["impact", "worse"], 2, "TEXT"),
        (["impact", "worse", " "], 2, "empty"),
        (["impact", "worse", "x", "--metric", "errors"], 2, "NAME=VALUE"),
        (["correct", "1"], 2, "--set FIELD=VALUE"),
        (["correct", "one", "x"], 2, "one is no number"),
        (["correct", "1", "--set", "time"], 2, "FIELD=VALUE"),
        (["checkin", "--trend", "same", "--measure", "M3=great"], 2, "M3=great"),
        (["severity", "SEV9"], 2, "S38"),
        (["role", "assign", "king", "bob"], 2, "S1"),
        (["role", "assign", "scribe"], 2, "Say who"),
        (["measure", "approve", "M9"], 3, "no measure 'M9'"),
        (["star", "99999999999999999999"], 2, "no number"),
        (["star", "77"], 3, "no entry 77"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence(
    shell: Shell, incident: str, words: list[str], status: int, why: str
) -> None:
    ran = shell(*words)
    assert ran.status == status
    assert why in ran.err
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1
    assert "Traceback" not in ran.err


def test_a_record_that_cannot_be_used_is_status_4(shell: Shell) -> None:
    shell.path.write_bytes(b"no database at all, but long enough to be looked at" * 40)
    for words in (["declare", "x"], ["log", "x"], ["status"]):
        ran = shell.process(*words)
        assert ran.status == 4
        assert "--db" in ran.err
        assert "Traceback" not in ran.err


def test_a_zone_nobody_knows_stops_nobody_and_is_said_once(
    shell: Shell, incident: str, isolated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Bogus/Zone")
    for words in (["log", "hello", "--at", "-1m"], ["severity", "2"]):
        ran = shell.done(*words)
        (said,) = [line for line in ran.err.splitlines() if "zone" in line]
        assert "Bogus/Zone, from TZ," in said and said.endswith("Until then times are in UTC.")
    assert " UTC  SEV2 HIGH" in ran.out
    monkeypatch.setenv("TZ", "UTC")
    configured(isolated, "zone = 'Europe/Berln'\n")
    ran = shell.done("log", "hello", "--at", "-1m")
    assert "from the setting zone," in ran.err and "set Europe/Berlin" in ran.err


def configured(home: Path, content: str) -> None:
    config = home / ".config/incident-cockpit/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(content)


def test_a_named_record_is_made_only_in_a_folder_that_is_there(
    shell: Shell, isolated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = isolated / "nonexistent" / "dir"
    named = str(folder / "x.db")
    monkeypatch.setenv("COCKPIT_DB", named)
    for words in (["declare", "x"], ["declare", "x", "--db", named], ["log", "x", "--incident", "1"]):
        ran = shell(*words)
        assert (ran.status in {2, 4}, ran.out, folder.parent.exists()) == (True, "", False)
    ran = shell("declare", "x")
    assert (ran.status, f"no folder {folder}" in ran.err) == (4, True)
    ran = shell("declare", "x", "--db", "/proc/x.db")
    assert (ran.status, "none can be made there" in ran.err) == (4, True)
    monkeypatch.delenv("COCKPIT_DB")
    monkeypatch.setattr("cockpit.settings.SHARED_DATABASE", isolated / "no-shared-one.db")
    shell.done("declare", "x")
    own = isolated / ".local/share/incident-cockpit"
    assert (own / "incidents.db").exists() and own.stat().st_mode & 0o777 == 0o700


def test_settings_that_cannot_be_read_are_status_2(shell: Shell, isolated: Path) -> None:
    configured(isolated, "zone = 'UTC'\ncolour = 1\n")
    ran = shell("declare", "x")
    assert ran.status == 2
    assert "colour" in ran.err


def test_all_times_are_read_and_shown_in_one_zone(
    shell: Shell, incident: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cockpit.cli.context.utc_now", lambda: datetime(2026, 11, 23, 13, 40, tzinfo=UTC))
    monkeypatch.setenv("TZ", "Europe/Berlin")
    assert shell.done("severity", "2", "--at", "14:32").out == "4  14:32 CET  SEV2 HIGH\n"
    assert shell.done("severity", "1", "--at", "~-1h").out.startswith("5  ~13:40 CET  ")
    assert shell.done("severity", "2", "--at=23:58", "--because", "x").out.startswith(
        "6  2026-11-22 23:58 CET  "
    )
