"""The brief on joining fits in 12 lines, what is mine in 8, whatever happened before."""

from __future__ import annotations

from datetime import timedelta

from cockpit.incident import commands as cmd
from cockpit.incident.texts import harmless
from cockpit.reports.brief import brief_lines, mine_lines
from cockpit.reports.setting import cells
from cockpit.reports.status import mine_json
from tests.incident.play import Play, declared
from tests.reports.story import in_the_middle


def crowded() -> Play:
    play = in_the_middle()
    for number in range(9):
        play.does("dave", cmd.Propose("mitigation", f"restart node {number} " * 20))
    for number in range(5, 11):
        play.does("alice", cmd.Approve(f"M{number}"))
        play.does("dave", cmd.Start(f"M{number}"))
    play.does("alice", cmd.ReportImpact("worse", "long \x1b[31m words " * 200))
    return play


def test_the_brief_tells_impact_command_measures_plan_and_whom_to_ask() -> None:
    play = in_the_middle()
    told = "\n".join(brief_lines(play.incident, play.now, "dave"))
    for expected in (
        "▲ SEV1 CRITICAL   ACTIVE 20m   Checkout returns 500s", "checkouts fail (20%, us-west-2)",
        "alice has command, for 20m. You are dave, investigator.", "▶ running M1 (carol, 20m, ",
        "◌ waiting M3 (dave, waits 2m00): debug logging",
        "Check-in 2 is due from 13:21 UTC", "Ask frank (communicator).",
        "Plan: dave: watch the error rate; write to clients",
    ):  # fmt: skip
        assert expected in told


def test_while_it_was_closed_nobody_was_waited_for() -> None:
    play = in_the_middle()
    play.does("alice", cmd.Resolve(), because="it went by itself")
    play.does("alice", cmd.Close(), because="nothing is left to watch")
    play.passes(days=2)
    play.does("dave", cmd.Reopen(), because="it is back")
    play.passes(minutes=4)
    assert "◌ waiting M3 (dave, waits 4m): debug logging on basket" in brief_lines(
        play.incident, play.now, "dave"
    )


def test_the_brief_never_outgrows_twelve_lines_of_eighty() -> None:
    play = crowded()
    lines = brief_lines(play.incident, play.now, "heidi")
    assert len(lines) <= 12
    assert max(map(cells, lines)) <= 80 and all(line == harmless(line) for line in lines)
    assert any("and 5 more running" in line for line in lines)
    assert any("more waiting" in line for line in lines)


def test_mine_are_my_task_my_measures_and_what_i_am_asked() -> None:
    play = in_the_middle()
    carol = mine_lines(play.incident, play.now, "CAROL")
    assert carol[0] == "You are CAROL, investigator. Your task: M1 fail over the replica"
    assert any("M1 (carol" in line for line in carol)
    assert carol[-1].startswith("Check-in 2 is due from")
    erin = mine_lines(play.incident, play.now, "erin")
    assert "⚑ alice asks about M4: what is lost?" in erin
    assert not any("M1" in line for line in erin)


def test_s52_mine_names_what_is_everybodys_and_that_nobody_has_command() -> None:
    play = declared(commander=None, crew=("dave", "grace"))
    play.passes(minutes=2)
    told = mine_lines(play.incident, play.now, "grace")
    assert any("say who is hit" in line for line in told)
    assert told[-1].startswith("NO COMMANDER for 2m")
    assert not any("nobody has command" in line for line in told), "once is enough"


def test_s25_alone_mine_is_the_most_urgent_and_how_many_there_are_besides() -> None:
    play = declared(commander=None, crew=())
    play.passes(minutes=2)
    told = mine_lines(play.incident, play.now, "dave")
    assert told[1].startswith("⚑ ")
    assert any(line.startswith("⚑ and ") and line.endswith("more: cockpit status") for line in told)
    assert told[-1].startswith("NO COMMANDER")


def test_s66_mine_names_my_own_timers_before_they_ring_and_nobody_elses() -> None:
    play = in_the_middle()
    play.does("carol", cmd.SetTimer("look at the lag", play.now + timedelta(minutes=30), "carol"))
    play.does("carol", cmd.SetTimer("call the provider", play.now + timedelta(minutes=10), "carol"))
    told = [line for line in mine_lines(play.incident, play.now, "carol") if "timer" in line]
    assert told == [
        "Your timer T2 rings at 13:21 UTC: call the provider",
        "Your timer T1 rings at 13:41 UTC: look at the lag",
    ]
    assert [one["id"] for one in mine_json(play.incident, play.now, "carol")["timers"]] == ["T2", "T1"]
    assert not any("timer" in line for line in mine_lines(play.incident, play.now, "dave"))
    play.passes(minutes=11)
    told = [line for line in mine_lines(play.incident, play.now, "carol") if "timer" in line]
    assert told[0].startswith("⚑ call the provider (your timer T2") and len(told) == 2


def test_an_answer_comes_back_to_whoever_asked() -> None:
    play = in_the_middle()
    play.does("erin", cmd.Answer("M4", "only the price fix"))
    assert any("only the price fix" in line for line in mine_lines(play.incident, play.now, "alice"))
    assert not any("only the price fix" in line for line in mine_lines(play.incident, play.now, "carol"))


def test_mine_never_outgrows_eight_lines() -> None:
    play = crowded()
    lines = mine_lines(play.incident, play.now, "dave")
    assert len(lines) == 8 and max(map(cells, lines)) <= 80
    assert "more: cockpit status" in lines[-2]


def test_once_it_is_closed_that_is_what_is_left() -> None:
    play = declared()
    play.does("alice", cmd.Close(), because="over")
    assert mine_lines(play.incident, play.now, "dave")[-1] == "Closed at 12:51 UTC."
    assert len(brief_lines(play.incident, play.now, "dave")) <= 12
