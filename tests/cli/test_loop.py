"""The loop on the command line: held step by step, begun and left, timers, and what is put off (S66–S75)."""

from __future__ import annotations

import json
import shlex
from typing import Any

import pytest

from cockpit.desk import Answer, Desk
from cockpit.incident.commands import CheckIn, Command, LeaveCheckIn
from cockpit.record.errors import Unavailable

from .conftest import Shell


@pytest.fixture
def crew(shell: Shell, incident: str) -> str:
    """alice commands, carol leads, dave investigates, grace writes; M1 runs, M2 waits."""
    for role, who in (("technical lead", "carol"), ("investigator", "dave"), ("scribe", "grace")):
        shell.done("join", *role.split(), who=who)
    shell.done("impact", "worse", "checkouts fail", "--region", "us-west-2")
    shell.done("measure", "propose", "mitigation", "fail over", "--owner", "carol")
    shell.done("measure", "start", "M1", who="carol")
    shell.done("measure", "propose", "fix", "roll back api", who="dave")
    return incident


def status(shell: Shell) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shell.done("status", "--json").out)
    return found


def events(shell: Shell) -> list[str]:
    return [json.loads(line)["event"] for line in shell.done("timeline", "--json").lines]


def test_s66_a_check_in_is_begun_and_left_and_status_says_that_it_is_under_way(
    shell: Shell, crew: str
) -> None:
    assert "check-in 1 is under way" in shell.done("checkin", "--start", who="grace").out
    assert "grace since" in shell.done("status", who="bob").out
    assert status(shell)["next_check_in"]["under_way"]["by"] == "grace"
    assert "checkin.started" in events(shell)
    shell.done("checkin", "--leave", who="grace")
    assert status(shell)["next_check_in"]["under_way"] is None


def test_s66_whoever_is_not_to_fill_it_is_told_who_is(shell: Shell, crew: str) -> None:
    ran = shell("checkin", "--start", who="dave")
    assert (ran.status, "alice" in ran.err, "grace" in ran.err, "--word alice" in ran.err) == (
        3, True, True, True,
    )  # fmt: skip
    shell.done("checkin", "--start", "--word", "alice", who="dave")


def test_s66_whoever_cannot_finish_it_is_told_before_the_first_question(shell: Shell, crew: str) -> None:
    ran = shell.terminal("checkin", typed="lag is 0\ns\n\n\n\n\n\n", who="grace")
    assert (ran.status, "--word alice" in ran.err, "how is the service" in ran.out) == (3, True, False)
    assert "checkin.started" not in events(shell)
    ran = shell.terminal("checkin", "--word", "alice", typed="lag is 0\ns\n\n\n\n\n\n", who="grace")
    assert (ran.status, status(shell)["next_check_in"]["loop"]) == (0, 2), ran


def test_start_and_leave_take_nothing_else(shell: Shell, crew: str) -> None:
    for words in (("--start", "--leave"), ("--start", "--trend", "same")):
        assert shell("checkin", *words).status == 2


def test_s67_the_lead_is_asked_by_name_and_every_step_is_a_sentence_to_say(shell: Shell, crew: str) -> None:
    typed = "lag is 0\nbe\n\neu-west-1\n\ncarol: read the graphs\ndave: mitigation: read-only mode\n\na\n"
    ran = shell.terminal("checkin", typed=typed)
    assert ran.status == 0, ran
    for question in (
        "carol: how is the service, what was done, what do you need?",
        "Is it better, the same, worse, or is there a new symptom?",
        "carol: what came of M1, fail over?",
        "What does each of you do until",
        "M2  roll back api · fix · dave · undo —",
        "M2: approve, refuse, ask?",
    ):
        assert question in ran.out
    now = status(shell)
    assert now["plan"][1]["measure"] == "M3"
    states = {m["id"]: (m["state"], m["owner"]) for m in now["measures"]}
    assert (states["M2"][0], states["M3"]) == ("approved", ("approved", "dave"))
    assert now["impact"]["cohort"] == "eu-west-1"


def test_s68_new_users_since_the_last_one_stand_in_the_question(shell: Shell, crew: str) -> None:
    shell.done("checkin", "--trend", "same")
    shell.done("impact", "new-symptom", "baskets empty", "--cohort", "guests", who="dave")
    ran = shell.terminal("checkin", typed="\ns\n\n\n\n\n\n")
    assert ran.status == 0, ran
    assert "Since check-in 1: impact a new symptom: baskets empty" in ran.out
    assert "New users or regions? (enter: guests)" in ran.out
    assert "New: guests" in shell.done("timeline", "--kind", "check-in").out


def test_s71_a_proposal_is_sent_back_with_a_question_and_everything_said_about_it_is_shown(
    shell: Shell, crew: str
) -> None:
    told = ("--risk", "sessions drop", "--undo", "fail back", "--component", "db")
    shell.done("measure", "propose", "mitigation", "move to eu", *told, who="dave")
    shell.done("measure", "propose", "active", "restart db-2", "--component", "DB", who="dave")
    ran = shell.terminal("checkin", typed="\ns\n\n\n\n\nask\n\nask\nwho is on it?\n\n")
    assert ran.status == 0, ran
    assert (
        "M3  move to eu · mitigation · dave · component db · risk sessions drop · undo fail back" in ran.out
    )
    assert (
        "M4  restart db-2 · active diagnostic · dave · component DB · undo — · ⚠ same component as M3"
        in ran.out
    )
    states = {m["id"]: m["state"] for m in status(shell)["measures"]}
    assert (states["M2"], states["M3"], states["M4"]) == ("waiting", "asked", "waiting")
    assert "alice asks about M3: who is on it?" in shell.done("timeline").out


def test_s66_what_was_answered_is_kept_in_one_line_where_the_check_in_is_refused(
    shell: Shell, crew: str
) -> None:
    typed = "lag isn't 0\nw\nall of us\nguests\n23:59\nwrite to clients\n\n\n"
    ran = shell.terminal("checkin", typed=typed)
    assert ran.status == 3 and "Given up: nothing was recorded." in ran.out, ran
    assert "checkin.left" in events(shell) and "checkin.finished" not in events(shell)
    line = next(line for line in ran.out.splitlines() if line.startswith("  cockpit "))
    words = shlex.split(line)[1:]
    again = shell(*words, "--because", "frank, when he comes", who=None)
    assert again.status == 0, again
    (finished,) = [line for line in shell.done("timeline", "--kind", "check-in").lines if "loop 1" in line]
    for said in ("worse", "lag isn't 0", "New: guests", "write to clients"):
        assert said in finished
    assert status(shell)["impact"]["text"] == "all of us"


def test_s66_what_was_answered_is_kept_in_one_line_where_the_record_fails_meanwhile(
    shell: Shell, crew: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit = Desk.submit

    def fails(desk: Desk, command: Command, **how: Any) -> Answer:
        if isinstance(command, CheckIn | LeaveCheckIn):
            raise Unavailable("The disk is full.")
        return submit(desk, command, **how)

    monkeypatch.setattr(Desk, "submit", fails)
    monkeypatch.setattr("cockpit.cli.loop.can_ask", lambda: True)
    ran = shell("checkin", stdin=b"lag is 0\nsame\n\n\n\n\n")
    assert ran.status == 4 and "The disk is full." in ran.err, ran
    assert "'--state=lag is 0' --trend=same" in ran.err, ran


def test_s69_a_check_in_without_a_word_on_what_was_open_is_refused(shell: Shell, crew: str) -> None:
    shell.done("checkin", "--trend", "same")
    shell.done("severity", "1")
    ran = shell("checkin", "--trend", "same")
    assert (ran.status, "M1 (fail over)" in ran.err, "--measure M1=" in ran.err) == (3, True, True)
    shell.done("checkin", "--trend", "same", "--measure", "M1=running:23:59")


def test_s70_a_line_of_the_plan_that_nobody_has_asks_why(shell: Shell, crew: str) -> None:
    ran = shell("checkin", "--trend", "same", "--plan", "write to clients")
    assert (ran.status, "S70" in ran.err) == (3, True)
    shell.done(
        "checkin", "--trend", "same", "--plan", "write to clients", "--because", "frank, when he comes"
    )


def test_s72_everybody_finds_their_own_line_in_mine(shell: Shell, crew: str) -> None:
    shell.done("checkin", "--trend", "same", "--plan", "dave: watch the error rate")
    assert "watch the error rate" in shell.done("mine", who="dave").out
    assert "watch the error rate" not in shell.done("mine", who="grace").out


def test_s73_begun_early_it_asks_why_on_a_terminal_once(shell: Shell, crew: str) -> None:
    shell.done("checkin", "--trend", "same")
    assert "S73" in shell("checkin", "--start").err
    ran = shell.terminal("checkin", typed="the vendor is on\nall well\ns\n\n\n\n\n\n")
    assert (ran.status, ran.out.count("why now")) == (0, 1), ran
    assert status(shell)["next_check_in"]["loop"] == 3


def test_two_people_are_asked_one_question_and_the_open_measures(shell: Shell, incident: str) -> None:
    shell.done("measure", "propose", "fix", "roll back", who="bob")
    shell.done("measure", "approve", "M1")
    shell.done("measure", "start", "M1", who="bob")
    ran = shell.terminal("checkin", typed="s\n\n")
    assert ran.status == 0, ran
    assert "Is it better" in ran.out and "what came of M1" in ran.out
    assert "new users" not in ran.out, "what has no field is not asked"
    assert "who is hit" not in ran.out.casefold() and "What does each" not in ran.out
    assert status(shell)["next_check_in"]["loop"] == 2


def test_s45_at_sev3_the_tripwire_is_shown_and_nothing_is_asked(shell: Shell, incident: str) -> None:
    shell.done("severity", "3")
    ran = shell.terminal("checkin", typed="s\n")
    assert ran.status == 0, ran
    assert "Still SEV3? It is worse once a user is hit" in ran.out


def test_a_check_in_given_up_is_left_and_the_others_see_it(shell: Shell, incident: str) -> None:
    assert shell.terminal("checkin", typed="\n").status == 3
    assert status(shell)["next_check_in"]["under_way"] is None
    assert events(shell)[-2:] == ["checkin.started", "checkin.left"]


def test_a_timer_is_set_listed_and_ended(shell: Shell, incident: str) -> None:
    assert "T1 at" in shell.done("timer", "back", "to", "bob", "--in", "5m").out
    assert "alice: back to bob" in shell.done("timer", "--list", who="bob").out
    listed = json.loads(shell.done("timer", "--list", "--json").out)
    assert [(one["id"], one["person"]) for one in listed] == [("T1", "alice")]
    assert shell("timer", "--end", "T1", who="bob").status == 3
    shell.done("timer", "--end", "t1")
    assert shell.done("timer").out == ""
    assert shell("timer", "no", "time").status == 2
    assert shell("timer", "too late", "--in", "2020-01-01T00:00Z").status == 2
    assert "T2 for bob" in shell.done("timer", "ring", "--in", "5m", "--for", "bob").out


def test_a_duty_is_put_off_by_its_number_or_its_name(shell: Shell, crew: str) -> None:
    due = json.loads(shell.done("snooze", "--json").out)
    assert due[0]["cause"] == "approval M2" and not due[0]["put_off"]
    assert "until the next check-in" in shell.done("snooze", "1").out
    assert "put off" in shell.done("snooze").lines[-1]
    assert "approve or refuse M2" not in shell.done("mine").out
    shell.done("snooze", "severity", "--until", "23:59")
    assert shell("snooze", "no such thing").status == 3
    assert shell("snooze", "approval M2", "--until", "2020-01-01T00:00Z").status in {2, 3}


def test_s72_somebody_with_several_lines_of_the_plan_finds_all_of_them(shell: Shell, crew: str) -> None:
    plan = ("dave: watch the error rate", "dave: call the vendor", "dave: fix: restart the proxy")
    shell.done("checkin", "--trend", "same", *(word for line in plan for word in ("--plan", line)))
    told = shell.done("mine", who="dave").out
    assert "Your task: watch the error rate" in told
    assert "Your part until the next check-in: call the vendor" in told
    assert told.count("restart the proxy") == 1
    assert json.loads(shell.done("mine", "--json", who="dave").out)["plan"] == [
        "watch the error rate", "call the vendor", "restart the proxy (M3)",
    ]  # fmt: skip


def test_s74_check_ins_and_the_minutes_they_took_are_counted(shell: Shell, incident: str) -> None:
    shell.done("checkin", "--start", "--at", "-6m")
    shell.done("checkin", "--trend", "same")
    told = json.loads(shell.done("metrics", "--json").out)
    assert (told["checkins"], told["in_checkins"] // 60) == (1, 6)
