"""The drill: six people run a whole incident over several terminals, from the declaration to the ticket."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.waiting import wait_for

if TYPE_CHECKING:
    from tests.e2e.conftest import House

pytestmark = pytest.mark.tmux


class Drill:
    """Who sits where: alice commands, grace writes, olga only reads; the others type command lines."""

    def __init__(self, house: House) -> None:
        self.house = house

    def does(self, who: str, *words: str) -> str:
        return self.house.cockpit(*words, who=who).stdout

    def starts(self) -> None:
        """Dave is paged, declares, and writes down what he has seen so far."""
        self.does("dave", "declare", "Checkout returns 500s", "--noticed", "-12m", "--source", "alert")
        self.does("dave", "announced", "--link", "https://chat.example/1", "--channel", "#inc-checkout")
        self.does("dave", "join", "investigator")
        self.does("dave", "log", "--at", "-9m", "restarted one pod, no change")
        self.commander = self.house.window(who="alice")
        self.commander.wait_for("NO COMMANDER", "nobody has command")
        self.commander.press("t")
        self.commander.wait_for("take command now", "it asks")
        self.commander.press("y")
        self.commander.wait_for("IC alice", "alice has command")

    def staffs(self) -> None:
        """Everybody comes, and the scribe and an observer open their screens."""
        for who, role in (("erin", "investigator"), ("frank", "communicator"), ("grace", "scribe")):
            self.does(who, "join", role)
        self.does("alice", "role", "assign", "deputy", "bob")
        self.scribe = self.house.window("scribe", who="grace")
        self.observer = self.house.window("observe", who="olga")
        self.scribe.wait_for("declared", "the scribe sees the record")
        self.observer.wait_for("In short", "the card of somebody who reads along")

    def assesses(self) -> None:
        """Severity and impact from the commander's screen; the scribe stars what matters."""
        self.commander.press("s")
        self.commander.wait_for("How bad is it", "the scale")
        self.commander.press("1")
        self.commander.wait_for("SEV1", "how bad it is stands in the top bar")
        self.commander.press("i")
        self.commander.wait_for("Impact", "the line for impact")
        self.commander.type("worse 20% of checkouts fail in us-west-2")
        self.commander.press("enter")
        for window in (self.commander, self.observer):
            window.wait_for("20% of checkouts fail", "the impact is everywhere")
        self.scribe.type("-4m ! dave: support sees duplicate charges")
        self.scribe.press("enter")
        self.scribe.wait_for("★.*support sees duplicate charges", "what was said is starred")

    def tells(self) -> None:
        """Engineering at once; stakeholders after the commander has approved the statement."""
        self.does("frank", "told", "engineering", "we are on it")
        self.does("frank", "statement", "draft", "stakeholders", "Some checkouts fail.")
        self.does("alice", "statement", "approve", "S1")
        self.does("frank", "statement", "send", "S1", "--next", "30m")
        self.does("zoe", "ask", "when will it work again?")
        self.does("frank", "answer", "Q1", "we say more by the next update")

    def mitigates(self) -> None:
        """A measure is proposed, approved on the screen, started and ended; a hypothesis is ruled out."""
        self.does("erin", "hypothesis", "open", "the new api release leaks connections")
        self.does("dave", "measure", "propose", "mitigation", "put checkout in read-only mode",
                  "--component", "checkout", "--undo", "the flag")  # fmt: skip
        self.commander.wait_for("put checkout in read-only mode", "it waits for approval")
        self.commander.press("a")
        self.commander.wait_for("enter approves M1", "the row asks")
        self.commander.press("enter")
        self.commander.wait_for("M1 approved", "it is approved")
        self.does("dave", "measure", "start", "M1")
        self.does("erin", "hypothesis", "out", "H1", "the release before it shows the same")
        self.does("erin", "measure", "done", "passive", "read the replica's graphs")

    def checks_in(self) -> None:
        """The whole loop from the commander's screen: better, still running, next time."""
        self.does("alice", "checkin", "--trend", "better", "--state", "errors fall since the flag",
                  "--measure", "M1=running")  # fmt: skip
        self.commander.wait_for("check-in +alice +loop 1", "the check-in stands in the record")
        self.does("dave", "measure", "finish", "M1", "worked")
        self.does("alice", "impact", "better", "2% of checkouts fail")

    def ends(self) -> None:
        """Resolved, back for a relapse, resolved again, closed with everybody told."""
        self.does("alice", "resolve")
        self.commander.wait_for("WATCH", "the watch has begun")
        self.does("dave", "impact", "worse", "basket fails for signed-in users")
        self.does("alice", "reopen")
        self.commander.wait_for("ACTIVE", "back to active")
        self.does("dave", "measure", "propose", "fix", "restart the basket service", "--undo", "none")
        self.does("alice", "measure", "approve", "M3")
        self.does("dave", "measure", "start", "M3")
        self.does("dave", "measure", "finish", "M3", "worked")
        self.does("alice", "impact", "better", "nobody is hit")
        self.does("alice", "resolve")
        self.does("frank", "told", "engineering", "it is over", "--end")
        self.does("frank", "statement", "draft", "stakeholders", "Checkout works again.")
        self.does("alice", "statement", "approve", "S2")
        self.does("frank", "statement", "send", "S2", "--end")
        self.does("alice", "close", "--because", "quiet, and a drill")
        self.commander.wait_for("CLOSED", "it is closed")

    def reviews(self) -> None:
        """Everybody signs the record off, the scribe reads it again, the retrospective gets its ticket."""
        for who in ("alice", "bob", "dave", "erin", "frank", "grace"):
            self.does(who, "sign-off")
        self.does("grace", "reread", "--done")
        self.does("alice", "facilitator", "zelda")
        assert "https://chat.example/1" in self.does("alice", "ticket")
        self.does("alice", "ticket", "--link", "https://tickets.example/7")

    def entries(self) -> list[dict[str, Any]]:
        lines = self.does("alice", "timeline", "--json").splitlines()
        return [json.loads(line) for line in lines]


def test_a_drill_from_declaration_to_ticket_leaves_the_record_a_retrospective_needs(house: House) -> None:
    drill = Drill(house)
    drill.starts()
    drill.staffs()
    drill.assesses()
    drill.tells()
    drill.mitigates()
    drill.checks_in()
    drill.ends()
    drill.reviews()
    assert_the_record_has_what_it_needs(drill.entries())
    assert_nothing_is_owed(drill)
    house.assert_sound()
    for window in (drill.commander, drill.scribe, drill.observer):
        window.press("ctrl+q")
        wait_for(lambda window=window: window.ended, "the screen was left")  # type: ignore[misc]


def assert_the_record_has_what_it_needs(entries: list[dict[str, Any]]) -> None:
    """What S31 to S35 ask for."""
    events = {entry["event"] for entry in entries}
    by_kind = {kind: [e for e in entries if e["kind"] == kind] for kind in {e["kind"] for e in entries}}
    assert by_kind["noticed"][0]["happened_at"] < by_kind["declared"][0]["happened_at"], "S31"
    assert {"incident.declared", "incident.resolved", "incident.relapsed", "incident.closed"} <= events, "S32"
    impacts = by_kind["impact"]
    assert all(entry["starred"] for entry in impacts), "S33"
    assert {entry["text"].partition(":")[0] for entry in impacts} == {"worse", "better"}, "S33"
    steps = {"measure.proposed", "measure.approved", "measure.started", "measure.finished"}
    assert steps <= events, "S34"
    assert any(entry["starred"] and entry["event"] == "entry.logged" for entry in entries), "S35"


def assert_nothing_is_owed(drill: Drill) -> None:
    """After the close: reviewed, ticketed, everybody told, and the figures say so."""
    assert json.loads(drill.does("alice", "status", "--json"))["phase"] == "closed"
    review = json.loads(drill.does("alice", "review", "--json"))
    assert (review["ticket"], review["facilitator"]) == ("https://tickets.example/7", "zelda")
    figures = json.loads(drill.does("alice", "metrics", "--json"))
    assert (figures["relapses"], figures["unapproved"], figures["checkins"]) == (1, 0, 1)
    assert not {"S80", "S85", "S31", "S59"} & {flag["rule"] for flag in figures["flags"]}
    page = drill.does("alice", "export", "--format", "html")
    assert "put checkout in read-only mode" in page and "<svg" in page
