"""A home that hangs, stops nobody from writing a fact down; a pipe stands in for its disk."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from cockpit import patience, procedures
from cockpit.incident.procedure import Procedure
from cockpit.patience import answered
from cockpit.procedures import procedure_for
from cockpit.settings import NoAnswer, config_file, read_settings
from tests.cli.conftest import Shell


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Path:
    """My config.toml; whoever reads it waits for ever, and for ever is soon over."""
    monkeypatch.setattr(patience, "PATIENCE", 0.5)
    path = config_file(os.environ)
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    return path


def test_an_answer_comes_back_and_so_does_an_error() -> None:
    assert answered(lambda: 7) == 7
    assert answered(lambda: None) is None
    with pytest.raises(FileNotFoundError):
        answered(Path("/no/such/file").read_bytes)


def test_settings_that_never_come_are_said_and_the_way_round_is_named(hanging: Path) -> None:
    with pytest.raises(
        NoAnswer, match=r"does not answer, its disk hangs: name the record with --db"
    ) as caught:
        read_settings(os.environ)
    assert str(caught.value).startswith(str(hanging))


def test_with_the_record_named_a_fact_is_stored_without_my_settings(hanging: Path, tmp_path: Path) -> None:
    shell = Shell(tmp_path / "incidents.db")
    declared = shell.done("declare", "Checkout returns 500s")
    assert declared.err.startswith(f"{hanging} does not answer, its disk hangs: the cockpit goes on without")
    assert shell.done("log", "the lag is 40 s").out
    assert "the lag is 40 s" in shell.done("timeline").out


def test_no_other_record_is_written_where_mine_may_have_named_one(
    hanging: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COCKPIT_DB")
    ran = Shell(tmp_path / "incidents.db")("log", "the lag is 40 s")
    assert (ran.status, ran.out) == (2, "") and "name the record with --db" in ran.err
    assert not list(tmp_path.iterdir())


def test_a_procedure_that_is_never_found_is_the_default_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 0.05)
    never = threading.Event()
    monkeypatch.setattr(procedures, "_is_there", lambda path: never.wait())
    found = procedure_for(os.environ, tmp_path, tmp_path / "incidents.db")
    never.set()
    assert found.procedure == Procedure()
    assert found.trouble == (
        "The default procedure is used: a disk on which procedure.toml may be does not answer.",
    )


def test_whoever_may_have_no_further_thread_asks_on_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(question: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refused)
    assert answered(lambda: 7) == 7


def test_a_procedure_that_is_named_and_never_read_is_the_default_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 0.5)
    os.mkfifo(tmp_path / "procedure")
    monkeypatch.setenv("COCKPIT_PROCEDURE", str(tmp_path / "procedure"))
    shell = Shell(tmp_path / "incidents.db")
    assert "it does not answer, its disk hangs" in shell.done("declare", "Checkout returns 500s").err
    assert shell("procedure", "check", str(tmp_path / "procedure")).status == 2
