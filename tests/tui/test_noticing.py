"""What is about me is told to me, and to nobody else."""

from __future__ import annotations

from cockpit.incident import commands as cmd
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
    assert news(before, play.incident, "alice") == ["bob has command now; yours has ended."]
    assert news(before, play.incident, "dave") == []


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
    assert heard(play, "alice", "alice", cmd.SetSeverity("SEV2")) == []


def test_an_act_entered_by_word_is_told_once_however_many_facts_it_has() -> None:
    play = declared()
    play.does("alice", cmd.OfferHandoff("bob"))
    told = heard(play, "bob", "grace", cmd.AcceptHandoff(), word="bob")
    assert told == ["grace entered by word that you took command. (. shows it, a comma takes it back)"]
    assert heard(play, "bob", "grace", cmd.Resolve(), word="bob")[0] == (
        "grace entered by word that you called it resolved. (. shows it, a comma takes it back)"
    )
