"""Command: at most one commander, and from the first taking of command never none (S5, S6)."""

from __future__ import annotations

from cockpit.incident import commands as cmd
from tests.incident.play import Play, declared


def test_s5_the_first_to_take_command_has_it() -> None:
    play = declared(commander=None)
    play.does("alice", cmd.TakeCommand())
    assert play.incident.commander == "alice"


def test_s5_a_second_commander_cannot_be_assigned() -> None:
    play = declared()
    refusal = play.is_refused("alice", cmd.AssignRole("commander", "bob"))
    assert refusal.rule == "S5"
    assert "handoff offer bob" in refusal.who_may
    assert play.incident.holders("commander") == ("alice",)


def test_s5_taking_command_from_somebody_asks_why_and_ends_theirs_at_once() -> None:
    play = declared()
    assert play.is_asked_why("bob", cmd.TakeCommand()).rules == "S5"
    play.does("bob", cmd.TakeCommand(), because="alice's line is dead")
    assert play.incident.holders("commander") == ("bob",)
    assert {entry.commit for entry in play.log[-2:]} == {play.log[-1].commit}
    assert "alice's line is dead" in play.log[-2].body


def test_s5_the_commander_cannot_simply_leave() -> None:
    refusal = declared().is_refused("alice", cmd.RelieveRole("commander"))
    assert "handoff" in refusal.way_out


def test_s5_a_handoff_needs_the_other_to_accept_and_the_old_one_stays_until_then() -> None:
    play = declared()
    play.does("alice", cmd.OfferHandoff("bob"))
    assert play.incident.commander == "alice"
    assert play.is_refused("dave", cmd.AcceptHandoff()).who_may == "bob"
    play.does("bob", cmd.AcceptHandoff())
    assert play.incident.commander == "bob"
    assert play.incident.offer is None


def test_s5_a_declined_handoff_changes_nothing() -> None:
    play = declared()
    play.does("alice", cmd.OfferHandoff("bob"))
    play.does("bob", cmd.DeclineHandoff())
    assert (play.incident.commander, play.incident.offer) == ("alice", None)


def test_a_spoken_acceptance_counts_and_names_who_typed_it() -> None:
    play = declared(crew=("dave", "grace"))
    play.does("alice", cmd.OfferHandoff("bob"))
    accepted = play.does("grace", cmd.AcceptHandoff(), word="bob")
    assert play.incident.commander == "bob"
    assert {(said.actor, said.by_word) for said in accepted.said} == {("bob", "grace")}


def test_s6_a_commander_who_would_investigate_is_asked_why_once_until_the_next_check_in() -> None:
    play = declared()
    assert play.is_asked_why("alice", cmd.AssignRole("investigator", "alice")).rules == "S6"
    play.does("alice", cmd.AssignRole("investigator", "alice"), because="nobody else is up")
    play.does("alice", cmd.RelieveRole("investigator", "alice"))
    play.does("alice", cmd.AssignRole("tech-lead", "alice"))
    play.does("alice", cmd.RelieveRole("technical lead", "alice"))
    play.passes(minutes=15)
    play.does("alice", cmd.CheckIn(trend="same"))
    assert play.is_asked_why("alice", cmd.AssignRole("tech-lead", "alice")).rules == "S6"


def test_roles_somebody_else_gives_are_the_commanders_to_give() -> None:
    play = declared()
    refusal = play.is_refused("dave", cmd.AssignRole("scribe", "grace"))
    assert refusal.who_may.startswith("alice")
    play.does("dave", cmd.AssignRole("scribe", "grace"), word="alice")
    play.does("dave", cmd.Join("communicator"))
    assert play.incident.holders("scribe") == ("grace",)
    assert play.incident.holders("communicator") == ("dave",)


def test_before_anybody_has_command_anybody_assigns() -> None:
    play = declared(commander=None)
    play.does("dave", cmd.AssignRole("commander", "alice"))
    assert play.incident.commander == "alice"


def test_an_exclusive_role_that_is_held_says_by_whom() -> None:
    play = declared()
    play.does("alice", cmd.AssignRole("deputy", "bob"))
    assert "bob is deputy" in play.is_refused("dave", cmd.Join("deputy")).why


def test_one_person_is_one_person_however_the_name_is_typed() -> None:
    play = declared()
    assert play.incident.is_commander("ALICE")
    play.does("Alice", cmd.OfferHandoff("bob"))


def test_alone_nothing_is_asked_and_one_act_proposes_and_starts() -> None:
    play = Play()
    play.does("dave", cmd.Declare("Checkout returns 500s"))
    play.does("dave", cmd.TakeCommand())
    play.does("dave", cmd.AssignRole("investigator", "dave"))
    play.does("dave", cmd.Propose("mitigation", "roll back to 41"))
    measure = play.incident.measures["M1"]
    assert (measure.state, measure.alone, measure.unapproved) == ("running", True, None)
    play.does("dave", cmd.Finish("M1", "worked"))
    play.does("erin", cmd.Join())
    assert not play.incident.alone
