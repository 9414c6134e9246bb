"""The quiet ones: one person alone at 3 am, and a team that only logs."""

from __future__ import annotations

import json

from .conftest import Shell


def duties(shell: Shell) -> list[str]:
    told = json.loads(shell.done("mine", "--json").out)
    return [duty["text"] for duty in told["duties"]]


def test_one_person_alone_rolls_back_and_is_asked_nothing_twice(shell: Shell) -> None:
    asked = []

    def does(*words: str) -> None:
        ran = shell(*words)
        if ran.status == 3:
            asked.append(words[0])
            ran = shell(*words, "--because", "quiet for an hour already")
        assert ran.status == 0, ran
        assert len(duties(shell)) <= 1

    shell.done("declare", "Checkout returns 500s")
    does("take")
    does("impact", "worse", "all checkouts fail")
    does("measure", "propose", "mitigation", "roll back api", "--undo", "re-deploy")
    (measure,) = json.loads(shell.done("status", "--json").out)["measures"]
    assert (measure["state"], measure["alone"], measure["unapproved"]) == ("running", True, None)
    does("measure", "finish", "M1", "worked")
    does("checkin", "--trend", "better")
    does("impact", "better", "nobody is hit")
    does("resolve")
    does("close")
    assert len(asked) == len(set(asked)) <= 1, asked
    figures = json.loads(shell.done("metrics", "--json").out)
    assert (figures["alone"], figures["unapproved"], figures["unapproved_share"]) == (1, 0, None)


def test_a_team_that_only_logs_gets_a_good_log_and_is_never_shouted_at(shell: Shell) -> None:
    shell.done("declare", "Checkout returns 500s", "--noticed", "-2h")
    for minute, who in ((110, "dave"), (80, "erin"), (50, "dave"), (20, "frank")):
        shell.done("log", "--at", f"-{minute}m", f"{who} looks at the graphs", who=who)
    rows = [json.loads(line) for line in shell.done("timeline", "--json", "--kind", "note").lines]
    assert [row["text"] for row in rows] == [
        f"{who} looks at the graphs" for who in ("dave", "erin", "dave", "frank")
    ]
    for who in ("dave", "erin", "frank"):
        assert "⚑" not in shell.done("log", "still looking", who=who).err
    flagged = {flag["rule"] for flag in json.loads(shell.done("metrics", "--json").out)["flags"]}
    assert "S59" in flagged, "what was missed stands in the figures"
