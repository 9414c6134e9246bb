"""The incident the reports are tried on: command, a crew, measures in every state, a turn of the loop."""

from __future__ import annotations

from cockpit.incident import commands as cmd
from cockpit.incident.events import PlanLine
from tests.incident.play import Play, declared


def in_the_middle() -> Play:
    """alice has command; M1 runs, M2 worked, M3 waits, M4 was sent back with a question."""
    play = declared(crew=("carol", "dave", "erin"))
    play.does("frank", cmd.Join("communicator"))
    play.does("grace", cmd.Join("scribe"))
    play.does("dave", cmd.Join("investigator"))
    play.does(
        "alice",
        cmd.ReportImpact(
            "worse", "checkouts fail", share="20%", region="us-west-2", metrics={"errors": "20%"}
        ),
    )
    play.does("alice", cmd.Propose("mitigation", "fail over the replica", owner="carol"))
    play.does("carol", cmd.Start("M1"))
    play.does("dave", cmd.DoneAlready("mitigation", "pause deploys", outcome="worked"))
    play.passes(minutes=15)
    play.does(
        "alice",
        cmd.CheckIn(
            trend="same",
            state="lag is falling",
            plan=(PlanLine(text="watch the error rate", owner="dave"), PlanLine(text="write to clients")),
        ),
        because="whoever is free",
    )
    play.passes(minutes=3)
    play.does("dave", cmd.Propose("active", "debug logging on basket", risk="slower", undo="flag off"))
    play.does("erin", cmd.Propose("fix", "roll back api", component="api"))
    play.does("alice", cmd.AskBack("M4", "what is lost?"))
    play.passes(minutes=2)
    return play
