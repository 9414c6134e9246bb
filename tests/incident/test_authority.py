"""Who may do what: one table for every command, told in the docs as the rules read it."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from cockpit.incident import commands as cmd
from cockpit.incident.rules import Refused
from cockpit.incident.rules.authority import TABLE
from cockpit.reports.authority import authority_markdown
from tests.incident.play import declared

DOCS = Path(__file__).parents[2] / "docs" / "authority.md"


def test_every_command_stands_in_the_table_once() -> None:
    assert set(TABLE) == set(get_args(cmd.Command))


def test_the_docs_tell_the_table_as_it_is() -> None:
    assert DOCS.read_text(encoding="utf-8") == authority_markdown(), (
        "make it anew: cockpit role may --markdown > docs/authority.md"
    )


COMMANDERS = (
    cmd.Approve("M1"), cmd.Refuse("M1"), cmd.AskBack("M1", "why?"), cmd.OfferHandoff("carol"),
    cmd.CheckIn("same"), cmd.Resolve(), cmd.Close(), cmd.StandDown(), cmd.AssignRole("scribe", "carol"),
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDERS, ids=lambda command: type(command).__name__)
def test_s5_what_is_the_commanders_is_refused_to_others_who_are_told_who_may(command: cmd.Command) -> None:
    play = declared(crew=("dave", "carol"))
    play.does("dave", cmd.Propose("mitigation", "fail over"))
    refused = play.is_refused("dave", command)
    assert "only the commander" in refused.why
    assert "alice (commander)" in refused.who_may
    assert refused.word_of == "alice"
    assert not isinstance(play.ask("dave", command, word="alice", because="told so"), Refused)


def test_what_is_somebodys_own_is_refused_to_the_rest() -> None:
    play = declared(crew=("dave", "carol", "erin"))
    play.does("dave", cmd.Propose("mitigation", "fail over"))
    play.does("carol", cmd.Join("scribe"))
    play.does("alice", cmd.OfferHandoff("carol"))
    assert "dave, alice" in play.is_refused("erin", cmd.Withdraw("M1")).who_may
    assert "carol" in play.is_refused("erin", cmd.RelieveRole("scribe")).who_may
    assert play.is_refused("erin", cmd.AcceptHandoff()).who_may == "carol"
    assert play.is_refused("erin", cmd.DeclineHandoff()).who_may == "carol, alice (commander)"


def test_while_nobody_has_command_the_work_goes_on_but_nobody_gives_the_commanders_word() -> None:
    play = declared(commander=None, crew=("dave", "carol"))
    play.does("dave", cmd.Propose("mitigation", "fail over"))
    assert "nobody has command" in play.is_refused("carol", cmd.Approve("M1")).why
    play.does("carol", cmd.AssignRole("scribe", "erin"))
    play.does("carol", cmd.Resolve())
