"""The end on the command line: watched, closed, reread, signed off, ticketed (S29–S37, S76–S88)."""

from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime, timedelta
from grp import getgrgid
from pathlib import Path
from typing import Any

import pytest

from cockpit.desk import Desk, Done
from cockpit.incident import commands as cmd
from cockpit.incident.events import Origin
from cockpit.incident.procedure import Procedure
from cockpit.record.sqlite import SqliteLog

from .conftest import Shell

MONDAY = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)


class Clock:
    """The time at every terminal of the test."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("cockpit.cli.context.utc_now", clock)
    return clock


@pytest.fixture
def response(clock: Clock, shell: Shell) -> str:
    """alice commands, grace writes, dave has worked on it; told engineering; nothing resolved yet."""
    made = shell.done("declare", "Checkout returns 500s", "--severity", "1").out.strip()
    shell.done("take")
    shell.done("join", "scribe", who="grace")
    shell.done("measure", "done", "mitigation", "restarted the pods", "--outcome", "worked", who="dave")
    shell.done("log", "the pods were out of memory", who="grace")
    return made


@pytest.fixture
def closed(clock: Clock, shell: Shell, response: str) -> str:
    shell.done("resolve")
    clock.passes(minutes=16)
    shell.done("close")
    return response


def last(shell: Shell, incident: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shell.done("timeline", "--json", "--incident", incident).lines[-1])
    return found


def mine(shell: Shell, who: str) -> list[str]:
    told = json.loads(shell.done("mine", "--json", who=who).out)
    return [duty["rule"] for duty in told["duties"]]


def review(shell: Shell) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(shell.done("review", "--json").out)
    return told


def test_s32_that_the_response_begins_and_ends_stands_in_the_record_by_itself(
    shell: Shell, closed: str
) -> None:
    rows = [json.loads(line) for line in shell.done("timeline", "--json", "--incident", closed).lines]
    kinds = [row["kind"] for row in rows if row["starred"]]
    assert kinds[0] == "declared" and kinds[-2:] == ["resolved", "closed"]


@pytest.mark.usefixtures("response")
def test_s33_impact_says_better_worse_same_or_a_new_symptom_and_nothing_else(shell: Shell) -> None:
    ran = shell("impact", "terrible", "everybody")
    assert ran.status == 2 and "new-symptom" in ran.err
    shell.done("impact", "new-symptom", "logins fail")
    row = json.loads(shell.done("timeline", "--json").lines[-1])
    assert (row["kind"], row["starred"], row["text"]) == ("impact", True, "new symptom: logins fail")


@pytest.mark.usefixtures("response")
def test_s35_any_entry_can_be_starred_as_it_is_written(shell: Shell) -> None:
    number = shell.done("log", "--star", "the vendor confirms").out.strip()
    assert number in shell.done("timeline", "--starred").lines[-1]


@pytest.mark.usefixtures("response")
def test_s37_a_comment_stands_beside_its_entry_in_the_record(shell: Shell) -> None:
    shell.done("comment", "6", "it was the other pool", who="dave")
    row = json.loads(shell.done("timeline", "--json").lines[-1])
    assert (row["kind"], row["text"], row["comments_on"]) == ("comment", "to 6: it was the other pool", 6)
    assert shell("comment", "99", "x").status == 3
    assert shell("comment", "6", " ").status == 2


@pytest.mark.usefixtures("response")
def test_s29_an_entry_takes_a_link_and_a_redaction_takes_it_away(shell: Shell) -> None:
    number = shell.done("log", "see the thread", "--link", "https://chat/?token=s3cret").out.strip()
    row = json.loads(shell.done("timeline", "--json").lines[-1])
    assert (str(row["number"]), row["link"]) == (number, "https://chat/?token=s3cret")
    shell.done("redact", number, "--because", "a token")
    assert "s3cret" not in shell.done("timeline", "--json").out


@pytest.mark.usefixtures("response")
def test_s76_after_resolve_the_team_watches_and_an_early_close_says_why(shell: Shell, clock: Clock) -> None:
    shell.done("resolve")
    told = json.loads(shell.done("status", "--json").out)
    assert (told["phase"], told["watch_until"]) == ("watch", "2026-11-23T13:15:00+00:00")
    assert told["roles"]["scribe"] == ["grace"]
    clock.passes(minutes=5)
    ran = shell("close")
    assert ran.status == 3 and "10 min of the watch are left: why close now (S76)" in ran.err
    shell.done("close", "--because", "a known blip")
    assert "closed, early: a known blip" in shell.done("timeline").lines[-1]


@pytest.mark.usefixtures("response")
def test_s77_worse_in_the_watch_goes_back_to_active_in_one_step(shell: Shell) -> None:
    shell.done("resolve")
    ran = shell.done("impact", "worse", "checkout fails again", who="dave")
    assert "cockpit reopen" in ran.err
    assert "relapse 1" in shell.done("reopen", who="dave").out
    assert json.loads(shell.done("status", "--json").out)["next_check_in"]["loop"] == 1


@pytest.mark.usefixtures("response")
def test_s78_close_asks_one_question_about_all_that_is_open(shell: Shell) -> None:
    shell.done("told", "engineering", "checkout is down")
    shell.done("measure", "propose", "passive", "watch the graphs", who="dave")
    shell.done("measure", "start", "M2", who="dave")
    shell.done("resolve")
    ran = shell.terminal("close", typed="they know\n")
    assert ran.err.count("?") == 1, ran.err
    assert "engineering is not told of the end (S80); M2 still runs" in ran.err
    assert ran.status == 0


@pytest.mark.usefixtures("response")
def test_s79_only_the_commander_closes_or_somebody_by_word(shell: Shell, clock: Clock) -> None:
    shell.done("resolve")
    clock.passes(minutes=16)
    ran = shell("close", who="grace")
    assert ran.status == 3 and "(S79)" in ran.err and "--word alice" in ran.err
    assert "by word (grace)" in shell.done("close", "--word", "alice", who="grace").out


def test_what_is_not_urgent_sleeps_until_the_next_working_morning(
    shell: Shell, clock: Clock, closed: str
) -> None:
    assert [mine(shell, who) for who in ("alice", "grace", "dave")] == [[], [], []]
    clock.now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert mine(shell, "alice") == ["S81", "S85", "S87", "S83"]
    assert mine(shell, "grace") == ["S82", "S81"]
    assert "reread the record" in shell.done("mine", who="grace").out
    assert "S81" in shell.done("status", "--incident", closed).out


def test_s78_what_a_closed_incident_wants_stands_beside_the_open_one(
    shell: Shell, clock: Clock, closed: str
) -> None:
    clock.passes(days=1)
    shell.done("declare", "Search is slow")
    told = shell.done("mine", who="dave").lines
    assert told[-1] == f"⚑ {closed}: read the record, add what is missing, sign off"
    clock.passes(days=30)
    assert closed not in shell.done("mine", who="dave").out


def test_s78_of_a_private_incident_too_for_whoever_may_read_it(shell: Shell, clock: Clock) -> None:
    made = shell.done("declare", "Leak", "--private", "--group", getgrgid(os.getgid())[0]).out.strip()
    for word in ("take", "resolve", "close"):
        shell.done(word, "--incident", made, "--because", "nobody got in")
    clock.passes(days=1)
    shell.done("declare", "Search is slow")
    assert f"⚑ {made}: reread the record: star what matters" in shell.done("mine").lines
    assert made not in shell.done("mine", who="bob").out, "bob took no part in it"


@pytest.mark.usefixtures("closed")
def test_s81_everybody_signs_off_once(shell: Shell) -> None:
    assert review(shell)["unsigned"] == ["alice", "grace", "dave"]
    shell.done("sign-off", who="dave")
    told = review(shell)
    assert [one["person"] for one in told["signed_off"]] == ["dave"]
    assert told["unsigned"] == ["alice", "grace"]
    assert "already" in shell.done("sign-off", who="dave").err
    assert "1 of 3: dave; still to come: alice, grace" in shell.done("review").out


def test_s81_a_late_entry_is_marked_with_both_its_times(shell: Shell, clock: Clock, closed: str) -> None:
    clock.passes(hours=20)
    shell.done("log", "I had paged the vendor", "--at", "2026-11-23 13:02", "--incident", closed, who="dave")
    line = shell.done("timeline", "--incident", closed).lines[-1]
    assert "2026-11-23 13:02:00 UTC" in line and "(recorded 2026-11-24 09:16 UTC)" in line
    assert "recorded" not in shell.done("timeline", "--incident", closed).lines[0]


@pytest.mark.usefixtures("closed")
def test_s82_what_is_left_to_reread_is_listed_until_the_pass_is_done(shell: Shell) -> None:
    rows = [json.loads(line) for line in shell.done("reread", "--json", who="grace").lines]
    assert [row["text"] for row in rows if row["kind"] == "note"] == ["the pods were out of memory"]
    assert not any(row["starred"] for row in rows)
    assert review(shell)["reread"] == {"done": False, "through": 0, "left": len(rows)}
    assert "pass done" in shell.done("reread", "--done", who="grace").out
    assert shell.done("reread", who="grace").out == ""
    assert review(shell)["reread"]["done"] is True


def test_s83_the_tickets_text_has_what_a_retrospective_needs(shell: Shell, closed: str) -> None:
    text = shell.done("ticket").out
    assert text.startswith("# Retrospective: Checkout returns 500s\n")
    for wanted in (
        "SEV1 CRITICAL", "2026-11-23 13:00:00Z", "## How long it took", "· closed · **alice**",
        "## Without approval beforehand", "restarted the pods",
    ):  # fmt: skip
        assert wanted in text, wanted
    assert "the pods were out of memory" not in text
    shell.done("ticket", "--link", "OPS-1")
    assert "OPS-1" not in shell.done("ticket").out.partition("## What happened")[2]


def test_s83_what_never_ran_and_what_has_no_outcome_are_follow_ups(
    shell: Shell, clock: Clock, response: str
) -> None:
    for text in ("roll back", "fail over", "restart the cache"):
        shell.done("measure", "propose", "mitigation", text, who="dave")
    shell.done("measure", "approve", "M2")
    shell.done("measure", "ask", "M3", "which region?")
    shell.done("measure", "done", "fix", "raised the limit", who="dave")
    shell.done("measure", "propose", "passive", "watch the pods", who="dave")
    shell.done("resolve")
    clock.passes(minutes=16)
    assert "M2, M3, M4, 1 more were never started" in shell.done("close").err
    follow_ups = shell.done("ticket").out.partition("## Open follow-ups\n\n")[2].partition("\n\n")[0]
    assert follow_ups.splitlines() == [
        "- M2 approved and never started: roll back",
        "- M3 sent back with a question nobody answered: fail over",
        "- M4 proposed and never decided on: restart the cache",
        "- M6 never started: watch the pods",
        "- M5 done, and nobody said what came of it: raised the limit",
    ]


def test_s31_a_first_sign_that_is_about_is_told_as_about(shell: Shell, clock: Clock) -> None:
    shell.done("declare", "Checkout returns 500s", "--noticed", "~12:40")
    assert "- First noticed: about 2026-11-23 12:40:00Z" in shell.done("export").out
    assert "noticed ~12:40 UTC" in shell.done("brief").out


def test_what_was_stood_down_wants_nothing_and_says_so(shell: Shell, clock: Clock) -> None:
    shell.done("declare", "Disk is full")
    shell.done("stand-down", "--because", "a test host")
    assert "State: stood down, not an incident, 2026-11-23 13:00:00Z" in shell.done("ticket").out
    assert "nothing has to be read, signed off or ticketed" in shell.done("review").out
    assert json.loads(shell.done("metrics", "--json").out)["flags"] == []
    assert "users hit" not in shell.done("status").out


def test_after_it_was_resolved_no_report_says_that_it_gets_worse(
    shell: Shell, clock: Clock, response: str
) -> None:
    shell.done("impact", "worse", "20% of checkouts fail")
    assert "20% of checkouts fail: getting worse" in shell.done("brief").out
    assert "State: ACTIVE: not closed yet" in shell.done("ticket").out
    clock.passes(minutes=5)
    shell.done("resolve", "--because", "the graphs are flat")
    over = "Resolved at 13:05 UTC; before that: 20% of checkouts fail."
    for verb in ("status", "brief", "export"):
        told = " ".join(shell.done(verb).out.split())
        assert over in told and "getting worse" not in told, verb
    assert "Impact was: 20% of checkouts fail." in shell.done("say").out
    shell.done("impact", "worse", "they fail again")
    assert "they fail again: getting worse" in shell.done("brief").out


def test_s84_the_ticket_says_how_the_record_is_opened(shell: Shell, closed: str) -> None:
    assert f"cockpit observe --db {shell.path} --incident {closed}" in shell.done("ticket").out


def test_s85_a_missing_first_message_is_said_in_the_ticket_and_the_review(
    shell: Shell, clock: Clock, response: str
) -> None:
    shell.done("resolve")
    clock.passes(minutes=16)
    assert "The link of the first message is missing (S85)." in shell.done("close").err
    assert "First message: MISSING" in shell.done("ticket").out
    assert "missing" in shell.done("review").out
    shell.done("announced", "--link", "https://chat/1", "--incident", response)
    assert "First message: https://chat/1" in shell.done("ticket").out


def test_s86_whoever_leads_the_retrospective_reads_all_of_it_without_writing(
    shell: Shell, clock: Clock, closed: str
) -> None:
    shell.done("facilitator", "zoe")
    clock.passes(days=1)
    assert mine(shell, "zoe") == ["S86"]
    for verb in ("status", "timeline", "ticket", "review", "reread", "mine", "export"):
        assert shell(verb, "--read-only", "--incident", closed, who="zoe").status == 0, verb


@pytest.mark.usefixtures("closed")
def test_s87_a_facilitator_who_took_part_needs_a_reason(shell: Shell) -> None:
    ran = shell("facilitator", "dave")
    assert ran.status == 3 and "dave took part" in ran.err and "(S87)" in ran.err
    shell.done("facilitator", "dave", "--because", "nobody else is free")
    assert "took part" in shell.done("review").out
    shell.done("facilitator", "zoe")
    assert review(shell)["facilitator"] == "zoe"


@pytest.mark.usefixtures("closed")
def test_s88_the_ticket_is_assigned_to_whoever_leads(shell: Shell, clock: Clock) -> None:
    clock.passes(days=1)
    shell.done("ticket", "--link", "https://tickets/7")
    shell.done("facilitator", "zoe")
    assert "S88" in mine(shell, "alice")
    assert "Facilitator: zoe" in shell.done("ticket").out
    shell.done("ticket", "--link", "https://tickets/7")
    assert review(shell)["ticket_for"] == "zoe" and "S88" not in mine(shell, "alice")


def _with_command(shell: Shell, isolated: Path, script: str) -> str:
    """An incident whose project makes tickets with a script of its own."""
    tool = isolated / "make ticket"
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    store = SqliteLog(shell.path)
    desk = Desk(store, "alice", Origin(user="alice"))
    procedure = Procedure(ticket=(str(tool), "--title", "{title}"))
    assert isinstance(desk.declare(cmd.Declare("It burns; rm -rf $HOME"), procedure=procedure), Done)
    store.close()
    shell.done("take")
    shell.done("close", "--because", "out")
    return desk.incident.id


def test_s83_the_projects_command_gets_the_text_and_its_address_is_stored(
    shell: Shell, isolated: Path
) -> None:
    incident = _with_command(
        shell, isolated, f'cat > "{isolated}/text"; echo "$2" > "{isolated}/title"\n'
        'echo made https://tickets/8; echo "done: https://tickets/9."',
    )  # fmt: skip
    ran = shell.done("ticket", "--send")
    assert "Running" in ran.err
    assert (isolated / "title").read_text() == "It burns; rm -rf $HOME\n"
    assert (isolated / "text").read_text().startswith("# Retrospective: It burns")
    assert review(shell)["ticket"] == "https://tickets/9"
    assert last(shell, incident)["kind"] == "retrospective"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo no login >&2; exit 4", "failed with status 4: no login"),
        ("echo made OPS-7", "printed no address"),
    ],
)
def test_a_command_that_made_no_ticket_stores_nothing(
    shell: Shell, isolated: Path, script: str, said: str
) -> None:
    _with_command(shell, isolated, script)
    ran = shell("ticket", "--send")
    assert ran.status == 4 and said in ran.err
    assert review(shell)["ticket"] is None


@pytest.mark.usefixtures("closed")
def test_without_a_ticket_command_the_way_out_is_said(shell: Shell) -> None:
    ran = shell("ticket", "--send")
    assert ran.status == 3 and "cockpit ticket --link URL" in ran.err
    assert shell("ticket", "--link", " ").status == 2
    assert shell("ticket", "--send", "--link", "x").status == 2


def test_whatever_was_typed_makes_no_markdown_in_the_ticket(shell: Shell) -> None:
    shell.done("declare", "[x](javascript:1) <img> \x1b[31m\n# not a heading")
    shell.done("take")
    shell.done("close", "--because", "out")
    text = shell.done("ticket").out
    assert "\x1b" not in text and "<img>" not in text and r"\[x\](" in text
    assert sum(line.startswith("# ") for line in text.splitlines()) == 1
