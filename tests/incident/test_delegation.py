"""Who may approve beside the commander: a deputy, once delegated or while the commander is silent (S13)."""

from __future__ import annotations

import pytest

from cockpit.incident import commands as cmd
from cockpit.incident.duties import Rank
from tests.incident.play import Play, declared
from tests.incident.test_people_rules import of, texts


@pytest.fixture
def deputised() -> Play:
    """alice commands, bob is deputy, and M1 of dave's waits."""
    play = declared(crew=("bob", "dave"))
    play.does("alice", cmd.AssignRole("deputy", "bob"))
    play.does("dave", cmd.Propose("mitigation", "fail over"))
    return play


def test_s13_a_deputy_approves_once_it_is_delegated_and_no_longer_when_it_is_not(deputised: Play) -> None:
    play = deputised
    assert "only the commander approves" in play.is_refused("bob", cmd.Approve("M1")).why
    play.does("alice", cmd.Delegate())
    play.does("bob", cmd.AskBack("M1", "how long?"))
    play.does("dave", cmd.Answer("M1", "a minute"))
    play.does("bob", cmd.Approve("M1"))
    play.does("dave", cmd.DoneAlready("fix", "restarted a pod"))
    play.does("bob", cmd.Acknowledge("M2"))
    play.does("alice", cmd.EndDelegation())
    play.does("dave", cmd.Propose("fix", "roll back"))
    play.is_refused("bob", cmd.Refuse("M3"))


def test_s13_a_delegation_ends_with_the_deputys_role(deputised: Play) -> None:
    deputised.does("alice", cmd.Delegate())
    deputised.does("alice", cmd.RelieveRole("deputy"))
    deputised.is_refused("bob", cmd.Approve("M1"))


def test_s13_a_deputy_takes_approving_over_when_the_commander_is_silent(deputised: Play) -> None:
    play = deputised
    play.passes(minutes=9)
    play.is_refused("bob", cmd.Delegate())
    assert not texts(play, "S13", "bob")
    play.passes(minutes=1)
    prompt = of(play, "S13", "bob")
    assert [(d.text, d.rank) for d in prompt] == [
        ("alice is silent for 10m while M1 waits: approve instead?", Rank.BLOCKED)
    ]
    play.is_refused("dave", cmd.Delegate())
    done = play.does("bob", cmd.Delegate())
    assert [(f.fact.event, getattr(f.fact, "silent", None)) for f in done.said] == [
        ("approval.delegated", True)
    ]
    assert not texts(play, "S13", "bob")
    play.does("bob", cmd.Approve("M1"))


def test_s13_a_word_of_the_commander_ends_their_silence(deputised: Play) -> None:
    play = deputised
    play.passes(minutes=9)
    play.does("dave", cmd.Log("still looking"), word="alice")
    play.passes(minutes=5)
    assert not texts(play, "S13", "bob")


def test_s13_without_a_deputy_there_is_nobody_to_delegate_to() -> None:
    assert "no deputy" in declared().is_refused("alice", cmd.Delegate()).why


def test_s13_what_was_taken_over_in_silence_ends_with_the_commanders_next_act(deputised: Play) -> None:
    play = deputised
    play.passes(minutes=10)
    refused = play.is_refused("bob", cmd.Approve("M1"))
    assert refused.way_out == "alice is silent: take approving over first (cockpit delegate)"
    play.does("bob", cmd.Delegate())
    play.does("bob", cmd.Approve("M1"))
    play.does("alice", cmd.Log("sorry, the line was gone"))
    assert play.incident.delegated_to == "bob", "a note is no act"
    back = play.does("alice", cmd.SetSeverity("SEV2"), because="the half is back")
    line = "alice is there again: bob no longer approves instead"
    assert [one.fact.text for one in back.said][-1] == line and back.note == line
    play.does("dave", cmd.Propose("fix", "roll back"))
    assert "cockpit delegate" not in play.is_refused("bob", cmd.Approve("M2")).way_out


def test_s13_what_the_commander_delegates_stays_until_they_end_it(deputised: Play) -> None:
    play = deputised
    play.passes(minutes=10)
    play.does("bob", cmd.Delegate())
    play.does("alice", cmd.Delegate())
    play.does("alice", cmd.SetSeverity("SEV2"), because="the half is back")
    assert play.incident.delegated_to == "bob"
    play.does("alice", cmd.EndDelegation())
    assert play.incident.delegated_to is None
