"""Roles and people: who holds what, who may approve, how everybody holds up, and what was so far."""

from __future__ import annotations

from cockpit.incident import commands as cmd
from cockpit.incident.collisions import collisions
from cockpit.incident.crew import Member, arrivals, crew
from cockpit.incident.duties import Duty, duties, mine
from cockpit.incident.procedure import Cadence, OnCall, Procedure
from cockpit.incident.state import Incident
from tests.incident.play import Play, declared


def of(play: Play, rule: str, who: str = "alice") -> list[Duty]:
    return [duty for duty in mine(play.incident, who, play.now) if duty.rule == rule]


def texts(play: Play, rule: str, who: str = "alice") -> list[str]:
    return [duty.text for duty in of(play, rule, who)]


def member(play: Play, name: str) -> Member:
    return next(one for one in crew(play.incident, play.now) if one.name == name)


def with_procedure(**changes: object) -> Play:
    """As `declared`, by a procedure of its own."""
    procedure = Procedure(**changes)  # type: ignore[arg-type]
    play = Play(incident=Incident(id="2026-11-23-1", procedure=procedure))
    play.does("dave", cmd.Declare("Checkout returns 500s", severity="SEV1"))
    play.does("alice", cmd.TakeCommand())
    return play


# Roles


def test_s1_a_role_may_have_the_projects_own_name() -> None:
    play = with_procedure(roles={"commander": "incident lead", "technical lead": "ops lead"})
    done = play.does("alice", cmd.AssignRole("ops lead", "carol"))
    assert play.incident.holders("technical lead") == ("carol",)
    assert done.said[0].fact.text == "carol is ops lead"
    refused = play.is_refused("alice", cmd.AssignRole("chef", "erin"))
    assert "incident lead" in refused.way_out and "ops lead" in refused.way_out


def test_s5_there_is_one_commander_and_never_none_again() -> None:
    play = declared()
    assert "only one commander" in play.is_refused("alice", cmd.AssignRole("commander", "dave")).why
    refused = play.is_refused("alice", cmd.AssignRole("commander", "dave", instead_of="alice"))
    assert "handoff offer" in refused.who_may
    assert "there is always a commander" in play.is_refused("alice", cmd.RelieveRole("commander")).why
    assert "has command" in play.is_refused("alice", cmd.Release("alice")).why


def test_s5_a_commander_who_is_gone_is_relieved_by_whoever_takes_command_and_says_why() -> None:
    play = declared()
    asked = play.is_asked_why("dave", cmd.TakeCommand())
    assert asked.rules == "S5"
    done = play.does("dave", cmd.TakeCommand(), because="alice's line is dead")
    assert [play.incident.commander, done.said[0].fact.reasons] == ["dave", {"S5": "alice's line is dead"}]


def test_s6_a_commander_who_investigates_is_asked_why_once_and_again_at_each_check_in() -> None:
    play = declared()
    assert play.is_asked_why("alice", cmd.AssignRole("investigator", "alice")).rules == "S6"
    play.does("alice", cmd.AssignRole("investigator", "alice"), because="nobody else knows the proxy")
    play.does("alice", cmd.Propose("passive", "read the proxy's log", owner="alice"))
    play.passes(minutes=16)
    assert play.is_asked_why("alice", cmd.CheckIn("same")).rules == "S6"
    play.does("alice", cmd.CheckIn("same"), because="still nobody else")
    play.does("alice", cmd.Propose("passive", "read it again", owner="alice"))
    play.passes(minutes=16)
    assert play.is_asked_why("alice", cmd.CheckIn("same")).rules == "S6"
    play.does("alice", cmd.RelieveRole("investigator", "alice"))
    play.does("alice", cmd.CheckIn("same"))


def test_s14_several_people_investigate() -> None:
    play = declared(crew=("dave", "erin"))
    for name in ("dave", "erin"):
        play.does(name, cmd.Join("investigator"))
    assert play.incident.holders("investigator") == ("dave", "erin")


def test_s15_whoever_proposes_without_a_role_becomes_an_investigator_and_a_scribe_is_asked() -> None:
    play = declared(crew=("dave", "grace"))
    play.does("grace", cmd.Join("scribe"))
    done = play.does("dave", cmd.Propose("mitigation", "fail over"))
    assert "dave is investigator (through M1)" in [said.fact.text for said in done.said]
    assert play.is_asked_why("grace", cmd.Propose("mitigation", "drain the node")).rules == "S15"


def test_s16_the_third_investigator_asks_for_a_technical_lead_until_there_are_two_again() -> None:
    play = declared(crew=("dave", "erin", "frank"))
    for name in ("dave", "erin"):
        play.does(name, cmd.Join("investigator"))
    assert not texts(play, "S16")
    play.passes(minutes=3)
    play.does("frank", cmd.Join("investigator"))
    assert [(d.text, d.since) for d in of(play, "S16")] == [("name a technical lead", play.now)]
    play.does("frank", cmd.RelieveRole("investigator", "frank"))
    assert not texts(play, "S16")


def test_s17_with_a_technical_lead_the_investigators_report_to_them_and_the_span_is_narrow() -> None:
    play = with_procedure(cadence=Cadence(span_of_control=3))
    for name in ("erin", "frank", "gina"):
        play.does("alice", cmd.AssignRole("investigator", name))
    asked = play.is_asked_why("alice", cmd.AssignRole("investigator", "hugo"))
    assert "4 people would report to alice, more than 3: why not a technical lead" in str(asked)
    play.does("alice", cmd.AssignRole("investigator", "hugo"), because="for ten minutes only")
    assert not texts(play, "S17")
    play.does("alice", cmd.AssignRole("technical lead", "ivan"))
    play.does("alice", cmd.AssignRole("investigator", "jane"))


def test_s17_too_many_who_came_by_themselves_are_the_commanders_duty_and_nobody_is_asked() -> None:
    play = with_procedure(cadence=Cadence(span_of_control=2))
    for name in ("erin", "frank", "gina"):
        play.does(name, cmd.Join("investigator"))
    assert texts(play, "S17") == ["3 people report to alice: name leads between"]


def test_s25_one_person_for_both_is_asked_why_at_the_worst_severity_only() -> None:
    play = declared(crew=("dave", "grace"))
    both = cmd.AssignRole("scribe+communicator", "grace")
    assert play.is_asked_why("alice", both).rules == "S25"
    play.does("alice", cmd.SetSeverity("SEV2"), because="fewer users than thought")
    play.does("alice", both)
    assert play.incident.roles_of("grace") == ("scribe", "communicator")
    assert not texts(play, "S25")
    play.does("alice", cmd.SetSeverity("SEV1"))
    assert texts(play, "S25") == ["grace is scribe and communicator: two people at SEV1?"]


def test_s25_a_reason_given_keeps_the_hint_away() -> None:
    play = declared(crew=("grace",))
    play.does("alice", cmd.AssignRole("scribe+communicator", "grace"), because="nobody else is awake")
    assert not texts(play, "S25")


def test_s56_one_act_makes_one_person_scribe_and_communicator() -> None:
    play = declared(crew=("grace",))
    play.does("alice", cmd.SetSeverity("SEV2"), because="few users")
    done = play.does("grace", cmd.Join("scribe+communicator"))
    assert [said.fact.text for said in done.said] == ["grace is scribe", "grace is communicator"]


def test_command_is_given_with_no_other_role() -> None:
    play = declared(commander=None)
    assert play.is_refused("dave", cmd.AssignRole("commander+scribe", "dave")).usage


def test_a_role_passes_from_one_to_another_in_one_step() -> None:
    play = declared(crew=("dave", "carol", "erin"))
    play.does("alice", cmd.AssignRole("technical lead", "carol"))
    play.does("alice", cmd.AssignRole("technical lead", "erin", instead_of="carol"))
    assert play.incident.holders("technical lead") == ("erin",)
    assert (
        "carol is not" in play.is_refused("alice", cmd.AssignRole("deputy", "erin", instead_of="carol")).why
    )


# Staffing


def test_s54_s55_what_the_checklist_misses_has_an_age_and_is_the_commanders() -> None:
    play = declared()
    play.passes(minutes=12)
    assert texts(play, "S54") == ["who leads the investigation?"]
    assert texts(play, "S55")[0] == "find a scribe and a communicator"
    play.does("alice", cmd.SetSeverity("SEV2"), because="few users")
    assert texts(play, "S55")[0] == "find a scribe and a communicator, or one person for both"
    assert {(play.now - duty.since).seconds // 60 for duty in of(play, "S54")} == {12}
    play.does("alice", cmd.AssignRole("scribe", "dave"))
    assert texts(play, "S55") == ["find a communicator"]
    assert not texts(play, "S54", "dave")


def test_s54_a_role_that_was_left_is_missing_from_then_on() -> None:
    play = declared()
    play.does("dave", cmd.Join("investigator"))
    play.passes(minutes=30)
    play.does("dave", cmd.RelieveRole("investigator"))
    assert [duty.since for duty in of(play, "S54")] == [play.now]


def test_s55_whoever_comes_is_one_line_to_the_commander_however_many_they_are() -> None:
    play = declared(crew=("dave", "erin", "frank"))
    play.does("dave", cmd.Join("investigator"))
    lines = [text for text in texts(play, "S55") if "here" in text]
    assert lines == ["erin and frank are here: g gives a role"]
    play.does("erin", cmd.SetTask("reads the graphs"))
    play.does("alice", cmd.Release("frank"))
    assert arrivals(play.incident) == ()


def test_s13_a_deputy_is_wanted_at_the_worst_severity() -> None:
    play = declared()
    assert texts(play, "S13") == ["name a deputy"]
    play.does("alice", cmd.SetSeverity("SEV2"), because="fewer users")
    assert not texts(play, "S13")


# People


def test_s9_time_on_duty_feeling_task_and_local_hour_are_known_of_everybody() -> None:
    play = with_procedure(on_call=(OnCall("bob", zone="Asia/Tokyo"),))
    play.does("bob", cmd.Join())
    play.does("carol", cmd.Join("investigator", zone="America/New_York"))
    play.passes(minutes=70)
    play.does("carol", cmd.SetTask("replica lag"))
    play.does("carol", cmd.Feel("tired"))
    carol = member(play, "carol")
    assert (carol.roles, carol.task, carol.feeling) == (("investigator",), "replica lag", "tired")
    assert (play.now - carol.since).seconds // 60 == 70
    assert (carol.local(play.now), member(play, "bob").local(play.now)) == ("09:01", "23:01")
    assert member(play, "alice").local(play.now) == ""


def test_s9_relief_is_suggested_once_for_all_after_the_procedures_hours_or_by_their_own_word() -> None:
    play = declared(crew=("dave", "erin", "frank"))
    for name in ("dave", "erin"):
        play.does(name, cmd.Join("investigator"))
    play.passes(minutes=5)
    play.does("erin", cmd.Feel("relief"))
    assert texts(play, "S9") == ["relief: erin asks for relief"]
    assert [duty.since for duty in of(play, "S9", "alice")] == [play.now]  # since asked, not since on duty
    play.passes(minutes=240)
    assert texts(play, "S9") == [
        "relief: alice (commander) 4h05 on duty, dave 4h05 on duty, erin asks for relief"
    ]
    assert not texts(play, "S9", "dave")


def test_s9_whoever_says_ok_is_left_alone_for_an_hour() -> None:
    play = declared(crew=("dave",))
    play.does("dave", cmd.Join("investigator"))
    play.passes(minutes=245)
    for name in ("dave", "alice"):
        play.does(name, cmd.Feel("ok"))
    assert not texts(play, "S9")
    play.passes(minutes=61)
    assert texts(play, "S9")


def test_s9_whoever_is_free_to_go_has_no_role_and_begins_anew_on_coming_back() -> None:
    play = declared(crew=("dave",))
    play.does("dave", cmd.Join("investigator"))
    play.passes(minutes=245)
    done = play.does("alice", cmd.Release("dave"))
    assert [said.fact.text for said in done.said] == ["dave is no longer investigator", "dave is free to go"]
    assert member(play, "dave").released_at == play.now
    assert not member(play, "dave").relief
    play.passes(minutes=600)
    play.does("dave", cmd.Join())
    assert member(play, "dave").since == play.now
    assert "dave" in arrivals(play.incident)


def test_s9_what_somebody_leaves_running_is_said() -> None:
    play = declared(crew=("dave",))
    play.does("dave", cmd.Propose("passive", "watch the lag"))
    play.does("dave", cmd.Start("M1"))
    assert "M1 of dave still runs" in play.does("alice", cmd.Release("dave")).note


def test_s9_what_somebody_leaves_waiting_is_said_and_what_they_may_ends() -> None:
    play = declared(crew=("dave", "erin"))
    play.does("dave", cmd.Propose("mitigation", "drain node 14"))
    play.does("dave", cmd.Propose("fix", "roll back"))
    play.does("alice", cmd.Approve("M2"))
    play.does("alice", cmd.Allow("restart any pod", "dave"))
    note = play.does("alice", cmd.Release("dave")).note
    assert note == "to be taken over, or withdrawn: M1, M2 of dave"
    assert not play.incident.standing("dave")
    play.passes(minutes=10)
    assert not [duty for duty in duties(play.incident, play.now) if duty.is_for("dave") and duty.whose]


def test_s6_s53_whoever_investigates_and_gets_command_is_told_so() -> None:
    play = declared(crew=("dave", "carol"))
    play.does("carol", cmd.Join("investigator"))
    note = play.does("carol", cmd.TakeCommand(), because="alice is gone").note
    assert note.startswith("carol is investigator still, and a commander does not investigate")
    play = declared(crew=("dave", "carol"))
    play.does("alice", cmd.AssignRole("technical lead", "carol"))
    play.does("alice", cmd.OfferHandoff("carol"))
    assert "carol is technical lead still" in play.does("carol", cmd.AcceptHandoff()).note
    assert play.incident.role_names_of("carol") == ("commander", "technical lead")


def test_s9_others_are_let_go_by_the_commander_and_everybody_lets_themselves_go() -> None:
    play = declared(crew=("dave", "erin"))
    assert "only the commander lets somebody go" in play.is_refused("dave", cmd.Release("erin")).why
    play.does("erin", cmd.Release("erin"))
    assert "nobody here is called zoe" in play.is_refused("alice", cmd.Release("zoe")).why


def test_s18_there_is_one_task_for_each_person_and_the_same_one_twice_names_both() -> None:
    play = declared(crew=("dave", "erin"))
    play.does("dave", cmd.SetTask("read the proxy's log"))
    play.does("dave", cmd.SetTask("replica lag"))
    assert play.incident.task_of("dave") == "replica lag"
    done = play.does("alice", cmd.SetTask("Replica  lag", person="erin"))
    assert done.note == "dave does the same: agree who goes on"
    for who in ("alice", "dave", "erin"):
        assert texts(play, "S18", who) == ["dave and erin are both on replica lag: one of them?"]
    play.does("erin", cmd.SetTask(""))
    assert not texts(play, "S18")


def test_s18_whoever_is_concerned_twice_is_named_once() -> None:
    play = declared(crew=("dave", "erin"))
    play.does("alice", cmd.SetTask("read the logs"))
    play.does("dave", cmd.SetTask("read the logs"))
    (duty,) = (duty for duty in duties(play.incident, play.now) if duty.rule == "S18")
    assert duty.whose == ("alice", "dave")


def test_s12_s18_two_who_look_at_the_same_component_are_named_with_their_measures() -> None:
    play = declared(crew=("dave", "erin"))
    for name, text in (("dave", "read basket's log"), ("erin", "profile basket")):
        play.does(name, cmd.Propose("passive", text, component="Basket"))
    for measure, name in (("M1", "dave"), ("M2", "erin")):
        play.does(name, cmd.Start(measure))
    assert [str(found) for found in collisions(play.incident)] == [
        "dave (M1) and erin (M2) are both on basket"
    ]


def test_s52_somebody_who_was_called_stands_in_the_record() -> None:
    play = declared(commander=None)
    done = play.does("dave", cmd.Fetch("bob", exit_code=0))
    assert done.said[0].fact.text == "bob was called by dave (the command ended with 0)"
    assert play.incident.known("bob") is None


def test_s53_declining_command_may_mean_that_one_investigates() -> None:
    play = declared(crew=("bob",))
    play.does("alice", cmd.OfferHandoff("bob"))
    play.does("bob", cmd.DeclineHandoff(investigate=True))
    assert (play.incident.commander, play.incident.roles_of("bob")) == ("alice", ("investigator",))


# What was so far


def test_s57_the_first_responder_tells_what_was_so_far_and_the_scribe_checks_it() -> None:
    play = declared(crew=("dave", "grace"))
    assert not texts(play, "S57", "dave")
    play.does("grace", cmd.Join("scribe"))
    assert texts(play, "S57", "dave") == ["tell the scribe what was so far"]
    earlier = play.now.replace(minute=play.now.minute - 20)
    play.does("dave", cmd.GiveContext("noticed", ""), happened_at=earlier)
    play.does("dave", cmd.GiveContext("tried", "restarted the pods, no change"))
    play.does("dave", cmd.GiveContext("link", "https://graphs.example/checkout"))
    assert play.incident.noticed_at == earlier
    assert not texts(play, "S57", "dave")
    numbers = play.incident.to_check
    assert texts(play, "S57", "grace") == [f"check what dave wrote down: {', '.join(map(str, numbers))}"]
    play.does("grace", cmd.Correct(numbers[1], "tried: restarted two pods", event="entry.logged"))
    play.does("grace", cmd.CheckContext((numbers[0],)))
    assert play.incident.to_check == (numbers[2],)
    assert "waits for no check" in play.is_refused("grace", cmd.CheckContext((numbers[0],))).why
    play.does("grace", cmd.CheckContext())
    assert not texts(play, "S57", "grace")


def test_one_person_alone_is_asked_nothing_about_people() -> None:
    play = Play()
    play.does("dave", cmd.Declare("Checkout returns 500s", severity="SEV1"))
    play.does("dave", cmd.TakeCommand())
    play.does("dave", cmd.AssignRole("scribe+communicator", "dave"))
    play.does("dave", cmd.AssignRole("investigator", "dave"))
    play.does("dave", cmd.GiveContext("seen", "errors since 12:40"))
    play.passes(minutes=250)
    asked = {duty.rule for duty in duties(play.incident, play.now)}
    assert not asked & {"S6", "S9", "S13", "S16", "S17", "S18", "S25", "S54", "S55", "S57"}
