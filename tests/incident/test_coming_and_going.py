"""Who comes, who goes and who comes back: command that changes hands, and roles one person holds at once."""

from __future__ import annotations

import pytest

from cockpit.incident import commands as cmd
from cockpit.incident.crew import arrivals
from cockpit.incident.duties import mine
from cockpit.incident.partaking import part_of
from cockpit.incident.procedure import COMMANDER
from tests.incident.play import Play, declared


def texts(play: Play, rule: str, who: str = "alice") -> list[str]:
    return [duty.text for duty in mine(play.incident, who, play.now) if duty.rule == rule]


# The deputy


def test_s13_the_commander_is_not_their_own_deputy() -> None:
    play = declared()
    for role in ("deputy", "scribe+deputy"):
        refused = play.is_refused("alice", cmd.AssignRole(role, "Alice"), because="nobody else")
        assert "alice has command, and the deputy is another person" in str(refused)
    assert "the deputy is another person" in str(play.is_refused("alice", cmd.Join("deputy")))
    assert play.incident.roles_of("alice") == (COMMANDER,)


@pytest.mark.parametrize("way", ["handoff", "taken"])
def test_s13_a_deputy_who_gets_command_is_deputy_no_longer(way: str) -> None:
    play = declared(crew=("bob",))
    play.does("alice", cmd.AssignRole("deputy", "bob"))
    play.does("alice", cmd.Delegate())
    if way == "handoff":
        play.does("alice", cmd.OfferHandoff("bob"))
        done = play.does("bob", cmd.AcceptHandoff())
    else:
        done = play.does("bob", cmd.TakeCommand(), because="alice is gone")
    assert play.incident.roles_of("bob") == (COMMANDER,)
    assert play.incident.delegated_to is None
    assert "bob is no longer deputy: bob has command" in [said.fact.text for said in done.said]
    assert texts(play, "S13", "bob") == ["name a deputy"]


# Arrivals


@pytest.mark.parametrize("way", ["handoff", "taken"])
def test_s55_whoever_had_command_is_no_arrival_to_their_successor(way: str) -> None:
    play = declared(crew=("bob", "erin"))
    if way == "handoff":
        play.does("alice", cmd.OfferHandoff("bob"))
        play.does("bob", cmd.AcceptHandoff())
    else:
        play.does("bob", cmd.TakeCommand(), because="alice is gone")
    assert arrivals(play.incident) == ("dave", "erin")
    play.does("bob", cmd.Release("alice"))
    play.does("alice", cmd.Join())
    assert "alice" in arrivals(play.incident)  # who has come back is


def test_s15_whoever_was_free_to_go_and_starts_a_measure_is_told_and_the_commander_too() -> None:
    play = declared(crew=("carol",))
    play.does("alice", cmd.Propose("fix", "roll back api", owner="carol"))
    play.does("alice", cmd.Release("carol"))
    done = play.does("carol", cmd.Start("M1"))
    assert done.note == "you are here again, as investigator"
    assert "carol is here again, as investigator (through M1)" in [one.fact.text for one in done.said]
    line = "carol is here again as investigator: g, then k task or x free to go"
    assert line in texts(play, "S55")
    assert line not in texts(play, "S55", "carol")
    play.does("alice", cmd.SetTask("watches the roll-back", "carol"))
    assert line not in texts(play, "S55")


def test_s15_being_back_is_no_news_after_the_next_check_in() -> None:
    play = declared(crew=("carol",))
    play.does("alice", cmd.Release("carol"))
    play.passes(minutes=1)
    assert play.does("carol", cmd.DoneAlready("mitigation", "paused deploys")).note
    assert any("here again" in text for text in texts(play, "S55"))
    play.passes(minutes=15)
    play.does("alice", cmd.CheckIn(trend="same"))
    assert not any("here again" in text for text in texts(play, "S55"))
    assert not play.does("carol", cmd.DoneAlready("mitigation", "paused them again")).note


# From outside


def test_s23_whoever_only_speaks_from_outside_is_not_on_the_incident() -> None:
    play = declared(commander="dave", crew=())
    play.does("zoe", cmd.AskQuestion("are backups hit?"))
    play.does("dave", cmd.AskQuestion("and mail?", asker="mia"), word="gus")
    play.does("frank", cmd.Tell("stakeholders", "Some checkouts fail."))
    assert play.incident.alone and list(play.incident.people) == ["dave"]
    play.does("erin", cmd.Join())
    assert arrivals(play.incident) == ("erin",)
    came = play.now
    play.passes(minutes=9)
    play.does("frank", cmd.Log("support has 40 tickets"))
    assert arrivals(play.incident) == ("erin", "frank")
    assert [one.since for one in play.incident.people.values()] == [came, came, play.now]
    assert not part_of(play.incident, "zoe") and part_of(play.incident, "frank")


def test_s23_whoever_is_here_was_active_when_they_asked() -> None:
    play = declared(crew=("carol",))
    play.passes(minutes=9)
    play.does("carol", cmd.AskQuestion("what do I tell the press?"))
    assert play.incident.people["carol"].last_at == play.now


# Roles together


@pytest.mark.parametrize(
    ("held", "added", "told"),
    [
        ("communicator", "investigator", "investigator and communicator are better two people"),
        ("technical lead", "scribe", "technical lead and scribe are better two people"),
        ("scribe", "communicator+lead", "technical lead, scribe and communicator are better three people"),
    ],
)
def test_s25_roles_that_are_several_peoples_ask_why_at_the_worst_severity(
    held: str, added: str, told: str
) -> None:
    play = declared(crew=("grace",))
    play.does("alice", cmd.AssignRole(held, "grace"))
    asked = play.is_asked_why("alice", cmd.AssignRole(added, "grace"))
    assert asked.rules == "S25" and told in str(asked)
    play.does("alice", cmd.AssignRole(added, "grace"), because="the others sleep")
    assert not texts(play, "S25")


def test_s25_a_commander_who_takes_the_scribes_part_is_asked_why() -> None:
    play = declared()
    asked = play.is_asked_why("alice", cmd.AssignRole("scribe", "alice"))
    assert "commander and scribe are better two people: why alice alone" in str(asked)


def test_s25_taking_command_is_never_held_up_and_what_is_held_beside_it_is_due() -> None:
    play = declared(crew=("grace",))
    play.does("grace", cmd.Join("scribe"))
    done = play.does("grace", cmd.TakeCommand(), because="alice is gone")
    assert done.note == "grace is scribe as well: at SEV1 better somebody else (S25)"
    assert texts(play, "S25", "grace") == ["grace is commander and scribe: two people at SEV1?"]


def test_s25_roles_together_from_before_it_was_so_bad_are_one_line() -> None:
    play = declared(crew=("grace", "carol"))
    play.does("alice", cmd.SetSeverity("SEV2"), because="few users")
    play.does("alice", cmd.AssignRole("scribe+communicator", "grace"))
    play.does("alice", cmd.AssignRole("lead", "carol"))
    play.does("carol", cmd.Join("investigator"))  # who leads investigates
    play.does("alice", cmd.AssignRole("scribe", "carol"))
    assert not texts(play, "S25")
    play.does("alice", cmd.SetSeverity("SEV1"))
    assert texts(play, "S25") == [
        "grace is scribe and communicator, carol is technical lead and scribe: more people at SEV1?"
    ]


def test_s25_one_person_alone_is_asked_nothing() -> None:
    play = declared(commander="dave", crew=())
    for role in ("scribe", "communicator", "investigator"):
        play.does("dave", cmd.Join(role))
    assert not texts(play, "S25", "dave")
