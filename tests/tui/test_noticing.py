"""What is about me is told to me, and to nobody else."""

from __future__ import annotations

from cockpit.incident import commands as cmd
from cockpit.incident.procedure import Procedure
from cockpit.tui.noticing import news
from tests.incident.play import Play, declared


def heard(play: Play, me: str, who: str, command: cmd.Command, **how: str) -> list[str]:
    before = play.incident
    play.does(who, command, **how)
    return news(before, play.incident, me)


def test_a_commander_whose_command_was_taken_hears_by_whom() -> None:
    play = declared()
    before = play.incident
    play.does("bob", cmd.TakeCommand(), because="alice is gone")
    told = "bob has command now; yours has ended. h says that you know."
    assert news(before, play.incident, "alice") == [told]
    assert news(before, play.incident, "dave") == ["bob has command since 12:51 UTC, after alice."]


def test_command_offered_is_heard_by_the_one_it_is_offered_to() -> None:
    play = declared()
    assert heard(play, "bob", "alice", cmd.OfferHandoff("bob")) == [
        "alice offers you command: h accepts or declines."
    ]


def test_the_proposer_hears_the_answer_and_the_question() -> None:
    play = declared()
    play.does("dave", cmd.Propose("mitigation", "drain the node"))
    question = heard(play, "dave", "alice", cmd.AskBack("M1", "which one?"))
    assert question == ["alice asks about M1: which one?"]
    play.does("dave", cmd.Answer("M1", "ip-10-2"))
    assert heard(play, "dave", "alice", cmd.Approve("M1")) == ["M1 is approved by alice."]


def test_what_i_did_myself_is_no_news() -> None:
    play = declared()
    play.does("alice", cmd.Propose("mitigation", "drain the node", owner="dave"))
    assert heard(play, "alice", "dave", cmd.Start("M1")) == []


def test_a_decision_entered_by_word_is_told_to_the_person_it_names_and_to_nobody_else() -> None:
    play = declared()
    play.does("dave", cmd.Propose("mitigation", "drain the node"))
    before = play.incident
    play.does("grace", cmd.Approve("M1"), word="alice")
    assert news(before, play.incident, "alice") == [
        "grace entered by word that you approved M1. (. shows it, a comma takes it back)"
    ]
    assert news(before, play.incident, "grace") == []
    assert heard(play, "alice", "alice", cmd.SetSeverity("SEV2"), because="less") == []


def test_an_act_entered_by_word_is_told_once_however_many_facts_it_has() -> None:
    play = declared()
    play.does("alice", cmd.OfferHandoff("bob"))
    told = heard(play, "bob", "grace", cmd.AcceptHandoff(), word="bob")
    assert told == ["grace entered by word that you took command. (. shows it, a comma takes it back)"]
    assert heard(play, "bob", "grace", cmd.Resolve(), word="bob")[0] == (
        "grace entered by word that you called it resolved. (. shows it, a comma takes it back)"
    )


def test_the_commander_hears_what_severity_somebody_else_has_set() -> None:
    play = declared()
    lowered = heard(play, "alice", "dave", cmd.SetSeverity("SEV2"), because="half of it is back")
    assert lowered == ["dave has set the severity: it is SEV2."]
    assert heard(play, "bob", "dave", cmd.SetSeverity("SEV1")) == []
    assert heard(play, "alice", "alice", cmd.SetSeverity("SEV2"), because="now") == []


def test_everybody_but_whoever_did_it_hears_that_the_procedure_has_changed() -> None:
    play = declared()
    before = play.incident
    play.does("alice", cmd.Amend(Procedure(project="shop")), because="ours")
    told = "alice has changed the procedure of this incident: numbers and names may differ."
    assert news(before, play.incident, "dave") == [told]
    assert news(before, play.incident, "alice") == []
