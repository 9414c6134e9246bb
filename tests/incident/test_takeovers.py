"""Command taken from its holder: red until they know, marked for good; what comes with it (S5, S13, S25)."""

from __future__ import annotations

import pytest

from cockpit.incident import commands as cmd
from cockpit.incident.duties import Rank
from cockpit.incident.metrics import metrics
from cockpit.incident.takeovers import taken_from, unacknowledged
from tests.incident.play import Play, declared
from tests.incident.test_people_rules import of, texts

GONE = "alice's line is dead"


@pytest.fixture
def taken() -> Play:
    """bob took command from alice; dave is there too."""
    play = declared(crew=("dave", "bob"))
    play.passes(minutes=5)
    play.does("bob", cmd.TakeCommand(), because=GONE)
    return play


def test_s5_command_that_was_taken_is_due_to_whoever_had_it_until_they_say_that_they_know(
    taken: Play,
) -> None:
    assert [(one.text, one.rank) for one in of(taken, "S5", "alice")] == [
        ("bob took command from you: h says that you know", Rank.BLOCKED)
    ]
    assert not texts(taken, "S5", "bob") and not texts(taken, "S5", "dave")
    refused = taken.is_refused("dave", cmd.AcknowledgeTakeover())
    assert "only whoever command was taken from" in refused.why and refused.who_may == "alice"
    done = taken.does("alice", cmd.AcknowledgeTakeover())
    assert [one.fact.text for one in done.said] == ["alice knows that bob has command"]
    assert not texts(taken, "S5", "alice") and not unacknowledged(taken.incident)
    assert "yet to acknowledge" in taken.is_refused("alice", cmd.AcknowledgeTakeover()).why


def test_s5_what_was_taken_keeps_its_mark_and_is_counted_when_it_is_acknowledged(taken: Play) -> None:
    taken.does("dave", cmd.AcknowledgeTakeover(), word="alice")
    entry = next(one for one in taken.log if one.event == "role.relieved")
    fact = entry.fact()
    assert fact is not None and fact.text == f"! alice relieved: bob takes command: {GONE}"
    taken.does("bob", cmd.OfferHandoff("dave"))
    assert taken_from(taken.incident) == "alice"
    taken.does("dave", cmd.AcceptHandoff())
    assert taken_from(taken.incident) == ""
    stints = [one for one in taken.incident.stints if one.role == "commander"]
    assert [one.taken_from for one in stints] == ["", "alice", ""]
    assert (metrics(taken.incident, taken.now).takeovers, metrics(taken.incident, taken.now).handoffs) == (
        1,
        1,
    )


def test_s5_each_of_several_whom_command_was_taken_from_says_that_they_know(taken: Play) -> None:
    taken.does("dave", cmd.TakeCommand(), because="bob is gone too")
    assert texts(taken, "S5", "alice") == ["bob took command from you, dave has it now: h says that you know"]
    assert texts(taken, "S5", "bob") == ["dave took command from you: h says that you know"]
    taken.does("bob", cmd.AcknowledgeTakeover())
    assert [one.person for one in unacknowledged(taken.incident)] == ["alice"]
    assert metrics(taken.incident, taken.now).takeovers == 2


def _takes_it_back(play: Play) -> None:
    play.does("alice", cmd.TakeCommand(), because="the line is back")


def _is_let_go(play: Play) -> None:
    play.does("bob", cmd.Release("alice"))


def _accepts(play: Play) -> None:
    play.does("bob", cmd.OfferHandoff("alice"))
    assert unacknowledged(play.incident, "alice"), "an offer alone is nobody's word"
    play.does("alice", cmd.AcceptHandoff())


def _declines(play: Play) -> None:
    play.does("bob", cmd.OfferHandoff("alice"))
    play.does("alice", cmd.DeclineHandoff())


def _all_hear_it(play: Play) -> None:
    play.does("bob", cmd.StartCheckIn())
    assert unacknowledged(play.incident, "alice"), "a check-in that is under way has told nobody yet"
    play.does("bob", cmd.CheckIn("same"), because="it goes on")


@pytest.mark.parametrize("comes", [_takes_it_back, _is_let_go, _accepts, _declines, _all_hear_it])
def test_s5_whoever_acts_on_it_is_let_go_or_hears_it_at_a_check_in_knows_it(
    taken: Play, comes: object
) -> None:
    taken.does("alice", cmd.Log("I am back"))
    assert unacknowledged(taken.incident, "alice"), "writing is no sign that they know"
    assert callable(comes)
    comes(taken)
    assert not unacknowledged(taken.incident, "alice") and not texts(taken, "S5", "alice")


def test_s5_a_commander_who_types_it_in_themselves_knows_it() -> None:
    play = declared(crew=("bob",))
    play.does("alice", cmd.TakeCommand(), word="bob", because="I have to go")
    assert play.incident.commander == "bob" and not unacknowledged(play.incident)
    assert metrics(play.incident, play.now).takeovers == 1


def test_s5_a_handoff_and_command_that_nobody_had_wait_for_nobody() -> None:
    play = declared(crew=("bob",))
    play.does("alice", cmd.OfferHandoff("bob"))
    play.does("bob", cmd.AcceptHandoff())
    assert (play.incident.takeovers, taken_from(play.incident)) == ((), "")


# What comes with command


@pytest.fixture
def deputised() -> Play:
    """alice commands, bob is deputy, carol may be next, M1 of dave's waits."""
    play = declared(crew=("bob", "carol", "dave"))
    play.does("alice", cmd.AssignRole("deputy", "bob"))
    play.does("dave", cmd.Propose("mitigation", "fail over"))
    return play


def test_s13_a_standing_delegation_stays_and_the_new_commander_is_told(deputised: Play) -> None:
    deputised.does("alice", cmd.Delegate())
    deputised.does("alice", cmd.OfferHandoff("carol"))
    done = deputised.does("carol", cmd.AcceptHandoff())
    assert done.note == "bob may approve beside carol, as before (cockpit delegate --end ends it)"
    assert deputised.incident.delegated_to == "bob"


def test_s13_what_was_taken_over_in_silence_ends_with_that_commanders_command(deputised: Play) -> None:
    deputised.passes(minutes=10)
    deputised.does("bob", cmd.Delegate())
    done = deputised.does("carol", cmd.TakeCommand(), because="alice is silent")
    assert "bob no longer approves instead: carol has command" in [one.fact.text for one in done.said]
    assert (deputised.incident.delegated_to, deputised.incident.delegated_in_silence) == (None, False)
    assert done.note == ""


def _together() -> Play:
    """grace was scribe and communicator before it was SEV1; carol leads and writes."""
    play = declared(crew=("grace", "carol"))
    play.does("alice", cmd.SetSeverity("SEV2"), because="few users")
    play.does("alice", cmd.AssignRole("scribe+communicator", "grace"))
    play.does("alice", cmd.AssignRole("lead", "carol"))
    play.does("alice", cmd.AssignRole("scribe", "carol"))
    play.does("alice", cmd.SetSeverity("SEV1"))
    return play


def test_s25_a_reason_given_afterwards_meets_the_duty_until_its_cause_changes() -> None:
    play = _together()
    assert play.is_asked_why("alice", cmd.KeepRoles("grace")).rules == "S25"
    done = play.does("alice", cmd.KeepRoles("GRACE"), because="nobody else is awake")
    assert done.said[0].fact.text == "grace stays scribe and communicator: nobody else is awake"
    assert texts(play, "S25") == ["carol is technical lead and scribe: two people at SEV1?"]
    play.does("alice", cmd.KeepRoles(), because="they sleep too")
    assert not texts(play, "S25")
    assert "stands in the record" in play.does("alice", cmd.KeepRoles(), because="again").note
    play.does("alice", cmd.AssignRole("investigator", "grace"), because="she knows the proxy")
    play.does("alice", cmd.RelieveRole("communicator"))
    assert texts(play, "S25") == ["grace is investigator and scribe: two people at SEV1?"]


def test_s25_where_nothing_is_together_or_bad_enough_there_is_nothing_to_give_a_reason_for() -> None:
    play = _together()
    assert "only the commander" in play.is_refused("grace", cmd.KeepRoles()).why
    assert "alice holds no roles" in play.is_refused("alice", cmd.KeepRoles("alice")).why
    assert "nobody here is called erin" in play.is_refused("alice", cmd.KeepRoles("erin")).why
    play.does("alice", cmd.SetSeverity("SEV2"), because="few users")
    assert "nobody holds roles" in play.is_refused("alice", cmd.KeepRoles()).why
