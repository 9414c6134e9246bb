"""One incident from declaration to the fourth check-in, played through the rules with a clock of its own.

Checkout returns 500s; alice commands, carol leads the investigation, dave and erin investigate, frank
communicates, grace writes the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cockpit.desk import Desk, Done
from cockpit.incident import commands as cmd
from cockpit.incident.events import Origin, PlanLine, Trend
from cockpit.incident.moments import Moment
from cockpit.incident.procedure import Procedure
from cockpit.incident.state import Incident
from cockpit.tui.view import View

_WRONG = 189
"""The entry that names the wrong region."""
DAY = datetime(2026, 11, 23, tzinfo=UTC)


def at(clock: str) -> datetime:
    """A time of the day of the story: "14:03" or "14:03:10"."""
    hours, minutes, *seconds = map(int, clock.split(":"))
    return DAY + timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)


class Story:
    """People at one record. Times are given as the clock shows them; nothing passes by itself."""

    def __init__(self, store: Any) -> None:
        """`store` is any EventLog and Reader."""
        self.store = store
        self.now = at("12:51")
        self.id = ""
        self._desks: dict[str, Desk] = {}
        self._commits = 0

    def desk(self, who: str) -> Desk:
        """The desk of one of the people, caught up."""
        if who not in self._desks:
            origin = Origin(user=who, host="bastion", terminal="pts/1")
            self._desks[who] = Desk(self.store, who, origin, clock=lambda: self.now)
        desk = self._desks[who]
        if self.id and not desk.incident.exists:
            desk.open(self.id)
        elif self.id:
            desk.catch_up()
        return desk

    def declare(self, clock: str, who: str, title: str, **more: Any) -> None:
        self.now = at(clock)
        answer = self.desk(who).declare(
            cmd.Declare(title, **more), procedure=Procedure(channel="#inc-checkout"), commit=self._commit()
        )
        assert isinstance(answer, Done), answer
        self.id = self.desk(who).incident.id

    def does(self, clock: str, who: str, command: cmd.Command, *, happened: str = "", **how: Any) -> Done:
        """Somebody does something at a time; it must be accepted. `happened` back-dates it ("~13:57")."""
        self.now = at(clock)
        moment = Moment(at(happened.removeprefix("~")), happened.startswith("~")) if happened else None
        answer = self.desk(who).submit(command, moment=moment, commit=self._commit(), **how)
        assert isinstance(answer, Done), answer
        return answer

    def notes(self, clock: str, who: str, *texts: str) -> None:
        """Somebody writes some entries, all at one time."""
        for text in texts:
            self.does(clock, who, cmd.Log(text))

    @property
    def incident(self) -> Incident:
        return self.desk("grace").incident

    def view(self, me: str = "alice", clock: str = "", **more: Any) -> View:
        """What somebody sees at a time, or at the story's own."""
        now = at(clock) if clock else self.now
        starred = self.store.starred_count(self.id)
        return View(self.incident, now, me, starred=starred, **more)

    def _commit(self) -> UUID:
        self._commits += 1
        return UUID(int=self._commits)


def first_minutes(store: Any) -> Story:
    """Dave alone, at 03:06: an alert, a title, and nothing else yet."""
    return play_first_minutes(Story(store))


def play_first_minutes(story: Story) -> Story:
    """`first_minutes`, in a story of the caller's."""
    story.declare("03:05", "dave", "Checkout returns 500s", noticed_at=at("03:04"), noticed_about=True)
    story.now = at("03:06:40")
    return story


def whole(store: Any) -> Story:
    """The story up to 14:03:10: loop 4, two approvals waiting, one measure over its box."""
    return play_whole(Story(store))


def play_whole(story: Story) -> Story:
    """`whole`, in a story of the caller's."""
    _begins(story)
    _first_loops(story)
    _third_loop(story)
    _now(story)
    return story


def _begins(story: Story) -> None:
    story.declare("12:51", "dave", "Checkout returns 500s", noticed_at=at("12:51"), source="alert")
    story.does("12:52", "alice", cmd.Join())
    story.does("12:54", "alice", cmd.TakeCommand())
    story.does("12:55", "alice", cmd.SetSeverity("SEV1"))
    story.does("12:56", "alice", _impact("worse", "2%"))
    story.does("12:58", "grace", cmd.Join("scribe"))
    story.does("13:01", "frank", cmd.Join("communicator"))
    story.does("13:05", "erin", cmd.DoneAlready("mitigation", "pause deploys", "worked"))
    story.does("13:06", "alice", cmd.Acknowledge("M1"))
    story.does("13:08", "dave", cmd.Propose("mitigation", "restart checkout pods", component="checkout"))
    story.does("13:09", "alice", cmd.Approve("M2"))
    story.does("13:10", "dave", cmd.Start("M2"))
    story.does("13:11", "dave", cmd.Finish("M2", "no-effect"))


def _first_loops(story: Story) -> None:
    failover = cmd.Propose("mitigation", "fail over us-east replica", component="database", box=25)
    story.does(
        "13:12", "alice", _check_in("worse", "restart did nothing", plan={"dave": "look at the nodes"})
    )
    story.does("13:15", "carol", cmd.Join("technical lead"))
    story.does("13:15:20", "carol", failover)
    story.does("13:16", "carol", cmd.Propose("mitigation", "drain node ip-10-2-8-14"))
    story.does("13:17", "alice", cmd.Approve("M4"))
    story.does("13:17:30", "carol", cmd.Start("M4"))
    story.does("13:19", "carol", cmd.Finish("M4", "worked"))
    story.does("13:20", "grace", _impact("worse", "8%"))
    story.notes("13:21", "grace", *(f"carol: latency of node {n} back to normal" for n in range(1, 66)))
    story.does("13:31", "alice", cmd.Approve("M3"))
    story.does("13:32", "carol", cmd.Start("M3"))
    story.does("13:32:30", "alice", _check_in("same", "the failover is under way"))
    story.does("13:35", "alice", _impact("worse", "20%"))
    story.notes("13:40", "grace", *(f"dave: pool {n} looks healthy" for n in range(1, 88)))


def _third_loop(story: Story) -> None:
    told = 'sent to stakeholders: "Some checkouts fail. Next update by 14:20."'
    lag = "replica lag 0 → 340 s right after the failover"
    plan = {"dave": "read-only mode", "carol": "reading replica lag graphs", "frank": "statement"}
    check_in = _check_in("worse", "", plan=plan, running={"M3": "13:57"}, impact=_impact("worse", "20%").text)
    story.does("13:44", "erin", _impact("better", "15%"))
    story.notes("13:46", "grace", "erin: the region is us-west-1")
    story.notes("13:47:02", "grace", "dave: no deploys since 12:40")
    story.does("13:49", "frank", cmd.Log(told, kind="update"))
    story.does("13:51:48", "grace", cmd.Correct(_WRONG, "the region is us-west-2, not us-west-1"))
    story.does("13:52:10", "alice", check_in)
    story.does("13:55:00", "alice", cmd.ReportImpact("new-symptom", "basket service", share="20%"))
    story.does("13:55:31", "grace", cmd.Log(lag, said_by="carol"))
    noticed = cmd.Log(
        "support sees duplicate charges (told 13:58, happened about 13:57)", "noticed", star=True
    )
    story.does("13:58", "frank", noticed, happened="~13:57")


def _now(story: Story) -> None:
    story.does(
        "13:58:02", "dave",
        cmd.Propose(
            "mitigation", "put checkout in read-only mode", component="basket", box=8, undo="the flag",
        ),
    )  # fmt: skip
    story.does("13:58:40", "grace", cmd.Approve("M5"), word="alice")
    story.does("13:58:50", "dave", cmd.Start("M5"))
    story.does(
        "14:01", "dave",
        cmd.Propose("active", "debug logging on basket", component="basket", risk="slower basket",
                    undo="flag off"),
    )  # fmt: skip
    story.does(
        "14:01:12", "alice",
        cmd.ReportImpact("worse", "20% of checkouts fail in us-west-2", share="20%", region="us-west-2",
                         metrics={"errors": "20%"}),
    )  # fmt: skip
    story.does(
        "14:02:12", "erin",
        cmd.Propose("fix", "roll back api to 2026.11.22-3", component="api", risk="loses the price hotfix",
                    undo="re-deploy 2026.11.23-1, 6m"),
    )  # fmt: skip
    story.now = at("14:03:10")


def _impact(trend: Trend, share: str) -> cmd.ReportImpact:
    return cmd.ReportImpact(trend, f"{share} of checkouts fail in us-west-2", share=share, region="us-west-2")


def _check_in(
    trend: Trend,
    state: str,
    *,
    impact: str | None = None,
    plan: Mapping[str, str] | None = None,
    running: Mapping[str, str] | None = None,
) -> cmd.CheckIn:
    """`plan` by owner; `running` names measures still running, and until when."""
    kept = running or {}
    return cmd.CheckIn(
        trend,
        state=state,
        impact=impact,
        plan=tuple(PlanLine(text=text, owner=owner) for owner, text in (plan or {}).items()),
        outcomes=dict.fromkeys(kept, "running"),
        until={measure: at(clock) for measure, clock in kept.items()},
    )
